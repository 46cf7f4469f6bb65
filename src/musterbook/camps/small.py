"""Small counts in a table that leaves: under five is `<5`, and a second cell goes with it, so that it stays hidden.

Inside, every figure is exact (casework.md section 12). A line of which one cell is hidden gives it away by its total;
so in each at least two are hidden, or none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

LEAST: Final = 5
FEW, HIDDEN = "<5", "hidden"


def released(cells: Mapping[tuple[str, str], int]) -> tuple[tuple[str, ...], ...]:
    """A table of counts by row and column, with totals, as it may leave: head, rows, and the totals last.

    A total under five is hidden too, and with it everything is: so few people are not told apart at all.
    """
    rows, columns = (list(dict.fromkeys(key[at] for key in cells)) for at in (0, 1))
    full = {(row, column): cells.get((row, column), 0) for row in rows for column in columns}
    whole = sum(full.values())
    margins = {
        **{(row, ""): sum(full[row, column] for column in columns) for row in rows},
        **{("", column): sum(full[row, column] for row in rows) for column in columns},
    }
    table = {**full, **margins, ("", ""): whole}
    hidden = _hidden(table, [*rows, ""], [*columns, ""])
    lines = [("", *columns, "total")]
    for row in [*rows, ""]:
        shown = (_shown(table[row, column], (row, column) in hidden) for column in [*columns, ""])
        lines.append((row or "total", *shown))
    return tuple(lines)


def _hidden(table: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str]) -> set[tuple[str, str]]:
    """Every cell that is hidden: the small ones, then more until no line gives one of them away."""
    hidden = {key for key, count in table.items() if 0 < count < LEAST}
    lines = [[(row, column) for column in columns] for row in rows]
    lines += [[(row, column) for row in rows] for column in columns]
    changed = True
    while changed:
        changed = False
        for line in lines:
            if _gives_away(line, table, hidden):
                rest = [key for key in line if key not in hidden]
                if rest:
                    # The smallest that is not nought loses least; a total only where nothing else is left.
                    hidden.add(min(rest, key=lambda key: (table[key] == 0, "" in key, table[key], key)))
                    changed = True
    return hidden


def _gives_away(
    line: Sequence[tuple[str, str]], table: Mapping[tuple[str, str], int], hidden: set[tuple[str, str]]
) -> bool:
    """Whether a line, all whose cells but the last make the last, lets a hidden one be worked out."""
    unseen = [key for key in line if key in hidden]
    if not unseen or len(unseen) == len(line):
        return False
    if len(unseen) == 1:
        return True
    few = [key for key in unseen if 0 < table[key] < LEAST]
    if len(few) < len(unseen) or line[-1] in unseen:
        return False
    # All are known to be 1 to 4: their sum gives them away when it is the least or the most it can be.
    among = sum(table[key] for key in few)
    return among in (len(few), len(few) * (LEAST - 1))


def _shown(count: int, hidden: bool) -> str:  # noqa: FBT001  one of two ways to show it
    if not hidden:
        return str(count)
    return FEW if 0 < count < LEAST else HIDDEN
