"""Workbooks: .xlsx, .xls and .ods through calamine, with what calamine leaves out read from the package itself.

Calamine gives a failed formula as an empty cell, and empty means *unknown* here: a `#REF!` under "born" would pass as
a person of unknown birth. So the failed cells are found in the sheet's own text. The same look tells the size of a
sheet before it is unfolded: two cells at opposite corners are a small file and seventeen thousand million cells.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from musterbook.tables.package import checked_package
from musterbook.tables.sheet import (
    CELLS_MAX,
    ROWS_AROUND,
    ROWS_MAX,
    STANDS,
    Cell,
    CellError,
    Line,
    Notice,
    Sheet,
    cell_of,
)
from musterbook.tables.xlsx_parts import PartLook, look_into
from musterbook.terms.errors import Fault, Malformed

_ODS_CELL: Final = re.compile(rb"<table:(?:covered-)?table-cell\b([^<>]{0,4000}?)(/>|>)")
_ROWS_AGAIN: Final = re.compile(rb'number-rows-repeated=["\'](\d+)')
_COLUMNS_AGAIN: Final = re.compile(rb'number-columns-repeated=["\'](\d+)')


def read_package(content: bytes, *, file: str) -> tuple[Sheet, ...]:
    """The sheets of an .xlsx or .ods file, guarded before opening. Malformed as `open_sheets` says."""
    with checked_package(content) as package:
        names = set(package.namelist())
        if "xl/workbook.bin" in names:
            raise Malformed(Fault("file.kind-not-read", file=file, values={"ending": ".xlsb", "read": ".xlsx, .csv"}))
        if "content.xml" in names:
            _check_ods_size(package.read("content.xml"), file)
            return _read(content, file=file, looks={})
        if "xl/workbook.xml" not in names:
            raise Malformed(Fault("file.not-a-spreadsheet", file=file))
        looks = look_into(package)
    for look in looks.values():
        _check_size(look.rows, look.rows * look.columns, file)
    return _read(content, file=file, looks=looks)


def read_old_workbook(content: bytes, *, file: str) -> tuple[Sheet, ...]:
    """The sheets of an .xls file. Failed formulas cannot be told from empty cells there, and this is said."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Malformed(Fault("file.locked", file=file))
    said = Notice("file.old-workbook-hides-errors", file=file)
    return _read(content, file=file, looks={}, said=(said,))


def _read(content: bytes, *, file: str, looks: dict[str, PartLook], said: tuple[Notice, ...] = ()) -> tuple[Sheet, ...]:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
            described = [each for each in workbook.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
            return tuple(
                _sheet(
                    workbook,
                    each.name,
                    file=file,
                    look=looks.get(each.name, PartLook()),
                    hidden=each.visible != SheetVisibleEnum.Visible,
                    said=said,
                )
                for each in described
            )
    except PasswordError:
        raise Malformed(Fault("file.locked", file=file)) from None
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as broken:
        raise Malformed(Fault("file.broken-package", file=file)) from broken
    except BaseException as panic:
        # The reader's own alarm is no Exception and has no importable name; a file that sets it off is a broken file.
        if type(panic).__name__ != "PanicException":
            raise
        raise Malformed(Fault("file.broken-package", file=file)) from panic


def _sheet(
    workbook: CalamineWorkbook, name: str, *, file: str, look: PartLook, hidden: bool, said: tuple[Notice, ...]
) -> Sheet:
    found = workbook.get_sheet_by_name(name)
    _check_size(found.total_height, found.total_height * found.total_width, file)
    rows = found.to_python(skip_empty_area=False)
    lines = tuple(Line(number, _cells(row, look.errors.get(number))) for number, row in enumerate(rows, start=1))
    return Sheet(
        file=file,
        name=name,
        lines=lines,
        hidden=hidden,
        columns_hidden=look.columns_hidden,
        merged=tuple(found.merged_cell_ranges or ()),
        day_shift=look.day_shift,
        notices=(*said, *_hidden_rows(look, file)),
    )


def _cells(row: Sequence[Cell], errors: dict[int, str] | None) -> tuple[Cell, ...]:
    cells: list[Cell] = [cell_of(each) if isinstance(each, str) and each[:1] not in STANDS else each for each in row]
    if errors:
        cells.extend([None] * (max(errors) + 1 - len(cells)))
        for column, code in errors.items():
            cells[column] = CellError(code)
    return tuple(cells)


def _hidden_rows(look: PartLook, file: str) -> tuple[Notice, ...]:
    if not look.rows_hidden:
        return ()
    return (Notice("rows.hidden", file=file, values={"rows": look.rows_hidden}),)


def _check_size(rows: int, cells: int, file: str) -> None:
    if rows > ROWS_MAX + ROWS_AROUND:
        raise Malformed(Fault("file.too-many-rows", file=file, values={"rows": rows, "most": ROWS_MAX}))
    if cells > CELLS_MAX:
        raise Malformed(Fault("file.too-many-cells", file=file, values={"cells": cells, "most": CELLS_MAX}))


def _check_ods_size(xml: bytes, file: str) -> None:
    """An .ods says "this row a million times": count what that unfolds to, empty rows at the end aside."""
    rows = cells = rows_empty = 0
    for row in xml.split(b"<table:table-row")[1:]:
        again = _times(_ROWS_AGAIN, row[: row.find(b">") + 1])
        width = _ods_width(row)
        if not width:
            rows_empty += again
            continue
        rows += again + rows_empty
        rows_empty = 0
        cells += again * width
    _check_size(rows, max(cells, rows), file)


def _ods_width(row: bytes) -> int:
    width = width_empty = 0
    for match in _ODS_CELL.finditer(row):
        again = _times(_COLUMNS_AGAIN, match.group(1))
        if b"value" in match.group(1) or match.group(2) == b">":
            width += again + width_empty
            width_empty = 0
        else:
            width_empty += again
    return width


def _times(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    match = pattern.search(attributes)
    return int(match.group(1)[:9]) if match else 1
