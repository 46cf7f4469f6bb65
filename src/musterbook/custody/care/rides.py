"""Rides that are over: how warm it was on each, and every look, reading, drink and end that came too late.

What is due aboard is `welfare`'s to say; this asks it at every look and at the end of every ride, so that a clock that
ran out on the way still shows when nobody is aboard any more.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Self

from musterbook.custody.care.facts import WelfareGiven
from musterbook.custody.care.welfare import TEMPERATURE, Due, Ride, Welfare, dues_of
from musterbook.custody.facts import Accepted, Departed
from musterbook.custody.settings import CustodySettings
from musterbook.ledger.entry import Entry
from musterbook.terms.custodians import CustodianId


@dataclass(frozen=True, slots=True)
class Late:
    """Something aboard that came too late or not at all: what was due, and when it came or the ride was over."""

    due: Due
    came_at: datetime

    @property
    def minutes(self) -> int:
        """Whole minutes too late."""
        return self.due.late_minutes(self.came_at)


@dataclass(slots=True)
class Rides:
    """What was done on every ride of some carriers.

    Attributes:
        carriers: whose rides; who is handed to anybody else is not aboard.
        settings: what is owed aboard.
        rides: how many rides there were.
        given: kind of welfare → how often it was given.
        hottest: the highest degrees Celsius read anywhere; None while nobody read any.
        hot: handovers on whose ride more than `look_heat_celsius` was read.
        late: what came too late, in the order in which it came or the ride ended.
    """

    carriers: Container[CustodianId]
    settings: CustodySettings
    rides: int = 0
    given: dict[str, int] = field(default_factory=dict)
    hottest: Decimal | None = None
    hot: set[str] = field(default_factory=set)
    late: list[Late] = field(default_factory=list)
    _welfare: Welfare = field(default_factory=Welfare)

    @classmethod
    def of(cls, entries: Iterable[Entry], *, carriers: Container[CustodianId], settings: CustodySettings) -> Self:
        """The rides in `entries`, which stand in reading order."""
        rides = cls(carriers, settings)
        for entry in entries:
            rides.add(entry)
        return rides

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        fact = entry.fact
        if isinstance(fact, WelfareGiven):
            self._give(entry, fact)
        elif isinstance(fact, Accepted):
            self._end(self._welfare.of_people(fact.people), entry.happened_at)
            self.rides += entry.by in self.carriers
        elif isinstance(fact, Departed):
            self._end(self._welfare.of_people((fact.person,)), entry.happened_at)
        return self._welfare.add(entry)

    def _give(self, entry: Entry, fact: WelfareGiven) -> None:
        if entry.by not in self.carriers:
            return
        self.given[fact.what] = self.given.get(fact.what, 0) + 1
        for ride in self._welfare.called(fact.handover):
            if ride.carrier == entry.by:
                self._late(ride, entry.happened_at, {fact.what})
        if fact.what == TEMPERATURE and fact.value and fact.outcome == "accepted":
            degrees = Decimal(fact.value)
            self.hottest = degrees if self.hottest is None else max(self.hottest, degrees)
            self.hot |= {fact.handover} if degrees > self.settings.look_heat_celsius else set()

    def _end(self, rides: Iterable[Ride], at: datetime) -> None:
        for ride in rides:
            if ride.carrier in self.carriers:
                self._late(ride, at, None)

    def _late(self, ride: Ride, at: datetime, what: set[str] | None) -> None:
        """What was due on a ride before a moment; with `what` only that."""
        for due in dues_of(ride, self.settings, {}):
            if due.due_at < at and (what is None or due.what in what):
                self.late.append(Late(due, at))
