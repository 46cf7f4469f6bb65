"""Reading a table: open the file, find the header, match the columns, read every cell, keep what is good.

One bad row never stops the rest, and nothing raises: what is wrong with the file itself is a fault beside the others,
so that `muster check` can say everything about a folder at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from musterbook.tables.cells import read_rows
from musterbook.tables.columns import Schema, matched
from musterbook.tables.found import Found
from musterbook.tables.letters import near
from musterbook.tables.opening import Opened, open_sheets
from musterbook.tables.row import Table
from musterbook.tables.sheet import ROWS_MAX, Cell, Notice, Sheet
from musterbook.tables.values import Reading
from musterbook.terms.errors import Fault, Malformed

HEADER_WITHIN_ROWS: Final = 40
"""Title lines above a header are fewer than this."""
HEADER_COLUMNS_LEAST: Final = 2


def read_table(path: Path, schema: Schema, reading: Reading | None = None) -> Table:
    """The table in the file at `path`: good rows, faults and notices. Never raises for what the file holds."""
    file = path.name
    try:
        opened = open_sheets(path)
    except Malformed as malformed:
        return Table(schema.name, file, faults=malformed.faults)
    return read_sheets(opened, schema, reading, file=file)


def read_sheets(opened: Opened, schema: Schema, reading: Reading | None = None, *, file: str) -> Table:
    """The same of a file that is opened already."""
    places = [_header(sheet, schema) for sheet in opened.sheets if sheet.lines]
    good = [found for found in places if len(found.matching.places) >= HEADER_COLUMNS_LEAST]
    if not good:
        wanted = ", ".join(column.name for column in schema.columns if column.required)
        fault = Fault("header.not-found", file=file, values={"table": schema.name, "wanted": wanted})
        return Table(schema.name, file, faults=(fault,), digest=opened.digest)
    chosen, rivals = _choose([found for found in good if not found.sheet.hidden] or good)
    if rivals:
        fault = chosen.fault("sheet.several", table=schema.name, sheets=", ".join([chosen.sheet.name, *rivals]))
        return Table(schema.name, file, faults=(fault,), digest=opened.digest)
    notices = [*chosen.sheet.notices, *_unused(places, chosen.sheet), *_columns_notices(chosen)]
    return _table(chosen, reading or Reading(), digest=opened.digest, notices=notices)


def _header(sheet: Sheet, schema: Schema) -> Found:
    """The line among the first forty that matches most columns; the earliest of equals."""
    found = [Found(sheet, line, matched(line.cells, schema), schema) for line in sheet.lines[:HEADER_WITHIN_ROWS]]
    return max(found, key=lambda each: len(each.matching.places))


def _choose(places: Sequence[Found]) -> tuple[Found, list[str]]:
    """The sheet that holds the table, and the names of others that might as well."""
    named = [found for found in places if found.sheet.name.casefold() == found.schema.name]
    complete = named or [found for found in places if not found.matching.missing]
    if complete:
        return complete[0], [found.sheet.name for found in complete[1:] if _filled_below(found)]
    return max(places, key=lambda found: len(found.matching.places)), []


def _filled_below(found: Found) -> bool:
    return any(not line.blank for line in found.sheet.lines if line.number > found.header.number)


def _unused(places: Sequence[Found], chosen: Sheet) -> list[Notice]:
    return [
        Notice("sheet.not-read", file=chosen.file, values={"sheet": found.sheet.name})
        for found in places
        if found.sheet is not chosen and found.sheet.name.casefold() != "about"
    ]


def _columns_notices(found: Found) -> list[Notice]:
    header, places = found.header, found.matching.places
    notices = [
        found.notice("column.unknown", header, text, values={"place": place + 1})
        for place, text in found.matching.unknown.items()
    ]
    notices += [
        found.notice("column.hidden", header, name)
        for name, place in places.items()
        if place in found.sheet.columns_hidden
    ]
    above = sum(1 for line in found.sheet.lines if line.number < header.number and not line.blank)
    if above:
        notices.append(found.notice("rows.above-header", values={"rows": above, "header": header.number}))
    return notices


def _table(found: Found, reading: Reading, *, digest: str, notices: list[Notice]) -> Table:
    faults = _header_faults(found)
    header, sheet = found.header, found.sheet
    lines = [line for line in sheet.lines if line.number > header.number and not line.blank]
    if len(lines) > ROWS_MAX:
        faults.append(found.fault("file.too-many-rows", rows=len(lines), most=ROWS_MAX))
        lines = []
    read = read_rows(found, lines, reading)
    return Table(
        found.schema.name,
        sheet.file,
        rows=() if faults else tuple(read.rows),
        faults=(*faults, *read.faults),
        notices=(*notices, *read.notices),
        matched={_text(header.cells[place]): name for name, place in found.matching.places.items()},
        digest=digest,
        sheet=sheet,
        header_row=header.number,
    )


def _header_faults(found: Found) -> list[Fault]:
    header, matching = found.header, found.matching
    faults: list[Fault] = []
    for name in matching.missing:
        nearest = near(name, matching.unknown.values(), most=1)
        faults.append(found.fault("column.missing", header, name, **({"near": nearest[0]} if nearest else {})))
    for name, places in matching.twice.items():
        headers = ", ".join(_text(header.cells[place]) for place in places)
        faults.append(found.fault("column.twice", header, name, headers=headers))
    return faults


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)
