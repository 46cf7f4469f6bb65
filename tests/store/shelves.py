"""Shelves: where one book lies, in files or in PostgreSQL, opened as often as asked by the very same calls.

The folder alone says which it is (`store.toml`), so a test that takes a shelf says nothing of either. Whoever owns the
machine can change what lies there beneath the book's programs: that is `spoil`.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Final

from tools import postgres_server

from musterbook.ledger.signing import public_of
from musterbook.store.address import Address
from musterbook.store.engine import writing_engine
from musterbook.store.keeping import Keeping
from musterbook.store.kept import Kept
from musterbook.store.migrating import downgrade, upgrade
from musterbook.store.opening import make_store, open_store
from musterbook.store.postgres import PostgresStore, _lock_of
from musterbook.store.postgres_line import open_keepers_line
from musterbook.store.postgres_schema import bring_down_schema, bring_up_schema
from musterbook.store.sqlite import SqliteStore
from musterbook.terms.errors import Refused
from tests.store.making import AT, REGISTER, acts, node_key

SHAPE: Final = (
    ("SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
    " WHERE table_schema = current_schema() ORDER BY 1, 2"),
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1",
    ("SELECT tablename, policyname, roles, qual, with_check FROM pg_policies WHERE schemaname = current_schema()"
    " ORDER BY 1, 2"),
    ("SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants"
    " WHERE table_schema = current_schema() ORDER BY 1, 2, 3"),
    ("SELECT relname::text, tgname, tgenabled FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace ORDER BY 1, 2"),
)  # fmt: skip
"""What a database says of its tables, their indexes, who sees which rows, who may what, and what refuses."""


class Breaks(Keeping):
    """A store whose next COMMIT fails: before the database has it, or after."""

    breaks = ""

    def _make_durable(self) -> None:
        breaks, self.breaks = self.breaks, ""
        if breaks != "before":
            self._keep()
        if breaks:
            self._sever()
            raise Refused

    @abstractmethod
    def _keep(self) -> None:
        """COMMIT as the store does it."""

    def _sever(self) -> None:
        """What else is lost with it."""


class BreakingFiles(Breaks, SqliteStore):
    """As a disk that fails."""

    def _keep(self) -> None:
        SqliteStore._make_durable(self)


class BreakingLine(Breaks, PostgresStore):
    """As a line that is cut."""

    def _keep(self) -> None:
        PostgresStore._make_durable(self)

    def _sever(self) -> None:
        self._line().close()


class Shelf(ABC):
    """One shelf. Stores that were opened here are closed with it, unless the test did."""

    kind: str
    said: Mapping[str, str]
    """What the two dialects say differently, by the name under which a test says it in braces."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._opened = ExitStack()

    def close(self) -> None:
        """Close every store that was opened here."""
        self._opened.close()

    def bare(self, operation: str = "op") -> Keeping:
        """The book, for writing, with no key in hand."""
        store = open_store(self.folder, operation=operation)
        self._opened.callback(store.close)
        return store

    def book(self, operation: str = "op") -> Keeping:
        """The book, for writing, with the key of node `a`, whose log is opened the first time."""
        store = self.bare(operation)
        try:
            if store.logs():
                store.hold_key(node_key("a"))
            else:
                store.create_log(node_key("a"), "a")
        except BaseException:
            store.close()
            raise
        return store

    def reading(self) -> Kept:
        """The book, only for reading."""
        copies = open_store(self.folder, read_only=True)
        self._opened.callback(copies.close)
        return copies

    def filled(self, count: int, *, together: int = 1) -> Keeping:
        """The book with so many entries in node `a`'s log, so many to a commit."""
        store = self.book()
        for start in range(0, count, together):
            store.append(store.own_logs()[0], acts(together, start=start), at=AT, register=REGISTER)
        return store

    @abstractmethod
    def breaking(self) -> Breaks:
        """The book, for writing with its key, in a store whose COMMIT breaks when told to."""

    @abstractmethod
    def taken_down(self) -> None:
        """Take the tables back to their first version."""

    @abstractmethod
    def brought_up(self) -> None:
        """Bring the tables up to the newest version."""

    @abstractmethod
    def shape(self) -> list[tuple[Any, ...]]:
        """Every table, column, index and guard as the database itself describes them."""

    @abstractmethod
    def take_away(self) -> None:
        """Take away whatever lies here."""

    @abstractmethod
    def spoil(self, change: str, *, place: str = "book") -> None:
        """Change what lies here beneath the book's programs, with every guard switched off; nothing may be open."""

    @abstractmethod
    def rows(self, question: str, *, place: str = "book") -> list[tuple[Any, ...]]:
        """What a question finds beneath the book's programs."""

    @abstractmethod
    def await_release(self) -> None:
        """Wait until the log of a writer that was killed may be written again."""

    @abstractmethod
    def put_entries_on(self, disk: Path) -> None:
        """From now on entries lie on this disk; nothing is open, and nothing was written yet."""

    @abstractmethod
    def altering_what_is_written(self) -> None:
        """From now on the fifth entry is altered on its way into the table, after it was hashed."""


class Files(Shelf):
    """Files of a folder: the store that is there without asking."""

    kind = "files"
    said = {  # noqa: RUF012  as the shelf declares it
        "random": "randomblob(32)", "random64": "randomblob(64)",
        "altered": "CAST(replace(body, 'M4', 'M5') AS BLOB)", "empty": "x'7b7d'", "tail": "substr(origin, -16)",
        "newer": "PRAGMA user_version = 99",
        "shortened": "CAST(substr(envelope, 1, length(envelope) - 1) || x'00' AS BLOB)",
    }  # fmt: skip

    def spoil(self, change: str, *, place: str = "book") -> None:
        (self.folder / f"{place}.db.seal").unlink(missing_ok=True)
        with closing(sqlite3.connect(self.folder / f"{place}.db", isolation_level=None)) as driver:
            assert driver.execute(change.format(**self.said)).rowcount, "something was to be changed"

    def breaking(self) -> Breaks:
        store = BreakingFiles(self.folder, operation="op")
        self._opened.callback(store.close)
        store.hold_key(node_key("a"))
        return store

    def taken_down(self) -> None:
        (self.folder / "book.db.seal").unlink()
        with writing_engine(self.folder / "book.db").connect() as connection:
            downgrade(connection, 1)

    def brought_up(self) -> None:
        with writing_engine(self.folder / "book.db").connect() as connection:
            upgrade(connection)

    def shape(self) -> list[tuple[Any, ...]]:
        found = self.rows("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        return [(name, " ".join(text.split())) for name, text in found]

    def take_away(self) -> None:
        for path in self.folder.glob("book.db*"):
            path.unlink()

    def rows(self, question: str, *, place: str = "book") -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / f"{place}.db")) as driver:
            return driver.execute(question).fetchall()

    def await_release(self) -> None:
        """Whoever is dead holds no lock of a file."""

    def put_entries_on(self, disk: Path) -> None:
        self.folder = disk

    def altering_what_is_written(self) -> None:
        self.spoil(
            "CREATE TRIGGER flip AFTER INSERT ON entry WHEN NEW.seq = 4 BEGIN UPDATE entry SET "
            "body = CAST(replace(NEW.body, 'M4', 'M5') AS BLOB) WHERE seq = 4 AND log = NEW.log; END"
        )


class Database(Shelf):
    """A schema of a PostgreSQL server; the folder holds only where it is."""

    kind = "database"
    said = {  # noqa: RUF012  as the shelf declares it
        "random": "sha256(random()::text::bytea)", "random64": "sha256('1') || sha256('2')",
        "altered": "convert_to(replace(convert_from(body, 'UTF8'), 'M4', 'M5'), 'UTF8')", "empty": r"'\x7b7d'",
        "tail": "right(origin, 16)", "newer": "UPDATE alembic_version SET version_num = '0099'",
        "shortened": r"substr(envelope, 1, length(envelope) - 1) || '\x00'",
    }  # fmt: skip

    def __init__(self, folder: Path, address: Address) -> None:
        super().__init__(folder)
        self.address = address
        make_store(folder, address)

    def bare(self, operation: str = "op") -> Keeping:
        store = super().bare(operation)
        assert isinstance(store, PostgresStore)
        store._line().execute(b"SET lock_timeout = '50ms'")
        return store

    def breaking(self) -> Breaks:
        store = BreakingLine(self.address, operation="op")
        self._opened.callback(store.close)
        store.hold_key(node_key("a"))
        return store

    def taken_down(self) -> None:
        bring_down_schema(self.address, 1)

    def brought_up(self) -> None:
        bring_up_schema(self.address)

    def shape(self) -> list[tuple[Any, ...]]:
        return [row for one in SHAPE for row in self.rows(one)]

    def take_away(self) -> None:
        with open_keepers_line(self.address) as driver:
            driver.execute(f'DROP SCHEMA "{self.address.schema}" CASCADE'.encode())

    def spoil(self, change: str, *, place: str = "book") -> None:
        del place  # it is one schema
        with self._unguarded() as driver:
            done = driver.execute(change.format(**self.said).encode())
            assert done.rowcount, "something was to be changed"

    def rows(self, question: str, *, place: str = "book") -> list[tuple[Any, ...]]:
        del place  # as above
        with open_keepers_line(self.address) as driver:
            return driver.execute(question.encode()).fetchall()

    def await_release(self) -> None:
        with open_keepers_line(self.address) as driver:
            driver.execute(b"SET lock_timeout = 0")
            driver.execute("SELECT pg_advisory_lock(%s)", [_lock_of(public_of(node_key("a")))])

    def put_entries_on(self, disk: Path) -> None:
        if os.geteuid() == 0:
            shutil.chown(disk, postgres_server.owner())
        with open_keepers_line(self.address) as driver:
            driver.execute(f"CREATE TABLESPACE narrow LOCATION '{disk}'".encode())
            driver.execute(b"ALTER TABLE entry SET TABLESPACE narrow")
        self._opened.callback(self._put_back)

    def _put_back(self) -> None:
        with open_keepers_line(self.address) as driver:
            driver.execute(b"DROP TABLE entry CASCADE")
            driver.execute(b"DROP TABLESPACE narrow")

    def altering_what_is_written(self) -> None:
        with open_keepers_line(self.address) as driver:
            driver.execute(
                b"CREATE FUNCTION flip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.body := "
                b"convert_to(replace(convert_from(NEW.body, 'UTF8'), 'M4', 'M5'), 'UTF8'); RETURN NEW; END $$"
            )
            driver.execute(
                b"CREATE TRIGGER flip BEFORE INSERT ON entry FOR EACH ROW WHEN (NEW.seq = 4) EXECUTE FUNCTION flip()"
            )

    @contextmanager
    def _unguarded(self) -> Iterator[Any]:
        """A session of the keeper while nothing refuses; then the guards stand again, as if they always had."""
        guarded = ("log", "entry", "checkpoint", "consultation")
        with open_keepers_line(self.address) as driver:
            for table in guarded:
                driver.execute(f"ALTER TABLE {table} DISABLE TRIGGER unchanging".encode())
            yield driver
            for table in guarded:
                driver.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER unchanging".encode())
