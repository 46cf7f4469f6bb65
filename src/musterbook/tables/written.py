"""Cells as text: what stands in a .csv so that no spreadsheet takes a name for a formula, and back again."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

from musterbook.tables.sheet import Cell, CellError

_FORMULA_LIKE: Final = re.compile("'*[=+\\-@\t\r]")
_GUARDED: Final = re.compile("'+[=+\\-@\t\r]")


def guarded(text: str) -> str:
    """`text` with an apostrophe before a beginning that a spreadsheet would run: `=`, `+`, `-`, `@`, tab, return."""
    return f"'{text}" if _FORMULA_LIKE.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text


def as_text(cell: Cell) -> str:
    """A cell as it came, for sending it back: ISO dates, errors by their code, nothing for an empty one."""
    if cell is None:
        return ""
    if isinstance(cell, CellError):
        return cell.code
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ") if cell.time() != time() else cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
