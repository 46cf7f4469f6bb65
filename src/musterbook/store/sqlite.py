"""A store in a SQLite file: one writer, any number of readers, and nothing acknowledged before it is durable."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, Literal, overload

from sqlalchemy import Connection, Engine, insert

from musterbook.ledger.entry import Entry
from musterbook.store.copies import BOOK_NAME, SqliteCopies, open_copies
from musterbook.store.disk import ROOM_WARNED_BYTES, check_local, check_writable, room_left_bytes
from musterbook.store.engine import (
    WRITER_SETTINGS,
    Opening,
    Settings,
    driver_of,
    open_file,
    reading_engine,
    writing_engine,
)
from musterbook.store.failures import said_plainly
from musterbook.store.keeping import Doubt, Keeping
from musterbook.store.lock import FolderLock
from musterbook.store.log_room import make_room
from musterbook.store.migrating import bring_up
from musterbook.store.seal import check_seal, drop_seal, write_seal
from musterbook.store.statements import FOR_SQLITE, sql
from musterbook.store.tables import entry_table
from musterbook.terms.errors import MusterbookError, Refused
from musterbook.terms.moves import Objection

ROOM_AFTER_COMMITS: Final = 32
"""So many commits show that a book stays open for long enough that room for its write-ahead log is worth its price."""

ROWS_TOGETHER: Final = 20
"""So many entries go in one statement, which lets go of the interpreter once instead of for each (decision 1069)."""

_ADD_TOGETHER: Final = sql(
    insert(entry_table).prefix_with("OR ROLLBACK").values([dict.fromkeys(entry_table.c.keys())] * ROWS_TOGETHER),
    FOR_SQLITE.dialect,
)
"""Where one of them breaks a rule of the table SQLite takes the whole transaction back, as `_give_up` does in any case:
it then need not keep what each page was before the statement."""

_PAGES_UNTIL_FOLDED: Final = dict(WRITER_SETTINGS)["wal_autocheckpoint"]
_PAGES_BEYOND: Final = 100
"""The log is folded back by the commit that reaches that length, which may go beyond."""


class SqliteStore(SqliteCopies, Keeping):
    """The book in `folder`, open for writing. Use `open_store`; close it, so that it can be sealed.

    Args:
        folder: where `book.db` lies, or will.
        operation: name of the operation, for a new file; an existing one must be of the same.
        opening: how connections are opened; by the standard driver unless the disk is a simulated one.
    """

    def __init__(self, folder: Path, *, operation: str = "", opening: Opening = open_file) -> None:
        check_local(folder)
        check_writable(folder)
        path = folder / BOOK_NAME
        self._opening = opening
        self._commits = 0
        self._lock = FolderLock(folder)
        try:
            self._open(path, operation)
        except BaseException:
            self._lock.release()
            raise

    def _open(self, path: Path, operation: str) -> None:
        check_seal(path)
        drop_seal(path)
        with said_plainly(path):
            self._writers = writing_engine(path, opening=self._opening)
            bring_up(self._writers, path)
            self._writer: Connection | None = self._writers.connect()
        self._beneath: sqlite3.Connection | None = None
        SqliteCopies.__init__(self, path, reading_engine(path, opening=self._opening))
        Keeping.__init__(self, operation)

    def close(self) -> None:
        """Close the book: the write-ahead log is folded back and the closed file sealed."""
        with self._writing:
            SqliteCopies.close(self)
            with contextlib.suppress(MusterbookError):
                self._fold_back()
            write_seal(self.path)
            self._lock.release()

    def _fold_back(self) -> None:
        """Close the connection that writes as the last one, so that SQLite folds the log back and removes it."""
        with said_plainly(self.path):
            self._connection().close()
        self._writer = self._beneath = None
        self._writers.dispose()

    def room_left(self) -> int:
        """Free bytes on the disk under the book; `disk` says below which figures to warn and to refuse offers."""
        return room_left_bytes(self.path.parent)

    def _connection(self) -> Connection:
        """The one connection that writes; opened again when it had to be given up."""
        if self._writer is None:
            self._writer = self._writers.connect()
        return self._writer

    def _driver(self) -> sqlite3.Connection:
        """The driver beneath it, which runs the statements of the hot path as Core compiled them once."""
        if self._writer is None or self._beneath is None:
            self._beneath = driver_of(self._connection())
        return self._beneath

    def _keep_entries(self, entries: Sequence[Entry], *, received_at: int, came_from: str) -> None:
        log, raw, together = bytes.fromhex(entries[0].log), bytes.fromhex, len(entries) - len(entries) % ROWS_TOGETHER
        for at in range(0, together, ROWS_TOGETHER):
            values: list[object] = []
            for one in entries[at : at + ROWS_TOGETHER]:
                values += (log, one.seq, raw(one.digest), one.body, received_at, came_from)
            self._tell(_ADD_TOGETHER, values)
        if together < len(entries):
            super()._keep_entries(entries[together:], received_at=received_at, came_from=came_from)

    def _tell(self, statement: str, values: Sequence[object] = ()) -> None:
        self._driver().execute(statement, values)

    def _tell_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        self._driver().executemany(statement, rows)

    def _asked(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        return self._driver().execute(statement, values).fetchall()

    def _begin(self) -> AbstractContextManager[None]:
        plainly = said_plainly(self.path)
        with plainly:
            self._driver().execute("BEGIN IMMEDIATE")
        return plainly

    def _make_durable(self) -> None:
        with said_plainly(self.path):
            self._driver().execute("COMMIT")
        self._commits += 1
        if self._commits == ROOM_AFTER_COMMITS:
            self._make_room()

    def _make_room(self) -> None:
        """Make the write-ahead log as long as it becomes anyway (decision 1067), where the disk is a real one."""
        if self._opening is open_file and self.room_left() > ROOM_WARNED_BYTES:
            log = self.path.with_name(self.path.name + "-wal")
            make_room(log, pages=int(_PAGES_UNTIL_FOLDED) + _PAGES_BEYOND)

    def _sweep(self) -> None:
        """Write the file anew without what was erased, and cut the write-ahead log in which it lay."""
        with said_plainly(self.path), contextlib.suppress(Refused):  # somebody reads: it is cut when the book closes
            self._driver().execute("VACUUM")
            _cut_log(self._driver())

    def _recovered(self, doubt: Doubt) -> bool:
        """Whether the entry in doubt is in the file, once that is certain and durable; Refused while it is not.

        Alone in exclusive mode SQLite rebuilds its index from the log file itself, so an entry not found then is in
        no frame that could rise again. With readers in other processes the log must be folded back and cut to nothing
        first, which needs room on the disk. One that is found must be synced in any case: folding back does that.
        """
        self._readers.dispose()
        try:
            return _found(
                self.path, doubt, writing_engine(self.path, _EXCLUSIVE, opening=self._opening), cut_first=False
            )
        except Refused:
            return _found(self.path, doubt, writing_engine(self.path, opening=self._opening), cut_first=True)

    def _give_up(self) -> None:
        """Roll back and close the connection that writes."""
        writer, self._writer, self._beneath = self._writer, None, None
        if writer is not None:
            writer.invalidate()
            writer.close()


@overload
def open_store(folder: Path, *, operation: str = "", read_only: Literal[False] = False) -> SqliteStore: ...
@overload
def open_store(folder: Path, *, operation: str = "", read_only: Literal[True]) -> SqliteCopies: ...
@overload
def open_store(folder: Path, *, operation: str = "", read_only: bool) -> SqliteStore | SqliteCopies: ...


def open_store(folder: Path, *, operation: str = "", read_only: bool = False) -> SqliteStore | SqliteCopies:
    """The book in a folder: for writing, one process at a time, or only for reading, beside a writer.

    For reading the folder itself may be read-only. Refused when there is no book to read, when another process writes
    here, when the folder lies on a network share or may not be written; Tampered when the closed file was changed.
    """
    return open_copies(folder) if read_only else SqliteStore(folder, operation=operation)


def _found(path: Path, doubt: Doubt, engine: Engine, *, cut_first: bool) -> bool:
    with said_plainly(path), engine.connect() as connection:
        driver = driver_of(connection)
        if cut_first:
            _cut_log(driver)
        row = driver.execute(FOR_SQLITE.digest_at, (bytes.fromhex(doubt.log), doubt.seq)).fetchone()
        there = row is not None and row[0].hex() == doubt.digest
        if there and not cut_first:
            _cut_log(driver)
    return there


def _cut_log(driver: sqlite3.Connection) -> None:
    """Fold the write-ahead log into the file, sync, and cut it to nothing; Refused when someone reads just then."""
    busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise Refused(Objection("store.busy"))


_EXCLUSIVE: Final[Settings] = (("locking_mode", "exclusive"), *WRITER_SETTINGS)
