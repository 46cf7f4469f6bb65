"""The stage: the book, the clock and the officers of a rehearsal, and the doings that wait for their hour."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import count
from random import Random
from typing import Any

from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.places import Part
from musterbook.rehearsal.besides import Along, Care, NoCare, NoRooms, NothingAlong, Rooms
from musterbook.rehearsal.population import Truth
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

Doing = Callable[[], object]


@dataclass(slots=True)
class Stage:
    """Everything the parts of a rehearsal share.

    Attributes:
        book: the book they all write in, through the operation's own functions.
        now: the world's time.
        chance: everything drawn comes from here.
        truth: what is so; only faults and age panels look.
        zone: the offset clerks write at.
        seated: everyone who has a seat on the way out of a site.
        notes: what was invented along the way, for the account.
        told: what an act has to add to the account, by name.
        care: what is done for people at every handover.
        rooms: the beds of the places people are brought to.
        along: what is written on the way of a serial.
        after: what is looked at after every doing.
    """

    book: Book
    now: datetime
    chance: Random
    truth: Truth
    zone: timezone
    seated: set[PersonId] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    care: Care = field(default_factory=NoCare)
    rooms: Rooms = field(default_factory=NoRooms)
    along: Along = field(default_factory=NothingAlong)
    after: list[Doing] = field(default_factory=list)
    _ticks: int = 0
    _waiting: list[tuple[datetime, int, Doing]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)

    def at(self, moment: datetime, doing: Doing) -> None:
        """Do something at a moment; what is due at the same moment is done in the order it was asked for."""
        heapq.heappush(self._waiting, (max(moment, self.now), next(self._order), doing))

    def play(self, until: datetime, shown: Callable[[datetime], None]) -> None:
        """Do everything that is due up to a moment, in order of time."""
        while self._waiting and self._waiting[0][0] <= until:
            moment, _, doing = heapq.heappop(self._waiting)
            self._ticks = 0 if moment > self.now else self._ticks
            self.now = moment
            shown(self.now)
            doing()
            for look in self.after:
                look()
        self.now = max(self.now, until)

    def by(self, custodian: str, *officers: str, at: datetime | None = None) -> Acting:
        """A custodian acting now. Officers are `name:role`, where the name is short for `custodian.name`.

        Acts of one doing are a second apart, as they would be at a desk.
        """
        signers = tuple(self._signer(custodian, one) for one in officers)
        self._ticks += at is None
        moment = at or self.now + timedelta(seconds=self._ticks)
        return Acting(CustodianId(custodian), signers, moment.astimezone(self.zone))

    def desk(self, *officers: str, at: datetime | None = None) -> Acting:
        """The desk acting now."""
        return self.by(self.book.settings.desk, *officers, at=at)

    def part(self, custodian: str) -> Part:
        """What a custodian is to the move."""
        return self.book.places.parts.get(CustodianId(custodian), "other")

    def giving(self, custodian: str) -> str:
        """The officer and role in which a custodian gives people away."""
        return "commander:load-master" if self.part(custodian) == "escort" else "officer:site-officer"

    def taking(self, custodian: str) -> str:
        """The officer and role in which a custodian takes people."""
        return "commander:escort-commander" if self.part(custodian) == "escort" else "officer:receiving-officer"

    def _signer(self, custodian: str, one: str) -> tuple[str, str]:
        name, _, role = one.partition(":")
        return (name if "." in name else f"{custodian}.{name}"), role


def paper_of(words: str) -> Digest:
    """The digest of an invented paper."""
    return Digest(hashlib.sha256(f"invented: {words}".encode()).hexdigest())


def drawn(chance: Random, people: Iterable[PersonId], number: int) -> list[PersonId]:
    """So many of these people, drawn by chance, by number."""
    return sorted(chance.sample(sorted(people), number))
