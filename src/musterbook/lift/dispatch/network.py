"""What never changes while planning: legs between places, windows, calendars, hazards; each worked out once."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

from musterbook.lift.problem import Interval, Node, Problem, Vehicle, VehicleType

DAY_MIN = 1440
EARTH_KM = 6371.0088
NEVER = 1 << 60


@dataclass(frozen=True, slots=True)
class Way:
    """One way from a place to another for one type of carrier; by air the only one, by road one per route."""

    minutes: int
    km: float
    route: int
    closed: tuple[Interval, ...]

    def open_from(self, minute: int) -> int:
        """The first minute from `minute` at which a leg can start and meet no closure."""
        for start, end in self.closed:
            if minute < end and minute + self.minutes > start:
                minute = end
        return minute


STAY = (Way(0, 0.0, 0, ()),)
"""The way from a place to itself."""


class Calendar:
    """When one carrier may not move or be handled: unavailable, or in the night if its type may not."""

    def __init__(self, blocked: list[Interval]) -> None:
        merged: list[list[int]] = []
        for start, end in sorted(span for span in blocked if span[1] > span[0]):
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        self._starts = [start for start, _ in merged]
        self._ends = [end for _, end in merged]

    def free_from(self, minute: int, minutes: int) -> int:
        """The first start from `minute` of `minutes` without interruption; `NEVER` does not happen before the end."""
        at = bisect_right(self._ends, minute)
        while at < len(self._starts) and minute + minutes > self._starts[at]:
            minute = max(minute, self._ends[at])
            at += 1
        return minute


class Network:
    """The immutable readings of a problem the dispatch asks for again and again."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.node = problem.node
        self._ways: dict[tuple[str, str, str], tuple[Way, ...]] = {}
        self._limits: dict[tuple[str, str, str], int] = {}
        self._windows = {
            (node.id, mode): sorted(spans) for node in problem.nodes for mode, spans in node.open.items() if spans
        }
        self._exposures = {node.id: Exposure(node.hazard) for node in problem.nodes}

    def ways(self, kind: VehicleType, a: str, b: str) -> tuple[Way, ...]:
        """The ways from `a` to `b`, fastest first; none when there is no road."""
        key = (kind.id, a, b)
        found = self._ways.get(key)
        if found is None:
            found = self._ways[key] = STAY if a == b else self._new_ways(kind, a, b)
        return found

    def aboard_limit(self, kind: VehicleType, a: str, b: str) -> int:
        """The longest time aboard from `a` to `b` (R20), in whole minutes."""
        key = (kind.id, a, b)
        found = self._limits.get(key)
        if found is None:
            ways, rules = self.ways(kind, a, b), self.problem.rules
            direct = ways[0].minutes if ways else NEVER
            found = math.floor(direct * rules.aboard_max_pct / 100 + rules.aboard_extra_max_min + 1e-9)
            self._limits[key] = found
        return found

    def window_from(self, node: str, mode: str, minute: int, minutes: int) -> int:
        """The first start from `minute` of a service that lies inside one open window; `NEVER` if none is left."""
        for start, end in self._windows.get((node, mode), ()):
            if minute + minutes <= end and start + minutes <= end:
                return max(minute, start)
        return NEVER

    def may_use(self, node: Node, mode: str) -> bool:
        """May carriers of the mode stop here at all (R5)?"""
        return mode in node.slots or (node.kind == "base" and mode in node.fuel)

    def fuels(self, node: str, mode: str) -> bool:
        """Can the mode refuel here: fuel, and a place to stand while it is done?"""
        return mode in self.node[node].fuel and self.node[node].parking

    def lost_by(self, node: str, minute: int) -> float:
        """The chance that a person held at `node` is lost by `minute`."""
        return 1.0 - math.exp(-self._exposures[node].until(minute))

    def calendar(self, vehicle: Vehicle) -> Calendar:
        """When `vehicle` may not be active."""
        blocked = list(vehicle.unavailable)
        rules = self.problem.rules
        length = (rules.night_to - rules.night_from) % DAY_MIN
        if length and not self.problem.vehicle_type[vehicle.type].night_ok:
            first = rules.night_from - DAY_MIN
            nights = range(first, self.problem.horizon_min + DAY_MIN, DAY_MIN)
            blocked += [(start, start + length) for start in nights]
        return Calendar(blocked)

    def _new_ways(self, kind: VehicleType, a: str, b: str) -> tuple[Way, ...]:
        if kind.mode == "road":
            roads = enumerate(self.problem.routes.get((a, b), ()))
            ways = [Way(_leg_min(kind, road.km), road.km, i, tuple(sorted(road.closed))) for i, road in roads]
            return tuple(sorted(ways, key=lambda way: (way.minutes, way.route)))
        km = _great_circle_km(self.node[a], self.node[b])
        return (Way(_leg_min(kind, km), km, 0, ()),)


class Exposure:
    """The hazard of one place added up over time."""

    def __init__(self, steps: tuple[tuple[int, float], ...]) -> None:
        self._minutes = [minute for minute, _ in steps] or [0]
        self._rates = [rate / DAY_MIN for _, rate in steps] or [0.0]
        self._sums = [0.0]
        for i in range(1, len(self._minutes)):
            span = self._minutes[i] - self._minutes[i - 1]
            self._sums.append(self._sums[-1] + self._rates[i - 1] * span)

    def until(self, minute: int) -> float:
        """The hazard added up from the first step to `minute`."""
        at = max(0, bisect_right(self._minutes, minute) - 1)
        return self._sums[at] + self._rates[at] * max(0, minute - self._minutes[at])


def first_way(ways: tuple[Way, ...], minute: int) -> tuple[int, Way]:
    """The way that arrives first when leaving from `minute` on, and the minute to leave."""
    best = (ways[0].open_from(minute), ways[0])
    for way in ways[1:]:
        leave = way.open_from(minute)
        if leave + way.minutes < best[0] + best[1].minutes:
            best = (leave, way)
    return best


def _leg_min(kind: VehicleType, km: float) -> int:
    return math.ceil(km / kind.speed_kmh * 60 - 1e-9) + kind.leg_overhead_min


def _great_circle_km(a: Node, b: Node) -> float:
    p, q = math.radians(a.lat), math.radians(b.lat)
    h = math.sin((q - p) / 2) ** 2
    h += math.cos(p) * math.cos(q) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(h))
