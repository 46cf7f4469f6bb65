"""Reading the rows under a header: every cell to a value or a fault, then what must hold between the cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from musterbook.tables.births import BirthDay
from musterbook.tables.columns import Column, matched
from musterbook.tables.days import Day, orders_shown
from musterbook.tables.found import Found
from musterbook.tables.letters import cleaned, folded, says_unknown
from musterbook.tables.merged import Merges, merges_of
from musterbook.tables.moments import Moment
from musterbook.tables.row import Row
from musterbook.tables.sheet import Cell, CellError, Line, Notice
from musterbook.tables.values import Leaning, Reading, Unread, Value
from musterbook.tables.written import unguarded
from musterbook.terms.errors import Fault
from musterbook.terms.errors import Value as FaultValue

SHOWN_LETTERS_MAX: Final = 60
UNKNOWN_LETTERS_MAX: Final = 20
"""Longer texts than this say more than "unknown"."""
_TOTALS: Final = frozenset(
    folded(word)
    for word in (
        "total", "totals", "grand total", "sum", "subtotal", "المجموع", "مجموع", "الإجمالي", "اجمالي", "المجموع الكلي",
        "کۆ", "کۆی گشتی", "tevahî", "giştî",
    )
)  # fmt: skip


@dataclass
class Read:
    """Rows, faults and notices as they are gathered from one sheet."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """One matched column: its name, where it stands, what it holds and how it leans."""

    name: str
    column: Column
    index: int
    leaning: Leaning


def read_rows(found: Found, lines: Sequence[Line], reading: Reading) -> Read:
    """Read `lines` as rows of the table found; a row with any fault is left out, and said."""
    read = Read()
    merges = merges_of(found, lines)
    read.notices += merges.notices
    lines = [line for line in (merges.filled(line) for line in lines) if _counts(line, found, read)]
    places = [
        _Place(name, found.schema[name], index, _leaning(found, found.schema[name], lines, index, reading))
        for name, index in found.matching.places.items()
    ]
    empty = {column.name: None for column in found.schema.columns if not column.wildcard}
    for line in lines:
        cells: dict[str, Value] = dict(empty)
        faults = [*_line_faults(found, line, merges), *_read_line(found, line, places, cells)]
        faults += _between(found, line, cells) if not faults else []
        read.faults += faults
        if not faults:
            read.rows.append(Row(line.number, cells))
    _once(found, read)
    return read


def _counts(line: Line, found: Found, read: Read) -> bool:
    """Whether a line is a row of the table; totals and repeated headers are said and left out."""
    filled = [cell for cell in line.cells if cell is not None]
    first = filled[0] if filled else None
    if not isinstance(first, str):
        return True
    if folded(first) in _TOTALS and all(_numeric(cell) for cell in filled[1:]):
        read.notices.append(found.notice("row.total", line))
        return False
    if folded(first) in found.schema.known:
        again = matched(line.cells, found.schema).places
        if len(again) >= 2 and all(found.matching.places.get(name) == place for name, place in again.items()):
            read.notices.append(found.notice("row.header-again", line))
            return False
    return True


def _numeric(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return True
    return any(sign.isdigit() for sign in cell) and not any(sign.isalpha() for sign in cell)


def _leaning(found: Found, column: Column, lines: Sequence[Line], index: int, reading: Reading) -> Leaning:
    base = Leaning(zone=reading.zone, today=reading.today, day_shift=found.sheet.day_shift)
    if not isinstance(column.kind, Day | BirthDay | Moment):
        return base
    shown, swapped = orders_shown(_at(line, index) for line in lines)
    # An answer that the column itself contradicts settles nothing: both orders then stand, and the rest is asked.
    orders = shown | ({reading.dates} if reading.dates else set())
    order = next(iter(orders)) if len(orders) == 1 else None
    return replace(base, order=order, swapped=swapped)


def _at(line: Line, index: int) -> Cell:
    return line.cells[index] if index < len(line.cells) else None


def _line_faults(found: Found, line: Line, merges: Merges) -> list[Fault]:
    faults: list[Fault] = []
    if line.number in found.sheet.broken:
        faults.append(found.fault("text.broken-bytes", line))
    if line.number in merges.across:
        faults.append(found.fault("cell.merged-across", line))
    return faults


def _read_line(found: Found, line: Line, places: Sequence[_Place], cells: dict[str, Value]) -> list[Fault]:
    faults: list[Fault] = []
    for place in places:
        cell = _at(line, place.index)
        value = _read_cell(cell, place)
        if isinstance(value, Unread):
            faults.append(_fault(found, line, place.name, value, cell))
        elif value is None and place.column.required:
            faults.append(found.fault("cell.missing", line, place.name))
        else:
            cells[place.name] = value
    return faults


def _read_cell(cell: Cell, place: _Place) -> Value | Unread:
    if cell is None:
        return None
    if isinstance(cell, CellError):
        return Unread("cell.excel-error", "excel-error", {"error": cell.code})
    if isinstance(cell, str):
        if len(cell) <= UNKNOWN_LETTERS_MAX and says_unknown(cleaned(cell)):
            return None
        cell = unguarded(cell)
    return place.column.kind.read(cell, place.leaning)


def _fault(found: Found, line: Line, name: str, unread: Unread, cell: Cell) -> Fault:
    values: dict[str, FaultValue] = {"found": unread.found, **unread.values}
    if not found.schema.private:
        values["text"] = _shown(cell)
    return found.fault(unread.rule, line, name, **values)


def _shown(cell: Cell) -> str:
    text = cell.code if isinstance(cell, CellError) else str(cell)
    return text if len(text) <= SHOWN_LETTERS_MAX else text[: SHOWN_LETTERS_MAX - 1] + "…"


def _between(found: Found, line: Line, cells: dict[str, Value]) -> Iterable[Fault]:
    """What must hold between the cells of one row."""
    schema = found.schema
    yield from _filled(found, line, cells)
    for early, late in schema.ordered:
        one, other = cells[early], cells[late]
        if one is not None and other is not None and _after(one, other):
            yield found.fault("row.out-of-order", line, late, before=early, after=late)
    for left, right in schema.distinct:
        one, other = cells[left], cells[right]
        if isinstance(one, str) and isinstance(other, str) and folded(one) == folded(other):
            yield found.fault("row.same-twice", line, right, one=left, other=right)


def _filled(found: Found, line: Line, cells: dict[str, Value]) -> Iterable[Fault]:
    """Which cells must, or must not, be filled beside others."""
    schema = found.schema
    for group in schema.together:
        lacking = [name for name in group if cells[name] is None]
        if lacking and len(lacking) < len(group):
            yield found.fault("row.half-filled", line, lacking[0], together=", ".join(group))
    for group in schema.one_of:
        if all(cells[name] is None for name in group):
            yield found.fault("row.none-filled", line, group[0], one_of=", ".join(group))
    for one_way, other_way in schema.either:
        if cells[one_way] is not None and cells[other_way] is not None:
            yield found.fault("row.both-filled", line, other_way, one=one_way, other=other_way)
    for name, other, without in schema.needs:
        if cells[name] is not None and (cells[other] is None or cells[other] in without):
            yield found.fault(
                "row.needs", line, name, needs=other, word=None if cells[other] is None else str(cells[other])
            )


def _after(one: Value, other: Value) -> bool:
    """Whether `one` lies after `other`; two moments may not be equal, for nothing would lie between them."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one >= other
    if isinstance(one, date) and isinstance(other, date) and not isinstance(one, datetime):
        return one > other
    return isinstance(one, int | Decimal) and isinstance(other, int | Decimal) and one > other


def _once(found: Found, read: Read) -> None:
    """Leave out, and say, every row whose key an earlier row has."""
    key = found.schema.key
    if not key:
        return
    seen: dict[tuple[str, ...], int] = {}
    good: list[Row] = []
    for row in read.rows:
        named = tuple(folded(str(row[name])) for name in key if row[name] is not None)
        first = seen.setdefault(named, row.number) if len(named) == len(key) else row.number
        if first == row.number:
            good.append(row)
            continue
        values: dict[str, FaultValue] = {"first_row": first, "key": ", ".join(key)}
        if not found.schema.private:
            values["text"] = ", ".join(_shown(str(row[name])) for name in key)
        read.faults.append(found.fault("row.key-twice", Line(row.number, ()), key[0], **values))
    read.rows = good
    read.faults.sort(key=lambda fault: fault.row or 0)
