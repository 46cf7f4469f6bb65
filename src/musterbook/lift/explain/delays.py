"""What puts each serial of a plan off: it is searched again, everything else in place, and tells what it met."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from musterbook.lift.dispatch.bookings import Bookings
from musterbook.lift.dispatch.carriers import Carrier
from musterbook.lift.dispatch.network import Network
from musterbook.lift.dispatch.trips import Ask, Push, Told, Trips
from musterbook.lift.explain.outings import Ride, Stops, rides_of, stops_of
from musterbook.lift.explain.standing import Uses, at_base, booked
from musterbook.lift.explain.values import Delay, SerialDelay
from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Problem

BY_TYPE = frozenset({"calendar", "night", "duty", "range"})
"""Causes that lie with a carrier: they are added up by its type."""


@dataclass(frozen=True, slots=True)
class Tour:
    """Escorts out with a carrier: how many, from when, and until when the pool is without them."""

    start: int
    until: int
    escorts: int


def serial_delays(problem: Problem, plan: Plan, *, site: str = "") -> tuple[SerialDelay, ...]:
    """For every serial, or every one from a site, in the order of boarding, what put it off."""
    again = _Again(problem, plan)
    found = [again.delay(vehicle, rides) for vehicle, rides in again.serials if site in ("", rides[0].origin)]
    return tuple(sorted(found, key=lambda one: (one.board_from, one.serial)))


def added_up(problem: Problem, delays: Iterable[SerialDelay]) -> tuple[Delay, ...]:
    """Minutes by cause and place, most first; causes that lie with a carrier by its type."""
    minutes: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in delays:
        mine: dict[tuple[str, str], int] = defaultdict(int)
        for cause, place, length in one.pushes:
            where = problem.vehicle[place].type if cause in BY_TYPE and place in problem.vehicle else place
            mine[cause, where] += length
        for key, length in mine.items():
            minutes[key].append(length)
    found = [Delay(cause, place, sum(some), len(some), max(some)) for (cause, place), some in minutes.items()]
    return tuple(sorted(found, key=lambda one: (-one.minutes, one.cause, one.place)))


class _Again:
    """A plan with all its bookings; one serial at a time is taken out, searched and put back."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.network = problem, Network(problem)
        self.stops: Stops = stops_of(plan)
        self.bookings: Bookings = booked(problem, Uses(problem, self.stops), self.stops, problem.node)
        self.trips = Trips(self.network, self.bookings)
        self.arrived = _arrivals(problem, self.stops)
        self.serials: list[tuple[str, list[Ride]]] = []
        for vehicle, mine in self.stops.items():
            by_serial: dict[str, list[Ride]] = defaultdict(list)
            for ride in rides_of(vehicle, mine):
                by_serial[ride.serial].append(ride)
            self.serials += [(vehicle, rides) for rides in by_serial.values()]

    def delay(self, vehicle: str, rides: list[Ride]) -> SerialDelay:
        """What one serial met."""
        first, mine = rides[0], self.stops[vehicle]
        boarded, landed = mine[first.board], mine[first.alight]
        tour = self._tour(vehicle, first.board)
        starts = tour is not None and not any(
            stop.board for stop in mine[: first.board] if stop.service_start >= tour.start
        )
        self._book((boarded, landed), rides, tour if starts else None, -1)
        try:
            told = self.trips.told(self._carrier(vehicle, first.board, tour, starts=starts), self._ask(rides, tour))
        finally:
            self._book((boarded, landed), rides, tour if starts else None, 1)
        earliest = min(told.trip.depart, boarded.depart) if told.trip else boarded.depart
        return SerialDelay(
            first.serial, first.origin, boarded.service_start, self._pushes(vehicle, first.origin, told),
            earliest, boarded.depart - earliest,
        )  # fmt: skip

    def _pushes(self, vehicle: str, origin: str, told: Told) -> tuple[tuple[str, str, int], ...]:
        found: list[tuple[str, str, int]] = []
        for push in told.pushes:
            cause = self._cause(vehicle, origin, push)
            if found and found[-1][:2] == (cause, push.place):
                found[-1] = (cause, push.place, found[-1][2] + push.minutes)
            else:
                found.append((cause, push.place, push.minutes))
        return tuple(found)

    def _cause(self, vehicle: str, origin: str, push: Push) -> str:
        """`calendar` is the night unless the carrier is out of use; at a staging place people must first arrive."""
        if push.cause == "permission" and self.problem.node[origin].kind == "hub":
            return "arrival"
        if push.cause == "calendar":
            known = self.problem.vehicle[vehicle]
            out = any(start < push.until and push.since < end for start, end in known.unavailable)
            return "calendar" if out or self.problem.vehicle_type[known.type].night_ok else "night"
        return push.cause

    def _book(self, ends: tuple[Stop, Stop], rides: list[Ride], tour: Tour | None, sign: int) -> None:
        vehicle, landed = rides[0].vehicle, ends[1]
        mode = self.problem.vehicle_type[self.problem.vehicle[vehicle].type].mode
        for stop in ends:
            slots = self.bookings.slots.get((stop.node, mode))
            if slots:
                slots.book(stop.service_start, stop.service_end, sign)
        if landed.node in self.bookings.reception:
            for ride in rides:
                compartment = self.problem.group[ride.group].compartment
                self.bookings.reception[landed.node].book(landed.service_end, sign * ride.heads)
                self.bookings.book_beds(landed.node, compartment, landed.service_end, sign * ride.heads)
        pool = self.bookings.pools.get(self.problem.vehicle[vehicle].base)
        if tour is not None and pool is not None:
            pool.book(tour.start, tour.until, sign * tour.escorts)

    def _tour(self, vehicle: str, board: int) -> Tour | None:
        """The escorts aboard when people board at this stop."""
        rules, mine = self.problem.rules, self.stops[vehicle]
        base = self.problem.vehicle[vehicle].base
        on = next((i for i in range(board, -1, -1) if mine[i].escorts_on), None)
        if on is None:
            return None
        off = next((i for i in range(max(on + 1, board), len(mine)) if mine[i].escorts_off and mine[i].node == base), 0)
        if not off:
            return None
        start, end = mine[on].service_start, mine[off].service_end
        rest = max(rules.escort_rest_min, -(-(end - start) * rules.escort_rest_pct // 100))
        return Tour(start, end + rest, mine[on].escorts_on)

    def _carrier(self, vehicle: str, board: int, tour: Tour | None, *, starts: bool) -> Carrier:
        """The carrier where it was before it went to board; on tour its escorts are booked as the plan has them."""
        mine = self.stops[vehicle]
        at = max(0, board - 1)
        while at and mine[at - 1].node == mine[at].node and not (mine[at].alight or mine[at].escorts_off):
            at -= 1
        carrier = at_base(self.network, self.stops, vehicle, at, mine[at].service_end)
        carrier.node = mine[at].node
        if tour is not None and not starts:
            carrier.tour_from, carrier.booked_until, carrier.escorts = tour.start, tour.until, tour.escorts
        return carrier

    def _ask(self, rides: list[Ride], tour: Tour | None) -> Ask:
        group, rules = self.problem.group, self.problem.rules
        units = sum(r.heads * (rules.stretcher_load_units if group[r.group].stretcher else 1) for r in rides)
        to_dest = self.problem.node[rides[0].destination].kind == "dest"
        return Ask(
            rides[0].origin, rides[0].destination, units, sum(r.heads for r in rides) if to_dest else 0,
            tour.escorts if tour else rules.escorts_min, board_from=max(self._from(ride) for ride in rides),
            wait_max=self.problem.horizon_min,
        )  # fmt: skip

    def _from(self, ride: Ride) -> int:
        """From when they may board: permitted to leave, or arrived at the staging place."""
        if self.problem.node[ride.origin].kind != "hub":
            return self.problem.group[ride.group].not_before
        return self.arrived.get((ride.vehicle, ride.board, ride.group), 0)


def _arrivals(problem: Problem, stops: Stops) -> Mapping[tuple[str, int, str], int]:
    """For each boarding at a staging place, when the last of its people arrived there; first in, first out."""
    ins: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    outs: dict[tuple[str, str], list[tuple[int, str, int, int]]] = defaultdict(list)
    for vehicle, mine in stops.items():
        for index, stop in enumerate(mine):
            if problem.node[stop.node].kind == "hub":
                for group, heads in stop.alight.items():
                    ins[stop.node, group].append((stop.service_end, heads))
                for group, heads in stop.board.items():
                    outs[stop.node, group].append((stop.service_start, vehicle, index, heads))
    found = {}
    for key, boardings in outs.items():
        lots = sorted(ins[key])
        reached = list(accumulate(heads for _, heads in lots))
        gone = 0
        for _, vehicle, index, heads in sorted(boardings):
            gone += heads
            at = bisect_left(reached, gone)
            found[vehicle, index, key[1]] = lots[min(at, len(lots) - 1)][0] if lots else 0
    return found
