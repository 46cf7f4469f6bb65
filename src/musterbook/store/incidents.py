"""The incident store: rows of the files an analyst loaded, beside the book, each under the digest of its file.

The book says which files count (`watch.file-loaded`); here lies what stood in them. A file is kept whole in one
transaction or not at all, and never changed. Rows that say something else of the same id lie side by side, each under
its own file. Nothing here knows what a row means: that is the watch's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    insert,
    select,
)  # fmt: skip

from musterbook.ledger.facts import Digest
from musterbook.store.disk import check_local
from musterbook.store.engine import WRITER_SETTINGS, driver_of, marks_of, reading_engine, writing_engine
from musterbook.store.failures import said_plainly
from musterbook.store.incident_tables import (
    APPLICATION_ID,
    VERSION,
    WINDS_SINCE,
    area_table,
    file_table,
    incident_table,
    incident_tables,
    wind_table,
)
from musterbook.store.seal import check_seal, drop_seal, write_seal
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

INCIDENTS_NAME: Final = "incidents.db"
ROWS_AT_ONCE: Final = 10_000
PLACE: Final = "place"
"""What a row is about that says where a point of the agency's lies."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file whose rows lie here.

    Attributes:
        digest: SHA-256 of it as it came.
        name: as it was called, without folders.
        source: whose it is.
        dialect: how it is written.
        arrived_at: when this copy got it.
        known_through: the last day it tells of, `2026-01-31`.
    """

    digest: Digest
    name: str
    source: str
    dialect: str
    arrived_at: datetime
    known_through: str


class IncidentRow(NamedTuple):
    """One incident in plain columns, as the table has them."""

    id: str
    digest: str
    known_at: int
    start: int
    end: int
    lat: float
    lon: float
    precision_km: float | None
    dated: bool
    kind: str
    sides: str
    low: int
    best: int
    high: int
    country: str
    source: str
    flags: str


class AreaRow(NamedTuple):
    """Ground in somebody's hands, in plain columns."""

    at: int
    known_at: int
    controller: str
    polygons: str


class WindRow(NamedTuple):
    """What an agency said of a storm at one moment, in plain columns; a place has neither storm nor moment."""

    about: str
    storm: str
    number: str
    issued_at: int
    at: int
    lat: float | None = None
    lon: float | None = None
    wind_kt: float | None = None
    ne: float | None = None
    se: float | None = None
    sw: float | None = None
    nw: float | None = None
    point: str = ""
    chances: str = ""


class IncidentStore:
    """The rows in `folder`; use `IncidentStore.writing` or `IncidentStore.reading`, and close it.

    Whoever writes holds the book's own lock, so two never write at once.
    """

    def __init__(self, path: Path, engine: Engine, connection: Connection, *, writes: bool) -> None:
        self._path, self._engine, self._connection, self._writes = path, engine, connection, writes
        _, self._version = marks_of(driver_of(connection))

    @classmethod
    def writing(cls, folder: Path) -> Self:
        """The store of the book in `folder`, made when it is not there.

        Raises:
            Tampered: the closed file is not what was written.
            Refused: the disk takes no writes, or newer software made the file.
            Malformed: the file is another program's.
        """
        check_local(folder)
        path = folder / INCIDENTS_NAME
        check_seal(path)
        drop_seal(path)
        with said_plainly(path):
            engine = writing_engine(path, WRITER_SETTINGS)
            connection = engine.connect()
            try:
                _bring_up(connection)
            except BaseException:
                connection.close()
                engine.dispose()
                raise
        return cls(path, engine, connection, writes=True)

    @classmethod
    def reading(cls, folder: Path) -> Self | None:
        """The store of the book in `folder`, to read beside a writer; None when nothing was ever loaded.

        Raises as `writing` does.
        """
        path = folder / INCIDENTS_NAME
        if not path.is_file():
            return None
        check_seal(path)
        with said_plainly(path):
            engine = reading_engine(path)
            connection = engine.connect()
            _check(connection)
        return cls(path, engine, connection, writes=False)

    def close(self) -> None:
        """Close the file; whoever wrote leaves its seal beside it."""
        self._connection.close()
        self._engine.dispose()
        if self._writes:
            write_seal(self._path)

    def files(self) -> tuple[KeptFile, ...]:
        """Every file whose rows lie here, in the order in which they came."""
        with said_plainly(self._path):
            found = self._connection.execute(select(file_table)).all()
            self._connection.rollback()
        kept = (
            KeptFile(
                Digest(row.digest.hex()), row.name, row.source, row.dialect, datetime.fromisoformat(row.arrived_at),
                row.known_through,
            )
            for row in found
        )  # fmt: skip
        return tuple(sorted(kept, key=lambda one: (one.arrived_at, one.name, one.digest)))

    def keep(
        self,
        file: KeptFile,
        incidents: Iterable[IncidentRow],
        areas: Iterable[AreaRow] = (),
        winds: Iterable[WindRow] = (),
    ) -> bool:
        """Keep the rows of a file, all of them or none; False when they lie here already and nothing changed.

        What stops it half-way, and be it a power cut, leaves nothing of the file.
        """
        digest = bytes.fromhex(file.digest)
        with said_plainly(self._path):
            try:
                with self._connection.begin():
                    if self._connection.execute(select(file_table.c.name).where(file_table.c.digest == digest)).first():
                        return False
                    self._connection.execute(insert(file_table), [_file_row(file, digest)])
                    _insert(self._connection, incident_table, digest, incidents)
                    _insert(self._connection, area_table, digest, areas)
                    _insert(self._connection, wind_table, digest, winds)
            except BaseException:
                self._connection.rollback()
                raise
        return True

    def incidents(self, file: Digest) -> list[IncidentRow]:
        """The incidents of a file, in its order; none when it is not here."""
        return [IncidentRow(*row) for row in self._rows(incident_table, IncidentRow._fields, file)]

    def countries(self, file: Digest) -> list[tuple[str, str]]:
        """The countries of which a file tells, as it spells them, each with its source."""
        columns = incident_table.c.country, incident_table.c.source
        wanted = select(*columns).where(incident_table.c.file == bytes.fromhex(file)).distinct().order_by(*columns)
        with said_plainly(self._path):
            found = self._connection.execute(wanted).all()
            self._connection.rollback()
        return [(row.country, row.source) for row in found]

    def areas(self, file: Digest) -> list[AreaRow]:
        """The areas of a file, in its order."""
        return [AreaRow(*row) for row in self._rows(area_table, AreaRow._fields, file)]

    def winds(self, file: Digest, *, since: int, until: int) -> list[WindRow]:
        """What a file says of storms, in its order: what was issued from `since` to `until`, and every named place.

        None in a store of older software: it could not keep any.
        """
        if self._version < WINDS_SINCE:
            return []
        issued = wind_table.c.issued_at.between(since, until) | (wind_table.c.about == PLACE)
        return [WindRow(*row) for row in self._rows(wind_table, WindRow._fields, file, issued)]

    def _rows(self, table: Table, names: tuple[str, ...], file: Digest, *only: ColumnElement[bool]) -> list[Any]:
        wanted = select(*(table.c[name] for name in names)).where(table.c.file == bytes.fromhex(file), *only)
        with said_plainly(self._path):
            found = self._connection.execute(wanted.order_by(table.c.row)).all()
            self._connection.rollback()
        return list(found)


def _insert(connection: Connection, table: Table, digest: bytes, rows: Iterable[NamedTuple]) -> None:
    numbered = enumerate(rows)
    for first in numbered:
        some = chain([first], islice(numbered, ROWS_AT_ONCE - 1))
        connection.execute(insert(table), [{"file": digest, "row": at, **row._asdict()} for at, row in some])


def _file_row(file: KeptFile, digest: bytes) -> dict[str, str | bytes]:
    return {
        "digest": digest, "name": file.name, "source": file.source, "dialect": file.dialect,
        "arrived_at": file.arrived_at.isoformat(), "known_through": file.known_through,
    }  # fmt: skip


def _bring_up(connection: Connection) -> None:
    """Make the tables of a new file, and those that an older one lacks; an existing one must be ours."""
    driver = driver_of(connection)
    (tables,) = driver.execute("SELECT count(*) FROM sqlite_master").fetchone()
    owner, version = marks_of(driver)
    if tables or owner:
        _check(connection)
        if version == VERSION:
            return
    with connection.begin():
        incident_tables.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")


def _check(connection: Connection) -> None:
    owner, version = marks_of(driver_of(connection))
    if owner != APPLICATION_ID:
        raise Malformed.because("store.not-a-book", application=owner)
    if version > VERSION:
        raise Refused(Objection("store.newer-software", values={"file": version, "ours": VERSION}))
