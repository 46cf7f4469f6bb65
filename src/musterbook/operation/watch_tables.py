"""Watch tables: which of the tables of the watch a spreadsheet is, told by its columns or by whoever loads it.

Joins tables with nothing else: what its rows become is in `watch_sheets`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from musterbook.operation.catalogue import Catalogue
from musterbook.tables import WATCH_SCHEMAS, Reading, Table, read_table

LOADED: Final[Mapping[str, str]] = {
    "sites": "watch-sites",
    **{name: name for name in WATCH_SCHEMAS if name not in ("watch-sites", "wind-points")},
}
"""What an analyst calls a table → its schema, in the order in which they are written: sites before what is of them."""


def table_called(name: str, path: Path, *, reading: Reading) -> Table:
    """The table of that name, one of `LOADED`, in a file; its faults where the file is another."""
    return read_table(path, WATCH_SCHEMAS[LOADED[name]], reading)


def table_of(path: Path, *, reading: Reading) -> Table | None:
    """The table of the watch in a file; None when its columns are of none.

    That is the table of which it lacks no column and has most, or, when there is none, the one that the file is called
    after, so that its faults are named.

    Args:
        path: CSV, xlsx, xls or ods.
        reading: the zone of times written without an offset, and whether days or months come first.
    """
    read = [read_table(path, WATCH_SCHEMAS[name], reading) for name in LOADED.values()]
    fitting = [table for table in read if not table.lacks_columns]
    if fitting:
        return max(fitting, key=lambda table: len(table.matched or ()))
    return next((table for table in read if table.name == path.stem and table.header_row is not None), None)


def to_load(catalogue: Catalogue) -> list[str]:
    """The files of an operation folder that the watch can load; guards only where they are told by posts."""
    tables = [catalogue.tables[name] for name in LOADED.values() if name in catalogue.tables]
    return [one.file for one in tables if one.rows and (one.name != "guards" or "posts_filled" in one.rows[0].cells)]
