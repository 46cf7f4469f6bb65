"""Reservations: beds kept for a lot until a time, who was offered against them, and who has come.

A reservation is turned into hands by acceptance: whoever was offered towards a place against one, and is accepted
there, is answered for by its custodian and no longer reserved for. Nothing is written when one lapses: the hour passes,
the beds are free, and the next offer is objected to.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from musterbook.custody.beds.facts import BedsReleased, BedsReserved, PlaceOpened
from musterbook.custody.facts import Accepted, Departed, Diverted, Offered, Refused, TakenBack, Withdrawn
from musterbook.custody.not_here import BOUND, CAME, EVERYTHING_IS_HERE, UNDER_WAY, Beyond
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId


@dataclass(slots=True)
class Reservation:
    """Beds kept.

    Attributes:
        name: its reference.
        place: where.
        custodian: who answers for people there.
        count: how many beds.
        lot: for whom: a handover, a serial, or the custodian whose people come.
        until: it holds before this moment.
        kind_of: the kind of beds; empty for any.
        displaced_from: the custodian whose people come because he makes room; empty for an ordinary lot.
        reserved_at: when.
        given_back: how many beds were released, and the last reason.
        bound: those offered against it who have not come.
        came: those accepted against it.
        bound_not_here, came_not_here: how many more of each there are, of whom this copy holds nothing.
    """

    name: str
    place: str
    custodian: CustodianId
    count: int
    lot: str
    until: datetime
    kind_of: str
    displaced_from: str
    reserved_at: datetime
    given_back: int = 0
    because: str = ""
    bound: set[PersonId] = field(default_factory=set)
    came: set[PersonId] = field(default_factory=set)
    bound_not_here: int = 0
    came_not_here: int = 0

    @property
    def open(self) -> int:
        """Beds neither given back nor come for, whether or not it has lapsed."""
        return max(0, self.count - self.given_back - len(self.came) - self.came_not_here)

    def left(self, at: datetime) -> int:
        """Beds it still keeps at a moment."""
        return self.open if self.reserved_at <= at < self.until else 0

    def has_lapsed(self, at: datetime) -> bool:
        """Whether its hour passed with beds still open."""
        return at >= self.until and self.open > 0

    def room(self, at: datetime, people: Iterable[PersonId] = ()) -> int:
        """Beds it keeps and that nobody but `people` is under way to."""
        return self.left(at) - len(self.bound.difference(people)) - self.bound_not_here

    def covers(self, people: AbstractSet[PersonId], at: datetime) -> int:
        """For how many of `people`, and of those under way of whom nothing is here, it keeps a bed."""
        return max(0, min(len(self.bound & people) + self.bound_not_here, self.left(at)))


@dataclass(frozen=True, slots=True)
class _Way:
    """Whither someone was offered last, in which lot, and against which reservation."""

    to: CustodianId
    offer: Digest
    giver: CustodianId
    handover: str
    serial: str
    reservation: str


class Reservations:
    """Every reservation by name, in the order made; and everyone under way to a place that was opened."""

    def __init__(self) -> None:
        self._by_name: dict[str, Reservation] = {}
        self._at: dict[CustodianId, list[Reservation]] = {}
        self._custodian: dict[str, CustodianId] = {}
        self._own: set[str] = set()
        self._ways: dict[PersonId, _Way] = {}
        self._under_way: dict[CustodianId, set[PersonId]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The reservations of `entries`, which stand in reading order."""
        reservations = cls()
        for entry in entries:
            reservations.add(entry)
        return reservations

    def with_those_not_here(self, beyond: Beyond) -> Reservations:
        """The same, to be asked, with those of whom this copy holds nothing counted too."""
        return self if beyond is EVERYTHING_IS_HERE else _Whole(self, beyond)

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        match entry.fact:
            case PlaceOpened() as fact:
                self._open(entry, fact)
            case BedsReserved() as fact:
                self._reserve(entry, fact)
            case BedsReleased(reservation=name, because=because, count=count) if name in self._by_name:
                one = self._by_name[name]
                one.given_back += count or one.open
                one.because = because
            case _:
                self._follow(entry)
        return True

    def named(self, name: str) -> Reservation | None:
        """A reservation by its name; None when there is none."""
        return self._by_name.get(name)

    def all(self) -> tuple[Reservation, ...]:
        """Every reservation, in the order made."""
        return tuple(self._by_name.values())

    def at(self, custodian: CustodianId) -> tuple[Reservation, ...]:
        """The reservations at a custodian's places, in the order made."""
        return tuple(self._at.get(custodian, ()))

    def for_lot(self, custodian: CustodianId, lots: Iterable[str]) -> tuple[Reservation, ...]:
        """The reservations at a custodian's places for any of these names of one lot, the closest name first."""
        order = [lot for lot in dict.fromkeys(lots) if lot]
        found = (one for one in self._at.get(custodian, ()) if one.lot in order)
        return tuple(sorted(found, key=lambda one: order.index(one.lot)))

    def making_room(self, custodian: CustodianId, at: datetime) -> int:
        """How many people of a custodian have beds reserved elsewhere because he makes room, and have not gone."""
        return sum(one.left(at) for one in self._by_name.values() if one.displaced_from == custodian)

    def under_way(self, custodian: CustodianId) -> frozenset[PersonId]:
        """Everyone offered towards a custodian who has not come and was not taken back."""
        return frozenset(self._under_way.get(custodian, ()))

    def uncovered(self, custodian: CustodianId, at: datetime, *, but: Iterable[PersonId] = ()) -> int:
        """People under way to a custodian for whom no reservation keeps a bed at a moment, leaving out `but`.

        Whoever is in the air when his reservation lapses still needs a bed.
        """
        whole = self.under_way(custodian).difference(but)
        covered = sum(one.covers(whole, at) for one in self._at.get(custodian, ()))
        return max(0, len(whole) + self._under_way_not_here(custodian) - covered)

    def _under_way_not_here(self, custodian: CustodianId) -> int:
        """How many are under way to a custodian of whom this copy holds nothing."""
        del custodian
        return 0

    def _follow(self, entry: Entry) -> None:
        """Who is under way, and who is no longer."""
        match entry.fact:
            case Offered() as fact:
                self._offer(entry, fact)
            case Accepted(people=people):
                self._come(people, entry.by)
            case Departed(person=person):
                self._stop((person,))
            case TakenBack(people=people):
                self._stop(people)
            case Withdrawn(handover=handover, people=people):
                self._stop(one for one in people if self._goes(one, handover, entry.by))
            case Refused(offer=offer, people=people):
                self._stop(one for one in people if one in self._ways and self._ways[one].offer == offer)
            case Diverted(serial=serial, to=to) if serial:
                self._divert(serial, to, entry.happened_at)

    def _open(self, entry: Entry, fact: PlaceOpened) -> None:
        own = entry.by == fact.custodian
        if own or fact.place not in self._own:
            self._custodian[fact.place] = fact.custodian
            self._own |= {fact.place} if own else set()

    def _reserve(self, entry: Entry, fact: BedsReserved) -> None:
        """The first reservation of a name counts; a place nobody opened is its author's own."""
        if fact.reservation in self._by_name:
            return
        custodian = self._custodian.get(fact.place, entry.by)
        one = Reservation(
            fact.reservation, fact.place, custodian, fact.count, fact.for_, fact.until, fact.kind_of,
            fact.displaced_from, entry.happened_at,
        )  # fmt: skip
        self._by_name[one.name] = one
        self._at.setdefault(custodian, []).append(one)

    def _offer(self, entry: Entry, fact: Offered) -> None:
        """The way of everyone offered; on a second leg he keeps the reservation of the first."""
        if not self._custodian and not self._at:
            return
        to = CustodianId(fact.destination or fact.receiver)
        if to not in self._at and to not in self._custodian.values():
            self._stop(fact.people)
            return
        kept = {
            one: way.reservation
            for one in fact.people
            if (way := self._ways.get(one)) is not None and way.to == to and way.reservation
        }
        self._stop(fact.people)
        for person in sorted(fact.people):
            self._go(person, _Way(to, entry.digest, entry.by, fact.handover, fact.serial, kept.get(person, "")))
        new = sorted(fact.people - kept.keys())
        self._bind(new, to, (fact.handover, fact.serial, entry.by), entry.happened_at)

    def _bind(self, people: Iterable[PersonId], to: CustodianId, lots: Iterable[str], at: datetime) -> None:
        """As many of these as fit are under way against reservations for their lot."""
        waiting = list(people)
        for one in self.for_lot(to, lots):
            room = max(0, one.room(at))
            for person in waiting[:room]:
                way = self._ways[person]
                self._go(person, _Way(way.to, way.offer, way.giver, way.handover, way.serial, one.name))
            waiting = waiting[room:]

    def _go(self, person: PersonId, way: _Way) -> None:
        self._ways[person] = way
        self._under_way.setdefault(way.to, set()).add(person)
        if way.reservation:
            self._by_name[way.reservation].bound.add(person)

    def _goes(self, person: PersonId, handover: str, giver: CustodianId) -> bool:
        way = self._ways.get(person)
        return way is not None and (way.handover, way.giver) == (handover, giver)

    def _come(self, people: Iterable[PersonId], to: CustodianId) -> None:
        """Those who were under way to whoever accepts them have come; with anybody else they are still under way."""
        if not self._ways:
            return
        for person in people:
            way = self._ways.get(person)
            if way is not None and way.to == to:
                if way.reservation:
                    self._by_name[way.reservation].came.add(person)
                self._stop((person,))

    def _stop(self, people: Iterable[PersonId]) -> None:
        """These are under way no longer."""
        for person in people:
            way = self._ways.pop(person, None)
            if way is not None:
                self._under_way[way.to].discard(person)
                if way.reservation:
                    self._by_name[way.reservation].bound.discard(person)

    def _divert(self, serial: str, to: CustodianId, at: datetime) -> None:
        aboard = sorted(person for person, way in self._ways.items() if way.serial == serial)
        for person in aboard:
            way = self._ways[person]
            self._stop((person,))
            self._go(person, _Way(to, way.offer, way.giver, way.handover, serial, ""))
        self._bind(aboard, to, (serial,), at)


class _Whole(Reservations):
    """Reservations as this copy has them, and what it was told of those it does not hold; only to be asked."""

    def __init__(self, known: Reservations, beyond: Beyond) -> None:
        super().__init__()
        self._known, self._beyond = known, beyond
        for one in known.all():
            bound, came = beyond.of(BOUND, one.name), beyond.of(CAME, one.name)
            self._by_name[one.name] = replace(one, bound_not_here=bound, came_not_here=came)
            self._at.setdefault(one.custodian, []).append(self._by_name[one.name])

    def under_way(self, custodian: CustodianId) -> frozenset[PersonId]:
        return self._known.under_way(custodian)

    def _under_way_not_here(self, custodian: CustodianId) -> int:
        return self._beyond.of(UNDER_WAY, custodian)
