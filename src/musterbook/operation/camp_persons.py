"""Camp persons: a file of persons that somebody gives to the camps is refused before it is read as anything else.

Joins camps with tables. Nothing of such a file is kept, and nothing of its cells is told: only which column it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from musterbook.camps.hxl import is_tagged, understood
from musterbook.camps.names_column import like_persons, names_a_particular
from musterbook.tables import CAMP_SCHEMAS, Line, Opened, Sheet
from musterbook.tables.columns import matched
from musterbook.tables.sheet import Cell
from musterbook.tables.values import Leaning, Unread
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

HEADER_WITHIN_ROWS: Final = 40
BORN_MOSTLY: Final = 0.5
"""From this share of days of birth on a column of births is one of persons."""
HEADER_COLUMNS_LEAST: Final = 2


def refuse_persons(opened: Opened) -> None:
    """Refused where a column of any sheet looks like one of persons: camps are counted, never listed, for no role."""
    for sheet in opened.sheets:
        place = _persons_column(sheet)
        if place is not None:
            raise Refused(Objection("camps.list-of-people", values={"file": sheet.file, "place": place + 1}))


def _persons_column(sheet: Sheet) -> int | None:
    """The first column whose header or cells are of persons: every line down to the header may name it."""
    top = sheet.lines[:HEADER_WITHIN_ROWS]
    header = next((line for line in top if is_tagged(line.cells)), None) or max(top, key=_columns, default=None)
    if header is None:
        return None
    for line in top:
        if line.number <= header.number or not _known(header):
            found = next((place for place, cell in enumerate(line.cells) if _names(cell, place, line)), None)
            if found is not None:
                return found
    known = _known(header)
    if len(known) < HEADER_COLUMNS_LEAST:
        return None
    below = [line for line in sheet.lines if line.number > header.number]
    for place in range(sheet.width):
        cells = _cells(below, place)
        strange = place not in known and like_persons([str(cell) for cell in cells])
        if strange or (known.get(place) == "born" and _days_of_birth(cells)):
            return place
    return None


def _columns(line: Line) -> int:
    return len(_known(line))


def _known(line: Line) -> dict[int, str]:
    """The columns that the tables of camps understand, by their place."""
    if is_tagged(line.cells):
        return understood(line.cells)
    tables = [matched(line.cells, schema).places for schema in CAMP_SCHEMAS.values()]
    best = max(tables, key=len)
    return {place: name for name, place in best.items()}


def _names(cell: object, place: int, line: Line) -> bool:
    """Whether a cell is a header of a person's particulars, and of no column that is read."""
    return isinstance(cell, str) and names_a_particular(cell) and place not in _known(line)


def _cells(lines: Iterable[Line], place: int) -> list[Cell]:
    cells = (line.cells[place] for line in lines if place < len(line.cells))
    return [cell for cell in cells if cell is not None]


def _days_of_birth(cells: Sequence[Cell]) -> bool:
    """Whether a column of births holds days for the most part."""
    kind = CAMP_SCHEMAS["camps"]["born"].kind
    read = [kind.read(cell, Leaning()) for cell in cells]
    return sum(isinstance(one, Unread) and one.rule == "birth.to-the-day" for one in read) > BORN_MOSTLY * len(cells)
