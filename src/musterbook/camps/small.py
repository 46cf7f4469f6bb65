"""Small counts in a table that leaves: under five is `<5`, and further cells go with them, so that they stay hidden.

Inside, every figure is exact (casework.md section 12). What leaves follows the usual rule of two steps: every count
under the threshold is suppressed (primary), then others, until no total gives one of them away (secondary). A table
with totals is a network of rows and columns, and a suppressed cell is safe when a cycle of such cells runs through it
along which one person can be shifted; the cheapest cycle is taken (L. H. Cox, Suppression methodology and statistical
disclosure control, JASA 75, 1980; J. P. Kelly, B. L. Golden, A. A. Assad, Cell suppression, Networks 22, 1992).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

LEAST: Final = 5
FEW, HIDDEN = "<5", "hidden"
TOTAL: Final = ""

Place = tuple[str, str]
"""A cell by row and column; `TOTAL` stands for all of them."""
Node = tuple[str, str]
"""`row` or `column`, and which."""


def released(cells: Mapping[Place, int]) -> tuple[tuple[str, ...], ...]:
    """A table of counts by row and column, with totals, as it may leave: head, rows, and the totals last.

    Whoever reads it finds for each count under five at least two numbers that fit all the rest. Where that cannot be
    had, the table leaves as its total alone.
    """
    rows, columns = (list(dict.fromkeys(key[at] for key in cells)) for at in (0, 1))
    table = _with_totals({(row, column): cells.get((row, column), 0) for row in rows for column in columns})
    hidden = _hidden(table)
    if hidden is None:
        return ("", "total"), ("total", _shown(table[TOTAL, TOTAL], hidden=_is_small(table[TOTAL, TOTAL])))
    lines = [("", *columns, "total")]
    for row in [*rows, TOTAL]:
        shown = (_shown(table[row, column], hidden=(row, column) in hidden) for column in [*columns, TOTAL])
        lines.append((row or "total", *shown))
    return tuple(lines)


def _with_totals(full: Mapping[Place, int]) -> dict[Place, int]:
    table = dict(full)
    for (row, column), count in full.items():
        for margin in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            table[margin] = table.get(margin, 0) + count
    return table


def _hidden(table: Mapping[Place, int]) -> set[Place] | None:
    """Every cell that is hidden: the small ones, and what keeps them so; None where nothing does."""
    hidden = {place for place, count in table.items() if _is_small(count)}
    net = _Net(table)
    for place in sorted(hidden):
        cycle = net.cheapest_cycle(place, hidden)
        if cycle is None:
            return None
        hidden |= cycle
    return hidden


class _Net:
    """The table as a network: a node for each row and column, and each cell goes between two of them."""

    def __init__(self, table: Mapping[Place, int]) -> None:
        self._table = table
        self._at: dict[Node, list[Place]] = defaultdict(list)
        for cell in table:
            if cell != (TOTAL, TOTAL):  # the whole is told elsewhere too, so it never changes
                self._at["row", cell[0]].append(cell)
                self._at["column", cell[1]].append(cell)

    def cheapest_cycle(self, place: Place, hidden: set[Place]) -> set[Place] | None:
        """The cells along which one more, or one fewer, here comes out even, with as few people hidden anew as can be.

        None where there are none.
        """
        found = [way for up in (True, False) if (way := self._way(place, hidden, up=up)) is not None]
        return min(found, key=lambda one: (one[0], sorted(one[1])))[1] if found else None

    def _way(self, place: Place, hidden: set[Place], *, up: bool) -> tuple[int, set[Place]] | None:
        """From a cell's column back to its row; from its row to its column, where one person is taken out of it.

        Along a row the cells less the total make nought, and along a column too. So a step out of a row adds a person
        to a cell, or takes one from a total, and a step out of a column does the opposite.
        """
        if not _may_change(self._table[place], more=up == _counts_up(place)):
            return None
        start, goal = (("column", place[1]), ("row", place[0])) if up else (("row", place[0]), ("column", place[1]))
        seen: set[Node] = set()
        queue: list[tuple[int, int, Node, set[Place]]] = [(0, 0, start, set())]
        tie = 0
        while queue:
            cost, _, node, cells = heapq.heappop(queue)
            if node == goal:
                return cost, cells
            if node in seen:
                continue
            seen.add(node)
            for other, cell in self._steps(node, place):
                if other not in seen:
                    tie += 1
                    more = 0 if cell in hidden else _cost(self._table, cell)
                    heapq.heappush(queue, (cost + more, tie, other, cells | {cell}))
        return None

    def _steps(self, node: Node, but: Place) -> Iterator[tuple[Node, Place]]:
        """Where one can go from a row or a column, each with the cell that changes by one."""
        kind = node[0]
        for cell in self._at[node]:
            if cell != but and _may_change(self._table[cell], more=(kind == "row") == _counts_up(cell)):
                yield (("column", cell[1]) if kind == "row" else ("row", cell[0])), cell


def _counts_up(cell: Place) -> bool:
    """Whether a cell stands on the same side of the sums as the cells of people: totals of rows and columns do not."""
    return (TOTAL in cell) == (cell == (TOTAL, TOTAL))


def _may_change(count: int, *, more: bool) -> bool:
    """Whether one more or one fewer would still be told in the same word: few stay few, and the rest at least five."""
    changed = count + (1 if more else -1)
    return _is_small(changed) if _is_small(count) else changed >= LEAST <= count


def _cost(table: Mapping[Place, int], cell: Place) -> int:
    """How much is lost by hiding a cell: the people in it, and totals only where nothing else is left."""
    return table[cell] + (table[TOTAL, TOTAL] if TOTAL in cell else 0)


def _is_small(count: int) -> bool:
    return 0 < count < LEAST


def _shown(count: int, *, hidden: bool) -> str:
    if not hidden:
        return str(count)
    return FEW if _is_small(count) else HIDDEN
