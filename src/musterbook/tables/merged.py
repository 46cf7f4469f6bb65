"""Merged cells: one value written over several cells, of which a spreadsheet keeps only the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from musterbook.tables.found import Found
from musterbook.tables.sheet import Cell, Line, Notice

FILLED_MAX: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Merges:
    """Merged cells among the rows of a table.

    Attributes:
        fill: row number → 0-based column → the value written over it. A merge down one column means its value for
            each of its rows, as it looks on the screen.
        across: rows in which one value lies over several columns: which of them it is for, nobody can say.
        notices: one for each merge that was filled down.
    """

    fill: dict[int, dict[int, Cell]] = field(default_factory=dict)
    across: frozenset[int] = frozenset()
    notices: tuple[Notice, ...] = ()

    def filled(self, line: Line) -> Line:
        """`line` with the values that merges write over it."""
        more = self.fill.get(line.number)
        if not more:
            return line
        cells = list(line.cells) + [None] * (max(more) + 1 - len(line.cells))
        for column, cell in more.items():
            cells[column] = cell
        return Line(line.number, tuple(cells))


def merges_of(found: Found, lines: Sequence[Line]) -> Merges:
    """The merges of the sheet that touch `lines`; a merge of more than a million cells in all is not followed."""
    sheet = found.sheet
    if not sheet.merged:
        return Merges()
    by_number = {line.number: line for line in lines}
    known = set(found.matching.places.values())
    fill: dict[int, dict[int, Cell]] = {}
    across: set[int] = set()
    notices: list[Notice] = []
    budget = FILLED_MAX
    for (top, left), (bottom, right) in sheet.merged:
        rows = [number for number in range(top + 1, min(bottom + 1, len(sheet.lines)) + 1) if number in by_number]
        budget -= bottom - top + 1
        if not rows or budget < 0:
            continue
        if len(known & set(range(left, min(right, sheet.width) + 1))) > 1:
            across.update(rows)
        elif left in known and top + 1 in by_number and len(rows) > 1:
            value = by_number[top + 1].cells[left]
            for number in rows[1:]:
                fill.setdefault(number, {})[left] = value
            values = {"first_row": rows[0], "last_row": rows[-1]}
            notices.append(found.notice("cells.merged-filled", by_number[rows[0]], values=values))
    return Merges(fill, frozenset(across), tuple(notices))
