"""What lies beside a book, where the book lies in PostgreSQL: sealed things and the register of consultations.

Sealed rows are seen by a session that named what their compartment is for. What is destroyed is gone for every question
at once; its bytes leave the pages when their free space is used again, or the keeper sweeps (`postgres_sweeping.py`).
Write-ahead log and backups keep them as long as they are kept: envelopes and wraps, which a reader's key alone opens.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy import Connection, Engine, Insert, Table, create_engine, event
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.pool import NullPool

from musterbook.store.address import Address
from musterbook.store.consultations import Asked, Consultations, Said, Sign
from musterbook.store.keys import Noise
from musterbook.store.postgres_failures import said_plainly
from musterbook.store.postgres_line import Line, open_line
from musterbook.store.postgres_tables import compartment_table
from musterbook.store.sealed import SealedStore
from musterbook.store.session_rights import CONSULTATIONS, EVERYTHING, SessionRights


def sealed_engine(address: Address, rights: SessionRights = EVERYTHING) -> Engine:
    """Sessions that see sealed rows of these compartments; each transaction names them."""

    def line() -> Line:
        opened = open_line(address)
        opened.autocommit = False
        return opened

    engine = create_engine("postgresql+psycopg://", creator=line, poolclass=NullPool, use_native_hstore=False)
    named = rights.named()
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(named))
    return engine


def make_known(connection: Connection, purposes: Iterable[str]) -> None:
    """Something is about to be sealed in compartments for these: sessions from now on may name them."""
    for purpose in sorted(purposes):
        connection.execute(insert(compartment_table).values(name=purpose).on_conflict_do_nothing())
    connection.commit()


class PostgresSealed(SealedStore):
    """The sealed things of a book in PostgreSQL, as far as one reader's key opens them and a session may see them.

    Args:
        address: where the book lies.
        folder: its folder, where files with sealed bytes and other sealed things lie.
        reader: this node's private X25519 key, 32 bytes.
        noise: where nonces and keys come from.
        rights: compartments this reader's session may see; all that are there by default.
    """

    def __init__(
        self, address: Address, folder: Path, reader: bytes, *, noise: Noise = os.urandom,
        rights: SessionRights = EVERYTHING,
    ) -> None:  # fmt: skip
        self._address = address
        self._rights = rights
        self._known: set[str] = set()
        super().__init__(folder, reader, noise=noise)

    def close(self) -> None:
        """End the session."""
        with self._using:
            self._connection.close()
            self._engine.dispose()

    def _open(self) -> None:
        with said_plainly(self._address):
            self._engine = sealed_engine(self._address, self._rights)
            self._connection = self._engine.connect()

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._using, said_plainly(self._address):
            try:
                if self._connection.closed or self._connection.invalidated:
                    self._connection = self._engine.connect()
                yield
            finally:
                self._connection.rollback()

    def _knows(self, compartment: str) -> None:
        purpose = compartment.partition("/")[0]
        if purpose not in self._known:
            make_known(self._connection, [purpose])
            self._known.add(purpose)

    def _once(self, table: Table) -> Insert:
        return insert(table).on_conflict_do_nothing()

    def _sweep(self) -> None:
        """Pages are the server's; its vacuum is told by the table's own settings to come after every row."""


_SAID: Final = Said(
    begin="SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' consultations', 0))",
    last="SELECT seq, digest FROM consultation ORDER BY seq DESC LIMIT 1",
    add="INSERT INTO consultation (seq, at, officer, subject, why, page, prev, digest) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
    notes_by_day="SELECT day, size, note FROM consultation_note ORDER BY size",
    note="INSERT INTO consultation_note (day, size, note) VALUES (%s, %s, %s) "
    "ON CONFLICT (day) DO UPDATE SET size = excluded.size, note = excluded.note",
    lines="SELECT seq, at, officer, subject, why, page, prev, digest FROM consultation ORDER BY seq",
    notes="SELECT size, note FROM consultation_note ORDER BY size",
)
_NAMED: Final = SessionRights(frozenset(), frozenset({CONSULTATIONS})).named()


class PostgresConsultations(Consultations):
    """The register of consultations of a book in PostgreSQL: one chain, whichever process writes the next line."""

    _says = _SAID

    def __init__(self, address: Address, folder: Path, sign: Sign | None = None) -> None:
        super().__init__(folder, sign)
        self._address = address

    def _is_there(self) -> bool:
        return True

    @contextmanager
    def _open(self) -> Iterator[Asked]:
        with said_plainly(self._address), open_line(self._address) as line:
            line.execute(b"BEGIN")
            line.execute(_NAMED.encode())
            yield _Asked(line)


class _Asked:
    """A session asked in text."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def execute(self, statement: str, values: tuple[object, ...] = (), /) -> psycopg.Cursor[tuple[object, ...]]:
        return self._line.execute(statement.encode(), values or None)
