"""Mapping a plan to a point of the bound's linear programme, and asking whether it satisfies every row.

Written apart from the code that prices and builds columns wherever it can be: from the plan's serials alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from musterbook.lift.bound.clock import place_between
from musterbook.lift.bound.columns import TripColumns, uses_of
from musterbook.lift.bound.people import Reals, exposure
from musterbook.lift.bound.pricing import Relaxation
from musterbook.lift.bound.rows import drains
from musterbook.lift.plan import Plan, Serial, serials

ROOM = 1e-6


@dataclass
class Mapped:
    """A plan as a point: people by (cohort or −1, kind, departure, arrival), those who stay, what it costs."""

    trips: dict[tuple[int, int, int, int], float] = field(default_factory=lambda: defaultdict(float))
    unmapped: list[str] = field(default_factory=list)
    cost: float = 0.0


def mapped(relaxation: Relaxation, plan: Plan) -> Mapped:
    """The point `plan` is mapped to; `unmapped` names serials for which there is no column."""
    point = Mapped()
    cohort_of = {group: i for i, cohort in enumerate(relaxation.people.cohorts) for group in cohort.groups}
    for serial in serials(plan):
        try:
            pairs = _pairs(relaxation, serial)
        except (ValueError, LookupError) as error:
            point.unmapped.append(f"{serial}: {error}")
            continue
        staged = relaxation.problem.node[serial.origin].kind == "hub"
        for group, heads in serial.heads.items():
            cohort = -1 if staged else cohort_of[group]
            kind = relaxation.people.kind_of[group]
            for departure, arrival, share in pairs:
                point.trips[cohort, kind, departure, arrival] += heads * share
    return point


def breaches(relaxation: Relaxation, plan: Plan) -> list[str]:
    """Every row the point of `plan` breaks, in words; none when the relaxation is right."""
    point = mapped(relaxation, plan)
    found = list(point.unmapped)
    keys = sorted(point.trips)
    heads = np.array([point.trips[key] for key in keys])
    columns = np.array(keys, dtype=np.int64).reshape(len(keys), 4)
    trips = TripColumns(columns[:, 1], columns[:, 2], columns[:, 3])
    low, high = relaxation.trips.reach_from[trips.departure], relaxation.trips.reach_to[trips.departure]
    out = np.flatnonzero((trips.arrival < low) | (trips.arrival >= high))
    found += [f"out of reach: {keys[one]}" for one in out]
    found += _resources(relaxation, trips, heads)
    found += _staging(relaxation, trips, heads, point)
    weight = np.array([kind.weight for kind in relaxation.people.kinds])[trips.kind]
    lost = np.where(columns[:, 0] >= 0, relaxation.lost[trips.departure], 0.0)
    point.cost += float(heads @ (weight * (lost + relaxation.risk[trips.departure])))
    gone = np.bincount(columns[:, 0][columns[:, 0] >= 0], heads[columns[:, 0] >= 0], len(relaxation.people.cohorts))
    for number, cohort in enumerate(relaxation.people.cohorts):
        left = cohort.heads - gone[number]
        if left < -ROOM:
            found.append(f"{cohort}: {left} left")
        kind = relaxation.people.kinds[cohort.kind]
        point.cost += left * kind.weight * relaxation.problem.rules.left_behind_loss
    return [*found, f"cost {point.cost}"]


def cost_of(told: list[str]) -> float:
    """The cost `breaches` ends with."""
    return float(told[-1].removeprefix("cost "))


def _pairs(relaxation: Relaxation, serial: Serial) -> list[tuple[int, int, float]]:
    trips = relaxation.trips
    vehicle = relaxation.problem.vehicle[serial.vehicle]
    fleet = next(
        i for i, one in enumerate(relaxation.fleets) if one.type.id == vehicle.type and vehicle.base in one.bases
    )
    route = next(
        (r for r in trips.routes if (r.fleet, r.origin, r.target) == (fleet, serial.origin, serial.destination)), None
    )
    if route is None:
        raise LookupError("no such route")
    berth = trips.berths[route.berth]
    out = place_between(trips.points[serial.origin], serial.board_end)
    into = place_between(trips.points[serial.destination], serial.set_down)
    departures = dict(
        zip(trips.departure_point[route.first : route.last].tolist(), range(route.first, route.last), strict=True)
    )
    arrivals = dict(
        zip(trips.arrival_point[berth.first : berth.last].tolist(), range(berth.first, berth.last), strict=True)
    )
    return [(departures[k], arrivals[m], share) for k, m, share in _coupled(out, into)]


def _coupled(out: tuple[tuple[int, float], ...], into: tuple[tuple[int, float], ...]) -> list[tuple[int, int, float]]:
    """Both spreads together: the earliest part of the one with the earliest part of the other."""
    first, second = [list(one) for one in out], [list(one) for one in into]
    pairs = []
    while first and second:
        share = min(first[0][1], second[0][1])
        if share > 1e-12:
            pairs.append((int(first[0][0]), int(second[0][0]), share))
        first[0][1] -= share
        second[0][1] -= share
        first = first[1:] if first[0][1] <= 1e-12 else first
        second = second[1:] if second[0][1] <= 1e-12 else second
    return pairs


def _resources(relaxation: Relaxation, trips: TripColumns, heads: Reals) -> list[str]:
    rows = relaxation.rows
    uses = uses_of(relaxation, trips)
    used = np.bincount(uses.row, uses.amount * heads[uses.column], rows.count)
    for first in (*rows.fleet_by, *rows.pool_by):
        added_up = slice(first, first + len(rows.by))
        used[added_up] = np.cumsum(used[added_up])
    found = []
    for block in rows.blocks:
        if block.rule == "R16 queue":
            waiting = 0.0
            drain = drains(relaxation.problem, block.name, relaxation.trips.points[block.name])
            for number, arrived in enumerate(used[block.span]):
                waiting = max(0.0, waiting + arrived - drain[number])
                if waiting > block.most[number] + ROOM:
                    found.append(f"{block.name} {block.since[number]}: {waiting} waiting")
            continue
        over = np.flatnonzero(used[block.span] > block.most + ROOM)
        found += [
            f"{block.resource} {block.rule} {block.name} {block.since[i]}–{block.until[i]}: "
            f"{used[block.first + i]} > {block.most[i]}"
            for i in over
        ]
    return found


def _staging(relaxation: Relaxation, trips: TripColumns, heads: Reals, point: Mapped) -> list[str]:
    """People at each staging place: never fewer than none, never more than it holds; their loss is added."""
    found = []
    all_trips = relaxation.trips
    origin = np.array([route.origin for route in all_trips.routes])[all_trips.departure_route[trips.departure]]
    target = np.array([berth.target for berth in all_trips.berths])[all_trips.arrival_berth[trips.arrival]]
    for hub in relaxation.rows.staging:
        points = all_trips.points[hub]
        total = np.zeros(len(points))
        exposed = np.diff(exposure(relaxation.problem.node[hub], points.at))
        for number, kind in enumerate(relaxation.people.kinds):
            change = np.zeros(len(points))
            into = (target == hub) & (trips.kind == number)
            out = (origin == hub) & (trips.kind == number)
            np.add.at(change, all_trips.arrival_point[trips.arrival[into]], heads[into])
            np.add.at(change, all_trips.departure_point[trips.departure[out]], -heads[out])
            there = np.cumsum(change)
            if there.min() < -ROOM or abs(there[-1]) > ROOM:
                found.append(f"{hub} {kind}: {there.min()} at least, {there[-1]} at the end")
            total += there
            point.cost += float(kind.weight * (exposed @ there[:-1]))
        if total.max() > relaxation.problem.node[hub].hold_cap + ROOM:
            found.append(f"{hub} holds {total.max()}")
    return found
