"""Following each carrier along its stops: who is aboard, how far it has flown, which escorts are out.

The check's own retelling of a plan; the planner has another.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Node, Problem, RoadRoute, Vehicle, VehicleType

EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Leg:
    """The way to a stop. `route` is None by air, and when no such road exists (`known` is then false)."""

    origin: str
    depart: int
    arrive: int
    km: float
    nominal_min: int
    risk: float
    route: RoadRoute | None = None
    known: bool = True


@dataclass(frozen=True, slots=True)
class Lot:
    """People of a group who boarded together and are set down together."""

    group: str
    origin: str
    boarded: int
    heads: int


@dataclass(frozen=True, slots=True)
class EscortTour:
    """Escorts who left a pool and came back: start, end and how many."""

    pool: str
    start: int
    end: int
    escorts: int


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop with what is true there. `aboard` and `escorts` on leaving; `short`: set down but not aboard."""

    stop: Stop
    node: Node
    leg: Leg | None
    aboard: Mapping[str, int]
    escorts: int
    km_on_arrival: float
    set_down: tuple[Lot, ...]
    short: Mapping[str, int]
    strays: int
    last: bool


@dataclass(frozen=True)
class Course:
    """One carrier's whole way; `unknown_node` is where it could not be followed further."""

    vehicle: Vehicle
    type: VehicleType
    stops: tuple[Stop, ...]
    visits: tuple[Visit, ...]
    tours: tuple[EscortTour, ...]
    escorts_out: int
    unknown_node: str | None = None

    def activities(self) -> list[tuple[int, int]]:
        """Legs and services that take time, in order."""
        legs = [(visit.leg.depart, visit.leg.arrive) for visit in self.visits if visit.leg]
        services = [(visit.stop.service_start, visit.stop.service_end) for visit in self.visits]
        return sorted(span for span in legs + services if span[1] > span[0])


def follow(problem: Problem, plan: Plan) -> tuple[Course, ...]:
    """The course of every carrier of `plan` that the problem knows and that has stops."""
    return tuple(
        _Following(problem, problem.vehicle[vehicle]).course(stops)
        for vehicle, stops in plan.stops.items()
        if stops and vehicle in problem.vehicle
    )


def distance_km(a: Node, b: Node) -> float:
    """Great-circle distance (haversine)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_chord = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half_chord))


def leg_minutes(kind: VehicleType, km: float) -> int:
    """Whole minutes a carrier of the type needs for `km`, with its overhead."""
    return math.ceil(km / kind.speed_kmh * 60 - 1e-9) + kind.leg_overhead_min


def direct_minutes(problem: Problem, kind: VehicleType, a: str, b: str) -> float:
    """The fastest direct leg of the type whatever is closed; infinite without a direct road."""
    if kind.mode == "road":
        roads = problem.routes.get((a, b), ())
        return leg_minutes(kind, min(road.km for road in roads)) if roads else math.inf
    return leg_minutes(kind, distance_km(problem.node[a], problem.node[b]))


def step_value(steps: Sequence[tuple[int, int]], minute: int) -> int:
    """The value of a step function at `minute`."""
    index = bisect_right(steps, minute, key=lambda step: step[0])
    return steps[index - 1][1] if index else 0


@dataclass
class _Following:
    """The state of one carrier while its stops are read in order."""

    problem: Problem
    vehicle: Vehicle
    aboard: dict[str, int] = field(default_factory=dict)
    lots: dict[str, list[Lot]] = field(default_factory=dict)
    escorts: list[tuple[str, int, int]] = field(default_factory=list)
    tours: list[EscortTour] = field(default_factory=list)
    km: float = 0.0

    @property
    def type(self) -> VehicleType:
        return self.problem.vehicle_type[self.vehicle.type]

    def course(self, stops: tuple[Stop, ...]) -> Course:
        visits: list[Visit] = []
        unknown = None
        for index, stop in enumerate(stops):
            node = self.problem.node.get(stop.node)
            if node is None:
                unknown = stop.node
                break
            visits.append(self._visit(stop, node, stops[index - 1] if index else None, last=index == len(stops) - 1))
        out = sum(count for _, _, count in self.escorts)
        return Course(self.vehicle, self.type, stops, tuple(visits), tuple(self.tours), out, unknown)

    def _visit(self, stop: Stop, node: Node, before: Stop | None, *, last: bool) -> Visit:
        leg = self._leg(before, stop) if before else None
        self.km += leg.km if leg else 0.0
        km_on_arrival = self.km
        short: dict[str, int] = {}
        set_down = [lot for group, heads in stop.alight.items() for lot in self._set_down(group, heads, short)]
        for group, heads in stop.board.items():
            if group in self.problem.group:
                self.aboard[group] = self.aboard.get(group, 0) + heads
                self.lots.setdefault(group, []).append(Lot(group, stop.node, stop.depart, heads))
        strays = self._escorts_off(stop)
        if stop.escorts_on:
            self.escorts.append((stop.node, stop.service_start, stop.escorts_on))
        if stop.refuel:
            self.km = 0.0
        return Visit(
            stop=stop,
            node=node,
            leg=leg,
            aboard=dict(self.aboard),
            escorts=sum(count for _, _, count in self.escorts),
            km_on_arrival=km_on_arrival,
            set_down=tuple(set_down),
            short=short,
            strays=strays,
            last=last,
        )

    def _leg(self, before: Stop, stop: Stop) -> Leg:
        kind, ends = self.type, (before.node, stop.node)
        if before.node == stop.node:
            return Leg(before.node, before.depart, stop.arrive, 0.0, 0, 0.0)
        route = None
        if kind.mode == "road":
            roads = self.problem.routes.get(ends, ())
            route = roads[stop.route] if 0 <= stop.route < len(roads) else None
            km = route.km if route else 0.0
        else:
            km = distance_km(self.problem.node[before.node], self.problem.node[stop.node])
        minutes = leg_minutes(kind, km)
        risk = (route.risk if route else 0.0) + kind.risk_per_hour * minutes / 60
        known = kind.mode != "road" or route is not None
        return Leg(before.node, before.depart, stop.arrive, km, minutes, risk, route, known)

    def _set_down(self, group: str, heads: int, short: dict[str, int]) -> list[Lot]:
        """People leave in the order they boarded."""
        if group not in self.problem.group:
            return []
        there = self.aboard.get(group, 0)
        if there < heads:
            short[group] = heads - there
        self.aboard[group] = there - heads
        left, queue, found = heads, self.lots.get(group, []), []
        while left > 0 and queue:
            lot = queue.pop(0)
            some = min(left, lot.heads)
            found.append(Lot(group, lot.origin, lot.boarded, some))
            if lot.heads > some:
                queue.insert(0, Lot(group, lot.origin, lot.boarded, lot.heads - some))
            left -= some
        return found

    def _escorts_off(self, stop: Stop) -> int:
        """Escorts of this pool go off, longest out first; the answer is how many do not belong here."""
        left, staying = stop.escorts_off, []
        for pool, start, count in self.escorts:
            going = min(left, count) if pool == stop.node and left > 0 else 0
            if going:
                self.tours.append(EscortTour(pool, start, stop.service_end, going))
                left -= going
            if count > going:
                staying.append((pool, start, count - going))
        self.escorts = staying
        return max(0, left)
