"""Every trip the bound lets people make: a fleet, an origin, a target, a point of departure and one of set-down.

Trips are not listed one by one: a *route* (fleet, origin, target) has departures, and the berth (fleet, target) has
arrivals; any departure may be paired with any arrival within reach of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from musterbook.lift.bound.clock import Pace, Points, points_of
from musterbook.lift.bound.fleets import Fleet, needs_escorts
from musterbook.lift.bound.people import Flags, Wholes
from musterbook.lift.bound.prompt import prompt_most, sitting_most
from musterbook.lift.bound.ways import NEVER
from musterbook.lift.problem import Node, Problem


@dataclass(frozen=True, slots=True)
class Berth:
    """Where a fleet sets people down: arrivals are the entries `first` to `last` of `Trips.arrival_point`.

    `relay` is for trips from a staging place to a staging place, the same one perhaps. `counted`: these count only
    while people are aboard, unless the fleet fetches people from sites too, for then its lead and tail at a staging
    place are nothing.
    """

    fleet: int
    target: str
    relay: bool
    counted: bool
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Route:
    """A fleet's trips from an origin to a target.

    Attributes:
        lead, tail: how long before departure and after set-down a trip keeps its share of the carrier.
        legs: fewest minutes of legs; `moving_by` the most minutes after departure by which they are over.
        aboard_most: the longest from departure to set-down.
        risk: least risk on the way.
        relay: from a staging place to one, the same perhaps.
        counted: with lead and tail; a relay of a fleet that never fetches from sites only while people are aboard.
        first, last: its departures among the entries of `Trips.departure_point`.
    """

    fleet: int
    origin: str
    target: str
    berth: int
    lead: float
    tail: float
    legs: float
    moving_by: float
    aboard_most: float
    risk: float
    relay: bool
    counted: bool
    first: int
    last: int


@dataclass(frozen=True)
class Trips:
    """All routes and berths, with their departures and arrivals side by side in arrays.

    Attributes:
        points: the points of every site, staging place and facility.
        departure_point: index among the origin's points; `departure_route` the route.
        aboard_least: fewest minutes from each departure to its set-down.
        reach_from, reach_to: the arrivals each departure may be paired with, as entries of `arrival_point`.
        arrival_point: index among the target's points; `arrival_berth` the berth.
    """

    points: Mapping[str, Points]
    routes: tuple[Route, ...]
    berths: tuple[Berth, ...]
    departure_route: Wholes
    departure_point: Wholes
    aboard_least: Wholes
    reach_from: Wholes
    reach_to: Wholes
    arrival_berth: Wholes
    arrival_point: Wholes


def trips_of(
    problem: Problem,
    fleets: tuple[Fleet, ...],
    pace: Pace,
    marks: Mapping[str, frozenset[int]],
    *,
    prompt: bool = False,
) -> Trips:
    """The trips of all fleets; `marks` are minutes wanted among the points of a place, besides those of `pace`.

    `prompt`: only those a prompt plan may make.
    """
    leaving, landing = _when_leaving(problem, fleets), _when_landing(fleets)
    points = _points(problem, leaving, landing, pace, marks)
    berths, at_points = _berths(fleets, points, landing)
    builder = _Building(problem, fleets, points, berths, at_points, prompt=prompt)
    for (number, origin), minutes in sorted(leaving.items(), key=lambda one: (one[0][1], one[0][0])):
        builder.add_routes(number, origin, points[origin].touched(minutes))
    return builder.trips()


def _when_leaving(problem: Problem, fleets: tuple[Fleet, ...]) -> dict[tuple[int, str], Flags]:
    """By fleet and origin: the minutes at which a boarding can end."""
    found = {}
    for number, fleet in enumerate(fleets):
        for origin in fleet.origins:
            near, turn = 0, fleet.type.turn_min
            if not problem.node[origin].parking:  # in and out without a break (R6)
                near = int(_nearest_parking(problem, fleet, origin))
            minutes = fleet.may_serve(origin, before=turn + near, after=near)
            first = fleet.home(origin, outward=True) + turn
            minutes[: int(min(first, problem.horizon_min + 1))] = False
            if minutes.any():
                found[number, origin] = minutes
    return found


def _nearest_parking(problem: Problem, fleet: Fleet, origin: str) -> float:
    return min(
        (
            fleet.ways.between(origin, place)
            for place in fleet.ways.number
            if place != origin and problem.node[place].parking
        ),
        default=0.0,
    )


def _when_landing(fleets: tuple[Fleet, ...]) -> dict[tuple[int, str], Flags]:
    """By fleet and target: the minutes at which a set-down can end."""
    found = {}
    for number, fleet in enumerate(fleets):
        for target in fleet.targets:
            minutes = fleet.may_serve(target, before=fleet.type.turn_min, after=0)
            if minutes.any():
                found[number, target] = minutes
    return found


def _points(
    problem: Problem,
    leaving: Mapping[tuple[int, str], Flags],
    landing: Mapping[tuple[int, str], Flags],
    pace: Pace,
    marks: Mapping[str, frozenset[int]],
) -> dict[str, Points]:
    """Points of every place: over its open minutes at sites and facilities, over all of the time at staging places."""
    points = {}
    for node in problem.nodes:
        handled = [minutes for (_, place), minutes in (*leaving.items(), *landing.items()) if place == node.id]
        if node.kind == "base" or not handled:
            continue
        allowed = np.ones(problem.horizon_min + 1, dtype=np.bool_)
        wanted = marks.get(node.id, frozenset()) | _own_marks(node)
        if node.kind == "hub":
            wanted |= {int(edge) for minutes in handled for edge in np.flatnonzero(np.diff(minutes.astype(np.int8)))}
        else:
            allowed = np.logical_or.reduce(handled)
        points[node.id] = points_of(allowed, sorted(wanted), pace)
    return points


def _own_marks(node: Node) -> frozenset[int]:
    """Minutes at which the hazard or the beds of a place change."""
    beds = [minute for steps in node.beds.values() for minute, _ in steps]
    return frozenset([*(minute for minute, _ in node.hazard), *beds])


def _berths(
    fleets: tuple[Fleet, ...], points: Mapping[str, Points], landing: Mapping[tuple[int, str], Flags]
) -> tuple[dict[tuple[int, str, bool], tuple[int, Berth]], Wholes]:
    berths: dict[tuple[int, str, bool], tuple[int, Berth]] = {}
    at_points: list[Wholes] = [np.zeros(0, dtype=np.int64)]
    first = 0
    for (number, target), minutes in landing.items():
        touched = np.flatnonzero(points[target].touched(minutes))
        fleet = fleets[number]
        for relay in (False, True) if fleet.problem.node[target].kind == "hub" else (False,):
            last = first + len(touched)
            berths[number, target, relay] = (
                len(berths),
                Berth(number, target, relay, not relay or fleet.fetches, first, last),
            )
            at_points.append(touched)
            first = last
    return berths, np.concatenate(at_points)


class _Building:
    """Routes gathered one by one, with their departures."""

    def __init__(
        self,
        problem: Problem,
        fleets: tuple[Fleet, ...],
        points: Mapping[str, Points],
        berths: Mapping[tuple[int, str, bool], tuple[int, Berth]],
        at_points: Wholes,
        *,
        prompt: bool,
    ) -> None:
        self.prompt = prompt
        self.problem = problem
        self.fleets = fleets
        self.points = points
        self.berths = berths
        self.at_points = at_points
        self.routes: list[Route] = []
        self.columns: list[tuple[Wholes, Wholes, Wholes, Wholes]] = []
        self.first = 0

    def add_routes(self, number: int, origin: str, touched: Flags) -> None:
        """The routes of a fleet from `origin` to each of its targets, from the points touched."""
        fleet = self.fleets[number]
        for target in fleet.targets:
            relay = self.problem.node[origin].kind == self.problem.node[target].kind
            if (number, target, relay) not in self.berths or (relay and self.prompt):
                continue  # a staging place leads to itself too: whoever sits in a parked carrier is not held there
            berth, stand = self.berths[number, target, relay]
            aboard = self._aboard_least(fleet, origin, target)
            most = self._aboard_most(fleet, origin, target)
            able = np.flatnonzero(touched & (aboard <= most) & (aboard < NEVER // 2))
            reach = self._reach(origin, stand, able, aboard[able], most)
            kept = reach[0] < reach[1]
            if not kept.any():
                continue
            able, low, high = able[kept], reach[0][kept], reach[1][kept]
            self.columns.append((able, aboard[able], low, high))
            self.routes.append(self._route(berth, stand, origin, most, len(able)))
            self.first += len(able)

    def trips(self) -> Trips:
        """Everything gathered, as arrays."""
        none = np.zeros(0, dtype=np.int64)
        able, aboard, low, high = (np.concatenate([none, *(column[i] for column in self.columns)]) for i in range(4))
        berths = tuple(berth for _, berth in self.berths.values())
        return Trips(
            points=self.points,
            routes=tuple(self.routes),
            berths=berths,
            departure_route=np.repeat(np.arange(len(self.routes)), [one.last - one.first for one in self.routes]),
            departure_point=able,
            aboard_least=aboard,
            reach_from=low,
            reach_to=high,
            arrival_berth=np.repeat(np.arange(len(berths)), [one.last - one.first for one in berths]),
            arrival_point=self.at_points,
        )

    def _route(self, berth: int, stand: Berth, origin: str, most: float, count: int) -> Route:
        fleet, target = self.fleets[stand.fleet], stand.target
        sitting = sitting_most(self.problem, fleet.type, origin, target)
        parked = self.problem.node[origin].parking  # may wait there with people aboard before it departs
        return Route(
            fleet=stand.fleet,
            origin=origin,
            target=target,
            berth=berth,
            lead=fleet.leads[origin],
            tail=fleet.tails[target],
            legs=fleet.ways.between(origin, target),
            moving_by=most if parked else min(sitting, most),
            aboard_most=most,
            risk=fleet.ways.risk_between(origin, target),
            relay=stand.relay,
            counted=stand.counted,
            first=self.first,
            last=self.first + count,
        )

    def _aboard_most(self, fleet: Fleet, origin: str, target: str) -> float:
        """People sit aboard no longer than a tour lasts (R15), nor than a duty where no rest fits in (R9, R20).

        Without escorts there is no tour. From a site where nobody may wait, boarding and way are one duty unless a
        rest fits into the time R20 allows before the set-down begins. In a prompt plan nobody waits there.
        """
        kind = fleet.type
        longest = float(self.problem.horizon_min)
        if needs_escorts(self.problem):
            around = fleet.home(origin, outward=True) + kind.turn_min + fleet.home(target, outward=False)
            longest = self.problem.rules.escort_tour_max_min - around
        if (
            not self.problem.node[origin].parking
            and sitting_most(self.problem, fleet.type, origin, target) < kind.rest_least_min
        ):
            longest = min(longest, kind.duty_max_min - kind.turn_min - _nearest_parking(self.problem, fleet, origin))
        return min(longest, prompt_most(self.problem, kind, origin, target)) if self.prompt else longest

    def _aboard_least(self, fleet: Fleet, origin: str, target: str) -> Wholes:
        """For each point of the origin the fewest minutes to the end of the set-down, for departures around it."""
        points = self.points[origin]
        if fleet.type.mode != "road":
            return np.full(len(points), fleet.ways.between(origin, target) + fleet.type.turn_min, dtype=np.int64)
        at = fleet.arrivals.get(target)
        if at is None:
            return np.full(len(points), NEVER, dtype=np.int64)
        clock = np.arange(self.problem.horizon_min + 1)
        return points.least(at[fleet.ways.number[origin]] - clock + fleet.type.turn_min)

    def _reach(self, origin: str, berth: Berth, able: Wholes, aboard: Wholes, most: float) -> tuple[Wholes, Wholes]:
        """First and last arrival of each departure: every pair that parts of one real trip may be counted at.

        A departure at t counts at its two neighbours, an arrival at u at its own, the earlier part of one with the
        earlier part of the other. With u ≥ t + least the pair of P and Q comes up only if the point before P lies so
        much before Q, or P before the point after Q; with u ≤ t + most likewise the other way about.
        """
        start, target = self.points[origin], self.points[berth.target]
        landing = self.at_points[berth.first : berth.last]
        at, before, after = target.at[landing], target.before[landing], target.after[landing]
        low = np.minimum(
            np.searchsorted(at, start.before[able] + aboard),
            np.searchsorted(after, start.at[able] + aboard),
        )
        high = np.maximum(
            np.searchsorted(at, start.after[able] + most, side="right"),
            np.searchsorted(before, start.at[able] + most, side="right"),
        )
        if berth.relay:  # points of staging places all lie in one run, so nobody arrives before they left
            low = np.maximum(low, np.searchsorted(at, start.at[able]))
        return low + berth.first, high + berth.first
