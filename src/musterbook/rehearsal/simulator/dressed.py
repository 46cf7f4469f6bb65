"""Connections of apsw in the clothes of the standard driver, as far as the store and SQLAlchemy ask."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, cast

import apsw

_COLUMNS: dict[str, tuple[Any, ...]] = {}
"""Of statements that once found no row, what columns a row would have."""


class Dressed:
    """A connection of apsw that answers like one of the standard driver, as far as the store asks."""

    isolation_level: None = None
    total_changes = 0

    def __init__(self, inner: apsw.Connection) -> None:
        self._inner = inner
        self._closed = False

    def execute(self, statement: str, values: Sequence[Any] = ()) -> DressedCursor:
        """Run one statement to its end."""
        return DressedCursor(self._inner).run(statement, values)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> DressedCursor:
        """Run one statement for each row of values."""
        return DressedCursor(self._inner).executemany(statement, rows)

    def cursor(self) -> DressedCursor:
        """A cursor."""
        return DressedCursor(self._inner)

    def commit(self) -> None:
        """End an open transaction."""
        if self._inner.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        """Give an open transaction up; one that the end of its process closed has none."""
        if not self._closed and self._inner.in_transaction:
            self.execute("ROLLBACK")

    def create_function(self, name: str, count: int, made: Callable[..., Any], *, deterministic: bool = False) -> None:
        """A function for statements."""
        self._inner.create_scalar_function(name, made, count, deterministic=deterministic)

    def close(self) -> None:
        """Close it, whatever the disk says."""
        self._closed = True
        with suppress(apsw.Error):
            self._inner.close(force=True)


class DressedCursor:
    """A cursor that has read everything when it is handed out."""

    arraysize = 1
    lastrowid = None
    rowcount = -1

    def __init__(self, inner: apsw.Connection) -> None:
        self._inner = inner
        self._rows: list[Any] = []
        self.description: tuple[Any, ...] | None = None

    def execute(self, statement: str, values: Sequence[Any] = ()) -> DressedCursor:
        """Run one statement to its end."""
        return self.run(statement, values, described=True)

    def run(self, statement: str, values: Sequence[Any] = (), *, described: bool = False) -> DressedCursor:
        """The same; its columns are told only where somebody asks for them, as that takes time."""
        with as_the_driver_says():
            cursor = self._inner.cursor()
            cursor.execute(statement, tuple(values))
            self.description = None
            if described:
                try:
                    self.description = cursor.description
                except apsw.ExecutionCompleteError:
                    # apsw does not say of what columns it found no row; SQLAlchemy wants to know.
                    self.description = self._columns(statement, values) if statement.startswith("SELECT") else None
            self._rows = cursor.fetchall()[::-1]
        return self

    def _columns(self, statement: str, values: Sequence[Any]) -> tuple[Any, ...]:
        if statement not in _COLUMNS:
            seen = self._inner.cursor()

            def look(cursor: apsw.Cursor, _statement: str, _values: object) -> bool:
                _COLUMNS[statement] = tuple(cursor.description)
                return True

            seen.exec_trace = look
            seen.execute(statement, tuple(values))
        return _COLUMNS[statement]

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> DressedCursor:
        """Run one statement for each row of values."""
        with as_the_driver_says():
            self._inner.executemany(statement, rows)
        return self

    def fetchone(self) -> Any:  # noqa: ANN401  a row of whatever was asked for
        """The next row, or None."""
        return self._rows.pop() if self._rows else None

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        rows, self._rows = self._rows[::-1], []
        return rows

    def close(self) -> None:
        """Nothing is open."""


class as_the_driver_says:  # noqa: N801  it reads as a phrase
    """What apsw and the disk raise, as the standard driver's errors with SQLite's name for them."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, failed: BaseException | None, _: object) -> None:
        if isinstance(failed, apsw.Error):
            code = getattr(failed, "extendedresult", 0) or getattr(failed, "result", 0) or apsw.SQLITE_ERROR
            names = cast("dict[int, str]", apsw.mapping_extended_result_codes)
            plain = cast("dict[int, str]", apsw.mapping_result_codes)
            said = sqlite3.OperationalError(str(failed))
            said.sqlite_errorname = names.get(code) or plain.get(code & 255, "SQLITE_ERROR")
            said.sqlite_errorcode = code
            raise said from None
        if isinstance(failed, UnicodeDecodeError):  # a page that went bad: the standard driver has an error of its own
            raise sqlite3.OperationalError("Could not decode to UTF-8 column") from None
