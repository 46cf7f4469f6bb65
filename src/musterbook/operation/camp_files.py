"""Camp files: counts and passages of camps out of spreadsheets, in long form or under HXL tags, as facts of the camps.

Joins camps with tables. A file of persons is refused before a cell of it is read, and nothing of it is kept or told.
Good rows are kept though others beside them are bad.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from musterbook.camps.facts import Cell, Counted, PassedThrough
from musterbook.camps.faults import cell_faults, told
from musterbook.camps.hxl import LONG, is_tagged, layout
from musterbook.operation.camp_persons import HEADER_WITHIN_ROWS, refuse_persons
from musterbook.tables import CAMP_SCHEMAS, Line, Reading, Row, Sheet, Table, open_sheets, read_sheets
from musterbook.terms.errors import Fault, Malformed

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class CampFile:
    """A file that was read and not written.

    Attributes:
        table: `camps` or `passages`.
        facts: the counts or passages it holds, each with the number of its first row.
        faults: what is wrong, by row and column; a row that is named here is in no fact.
        rows_good: how many rows are in the facts.
        digest: of the file's bytes.
    """

    table: str
    facts: tuple[tuple[int, Counted | PassedThrough], ...]
    faults: tuple[Fault, ...]
    rows_good: int
    digest: str


def read_camp_file(path: Path, *, reading: Reading | None = None) -> CampFile:
    """What a file says of camps.

    Raises:
        Refused: it is a file of persons.
        Malformed: it cannot be opened, or holds neither table.
    """
    opened = open_sheets(path)
    refuse_persons(opened)
    opened = replace(opened, sheets=tuple(_untagged(sheet) for sheet in opened.sheets))
    tables = [read_sheets(opened, schema, reading, file=path.name) for schema in CAMP_SCHEMAS.values()]
    fitting = [table for table in tables if not table.lacks_columns and "count" in (table.matched or {}).values()]
    if not fitting:
        raise Malformed.of(_nearest(tables).faults or [_no_count(path)])
    table = max(fitting, key=lambda one: len(one.matched or ()))
    read = _counts(table) if table.name == "camps" else _passages(table)
    if not read.facts:
        raise Malformed.of(read.faults or [Fault("camps.no-rows", file=path.name)])
    return read


def _nearest(tables: Sequence[Table]) -> Table:
    return max(tables, key=lambda one: len(one.matched or ()))


def _no_count(path: Path) -> Fault:
    return Fault("column.missing", file=path.name, column="count")


def _untagged(sheet: Sheet) -> Sheet:
    """A sheet under HXL tags in long form, its rows numbered as they stand; any other sheet as it is."""
    tags = next((line for line in sheet.lines[:HEADER_WITHIN_ROWS] if is_tagged(line.cells)), None)
    if tags is None:
        return sheet
    try:
        plan = layout(tags.cells)
    except Malformed as malformed:
        raise Malformed.of(replace(one, file=sheet.file, row=tags.number) for one in malformed.faults) from None
    lines = [Line(tags.number, LONG)]
    for line in sheet.lines:
        if line.number > tags.number and not line.blank:
            lines += [Line(line.number, cells) for cells in plan.rows(line.cells)]  # type: ignore[arg-type]
    return replace(sheet, lines=tuple(lines))


def _counts(table: Table) -> CampFile:
    """Counts out of rows: those of one camp, day, source and definition are one."""
    rows: dict[Key, list[Row]] = defaultdict(list)
    faults = list(table.faults)
    for row in table.rows:
        key = (
            row.must("camp", str),
            _day(row, "as_of"),
            row.get("source", str) or "",
            row.get("definition", str) or "",
        )
        rows[key].append(row)
    facts: list[tuple[int, Counted | PassedThrough]] = []
    good = 0
    for key, some in rows.items():
        fact, kept, wrong = _count(key, some)
        faults += [replace(one, file=table.file) for one in wrong]
        if fact is not None:
            facts.append((some[0].number, fact))
            good += kept
    return CampFile("camps", tuple(facts), tuple(sorted(faults, key=lambda one: one.row or 0)), good, table.digest)


def _count(key: Key, rows: Sequence[Row]) -> tuple[Counted | None, int, list[Fault]]:
    """One count, how many rows are in it, and what is wrong with the others."""
    camp, as_of, source, definition = key
    access = next((word for word in ("none", "part") if any(row.get("access", str) == word for row in rows)), "full")
    cells: dict[tuple[object, ...], Cell] = {}
    wrong: list[Fault] = []
    kept = 0
    for row in rows:
        cell = _cell(row)
        found = list(_row_faults(cell, row, as_of, access))
        if cell is not None and not found:
            identity = (cell.sex, cell.born, cell.age, cell.band, cell.group)
            if identity in cells:
                found.append(Fault("camps.cell-twice", row=row.number, column="count", values={"cell": told(cell)}))
            cells.setdefault(identity, cell)
        wrong += found
        kept += not found
    if not cells and access != "none":
        return None, 0, wrong
    fact = Counted(
        camp=camp, as_of=as_of, source=source, definition=definition, cells=tuple(cells.values()), access=access,
        households=_one_of(rows, "households"), overlap=_one_of(rows, "overlap"),
    )  # fmt: skip
    return fact, kept, wrong


def _row_faults(cell: Cell | None, row: Row, as_of: str, access: str) -> Iterator[Fault]:
    if access == "none":
        if cell is not None:
            yield Fault("camps.counted-without-access", row=row.number, column="access")
    elif cell is None:
        yield Fault("camps.nothing-counted", row=row.number, column="count")
    else:
        yield from (replace(one, row=row.number) for one in cell_faults(cell, as_of=as_of))


def _cell(row: Row) -> Cell | None:
    count = row.get("count", int)
    if count is None:
        return None
    return Cell(
        count=count, sex=row.get("sex", str) or "u", born=row.get("born", str) or "", age=row.get("age", int),
        band=row.get("band", str) or "", group=row.get("group", str) or "", low=row.get("low", int),
        high=row.get("high", int),
    )  # fmt: skip


def _one_of(rows: Iterable[Row], name: str) -> int | None:
    """The figure that any row says of the whole count."""
    return next((found for row in rows if (found := row.get(name, int)) is not None), None)


def _passages(table: Table) -> CampFile:
    facts: list[tuple[int, Counted | PassedThrough]] = []
    faults = list(table.faults)
    for row in table.rows:
        count = row.get("count", int)
        if count is None:
            faults.append(Fault("camps.nothing-counted", file=table.file, row=row.number, column="count"))
            continue
        fact = PassedThrough(
            camp=row.must("camp", str), from_=_day(row, "from"), until=_day(row, "until"),
            kind_of=row.must("kind", str), count=count, other_camp=row.get("other", str) or "",
        )  # fmt: skip
        facts.append((row.number, fact))
    ordered = tuple(sorted(faults, key=lambda one: one.row or 0))
    return CampFile("passages", tuple(facts), ordered, len(facts), table.digest)


def _day(row: Row, name: str) -> str:
    day = row.must(name, date)
    return f"{day:%Y-%m-%d}" if isinstance(day, datetime) else day.isoformat()
