"""Writing tables: .csv that no spreadsheet can be tricked with, and typed .xlsx; bad rows sent back with a reason."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from musterbook.tables.columns import REASON_HEADER, Language, Schema
from musterbook.tables.row import Table
from musterbook.tables.sheet import Cell, CellError
from musterbook.tables.values import Value
from musterbook.tables.written import as_text, guarded
from musterbook.terms.errors import Fault

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]  # the library has no types
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # the library has no types

CELL_LETTERS_MAX: Final = 32_767
"""An Excel cell holds no more."""
_COLUMN_WIDTH_MOST: Final = 40
# The library would write the machine's time: the same rows are to be the same bytes, and so have the same digest.
_NO_CLOCK: Final = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet to be written: a title, a header and rows of cells.

    `right_to_left` lays the sheet out from the right; None decides by the script of the header.
    """

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    right_to_left: bool | None = None


def write_table(
    path: Path,
    schema: Schema,
    rows: Iterable[Mapping[str, Value]],
    *,
    language: Language = "en",
    wild: Sequence[str] = (),
) -> None:
    """Write `rows` as a table that `read_table` reads back to the same values; the ending of `path` says how.

    Columns are those the template offers, those any row fills, and `wild`: names of wildcard columns, such as
    `identifier_unhcr`. A value may be left out; None is an empty cell.
    """
    told = list(rows)
    used = {name for row in told for name, value in row.items() if value is not None}
    names = [each.name for each in schema.columns if not each.wildcard and (each.offered or each.name in used)]
    names += [name for name in dict.fromkeys((*wild, *sorted(used - set(schema.by_name)))) if name not in names]
    header = [schema.by_name[name].heading(language) if name in schema.by_name else name for name in names]
    typed = path.suffix.lower() == ".xlsx"
    cells = ([_cell(schema, name, row.get(name), typed=typed) for name in names] for row in told)
    _write(path, [Page(schema.name, header, cells)])


def write_rejected(path: Path, table: Table, reason: Callable[[Fault], str] = lambda fault: fault.rule) -> int:
    """Write the faulty rows of `table` as they came, header first, with their faults in a last column.

    `reason` makes the sentence for one fault. The reason column is ignored when the sheet is read again, so a
    mended sheet can be handed in as it is. Returns how many rows were written; with none, no file is made.
    """
    if table.sheet is None or table.header_row is None:
        return 0
    reasons: dict[int, list[str]] = {}
    for fault in table.faults:
        if fault.row is not None and fault.row > table.header_row:
            reasons.setdefault(fault.row, []).append(
                f"{fault.column}: {reason(fault)}" if fault.column else reason(fault)
            )
    if not reasons:
        return 0
    width = table.sheet.width
    lines = {line.number: [*line.cells, *[None] * (width - len(line.cells))] for line in table.sheet.lines}
    keep = [place for place, cell in enumerate(lines[table.header_row]) if cell != REASON_HEADER]
    header = [as_text(lines[table.header_row][place]) for place in keep]
    rows = ([*(lines[number][place] for place in keep), "; ".join(said)] for number, said in sorted(reasons.items()))
    _write(path, [Page(table.name, [*header, REASON_HEADER], rows)])
    return len(reasons)


def write_pages(path: Path, pages: Sequence[Page]) -> None:
    """Write sheets of text and numbers as they are: a .xlsx with all of them, or a .csv with the first."""
    _write(path, pages)


def _write(path: Path, pages: Sequence[Page]) -> None:
    if path.suffix.lower() == ".xlsx":
        path.write_bytes(_workbook(pages))
    else:
        path.write_bytes(_delimited(pages[0]))


def _delimited(page: Page) -> bytes:
    """UTF-8 with a mark at its head, by which spreadsheets know it; commas; lines ended as they expect."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([guarded(header) for header in page.header])
    for row in page.rows:
        # A lone empty cell would be written as an empty line, which reads as no row at all: csv quotes it itself.
        writer.writerow([_guarded_cell(cell) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _guarded_cell(cell: Cell) -> str:
    """Only words are guarded: a negative number is a number in every spreadsheet."""
    return guarded(cell) if isinstance(cell, str) else as_text(cell)


def _workbook(pages: Sequence[Page]) -> bytes:
    # Nearly every command reads tables, and hardly any writes a workbook.
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415  heavy; the library has no types

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(held, options) as book:
        book.set_properties({"created": _NO_CLOCK})
        formats = _Formats(
            head=book.add_format({"bold": True, "bottom": 1}),
            day=book.add_format({"num_format": "yyyy-mm-dd"}),
            moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            words=book.add_format({"num_format": "@"}),
            quoted=book.add_format({"num_format": "@", "quote_prefix": True}),
        )
        for page in pages:
            _sheet(book.add_worksheet(page.title[:31]), page, formats)
    return held.getvalue()


@dataclass(frozen=True, slots=True)
class _Formats:
    head: Format
    day: Format
    moment: Format
    words: Format
    quoted: Format


def _sheet(sheet: Worksheet, page: Page, formats: _Formats) -> None:
    from_right = page.right_to_left
    if from_right if from_right is not None else _arabic(page.header):
        sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    widths = [len(header) for header in page.header]
    for place, header in enumerate(page.header):
        sheet.write_string(0, place, header, formats.head)
    for number, row in enumerate(page.rows, start=1):
        for place, cell in enumerate(row):
            _put(sheet, number, place, cell, formats)
            widths[place] = max(widths[place], len(as_text(cell)))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(width + 2, _COLUMN_WIDTH_MOST))


def _put(sheet: Worksheet, number: int, place: int, cell: Cell, formats: _Formats) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(number, place, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(number, place, cell)
    elif isinstance(cell, datetime):
        sheet.write_datetime(number, place, cell, formats.moment)
    elif isinstance(cell, date):
        sheet.write_datetime(number, place, datetime.combine(cell, time()), formats.day)
    else:
        text = cell.code if isinstance(cell, CellError) else as_text(cell)
        style = formats.quoted if guarded(text) != text else formats.words
        sheet.write_string(number, place, text[:CELL_LETTERS_MAX], style)


def _arabic(header: Sequence[str]) -> bool:
    letters = "".join(header)
    return sum(1 if unicodedata.bidirectional(sign) == "AL" else -1 for sign in letters if sign.isalpha()) > 0


def _cell(schema: Schema, name: str, value: Value, *, typed: bool) -> Cell:
    """A value as a cell: typed where a spreadsheet has the type and would not lose anything, else as text."""
    if value is None:
        return None
    if typed and isinstance(value, int | date) and not isinstance(value, bool | datetime):
        return value
    if typed and isinstance(value, Decimal):
        number = float(value)
        return number if Decimal(repr(number)) == value else schema[name].kind.show(value)
    return schema[name].kind.show(value)
