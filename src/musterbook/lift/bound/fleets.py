"""Fleets: carriers of one type that share bases; how long a trip keeps one busy, and how much they can do at most.

A trip from o to d keeps its share of the carrier and of the escorts from `lead(o)` minutes before its departure to
`tail(d)` minutes after its set-down. Leads and tails are chosen so that no carrier can do two trips one after the other
without the two spans lying apart: lead(o) + tail(d) is at most the shortest way from d to o with one turn. Either may
be less than nothing. A trip lies within a tour from the base to the base, so lead and tail are at most the way from
and to the base (`docs/explanation/lift-bound.md`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from musterbook.lift.bound.people import Flags, Reals, Wholes
from musterbook.lift.bound.ways import Ways, earliest_arrivals, nights_of, ways_of
from musterbook.lift.problem import Problem, Vehicle, VehicleType


@dataclass(frozen=True)
class Fleet:
    """Carriers of one type at one base, or at several whose escorts are then one pool."""

    problem: Problem
    ways: Ways
    bases: tuple[str, ...]
    vehicles: tuple[Vehicle, ...]

    @property
    def type(self) -> VehicleType:
        """The type of every carrier of the fleet."""
        return self.ways.type

    def home(self, place: str, *, outward: bool) -> float:
        """Fewest minutes from the nearest base to `place`, or back."""
        return min(
            (self.ways.between(base, place) if outward else self.ways.between(place, base) for base in self.bases),
            default=math.inf,
        )

    @cached_property
    def origins(self) -> tuple[str, ...]:
        """Sites and staging places where the fleet can take people aboard."""
        return self._handling("site", "hub")

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """Staging places and facilities where the fleet can set people down."""
        return self._handling("hub", "dest")

    def _handling(self, *kinds: str) -> tuple[str, ...]:
        mode = self.type.mode
        return tuple(
            node.id
            for node in self.problem.nodes
            if node.kind in kinds
            and node.slots.get(mode, 0) > 0
            and node.open.get(mode)
            and math.isfinite(self.home(node.id, outward=True) + self.home(node.id, outward=False))
        )

    @cached_property
    def fetches(self) -> bool:
        """Can the fleet take people aboard at a site?"""
        return any(self.problem.node[one].kind == "site" for one in self.origins)

    @cached_property
    def leads(self) -> dict[str, float]:
        """Minutes a trip from each origin takes before its departure: the way there and one turn."""
        turn = self.type.turn_min
        fetching = self.fetches
        found = {}
        for origin in self.origins:
            if self.problem.node[origin].kind == "hub" and fetching:
                found[origin] = 0.0  # a carrier may set down and take aboard there in one service
                continue
            near = [self.home(origin, outward=True)]
            near += [
                self.ways.between(target, origin)
                for target in self.targets
                if fetching or self.problem.node[target].kind == "dest"
            ]
            found[origin] = min(near) + turn
        return found

    @cached_property
    def tails(self) -> dict[str, float]:
        """Minutes a trip to each target takes after its set-down: what of the way on no lead has counted."""
        turn = self.type.turn_min
        found = {}
        for target in self.targets:
            onward = [
                (0.0 if origin == target else self.ways.between(target, origin) + turn) - lead
                for origin, lead in self.leads.items()
            ]
            back = self.home(target, outward=False) if needs_escorts(self.problem) else 0.0
            found[target] = min([back, *onward])
        return found

    def may_serve(self, place: str, *, before: int, after: int) -> Flags:
        """By minute t: can some carrier be busy, without a break, from t − before to t + after?"""
        found = np.zeros(self.problem.horizon_min + 1, dtype=np.bool_)
        for vehicle in self._unlike:
            free = free_minutes(self.problem, self.type, vehicle)
            busy = np.concatenate(([0], np.cumsum(~free)))
            moments = np.arange(self.problem.horizon_min + 1)
            start, end = moments - before, moments + after
            inside = (start >= 0) & (end <= self.problem.horizon_min)
            clear = busy[np.clip(end, 0, len(free))] == busy[np.clip(start, 0, len(free))]
            found |= inside & clear
        return found & self._open(place)

    def _open(self, place: str) -> Flags:
        """By minute t: can a service of at least one person end at t inside a window?"""
        found = np.zeros(self.problem.horizon_min + 1, dtype=np.bool_)
        for start, end in self.problem.node[place].open.get(self.type.mode, ()):
            found[start + self.type.turn_min : end + 1] = True
        return found

    @cached_property
    def _unlike(self) -> tuple[Vehicle, ...]:
        """The carriers, of those with the same unavailability only one."""
        return tuple({vehicle.unavailable: vehicle for vehicle in self.vehicles}.values())

    def active_minutes(self, moments: Sequence[int]) -> Reals:
        """The most minutes all carriers together can be at work from the start to each of `moments` (R4, R9)."""
        return self._active[np.asarray(moments, dtype=np.int64)]

    @cached_property
    def _active(self) -> Reals:
        """By minute: the most minutes all carriers together can be at work before it."""
        horizon = self.problem.horizon_min
        return sum((most_active(self.problem, self.type, one) for one in self.vehicles), np.zeros(horizon + 1))

    @cached_property
    def arrivals(self) -> dict[str, Wholes]:
        """By target, place and minute: the earliest minute a carrier that stands there can be at the target."""
        rules = self.problem.rules
        return earliest_arrivals(
            self.ways,
            [one for one in self.targets if self.ways.has(one)],
            horizon_min=self.problem.horizon_min,
            night=(rules.night_from, rules.night_to),
        )


def fleets_of(problem: Problem, *, merged: bool = False) -> tuple[Fleet, ...]:
    """The fleets of `problem`: by type and base, or by type alone when `merged`."""
    rows: dict[tuple[str, ...], list[Vehicle]] = defaultdict(list)
    for vehicle in problem.vehicles:
        if _escorts_available(problem, vehicle.base):
            rows[(vehicle.type,) if merged else (vehicle.type, vehicle.base)].append(vehicle)
    ways = {name: ways_of(problem, problem.vehicle_type[name]) for name in sorted({key[0] for key in rows})}
    return tuple(
        Fleet(problem, ways[key[0]], tuple(sorted({one.base for one in vehicles})), tuple(vehicles))
        for key, vehicles in sorted(rows.items())
        if ways[key[0]].type.seats > 0
    )


def needs_escorts(problem: Problem) -> bool:
    """Does every serial need an escort? Only then does every trip lie within a tour from the base to the base."""
    return problem.rules.escorts_min > 0 or all(
        problem.risk_class[group.risk].escort_points > 0 for group in problem.groups
    )


def free_minutes(problem: Problem, vehicle_type: VehicleType, vehicle: Vehicle) -> Flags:
    """By minute: may the carrier move or be served (R4)?"""
    free = np.ones(problem.horizon_min, dtype=np.bool_)
    spans = [*vehicle.unavailable, *(() if vehicle_type.night_ok else nights_of(problem))]
    for start, end in spans:
        free[max(0, start) : max(0, end)] = False
    return free


def most_active(problem: Problem, vehicle_type: VehicleType, vehicle: Vehicle) -> Reals:
    """By minute t: the most minutes the carrier can be at work before t, duties and rests kept in the best way (R9).

    The best plan of duties up to t ends with a rest, or with a duty that began at some s: then what was done before
    s − rest counts, and every free minute since s. What a duty may carry in lies a rest back, so the minutes of one
    rest's length can be worked out together.
    """
    free = np.concatenate(([0.0], np.cumsum(free_minutes(problem, vehicle_type, vehicle), dtype=np.float64)))
    duty, rest = vehicle_type.duty_max_min, vehicle_type.rest_least_min
    if not rest:
        return free
    most, worth = np.zeros(len(free)), np.full(len(free), -np.inf)
    for first in range(0, len(free), rest):
        last = min(first + rest, len(free))
        carried = most[first - rest : last - rest] if first else 0.0
        worth[first:last] = carried - free[first:last]
        since = max(0, first - duty)
        best = _largest_within(worth[since:last], duty + 1)[first - since :]
        before = most[first - 1] if first else 0.0
        most[first:last] = np.maximum.accumulate(np.maximum(best + free[first:last], before))
    return most


def _largest_within(values: Reals, width: int) -> Reals:
    """For each place the largest of the last `width` values, its own among them."""
    best, seen = values.copy(), 1
    while seen < width:
        step = min(seen, width - seen)
        best[step:] = np.maximum(best[step:], best[:-step])
        seen += step
    return best


def _escorts_available(problem: Problem, base: str) -> bool:
    return not needs_escorts(problem) or any(number > 0 for _, number in problem.node[base].escorts)
