"""Sheets of reports, as `watch load` takes them: read, written by whoever may write each kind, and counted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from musterbook.cli.context import Asked

if TYPE_CHECKING:
    from musterbook.operation.book import Book
    from musterbook.operation.watch_sheets import SheetWritten
    from musterbook.tables import Reading, Table
    from musterbook.terms.errors import Fault


@dataclass(frozen=True, slots=True)
class SheetTold:
    """What became of a sheet: as JSON, as a line, and what is wrong in it."""

    told: dict[str, Any]
    line: str
    faults: tuple[Fault, ...]


def names_a_table(kind: str) -> bool:
    """Whether `--as` names a table of the watch."""
    from musterbook.operation.watch_tables import LOADED  # noqa: PLC0415  heavy

    return kind in LOADED


def table_in(asked: Asked, path: Path, dates: str) -> Table | None:
    """The table of the watch in a file, told by its columns; None when it is none."""
    from musterbook.operation.watch_tables import table_of  # noqa: PLC0415  heavy

    return table_of(path, reading=_reading(asked, dates))


def named_table(asked: Asked, path: Path, kind: str, dates: str) -> Table:
    """The table of that name in a file."""
    from musterbook.operation.watch_tables import table_called  # noqa: PLC0415  heavy

    return table_called(kind, path, reading=_reading(asked, dates))


def load_sheets(asked: Asked, book: Book, tables: list[Table]) -> list[SheetTold]:
    """Write what tables say and the book does not; who may write every kind in them is asked before any is written."""
    from musterbook.operation.watch_sheets import read_sheets, write_sheet  # noqa: PLC0415  heavy

    read = read_sheets(book, tables, asked.moment())
    acting = {kind: asked.acting(book, kind) for one in read for kind in one.kinds}
    return [_told(write_sheet(book, one, acting), asked.lang) for one in read]


def _reading(asked: Asked, dates: str) -> Reading:
    """Times without an offset are of the operation's zone."""
    from musterbook.operation.catalogue import date_order  # noqa: PLC0415  heavy
    from musterbook.tables import Reading  # noqa: PLC0415  heavy

    return Reading(zone=asked.book().settings.zone, dates=date_order(dates))


def _told(done: SheetWritten, language: str) -> SheetTold:
    from musterbook.watch.forecast import because  # noqa: PLC0415  heavy
    from musterbook.words.forecasts import reason  # noqa: PLC0415  heavy

    read, aside = done.read, done.read.rows_aside
    counted = because("watch.sheet-loaded", written=done.rows_written, known=done.rows_known, aside=aside)
    told = {
        "file": read.table.file, "digest": read.table.digest, "table": read.table.name,
        "written": done.rows_written, "known": done.rows_known, "aside": aside,
        "entries": [one.digest for one in done.entries],
    }  # fmt: skip
    return SheetTold(told, f"{read.table.file}: {reason(counted, language)}", read.faults)
