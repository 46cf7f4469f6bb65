"""What SQLite and the disk report, said in the house's three errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from musterbook.terms.errors import MusterbookError, Refused, Tampered
from musterbook.terms.moves import Objection

_DAMAGED: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_RULES: Final = (
    ("SQLITE_FULL", "store.disk-full"),
    ("SQLITE_BUSY", "store.busy"),
    ("SQLITE_LOCKED", "store.busy"),
    ("SQLITE_READONLY", "store.read-only-folder"),
    ("SQLITE_PERM", "store.read-only-folder"),
    ("SQLITE_CANTOPEN", "store.cannot-open"),
    ("SQLITE_IOERR", "store.disk-error"),
)


@contextmanager
def said_plainly(path: Path) -> Iterator[None]:
    """Turn what the driver raises inside into Refused (disk full, busy, read-only, error) or Tampered (damaged)."""
    try:
        yield
    except DBAPIError as failed:
        if not isinstance(failed.orig, sqlite3.Error):
            raise
        raise plainly(failed.orig, path) from None
    except sqlite3.Error as failed:
        raise plainly(failed, path) from None


def plainly(failed: sqlite3.Error, path: Path) -> MusterbookError:
    """The house's error for one of the driver's."""
    name = getattr(failed, "sqlite_errorname", None) or "SQLITE_ERROR"
    if name.startswith(_DAMAGED) or "Could not decode" in str(failed):
        return Tampered("store.damaged", file=path.name, said=name)
    rule = next((rule for start, rule in _RULES if name.startswith(start)), "store.failed")
    return Refused(Objection(rule, values={"folder": str(path.parent), "said": name}))
