"""Staging places: nobody is set down at one without a seat already booked onward.

A feeder that would set people down first asks for promises: room on onward flights that board there later, within the
longest stay. When none has room, a new flight is opened: a carrier is booked for a full load at a time that leaves
others the chance to fill it. Times, slots, escorts and reception of a flight are booked when it is opened; beds and
places at the staging place when somebody is promised a seat. So a lot never overstays: the rule cannot be broken.
Lots of a group leave first in, first out, and any promise kept in another order is kept in that one too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from musterbook.lift.dispatch.carriers import Carrier, Draft
from musterbook.lift.dispatch.desk import Desk
from musterbook.lift.dispatch.loading import Load
from musterbook.lift.dispatch.trips import Ask, Trip
from musterbook.lift.problem import VehicleType


@dataclass(slots=True)
class Flight:
    """An onward trip from a staging place that still has room. `units_max` is what its ground time was booked for."""

    carrier: Carrier
    hub: str
    dest: str
    board_from: int
    board_end: int
    set_down: int
    escorts: int
    units_max: int
    received: int
    load: Load
    landed: Draft


@dataclass(frozen=True, slots=True)
class Seat:
    """Heads of a group promised a seat on a flight, staying at the staging place from `since`."""

    flight: Flight
    group: str
    heads: int
    since: int


@dataclass(slots=True)
class _Alike:
    """People alike for an onward flight: how many, how many of them ask for a seat now, their points and units."""

    compartment: str
    stretcher: bool
    dests: frozenset[str] | None
    people: int = 0
    asking: int = 0
    points: int = 0
    units: int = 0


class Relay:
    """The onward flights of every staging place."""

    def __init__(self, desk: Desk, *, gather_min: int, stay_max_min: int, carriers: Iterable[Carrier]) -> None:
        self.desk = desk
        self.gather_min = gather_min
        self.stay_max_min = stay_max_min
        self.carriers = list(carriers)
        self.flights: dict[str, list[Flight]] = {}
        self.barred: set[tuple[str, str]] = set()

    def promise(
        self, hub: str, heads: Mapping[str, int], since: int, *, feeder: Carrier | None, board_from: int = 0
    ) -> list[Seat]:
        """Seats for people set down at `hub` at minute `since`; as many of them as can be promised, all booked.

        They board no earlier than `board_from`; the carrier that feeds them is not asked to take them on.
        """
        wanted = {group: count for group, count in heads.items() if (hub, group) not in self.barred}
        seats = self._on_open_flights(hub, wanted, since, board_from)
        if any(wanted.values()):
            flight = self._open(hub, wanted, (since, board_from), feeder)
            if flight is not None:
                seats += self._on(flight, wanted, since)
        return seats

    def rescue(self, hub: str, group: str, heads: int, since: int, *, now: int) -> int:
        """Seats for people already at a staging place whose onward trip is gone; how many stay without one.

        A group of whom some stay is not brought here any more: they would leave first and others overstay.
        """
        seats = self.promise(hub, {group: heads}, since, feeder=None, board_from=now)
        stuck = heads - sum(seat.heads for seat in seats)
        if stuck:
            self.barred.add((hub, group))
            self.desk.bookings.held[hub].book(since, self.desk.problem.horizon_min + 1, stuck)
        return stuck

    def give_back(self, seats: Iterable[Seat]) -> None:
        """The people are not coming after all."""
        for seat in seats:
            self._book(seat, -1)

    def close(self) -> None:
        """At the end reception is told the true numbers, and no flight leaves with more escorts than it needs."""
        for flight in (flight for flights in self.flights.values() for flight in flights):
            self.desk.bookings.reception[flight.dest].book(flight.set_down, flight.load.people - flight.received)
            flight.received = flight.load.people

    def _on_open_flights(self, hub: str, wanted: dict[str, int], since: int, board_from: int) -> list[Seat]:
        dwell_max = self.desk.problem.node[hub].dwell_max_min
        seats: list[Seat] = []
        for flight in self.flights.get(hub, ()):
            if flight.board_from >= max(since, board_from) and flight.board_end - since <= dwell_max:
                seats += self._on(flight, wanted, since)
        return seats

    def _on(self, flight: Flight, wanted: dict[str, int], since: int) -> list[Seat]:
        """Promise what fits on one flight, taking it off `wanted`."""
        seats = []
        for group, count in wanted.items():
            some = min(count, self._room(flight, group, since)) if count else 0
            if some > 0:
                seat = Seat(flight, group, some, since)
                self._book(seat, 1)
                wanted[group] -= some
                seats.append(seat)
        return seats

    def _room(self, flight: Flight, group_id: str, since: int) -> int:
        desk = self.desk
        group = desk.problem.group[group_id]
        if group.dests and flight.dest not in group.dests:
            return 0
        lot = desk.loading.lot(group_id, flight.carrier.kind)
        return min(
            desk.loading.most(flight.carrier.kind, flight.load, lot, flight.escorts, 0),
            (flight.units_max - flight.load.units) // lot.units,
            flight.received - flight.load.people,
            desk.bookings.bed_room(flight.dest, group.compartment, flight.set_down),
            desk.bookings.held[flight.hub].free(since, flight.board_end),
        )

    def _book(self, seat: Seat, sign: int) -> None:
        flight, desk = seat.flight, self.desk
        group, heads = desk.problem.group[seat.group], sign * seat.heads
        flight.load.add(desk.loading.lot(seat.group, flight.carrier.kind), heads)
        flight.load.tags = {desk.problem.group[name].tag for name in flight.load.heads}
        desk.bookings.book_beds(flight.dest, group.compartment, flight.set_down, heads)
        desk.bookings.held[flight.hub].book(seat.since, flight.board_end, heads)

    def _open(
        self, hub: str, wanted: Mapping[str, int], minutes: tuple[int, int], feeder: Carrier | None
    ) -> Flight | None:
        """Book a new onward trip for people like these; none if nothing can take them within their longest stay."""
        node, best = self.desk.problem.node[hub], None
        since, board_from = minutes[0], max(minutes[0] + self.gather_min, minutes[1])
        if self.desk.bookings.held[hub].free(since, since + 1) <= 0:
            return None
        crowd = self._crowd(wanted)
        for carrier in self._one_of_each(feeder):
            for dest in self.desk.bookings.reception:
                found = self._offer(carrier, hub, dest, crowd, board_from)
                if found is None or found[1].s1 - since > node.dwell_max_min:
                    continue
                if self.desk.bookings.held[hub].free(since, found[1].s1) < min(sum(wanted.values()), 4):
                    continue
                score, trip, escorts = found
                if best is None or score > best[0]:
                    best = (score, carrier, trip, escorts)
        return None if best is None else self._booked(best[1], best[2], best[3], hub)

    def _offer(
        self, carrier: Carrier, hub: str, dest: str, crowd: list[_Alike], board_from: int
    ) -> tuple[float, Trip, int] | None:
        """How good a flight of this carrier would be: heads a minute of carrier and waiting."""
        expected = self._expected(carrier.kind, dest, crowd, board_from)
        if expected is None:
            return None
        heads, units, escorts = expected
        least = max(self.desk.problem.rules.escorts_min, escorts // 2)
        wait_max = max(0, board_from - carrier.ready) + self.stay_max_min
        ask = Ask(hub, dest, units, heads, escorts, least, board_from, wait_max)
        found = self.desk.trips.earliest(carrier, ask)
        if isinstance(found, int) and found >= self.desk.problem.rules.escorts_min:
            heads = heads * found // escorts
            ask = Ask(hub, dest, units, heads, found, 1 << 30, board_from, ask.wait_max)
            found = self.desk.trips.earliest(carrier, ask) if heads else None
            escorts = ask.escorts
        if not isinstance(found, Trip):
            return None
        return heads / (found.end - found.t0 + found.s0 - board_from + 60), found, escorts

    def _crowd(self, wanted: Mapping[str, int]) -> list[_Alike]:
        """Those wanted and those still at sites who could share a carrier with the most of them, added up."""
        desk, loading = self.desk, self.desk.loading
        tag = desk.problem.group[max(wanted, key=lambda group: wanted[group])].tag
        apart = loading.apart.get(tag, frozenset())
        found: dict[tuple[str, bool, frozenset[str] | None], _Alike] = {}
        for group in desk.problem.groups:
            asking = wanted.get(group.id, 0)
            count = asking + desk.bookings.remaining[group.id]
            if count <= 0 or group.tag in apart:
                continue
            key = (group.compartment, group.stretcher, group.dests)
            alike = found.setdefault(key, _Alike(*key))
            lot = loading.plain(group.id)
            alike.people += count
            alike.asking += asking
            alike.points += count * lot.points
            alike.units += count * lot.units
        return list(found.values())

    def _expected(self, kind: VehicleType, dest: str, crowd: list[_Alike], minute: int) -> tuple[int, int, int] | None:
        """Heads, handling units and escorts of a full flight; None if nobody who asks could be on it."""
        desk, loading = self.desk, self.desk.loading
        people = asking = 0
        points = units = 0.0
        for alike in crowd:
            if (alike.dests and dest not in alike.dests) or (alike.stretcher and not kind.stretchers_max):
                continue
            count = min(alike.people, desk.bookings.bed_room(dest, alike.compartment, minute))
            asking += min(count, alike.asking)
            people += count
            points += alike.points * count / alike.people
            units += alike.units * count / alike.people
        if not asking:
            return None
        per_guard, share = desk.problem.rules.escort_points_per_guard, points / people
        heads = min(people, int(kind.seats * per_guard / (per_guard + share)))
        heads = min(heads, int(desk.problem.node[dest].reception_cap))
        escorts = min(loading.escorts_for(math.ceil(heads * share)), kind.seats - 1)
        heads = min(heads, kind.seats - escorts)
        return (heads, math.ceil(heads * units / people), escorts) if heads > 0 else None

    def _booked(self, carrier: Carrier, trip: Trip, escorts: int, hub: str) -> Flight:
        desk, load = self.desk, Load()
        _, landed = desk.board(carrier, trip, load, escorts)
        desk.go_home(carrier)
        desk.bookings.reception[trip.ask.dest].book(trip.u1, trip.ask.heads)
        flight = Flight(
            carrier,
            hub,
            trip.ask.dest,
            trip.s0,
            trip.s1,
            trip.u1,
            escorts,
            trip.ask.units,
            trip.ask.heads,
            load,
            landed,
        )
        self.flights.setdefault(hub, []).append(flight)
        self.flights[hub].sort(key=lambda one: (one.board_from, one.carrier.order))
        return flight

    def _one_of_each(self, feeder: Carrier | None) -> list[Carrier]:
        """Of carriers alike (type and base) the one that is ready first."""
        first: dict[tuple[str, str], Carrier] = {}
        for carrier in self.carriers:
            key = (carrier.kind.id, carrier.base)
            if carrier is not feeder and not carrier.on_tour and (key not in first or carrier.ready < first[key].ready):
                first[key] = carrier
        return list(first.values())
