"""What SQLite and the disk report, said in the house's three errors."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
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


_NOT_AS_MADE: Final = ("Could not decode", "no such column", "no such table")
"""What the driver says of a file whose text, or whose tables, are not those it was made with."""


class said_plainly(AbstractContextManager[None]):  # noqa: N801  used as a function, and several times a commit
    """Turn what the driver raises inside into Refused (disk full, busy, read-only, error) or Tampered (damaged)."""

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Nothing has gone wrong yet."""

    def __exit__(
        self, kind: type[BaseException] | None, failed: BaseException | None, at: TracebackType | None
    ) -> None:
        """Say what went wrong, if it is the driver's."""
        if failed is None:
            return
        said = failed.orig if isinstance(failed, DBAPIError) else failed
        if isinstance(said, sqlite3.Error):
            raise plainly(said, self._path) from None


def plainly(failed: sqlite3.Error, path: Path) -> MusterbookError:
    """The house's error for one of the driver's."""
    name = getattr(failed, "sqlite_errorname", None) or "SQLITE_ERROR"
    if name.startswith(_DAMAGED) or any(said in str(failed) for said in _NOT_AS_MADE):
        return Tampered("store.damaged", file=path.name, said=name)
    rule = next((rule for start, rule in _RULES if name.startswith(start)), "store.failed")
    return Refused(Objection(rule, values={"folder": str(path.parent), "said": name}))
