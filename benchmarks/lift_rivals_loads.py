"""What every rival of `lift.py` is given: people cut into loads, legs in minutes, duties day by day.

A rival answers with routes: for each carrier the (from, to) pairs in their order. What it says of times, loads and
escorts is not taken over; our simulation supplies those (`lift_rivals_replay`).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from musterbook.lift.dispatch.network import Network
from musterbook.lift.problem import Group, Problem, Vehicle, VehicleType

DAY_MIN = 1440
Routes = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Load:
    """People of one site, tag and posture that may go together. `share` is seats in points: escorts need theirs too."""

    site: str
    heads: int
    lying: int
    share: int
    weight: float
    open_from: int
    dests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """A carrier between two rests: what routing libraries call a vehicle. Minutes after the epoch."""

    vehicle: Vehicle
    kind: VehicleType
    start: int
    end: int


@dataclass(frozen=True)
class Given:
    """A problem as the rivals see it."""

    problem: Problem

    @cached_property
    def network(self) -> Network:
        """Legs and hazards."""
        return Network(self.problem)

    @cached_property
    def dests(self) -> tuple[str, ...]:
        """Receiving facilities."""
        return tuple(node.id for node in self.problem.nodes if node.kind == "dest")

    @cached_property
    def staging(self) -> tuple[str, ...]:
        """Staging places a fixed-wing carrier can take people on from; by others nobody needs to change."""
        flown = any(kind.mode == "fixed" for kind in self.problem.vehicle_types) and any(
            self.problem.vehicle_type[vehicle.type].mode == "fixed" for vehicle in self.problem.vehicles
        )
        return tuple(node.id for node in self.problem.nodes if node.kind == "hub" and flown)

    @cached_property
    def fetchers(self) -> tuple[Vehicle, ...]:
        """Carriers that can be handled at any site."""
        modes = {mode for node in self.problem.nodes if node.kind == "site" for mode in node.slots}
        return tuple(one for one in self.problem.vehicles if self.kind(one).mode in modes)

    def kind(self, vehicle: Vehicle) -> VehicleType:
        """The type of a carrier."""
        return self.problem.vehicle_type[vehicle.type]

    def minutes(self, kind: VehicleType, a: str, b: str) -> int | None:
        """The fastest leg, closures aside; None without a road, or where the mode may not stop."""
        ways = self.network.ways(kind, a, b)
        may = self.network.may_use(self.problem.node[b], kind.mode)
        return ways[0].minutes if ways and may else None

    def lost(self, site: str, minute: int) -> float:
        """The chance of loss by a minute."""
        return self.network.lost_by(site, minute)

    def opened(self, site: str) -> list[tuple[int, int]]:
        """When any mode may handle people at a site: the windows of all modes laid together."""
        spans = sorted(span for spans in self.problem.node[site].open.values() for span in spans)
        merged: list[tuple[int, int]] = []
        for start, end in spans:
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], end))
            else:
                merged.append((start, end))
        return merged

    def loads(self, seats: int, chance: random.Random) -> list[Load]:
        """Everybody, cut into loads that a carrier with `seats` seats takes with their escorts; order from `chance`."""
        found: list[Load] = []
        for node in self.problem.nodes:
            alike: dict[tuple[bool, str, tuple[str, ...], int], list[Group]] = {}
            for group in self.problem.at_site(node.id):
                dests = tuple(sorted(group.dests)) if group.dests else self.dests
                alike.setdefault((group.stretcher, group.tag, dests, group.not_before), []).append(group)
            for (lying, _, dests, first), groups in alike.items():
                found += self._cut(node.id, groups, lying=lying, dests=dests, first=first, seats=seats)
        chance.shuffle(found)
        return found

    def _cut(  # one load after another, heaviest people first
        self, site: str, groups: Iterable[Group], *, lying: bool, dests: tuple[str, ...], first: int, seats: int
    ) -> list[Load]:
        unit = self.problem.rules.escort_points_per_guard
        most = min(seats * unit, 8 * unit * 3) if lying else seats * unit
        heads, share, weight, found = 0, 0, 0.0, []
        queue = sorted(groups, key=lambda group: -self.problem.risk_class[group.risk].weight)
        for group in queue:
            risk = self.problem.risk_class[group.risk]
            each = (2 if lying else 1) * unit + risk.escort_points
            for _ in range(group.count):
                if heads and share + each > most:
                    found.append(Load(site, heads, heads * lying, share, weight, first, dests))
                    heads, share, weight = 0, 0, 0.0
                heads, share, weight = heads + 1, share + each, weight + risk.weight
        return [*found, Load(site, heads, heads * lying, share, weight, first, dests)] if heads else found

    def room(self, kind: VehicleType) -> tuple[int, int, int]:
        """What a type holds: seats in points, heads beside the fewest escorts, stretchers."""
        rules = self.problem.rules
        return kind.seats * rules.escort_points_per_guard, kind.seats - rules.escorts_min, kind.stretchers_max

    def duties(self, days: int) -> list[Duty]:
        """Every carrier's duty of every day: after its rest, in daylight when it may not go at night."""
        rules, found = self.problem.rules, []
        for vehicle in self.fetchers:
            kind = self.kind(vehicle)
            for day in range(days):
                start, end = day * DAY_MIN, day * DAY_MIN + duty_minutes(self.problem, kind)
                if not kind.night_ok:
                    start, end = start + rules.night_to % DAY_MIN, end + rules.night_to % DAY_MIN
                if not any(a <= start and end <= b for a, b in vehicle.unavailable):
                    found.append(Duty(vehicle, kind, start, min(end, self.problem.horizon_min)))
        return found


def duty_minutes(problem: Problem, kind: VehicleType) -> int:
    """How long a type works in a day of 24 hours."""
    most = min(kind.duty_max_min, DAY_MIN - kind.rest_least_min)
    night = (problem.rules.night_to - problem.rules.night_from) % DAY_MIN
    return most if kind.night_ok else min(most, DAY_MIN - night)


def handling_minutes(seconds_each: float, load: Load, problem: Problem) -> int:
    """How long a load boards, or is set down, without the turn."""
    units = load.heads + load.lying * (problem.rules.stretcher_load_units - 1)
    return math.ceil(seconds_each * units / 60)
