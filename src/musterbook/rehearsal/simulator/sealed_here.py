"""Sealed things of a world: what is sealed about whom, and what of it may lie on no disk.

Every node has the sealed store of an operation, on its own simulated disk. Whoever looks here afterwards knows every
key that was made, and all that lay where something was destroyed; nodes never ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final, Protocol

from sqlalchemy import select

from musterbook.custody.dues.facts import RetentionEnded, RetentionHeld
from musterbook.custody.facts import Registered
from musterbook.custody.handovers import Handovers
from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest, Fact
from musterbook.operation.book import Book
from musterbook.rehearsal.simulator.vfs import Machines
from musterbook.rights.facts import ErasureOrdered
from musterbook.store.engine import Opening
from musterbook.store.keys import Noise, exercise_key
from musterbook.store.sealed import Clear, SealedStore
from musterbook.store.sealed_tables import blob_table, wrap_table
from musterbook.sync.exchange import SealedBlob
from musterbook.terms.custodians import custodian_of
from musterbook.terms.people import PersonId

MARK: Final = b"what only some may read: "
"""With this everything begins that is sealed: it lies clear on no disk."""


class Wired(Protocol):
    """Where a node's disk is, and where its chance comes from."""

    @property
    def folder(self) -> Path:
        """On that disk."""
        ...

    @property
    def machines(self) -> Machines:
        """The simulated disks."""
        ...

    @property
    def noise(self) -> Noise:
        """Keys and nonces."""
        ...


@dataclass(slots=True)
class Secrets:
    """What only the oracle knows of what is sealed.

    Attributes:
        things: the particulars of each person.
        keys: every data key ever made for someone, at whatever node.
        lay: envelopes and wraps of someone that lay where they were destroyed.
        unasked: by whom something was given to a node that had never been given its person.
        despite: nodes that destroyed something although they knew of a legal hold.
    """

    things: dict[PersonId, Clear] = field(default_factory=dict)
    keys: dict[PersonId, set[bytes]] = field(default_factory=dict)
    lay: dict[PersonId, set[bytes]] = field(default_factory=dict)
    unasked: set[str] = field(default_factory=set)
    despite: set[str] = field(default_factory=set)

    def opened(self, name: str, wiring: Wired) -> SimulatedSealed:
        """What is sealed at the node of a name; Refused or Tampered when its disk does not let it."""
        opening = wiring.machines.opening(wiring.folder)
        reader = exercise_key(0, "reader", name)
        return SimulatedSealed(wiring.folder, reader, noise=wiring.noise, opening=opening, secrets=self)

    def draw(self, people: Iterable[PersonId], chance: Random) -> None:
        """Particulars for everyone."""
        for one in people:
            clear = MARK + chance.randbytes(30).hex().encode()
            self.things[one] = Clear(one, "particulars", clear, chance.randbytes(32))

    def particulars(self, person: PersonId) -> Digest:
        """What the book names of someone's particulars."""
        return self.things[person].digest

    def named_in(self, facts: Sequence[Fact]) -> list[Clear]:
        """What is to be sealed before these facts are written."""
        people = [one.person for one in facts if isinstance(one, Registered)]
        return [self.things[one] for one in people if one in self.things]

    def given(self, giver: str, book: Book, log: str, blobs: Sequence[SealedBlob]) -> None:
        """Something sealed goes to the node of a log: whose people they are to be is asked of no room but custody."""
        node = book.register.node_of(log)
        whose = node.custodians if node is not None else frozenset()
        had: dict[str, set[PersonId]] = {}
        for line in book.reading(Roll).lines:
            for account in (line.from_account, line.to_account):
                had.setdefault(custodian_of(account) or "", set()).update(line.people)
        near = set[PersonId]().union(*(had.get(one, ()) for one in whose))
        for handover in book.reading(Handovers).all():
            if handover.receiver in whose:
                near |= handover.offered.people & had.get(handover.giver, set())
        if not near.issuperset(one.person for one in blobs):
            self.unasked.add(giver)


def held_by_law(book: Book) -> frozenset[PersonId]:
    """On whose sealed things a legal hold lies, as the entries themselves say."""
    held: set[PersonId] = set()
    for entry in book.entries():
        if isinstance(entry.fact, RetentionHeld):
            held |= entry.fact.people
        elif isinstance(entry.fact, RetentionEnded):
            held -= entry.fact.people
    return frozenset(held)


def sealed_knowing(book: Book) -> frozenset[PersonId]:
    """Who was registered, and his particulars sealed, by somebody who knew of the order to erase: it means none of it.

    An officer may have him on paper, hear of the order, and type him in.
    """
    entries = list(book.entries())
    ordered = {one.fact.person: one.seq for one in reversed(entries) if isinstance(one.fact, ErasureOrdered)}
    registered = ((one.fact.person, one.act.register[0]) for one in entries if isinstance(one.fact, Registered))
    return frozenset(person for person, known in registered if known > ordered.get(person, known))


class SimulatedSealed(SealedStore):
    """The sealed store, on a simulated disk, and somebody who looks over its shoulder."""

    def __init__(self, folder: Path, reader: bytes, *, noise: Noise, opening: Opening, secrets: Secrets) -> None:
        self._secrets = secrets
        super().__init__(folder, reader, noise=noise, opening=opening)

    def _keys(self, people: set[PersonId], compartment: str) -> dict[PersonId, bytes]:
        keys = super()._keys(people, compartment)
        for person, key in keys.items():
            self._secrets.keys.setdefault(person, set()).add(key)
        return keys

    def destroy_all(self, people: Iterable[PersonId]) -> int:
        """The same; what lies there until then is told first."""
        gone = list(people)
        with self._in_use():
            for table, column in ((blob_table, blob_table.c.envelope), (wrap_table, wrap_table.c.wrapped)):
                for person, raw in self._connection.execute(select(table.c.person, column)):
                    if person in gone:
                        self._secrets.lay.setdefault(person, set()).add(raw)
        return super().destroy_all(gone)

    def abandon(self) -> None:
        """The process is gone, and its connection with it."""
        self._connection.invalidate()
        self._connection.close()
        self._engine.dispose()
