"""The contenders of `ledger.py`: who is asked to keep the same entries, and how each does it. Seconds are of CPU."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from ledger_acts import AT, LOG, NODE_KEY, REGISTER, Signed
from sqlalchemy import create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from musterbook.ledger.entry import NO_DIGEST
from musterbook.ledger.facts import to_json
from musterbook.store.quick_entry import entry_written
from musterbook.store.sqlite import open_store
from musterbook.terms.times import written

BareRow = tuple[bytes, int, bytes, bytes, int, str]


class Muster(Aggregate):
    """A muster as users of eventsourcing would keep it: an aggregate, whose first event has the fields of an entry."""

    def __init__(
        self, place_in_log: Mapping[str, object], act: Mapping[str, object], fact: Mapping[str, object]
    ) -> None:
        self.place_in_log = place_in_log
        self.act = act
        self.fact = fact


class Base(DeclarativeBase):
    """Of the ORM contender."""


class OrmEntry(Base):
    """The same row as the reference and the book keep, of the same body, with the same key and index."""

    __tablename__ = "entry"
    log: Mapped[bytes] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[bytes] = mapped_column(unique=True)
    body: Mapped[bytes]
    received_at: Mapped[int]
    came_from: Mapped[str]


def cpu_of(run: Callable[[], object]) -> float:
    """CPU seconds of this process, its own and the system's for it."""
    begun = time.process_time()
    run()
    return time.process_time() - begun


def bare_table(folder: Path) -> sqlite3.Connection:
    """The reference's file: the table of the book, and what it asks of the disk, with nothing of ours."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    connection.execute(
        "CREATE TABLE entry (log BLOB NOT NULL, seq INTEGER NOT NULL, digest BLOB NOT NULL, body BLOB NOT NULL, "
        "received_at INTEGER NOT NULL, came_from TEXT NOT NULL, PRIMARY KEY (log, seq))"
    )
    connection.execute("CREATE UNIQUE INDEX entry_digest ON entry (digest)")
    return connection


def bare_rows_of(bodies: Iterable[bytes]) -> Iterator[BareRow]:
    """The rows that keep these entries."""
    log = bytes.fromhex(LOG)
    return ((log, seq, hashlib.sha256(body).digest(), body, 0, "") for seq, body in enumerate(bodies))


def bare_commit(connection: sqlite3.Connection, rows: Sequence[BareRow]) -> None:
    """One transaction of the reference."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", rows)
    connection.execute("COMMIT")


def bare(folder: Path, bodies: Sequence[bytes], batch: int) -> float:
    """The reference: the same rows, made beforehand, into the same table by the driver, one transaction a batch."""
    rows = list(bare_rows_of(bodies))
    with closing(bare_table(folder)) as connection:

        def run() -> None:
            for start in range(0, len(rows), batch):
                bare_commit(connection, rows[start : start + batch])

        return cpu_of(run)


def ours(folder: Path, acts: Sequence[Signed], batch: int) -> float:
    """The book: canonical entries, chained, read back, under a signed checkpoint a batch."""
    store = open_store(folder, operation="bench")
    store.create_log(NODE_KEY, "bench")

    def run() -> None:
        for start in range(0, len(acts), batch):
            store.append(LOG, acts[start : start + batch], at=AT, register=REGISTER)

    spent = cpu_of(run)
    store.close()
    return spent


def orm(folder: Path, acts: Sequence[Signed], batch: int) -> float:
    """SQLAlchemy's ORM on the same settings: entries made by the same writer, chained, and handed over as objects."""
    engine = create_engine(f"sqlite:///{folder / 'orm.db'}")

    @event.listens_for(engine, "connect")
    def durable(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)

    Base.metadata.create_all(engine)
    log = bytes.fromhex(LOG)

    def run() -> None:
        prev = NO_DIGEST
        for start in range(0, len(acts), batch):
            with Session(engine) as session:
                for seq, (act, _) in enumerate(acts[start : start + batch], start):
                    made = entry_written(act, log=LOG, seq=seq, prev=prev, signed=())
                    prev = made.digest
                    session.add(
                        OrmEntry(
                            log=log,
                            seq=seq,
                            digest=bytes.fromhex(made.digest),
                            body=made.body,
                            received_at=0,
                            came_from="",
                        )
                    )
                session.commit()

    spent = cpu_of(run)
    engine.dispose()
    return spent


def sourced(folder: Path, acts: Sequence[Signed], batch: int) -> float:
    """Python eventsourcing with its SQLite module: each muster an aggregate, saved a batch at once."""
    settings = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "sourced.db")}
    application: Application[UUID] = Application(env=settings)
    with application.factory.datastore.transaction(commit=False) as cursor:  # type: ignore[attr-defined]
        cursor.execute("PRAGMA synchronous")
        assert tuple(cursor.fetchone()) == (2,)

    def run() -> None:
        for start in range(0, len(acts), batch):
            application.save(
                *[
                    Muster(
                        place_in_log={"log": LOG, "seq": seq, "prev": REGISTER[1]},
                        act={
                            "id": act.id, "by": act.by, "kind": act.kind, "form": act.fact.form, "via": act.via,
                            "after": list(act.after), "register": list(act.register),
                            "happened_at": written(act.happened_at), "written_at": written(act.written_at),
                        },
                        fact=to_json(act.fact),
                    )
                    for seq, (act, _) in enumerate(acts[start : start + batch], start)
                ]
            )  # fmt: skip

    spent = cpu_of(run)
    application.close()
    return spent
