"""How fast and how safely a type can get from place to place at best: all legs, all detours, roads shut and nights.

Everything here is a lower bound of what a plan can do: detours pass through any place the type may use, without the
time spent there, and waiting on the way is free.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from musterbook.lift.bound.people import DAY_MIN, Reals, Wholes
from musterbook.lift.courses import EARTH_RADIUS_KM
from musterbook.lift.problem import Interval, Problem, VehicleType

NEVER = 10**7
"""A minute after every horizon."""


@dataclass(frozen=True)
class Ways:
    """The shortest and the safest ways of a vehicle type between the places it may use.

    Attributes:
        number: place id → row and column.
        minutes: fewest minutes of legs from row to column; infinite when there is no way.
        risk: least route and carrier risk of the legs from row to column.
        roads: (from, to, minutes, closed) of every leg by road.
    """

    type: VehicleType
    number: dict[str, int]
    minutes: Reals
    risk: Reals
    roads: tuple[tuple[int, int, int, tuple[Interval, ...]], ...]

    def has(self, place: str) -> bool:
        """May the type use `place`?"""
        return place in self.number

    def between(self, start: str, end: str) -> float:
        """Fewest minutes of legs from `start` to `end`."""
        if start not in self.number or end not in self.number:
            return math.inf
        return float(self.minutes[self.number[start], self.number[end]])

    def risk_between(self, start: str, end: str) -> float:
        """Least risk of the legs from `start` to `end`."""
        return float(self.risk[self.number[start], self.number[end]])


def ways_of(problem: Problem, vehicle_type: VehicleType) -> Ways:
    """The ways of `vehicle_type` over all places its mode may use (R5)."""
    mode = vehicle_type.mode
    places = [node for node in problem.nodes if mode in node.slots or (node.kind == "base" and mode in node.fuel)]
    number = {node.id: i for i, node in enumerate(places)}
    roads: list[tuple[int, int, int, tuple[Interval, ...]]] = []
    minutes = np.full((len(places), len(places)), np.inf)
    risk = minutes.copy()
    if mode == "road":
        for (start, end), routes in problem.routes.items():
            for route in routes if start in number and end in number else ():
                i, j = number[start], number[end]
                taken = math.ceil(route.km / vehicle_type.speed_kmh * 60 - 1e-9) + vehicle_type.leg_overhead_min
                roads.append((i, j, taken, route.closed))
                minutes[i, j] = min(minutes[i, j], taken)
                risk[i, j] = min(risk[i, j], route.risk + vehicle_type.risk_per_hour * taken / 60)
    elif places:
        minutes = np.ceil(_distances(problem, list(number)) / vehicle_type.speed_kmh * 60 - 1e-6)
        minutes += vehicle_type.leg_overhead_min
        risk = vehicle_type.risk_per_hour * minutes / 60
    np.fill_diagonal(minutes, 0.0)
    np.fill_diagonal(risk, 0.0)
    return Ways(vehicle_type, number, _closure(minutes), _closure(risk), tuple(roads))


def earliest_arrivals(ways: Ways, targets: Sequence[str], *, horizon_min: int, night: Interval) -> dict[str, Wholes]:
    """For each target: row by place, column by minute, the earliest minute a carrier there then can be at the target.

    By road closures are kept, and nights for types that may not move then; in the air neither is looked at. Carriers
    wait anywhere for as long as they like.
    """
    clock = np.arange(horizon_min + 1)
    barred = _nights(night, horizon_min) if not ways.type.night_ok else ()
    # the minute a carrier standing at the start of a leg reaches its end, by minute of being ready
    legs = [(i, j, _arrival(clock, taken, (*closed, *barred))) for i, j, taken, closed in ways.roads]
    found = {}
    for target in targets:
        end = ways.number[target]
        if ways.type.mode != "road":
            away = np.where(np.isfinite(ways.minutes[:, end]), ways.minutes[:, end], NEVER).astype(np.int64)
            found[target] = clock[None, :] + away[:, None]
            continue
        arrive = np.full((len(ways.number), horizon_min + 1), NEVER, dtype=np.int64)
        arrive[end] = clock
        changed = {end}
        while changed:
            last, changed = changed, set()
            for i, j, reached in legs:
                if j not in last:
                    continue
                through = np.where(reached <= horizon_min, arrive[j][np.minimum(reached, horizon_min)], NEVER)
                if (through < arrive[i]).any():
                    np.minimum(arrive[i], through, out=arrive[i])
                    changed.add(i)
        found[target] = arrive
    return found


def _arrival(clock: Wholes, taken: int, barred: Sequence[Interval]) -> Wholes:
    """The earliest end of a leg of `taken` minutes that overlaps none of `barred`, by the minute of being ready.

    A leg overlaps [a, b) when it starts after a − taken and before b; `clock` is 0, 1, 2, …
    """
    shut = np.zeros(len(clock) + 1, dtype=np.int64)
    for a, b in barred:
        first, last = max(0, a - taken + 1), max(0, b)
        if first < last:
            shut[min(first, len(clock))] += 1
            shut[min(last, len(clock))] -= 1
    start = np.where(np.cumsum(shut[:-1]) == 0, clock, NEVER)
    soonest: Wholes = np.minimum.accumulate(start[::-1])[::-1]
    return soonest + taken


def _nights(night: Interval, horizon_min: int) -> tuple[Interval, ...]:
    length = (night[1] - night[0]) % DAY_MIN
    return tuple(
        (day * DAY_MIN + night[0], day * DAY_MIN + night[0] + length)
        for day in range(-1, horizon_min // DAY_MIN + 1)
        if length
    )


def nights_of(problem: Problem) -> tuple[Interval, ...]:
    """Every night of the problem as an interval of minutes."""
    return _nights((problem.rules.night_from, problem.rules.night_to), problem.horizon_min)


def _distances(problem: Problem, places: Sequence[str]) -> Reals:
    lat = np.radians([problem.node[one].lat for one in places])
    lon = np.radians([problem.node[one].lon for one in places])
    half_chord = (
        np.sin((lat[:, None] - lat[None, :]) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat[None, :]) * np.sin((lon[:, None] - lon[None, :]) / 2) ** 2
    )
    distances: Reals = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half_chord))
    return distances


def _closure(cost: Reals) -> Reals:
    """Cheapest ways through any number of places (Floyd and Warshall)."""
    best = cost.copy()
    for through in range(len(best)):
        np.minimum(best, best[:, through, None] + best[None, through, :], out=best)
    return best
