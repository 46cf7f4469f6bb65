"""Engines on a SQLite file: the settings a book needs, set and read back, and transactions that begin when we say.

Traps held here (ledger.md section 6): Python's driver opens transactions by itself, so its isolation level is None
and `BEGIN IMMEDIATE` is ours; the one writer has its own connection; a setting that did not take is Refused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

Settings = tuple[tuple[str, str | int], ...]
"""Names and values of pragmas, in the order they are set."""

WRITER_SETTINGS: Final[Settings] = (
    ("busy_timeout", 5000),
    ("journal_mode", "wal"),
    ("synchronous", 2),
    ("foreign_keys", 1),
    ("wal_autocheckpoint", 1000),
    ("journal_size_limit", 67_108_864),
    ("cell_size_check", 1),
    ("trusted_schema", 0),
    ("mmap_size", 0),
)
"""Settings of the connection that writes, in the order they are set; 2 is FULL."""

READER_SETTINGS: Final[Settings] = (
    ("busy_timeout", 5000),
    ("query_only", 1),
    ("cell_size_check", 1),
    ("trusted_schema", 0),
    ("mmap_size", 0),
)

SEALED_SETTINGS: Final[Settings] = (*WRITER_SETTINGS, ("secure_delete", 1))
"""Sealed things can be destroyed: deleted pages are overwritten."""


Opening = Callable[[str], sqlite3.Connection]
"""How a connection to a SQLite address (`file:…?mode=…`) is opened: by the driver, or on a disk that is simulated."""


def open_file(address: str) -> sqlite3.Connection:
    """A connection of the standard driver, which begins no transaction by itself."""
    return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)


def writing_engine(path: Path, settings: Settings = WRITER_SETTINGS, *, opening: Opening = open_file) -> Engine:
    """An engine whose connections may write; the caller keeps one of them for as long as he writes."""
    return _engine(path, "rwc", settings, NullPool, immutable=False, opening=opening)


def reading_engine(path: Path, *, immutable: bool = False, opening: Opening = open_file) -> Engine:
    """An engine whose connections only read, beside a writer in this process or another.

    `immutable` is for a cleanly closed book in a folder where nothing can be written: SQLite then takes no locks.
    """
    return _engine(path, "ro", READER_SETTINGS, QueuePool, immutable=immutable, opening=opening)


def driver_of(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection beneath one of SQLAlchemy's."""
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def marks_of(driver: sqlite3.Connection) -> tuple[int, int]:
    """Whose file it is and how far its schema: `PRAGMA application_id` and `PRAGMA user_version`, 0 in a new one."""
    (owner,) = driver.execute("PRAGMA application_id").fetchone()
    (version,) = driver.execute("PRAGMA user_version").fetchone()
    return int(owner), int(version)


def _engine(path: Path, mode: str, settings: Settings, pool: type[Any], *, immutable: bool, opening: Opening) -> Engine:
    address = f"file:{quote(str(path))}?mode={mode}{'&immutable=1' if immutable else ''}"

    def connect() -> sqlite3.Connection:
        connection = opening(address)
        try:
            _set_and_read_back(connection, settings)
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=pool)
    if mode != "ro":
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _set_and_read_back(connection: sqlite3.Connection, settings: Settings) -> None:
    """Set every setting; Refused when one reads back differently."""
    for name, wanted in settings:
        connection.execute(f"PRAGMA {name}={wanted}").fetchall()
        (got,) = connection.execute(f"PRAGMA {name}").fetchone()
        if got != wanted:
            raise Refused(Objection("store.setting", values={"name": name, "wanted": str(wanted), "got": str(got)}))
