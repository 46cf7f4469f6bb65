"""Reading a book in PostgreSQL: what `kept` reads, each question in a transaction that names what it may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from sqlalchemy.pool import QueuePool

from musterbook.store.address import Address
from musterbook.store.kept import Kept
from musterbook.store.postgres_failures import said_plainly
from musterbook.store.postgres_line import Line, open_line
from musterbook.store.postgres_listening import Listening
from musterbook.store.postgres_schema import version_of
from musterbook.store.session_rights import EVERYTHING, SessionRights
from musterbook.store.statements import FOR_POSTGRESQL
from musterbook.store.tables import SCHEMA_VERSION
from musterbook.terms.errors import Refused, Tampered
from musterbook.terms.moves import Objection

LINES_MAX: Final = 8
"""Sessions one process holds open for reading."""

_FAILED_PAGES: Final = "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"
_GUARDS: Final = (
    "SELECT count(*) FILTER (WHERE c.relname IN ('log', 'entry', 'checkpoint') AND t.tgenabled = 'A') = 3, "
    "bool_and(c.relrowsecurity AND c.relforcerowsecurity) FILTER (WHERE c.relname IN ('entry', 'checkpoint')), "
    "to_regprocedure('strays()') IS NOT NULL "
    "FROM pg_class AS c LEFT JOIN pg_trigger AS t ON t.tgrelid = c.oid AND t.tgname = 'unchanging' "
    "WHERE c.relnamespace = current_schema()::text::regnamespace AND c.relkind = 'r'"
)


def channel_of(address: Address) -> str:
    """The channel on which whoever listens hears that the book of this address has grown."""
    return f"{address.schema[:40]}_grown"


class Lines:
    """Sessions for reading, kept open and handed out; each use is one transaction with the rights of its reader."""

    def __init__(self, address: Address, rights: SessionRights = EVERYTHING) -> None:
        self.address = address
        self._begin = f"BEGIN READ ONLY; {rights.named()}".encode()
        self._pool = QueuePool(
            lambda: open_line(address), pool_size=LINES_MAX, max_overflow=0, reset_on_return=None  # type: ignore[arg-type]
        )  # fmt: skip

    def all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one question. A session that the server ended meanwhile is opened again, once."""
        with said_plainly(self.address):
            try:
                return self._asked(statement, values)
            except (psycopg.OperationalError, psycopg.InterfaceError) as failed:
                if failed.sqlstate and not failed.sqlstate.startswith(("08", "57P")):
                    raise
            self._pool.dispose()
            self._pool = self._pool.recreate()
            return self._asked(statement, values)

    def close(self) -> None:
        """End every session."""
        self._pool.dispose()

    def _asked(self, statement: str, values: Sequence[object]) -> list[Any]:
        with self._lent() as line, line.cursor(binary=True) as cursor:
            line.execute(self._begin)
            found = cursor.execute(statement.encode(), values).fetchall()
            line.execute(b"COMMIT")
        return found

    @contextmanager
    def _lent(self) -> Iterator[Line]:
        lent = self._pool.connect()
        try:
            yield lent.driver_connection  # type: ignore[misc]
        except BaseException:
            lent.invalidate()  # whatever it was in the middle of, nobody else goes on with it
            raise
        lent.close()


class PostgresCopies(Kept):
    """What a PostgreSQL database holds of a book, for reading."""

    _says = FOR_POSTGRESQL

    def __init__(self, address: Address, rights: SessionRights = EVERYTHING, *, any_version: bool = False) -> None:
        Kept.__init__(self)
        self.address = address
        self._lines = Lines(address, rights)
        try:
            if not any_version:
                self._check_version()
        except BaseException:
            self._lines.close()
            raise

    def close(self) -> None:
        """End every session that reads."""
        self._lines.close()

    def listen(self, heard: Callable[[], None]) -> Callable[[], None]:
        """Have `heard` called, from another thread, whenever any process has written; how to end that."""
        return Listening(self.address, channel_of(self.address), heard).close

    def _all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        return self._lines.all(statement, values)

    def _beneath_contents(self) -> Iterator[Tampered]:
        where = str(self.address)
        if any(
            count
            for (count,) in self._all(
                "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"
            )
        ):
            yield Tampered("store.damaged", file=where, said="data_checksums")
        if not all(self._all(_GUARDS)[0]):
            yield Tampered("store.unguarded", file=where)

    def _unknown_logs(self) -> list[str]:
        # Their rows are seen by no session: the database is asked for their ids. Where it cannot be, it is unguarded.
        *_, counted = self._all(_GUARDS)[0]
        return [log.hex() for (log,) in self._all("SELECT strays()")] if counted else []

    def _check_version(self) -> None:
        (revision,) = self._lines.all("SELECT version_num FROM alembic_version")[0]
        version = version_of(str(revision))
        values = {"file": version or str(revision), "ours": SCHEMA_VERSION}
        if version == 0 or version > SCHEMA_VERSION:
            raise Refused(Objection("store.newer-software", values=values | {"file": version or SCHEMA_VERSION + 1}))
        if version < SCHEMA_VERSION:
            raise Refused(Objection("store.older-database", values=values))
