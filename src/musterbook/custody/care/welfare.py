"""Welfare: who is aboard which carrier since when, which looks, readings and drinks are due (custody.md section 12).

The clocks run on what the escort's own copy of the book holds, so they ring where nobody has a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Self

from musterbook.custody.care.facts import WelfareGiven
from musterbook.custody.facts import Accepted, Departed, LetGo, Offered, TakenBack
from musterbook.custody.settings import CustodySettings
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

LOOK: Final = "looked-at"
WATER: Final = "beverage"
TEMPERATURE: Final = "temperature-read"
ABOARD: Final = "time-aboard"
OUTCOMES: Final = ("accepted", "refused", "not-possible")
Watched = Mapping[PersonId, int]
"""Minutes between two looks at those under closer watch than the rest."""


@dataclass(slots=True)
class Ride:
    """People on one carrier, from the shutting of its doors until they are in other hands.

    Attributes:
        handover, serial, mode: of the offer by which they came.
        carrier: the custodian they ride with.
        since: when they left the hands of the giver.
        people: who is still aboard.
        looked: kind of welfare → when it was last given to everybody.
        looked_at: the same of single people, for looks.
        celsius: the last temperature read; None while nobody has read one.
    """

    handover: str
    serial: str
    mode: str
    carrier: CustodianId
    since: datetime
    people: set[PersonId]
    looked: dict[str, datetime] = field(default_factory=dict)
    looked_at: dict[PersonId, datetime] = field(default_factory=dict)
    celsius: Decimal | None = None

    def since_last(self, what: str) -> datetime:
        """When this was last given to everybody; the start of the ride while it was not."""
        return max(self.since, self.looked.get(what, self.since))


@dataclass(frozen=True, slots=True)
class Due:
    """Something owed to people aboard.

    Attributes:
        carrier: who owes it.
        handover, serial: of the ride.
        what: looked-at, beverage, temperature-read or time-aboard.
        due_at: by when.
        people: whom it is owed to.
    """

    carrier: CustodianId
    handover: str
    serial: str
    what: str
    due_at: datetime
    people: frozenset[PersonId]

    def late_minutes(self, now: datetime) -> int:
        """Minutes past due; 0 while it is not."""
        return max(0, int((now - self.due_at).total_seconds() // 60))


class Welfare:
    """Every ride under way. A reading."""

    def __init__(self) -> None:
        self._offers: dict[Digest, Offered] = {}
        self._let_go: dict[str, datetime] = {}
        self._ride_of: dict[PersonId, Ride] = {}
        self._called: dict[str, list[Ride]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The rides after these entries."""
        told = cls()
        for entry in entries:
            told.add(entry)
        return told

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        fact = entry.fact
        if isinstance(fact, Offered):
            self._offers[entry.digest] = fact
        elif isinstance(fact, LetGo):
            self._let_go[fact.handover] = entry.happened_at
        elif isinstance(fact, Accepted):
            self._accept(entry, fact)
        elif isinstance(fact, Departed):
            self._leave((fact.person,))
        elif isinstance(fact, TakenBack):
            self._leave(one for one in fact.people if not self._is_aboard(one, entry.by))
        elif isinstance(fact, WelfareGiven):
            self._give(entry, fact)
        return True

    def called(self, name: str) -> tuple[Ride, ...]:
        """The rides under way by a handover or a serial."""
        return tuple(one for one in self._called.get(name, ()) if one.people)

    def of_people(self, people: Iterable[PersonId]) -> tuple[Ride, ...]:
        """The rides these people are on."""
        rides = {id(ride): ride for one in people if (ride := self._ride_of.get(one)) is not None}
        return tuple(rides.values())

    def rides(self, carriers: Iterable[CustodianId]) -> tuple[Ride, ...]:
        """People these custodians have aboard, by the hour they boarded."""
        named, rides = frozenset(carriers), dict[int, Ride]()
        for ride in self._ride_of.values():
            if ride.carrier in named:
                rides[id(ride)] = ride
        return tuple(sorted(rides.values(), key=lambda one: (one.since, one.carrier, one.handover)))

    def due(
        self, carriers: Iterable[CustodianId], settings: CustodySettings, watched: Watched | None = None
    ) -> tuple[Due, ...]:
        """What comes due next for everybody aboard, the most urgent first; what the operation does not ask is left out.

        A look at least every `welfare_minutes`, or as often as a watch level says; the temperature every
        `heat_minutes` above `look_heat_celsius` or while nobody has read it, else with each look; water every
        `water_minutes`; and an end of the ride after the minutes set for its mode.
        """
        found = [one for ride in self.rides(carriers) for one in dues_of(ride, settings, watched or {})]
        return tuple(sorted(found, key=lambda one: (one.due_at, one.carrier, one.handover, one.what)))

    def _accept(self, entry: Entry, fact: Accepted) -> None:
        offer = self._offers.get(fact.offer)
        self._leave(fact.people)
        if offer is None:
            return
        since = min(entry.happened_at, self._let_go.get(fact.handover, entry.happened_at))
        ride = Ride(fact.handover, offer.serial, offer.mode, entry.by, since, set(fact.people))
        self._ride_of.update(dict.fromkeys(fact.people, ride))
        for name in {ride.handover, ride.serial} - {""}:
            self._called[name] = [*(one for one in self._called.get(name, ()) if one.people), ride]

    def _is_aboard(self, person: PersonId, carrier: CustodianId) -> bool:
        """Whether someone rides with a carrier: whom a door refused and his escort takes back never got off."""
        ride = self._ride_of.get(person)
        return ride is not None and ride.carrier == carrier

    def _leave(self, people: Iterable[PersonId]) -> None:
        for person in people:
            ride = self._ride_of.pop(person, None)
            if ride is not None:
                ride.people.discard(person)

    def _give(self, entry: Entry, fact: WelfareGiven) -> None:
        """Only what was really given counts; who was told no, or refused, was looked at all the same."""
        given = fact.what if fact.outcome == "accepted" else LOOK if fact.outcome == "refused" else ""
        for ride in self._called.get(fact.handover, ()):
            if not given or ride.carrier != entry.by or not ride.people:
                continue
            if not fact.people or fact.people >= ride.people:
                ride.looked[given] = max(ride.looked.get(given, entry.happened_at), entry.happened_at)
            elif given == LOOK:
                ride.looked_at.update(dict.fromkeys(fact.people & ride.people, entry.happened_at))
            if given == TEMPERATURE and fact.value:
                ride.celsius = Decimal(fact.value)


def dues_of(ride: Ride, settings: CustodySettings, watched: Watched) -> Iterable[Due]:
    """What comes due next for the people of one ride."""
    yield from _looks(ride, settings.welfare_minutes, watched)
    if settings.heat_minutes:
        cool = ride.celsius is not None and ride.celsius <= settings.look_heat_celsius
        minutes = max(settings.heat_minutes, settings.welfare_minutes) if cool else settings.heat_minutes
        yield _due(ride, TEMPERATURE, minutes)
    if settings.water_minutes:
        yield _due(ride, WATER, settings.water_minutes)
    most = settings.aboard_minutes.get(ride.mode, 0)
    if most:
        due_at = ride.since + timedelta(minutes=most)
        yield Due(ride.carrier, ride.handover, ride.serial, ABOARD, due_at, frozenset(ride.people))


def _due(ride: Ride, what: str, minutes: int) -> Due:
    due_at = ride.since_last(what) + timedelta(minutes=minutes)
    return Due(ride.carrier, ride.handover, ride.serial, what, due_at, frozenset(ride.people))


def _looks(ride: Ride, minutes: int, watched: Watched) -> Iterable[Due]:
    """Looks by the hour they come due: most people together, those under watch or looked at alone by themselves."""
    due: dict[datetime, set[PersonId]] = {}
    for person in ride.people:
        often = min((one for one in (minutes, watched.get(person, 0)) if one), default=0)
        if often:
            last = max(ride.since_last(LOOK), ride.looked_at.get(person, ride.since))
            due.setdefault(last + timedelta(minutes=often), set()).add(person)
    for due_at, people in due.items():
        yield Due(ride.carrier, ride.handover, ride.serial, LOOK, due_at, frozenset(people))
