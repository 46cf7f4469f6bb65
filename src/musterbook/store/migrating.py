"""The schema of `book.db`: made at once for a new file, brought up by Alembic for an older one after a copy of it.

`PRAGMA user_version` says how far a file is, so a current file opens without importing Alembic at all.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, insert

from musterbook.store.engine import driver_of, marks_of
from musterbook.store.tables import APPLICATION_ID, SCHEMA_VERSION, tables, version_table
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

if TYPE_CHECKING:
    from alembic.config import Config

REVISIONS: Final = {0: None, 1: "0001", 2: "0002"}
"""Alembic's revision for each `user_version`."""


def version_of(driver: sqlite3.Connection) -> int:
    """How far the file's schema is, 0 for a new one; Malformed when the file belongs to another program."""
    owner, version = marks_of(driver)
    if owner != APPLICATION_ID and (owner or version or not _is_empty(driver)):
        raise Malformed.because("store.not-a-book", application=owner)
    return version


def check_version(driver: sqlite3.Connection) -> None:
    """Refused unless the file has the schema this software reads, as a reader cannot bring it up."""
    version = version_of(driver)
    if version > SCHEMA_VERSION:
        raise Refused(Objection("store.newer-software", values={"file": version, "ours": SCHEMA_VERSION}))
    if version < SCHEMA_VERSION:
        raise Refused(Objection("store.older-file", values={"file": version, "ours": SCHEMA_VERSION}))


def bring_up(engine: Engine, path: Path) -> None:
    """Give the file the newest schema. Refused when it was written by newer software."""
    with engine.connect() as connection:
        driver = driver_of(connection)
        version = version_of(driver)
        if version == 0 and _is_empty(driver):
            _create(connection)
        elif version < SCHEMA_VERSION:
            copy_file(path, path.with_name(f"{path.name}.before-{SCHEMA_VERSION}"))
            upgrade(connection)
        else:
            check_version(driver)


def upgrade(connection: Connection) -> None:
    """Run every revision this book has not seen, in one transaction; in SQLite and in PostgreSQL alike."""
    from alembic import command  # noqa: PLC0415  slow to import, and hardly ever needed

    command.upgrade(_config(connection), "head")
    _stamp(connection, SCHEMA_VERSION)
    connection.commit()


def downgrade(connection: Connection, to: int) -> None:
    """Take the tables back to an older version, for an older Musterbook. What would lose something is Refused."""
    from alembic import command  # noqa: PLC0415  as above

    command.downgrade(_config(connection), REVISIONS[to] or "base")
    _stamp(connection, to)
    connection.commit()


def copy_file(source: Path, target: Path) -> None:
    """A consistent copy of a SQLite file that may be in use, by SQLite's own backup."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _create(connection: Connection) -> None:
    tables.create_all(connection)
    connection.execute(insert(version_table).values(version_num=REVISIONS[SCHEMA_VERSION]))
    _stamp(connection, SCHEMA_VERSION)
    connection.commit()


def _config(connection: Connection) -> Config:
    from alembic.config import Config  # noqa: PLC0415  as above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _stamp(connection: Connection, version: int) -> None:
    """In a file the version stands in its head too, so that a current one opens without Alembic."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={version}")


def _is_empty(driver: sqlite3.Connection) -> bool:
    (count,) = driver.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return bool(count == 0)
