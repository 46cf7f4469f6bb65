"""The desk's book of a world on a real PostgreSQL server, and a line to it that breaks.

A server is no simulated disk: it loses nothing it acknowledged, and falls for nobody's world. What is simulated is the
line. It is cut as a transaction begins, between its statements, before COMMIT has arrived, or after: the server has
it then, and nobody was told. The machine in front of it is killed as any other is; what it held open ends with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import psycopg

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.rehearsal.simulator.answers import Answers
from musterbook.rehearsal.simulator.cast import OPERATION
from musterbook.rehearsal.simulator.stores import SimulatedStore, read_once
from musterbook.store.address import Address
from musterbook.store.keeping import Doubt
from musterbook.store.postgres import PostgresStore
from musterbook.store.postgres_failures import said_plainly
from musterbook.store.postgres_line import open_keepers_line
from musterbook.store.postgres_schema import make_schema
from musterbook.store.taking_over import take_over

_NOWHERE, _BEGINNING, _BETWEEN, _BEFORE, _AFTER = range(5)


@dataclass
class Served:
    """Where the desk's book of a world lies.

    Attributes:
        address: of the server, with a schema for this world alone.
        rate: how often its line breaks, for each transaction.
        chance: that says when.
        calm: whether nothing fails any more.
        counts: where `lines cut` and `lost at a COMMIT` are counted.
    """

    address: Address
    rate: float
    chance: Random
    calm: Callable[[], bool]
    counts: Counter[str]

    def lay(self, source: SimulatedStore) -> None:
        """Make the tables and take over what the desk begins with."""
        with suppress(psycopg.Error):
            self.take_away()
        make_schema(self.address)
        quiet = replace(self, rate=0.0)
        store = ServedStore(quiet)
        take_over(store, source)
        store.abandon()

    def open(self) -> ServedStore:
        """The book, for as long as the machine in front of it is up."""
        return ServedStore(self)

    def take_away(self) -> None:
        """Nothing of the world is left on the server."""
        with open_keepers_line(self.address) as line:
            line.execute(f'DROP SCHEMA IF EXISTS "{self.address.schema}" CASCADE'.encode())

    def cut(self) -> int:
        """Where the line breaks in the transaction that begins now."""
        if self.calm() or self.chance.random() >= self.rate:
            return _NOWHERE
        self.counts["lines cut"] += 1
        return self.chance.choice((_BEGINNING, _BETWEEN, _BEFORE, _AFTER))


class ServedStore(PostgresStore):
    """The store an operation has in a database, over a line that breaks, on a machine that can be lost.

    No other process writes there, so an answer stands until something is written on which it rests (`answers.py`).
    """

    def __init__(self, served: Served) -> None:
        self._served, self._cut = served, _NOWHERE
        self._answers = Answers()
        super().__init__(served.address, operation=OPERATION)

    @property
    def changes(self) -> int:
        """Another whenever something may read otherwise than before."""
        return self._answers.changes

    def abandon(self) -> None:
        """The process is gone, and every session with it."""
        self._answers.forget_all()
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
        self._lines.close()

    def _all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        asked = tuple(values)
        rows = self._answers.find(statement, asked)
        if rows is None:
            rows = super()._all(statement, values)
            self._answers.keep(statement, asked, rows)
        return list(rows)

    def _entry(self, digest: Digest, body: bytes) -> Entry:
        return read_once(digest, body)

    @contextmanager
    def _begin(self) -> Iterator[None]:
        self._cut = self._served.cut()
        if self._cut == _BEGINNING:
            self._sever()
        with super()._begin():
            yield

    def _tell(self, statement: str, values: Sequence[object] = ()) -> None:
        self._answers.note(statement, [values])
        self._sever_at(_BETWEEN)
        super()._tell(statement, values)

    def _tell_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        listed = list(rows)
        self._answers.note(statement, listed)
        self._sever_at(_BETWEEN)
        super()._tell_many(statement, listed)

    def _make_durable(self) -> None:
        try:
            self._sever_at(_BEFORE)
            super()._make_durable()
            if self._cut == _AFTER:
                self._served.counts["lost at a COMMIT"] += 1
                self._sever()
                with said_plainly(self.address):
                    raise psycopg.OperationalError
        finally:
            self._cut = _NOWHERE
            self._answers.forget()

    def _give_up(self) -> None:
        self._answers.forget()
        super()._give_up()

    def _recovered(self, doubt: Doubt) -> bool:
        self._answers.forget_all()
        return super()._recovered(doubt)

    def _sever_at(self, place: int) -> None:
        if self._cut == place:
            self._cut = _NOWHERE
            self._sever()

    def _sever(self) -> None:
        if self._writer is not None:
            self._writer.close()
