"""The bound that costs nothing: everybody leaves at the first minute at which the rules let anybody leave.

Valid because the loss of a person never falls with time, and the minute used is at most that of any legal departure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from musterbook.lift.bound.people import lost_by_minute
from musterbook.lift.courses import direct_minutes, leg_minutes
from musterbook.lift.problem import Problem, VehicleType


def earliest_bound(problem: Problem) -> float:
    """The weighted loss if everybody left at the first legal minute, alone and at once."""
    starts = _first_starts(problem)
    fields: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for (kind, base), minute in starts.items():
        fields[kind].append((base, minute))
    total = 0.0
    arrivals: dict[str, dict[str, int]] = {}
    for group in problem.groups:
        if group.site not in arrivals:
            arrivals[group.site] = _arrivals(problem, group.site, fields)
        weight = problem.risk_class[group.risk].weight
        stranded = problem.rules.left_behind_loss
        first = [
            _first_departure(problem, problem.vehicle_type[kind], group.site, arrival, group.not_before)
            for kind, arrival in arrivals[group.site].items()
            if not group.stretcher or problem.vehicle_type[kind].stretchers_max
        ]
        departures = [one for one in first if one is not None]
        lost = lost_by_minute(problem.node[group.site], min(departures)) if departures else stranded
        total += group.count * weight * min(lost, stranded)
    return total


def _first_starts(problem: Problem) -> Mapping[tuple[str, str], int]:
    """The first minute a carrier of each type and base may move."""
    starts: dict[tuple[str, str], int] = {}
    for vehicle in problem.vehicles:
        minute = 0
        for start, end in sorted(vehicle.unavailable):
            minute = max(minute, end) if start <= minute else minute
        key = (vehicle.type, vehicle.base)
        starts[key] = min(minute, starts.get(key, minute))
    return starts


def _arrivals(problem: Problem, site: str, fields: Mapping[str, list[tuple[str, int]]]) -> dict[str, int]:
    """By type, a minute before which no carrier of it can be at `site`."""
    found = {}
    for name, bases in fields.items():
        kind = problem.vehicle_type[name]
        if kind.mode not in problem.node[site].slots:
            continue
        based = [minute for base, minute in bases if base == site]
        if based:
            found[name] = min(based)
        elif kind.mode == "road":
            roads = [road.km for pair, roads in problem.routes.items() if pair[1] == site for road in roads]
            if roads:
                found[name] = min(minute for _, minute in bases) + leg_minutes(kind, min(roads))
        else:
            # one leg is never slower than several: great circles, and each leg has its overhead
            found[name] = int(min(minute + direct_minutes(problem, kind, base, site) for base, minute in bases))
    return found


def _first_departure(problem: Problem, kind: VehicleType, site: str, arrival: int, not_before: int) -> int | None:
    """The first minute at which a service of one person can end inside a window."""
    return min(
        (
            max(start, arrival, not_before) + kind.turn_min
            for start, end in problem.node[site].open.get(kind.mode, ())
            if max(start, arrival, not_before) + kind.turn_min <= end
        ),
        default=None,
    )
