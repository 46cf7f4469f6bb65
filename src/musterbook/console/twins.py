"""Twins: the same rows as a page, as JSON and as CSV, each with the marking, the moment and the book's head."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, Final, cast

import msgspec

from musterbook.console.source import Stamp
from musterbook.terms.times import zulu

FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell of text that begins so would be run by a spreadsheet; an apostrophe before it makes it text."""


def json_twin(stamp: Stamp, said: Mapping[str, object]) -> bytes:
    """The page's rows as JSON. Digests, times with offset and counts as they are; nothing rounded."""
    return msgspec.json.encode({"stamp": stamp, **said})


def csv_twin(stamp: Stamp, rows: Sequence[object], *, columns: Sequence[str] = ()) -> bytes:
    """Rows (dataclasses of one kind, or mappings) as CSV, UTF-8 with a byte order mark, CRLF.

    Each line carries marking, moment and head, so that a line cut out of the sheet still says what it is.
    """
    told = [_flat(row) for row in rows]
    names = list(columns) or list(dict.fromkeys(name for row in told for name in row))
    written = io.StringIO()
    sheet = csv.writer(written, lineterminator="\r\n")
    sheet.writerow([*names, "marking", "as_of", "head"])
    foot = [safe_cell(stamp.marking), zulu(stamp.as_of), stamp.head[:12]]
    sheet.writerows([*(row.get(name, "") for name in names), *foot] for row in told)
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def safe_cell(value: object) -> str | int | float:
    """A value as a cell: numbers as they are, text that a spreadsheet would run with an apostrophe before it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = value.isoformat() if isinstance(value, datetime) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _flat(row: object) -> dict[str, str | int | float]:
    """One row as cells; a row inside a row becomes `name.inner`, a list one cell."""
    if isinstance(row, Mapping):
        pairs = list(row.items())
    else:
        pairs = [(field.name, getattr(row, field.name)) for field in fields(cast("Any", row))]
    cells: dict[str, str | int | float] = {}
    for name, value in pairs:
        if is_dataclass(value) and not isinstance(value, type):
            cells |= {f"{name}.{inner}": cell for inner, cell in _flat(value).items()}
        elif isinstance(value, tuple | list):
            cells[name] = safe_cell(" ".join(str(one) for one in value))
        else:
            cells[name] = safe_cell(value)
    return cells
