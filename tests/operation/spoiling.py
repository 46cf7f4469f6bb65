"""Ways to spoil an operation folder: one cell, one row, one column, one line of the settings, or a file as bytes."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook  # type: ignore[import-untyped]  # the library has no types

Spoil = Callable[[Path], None]


def cell(table: str, row: int, column: str, value: str) -> Spoil:
    """Put `value` into a cell; `row` as the file counts, so that 2 is the first under the header."""

    def spoil(folder: Path) -> None:
        rows = _read(folder / f"{table}.csv")
        if column not in rows[0]:
            rows[0].append(column)
        for line in rows:
            line.extend([""] * (len(rows[0]) - len(line)))
        rows[row - 1][rows[0].index(column)] = value
        _write(folder / f"{table}.csv", rows)

    return spoil


def more(table: str, *values: str) -> Spoil:
    """Add a row at the end."""

    def spoil(folder: Path) -> None:
        _write(folder / f"{table}.csv", [*_read(folder / f"{table}.csv"), list(values)])

    return spoil


def without_column(table: str, column: str) -> Spoil:
    """Take a column away, header and all."""

    def spoil(folder: Path) -> None:
        rows = _read(folder / f"{table}.csv")
        at = rows[0].index(column)
        _write(folder / f"{table}.csv", [line[:at] + line[at + 1 :] for line in rows])

    return spoil


def without_rows(table: str, column: str, value: str) -> Spoil:
    """Take every row away that has this value."""

    def spoil(folder: Path) -> None:
        rows = _read(folder / f"{table}.csv")
        at = rows[0].index(column)
        _write(folder / f"{table}.csv", [rows[0], *(line for line in rows[1:] if line[at] != value)])

    return spoil


def settings(old: str, new: str) -> Spoil:
    """Change the settings as text."""

    def spoil(folder: Path) -> None:
        path = folder / "operation.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return spoil


def gone(name: str) -> Spoil:
    """Take a file away."""
    return lambda folder: (folder / name).unlink()


def file(name: str, content: bytes) -> Spoil:
    """Put a file there, or another in its place."""

    def spoil(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return spoil


def instead(table: str, name: str, make: Callable[[Path], None]) -> Spoil:
    """A table in another file instead of its own."""

    def spoil(folder: Path) -> None:
        (folder / f"{table}.csv").unlink()
        make(folder / name)

    return spoil


def many_rows(count: int) -> Callable[[Path], None]:
    """A table of people with so many rows."""

    def make(path: Path) -> None:
        path.write_text("name,sex,site\n" + "Nobody al-Demo,male,WLW\n" * count, encoding="utf-8")

    return make


def workbook_with(value: str) -> Callable[[Path], None]:
    """A workbook of people in whose column `born` an Excel formula has failed."""

    def make(path: Path) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for line in (("name", "sex", "born", "site"), ("Ahmad al-Demo", "male", value, "WLW")):
            sheet.append(line)
        book.save(path)

    return make


def bomb(path: Path) -> None:
    """A workbook of a few kilobytes that unpacks to a gigabyte of zeros."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(256):
                part.write(bytes(4 << 20))


def header_of(path: Path) -> list[str]:
    """The names in the first row."""
    return _read(path)[0]


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)
