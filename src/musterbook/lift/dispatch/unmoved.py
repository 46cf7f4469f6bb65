"""Who a plan leaves behind, and why, with the numbers: a reason is one that holds whatever the order of decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from musterbook.lift.dispatch.network import NEVER, Network
from musterbook.lift.plan import Plan, serials
from musterbook.lift.problem import Group, Node, Problem, Vehicle, VehicleType


@dataclass(frozen=True, slots=True)
class Unmoved:
    """Heads of a group that no serial takes from their site, or that no serial takes on from a staging place.

    Reasons: `lift.no-carrier`, `lift.no-window`, `lift.not-yet`, `lift.no-road`, `lift.no-destination`, `lift.no-beds`,
    `lift.no-escorts`, `lift.stuck-at-hub`, and `lift.no-time` when only the horizon stands against it.
    """

    group: str
    heads: int
    reason: str
    values: Mapping[str, str | int] = field(default_factory=dict)


def unmoved_of(problem: Problem, plan: Plan) -> tuple[Unmoved, ...]:
    """Everyone `plan` leaves behind, by group in the problem's order."""
    network = Network(problem)
    left, stuck = Counter({group.id: group.count for group in problem.groups}), Counter[str]()
    for serial in serials(plan):
        for group, heads in serial.heads.items():
            if problem.node[serial.origin].kind == "site":
                left[group] -= heads
                stuck[group] += heads if problem.node[serial.destination].kind == "hub" else 0
            else:
                stuck[group] -= heads
    found = [
        Unmoved(group.id, left[group.id], *_reason(problem, network, group, plan))
        for group in problem.groups
        if left[group.id] > 0
    ]
    found += [Unmoved(group, heads, "lift.stuck-at-hub") for group, heads in stuck.items() if heads > 0]
    return tuple(found)


def _reason(  # noqa: PLR0911  one answer per reason, in order
    problem: Problem, network: Network, group: Group, plan: Plan
) -> tuple[str, dict[str, str | int]]:
    """The first thing that stands against moving the group at all; otherwise what ran out."""
    site = problem.node[group.site]
    able = [vehicle for vehicle in problem.vehicles if _can_carry(problem, vehicle, group, site)]
    if not able:
        return "lift.no-carrier", {
            "site": site.id,
            "modes": ",".join(sorted(site.slots)),
            "stretcher": "yes" if group.stretcher else "no",
            "carriers": len(problem.vehicles),
        }
    kinds = {vehicle.type: problem.vehicle_type[vehicle.type] for vehicle in able}
    last = max((end for kind in kinds.values() for _, end in site.open.get(kind.mode, ())), default=0)
    if all(
        network.window_from(site.id, kind.mode, group.not_before, kind.turn_min) >= NEVER for kind in kinds.values()
    ):
        return ("lift.not-yet" if last else "lift.no-window"), {
            "site": site.id,
            "not_before": group.not_before,
            "last_window_end": last,
        }
    if all(problem.node[vehicle.base].escorts == () for vehicle in able):
        return "lift.no-escorts", {"carriers": len(able)}
    goals = [node for node in problem.nodes if node.kind == "dest" and (not group.dests or node.id in group.dests)]
    if not goals:
        return "lift.no-destination", {"permitted": ",".join(sorted(group.dests or ()))}
    beds = sum(max((number for _, number in node.beds.get(group.compartment, ())), default=0) for node in goals)
    used = _delivered(problem, plan, group.compartment, {node.id for node in goals})
    if used >= beds:
        return "lift.no-beds", {"compartment": group.compartment, "beds": beds, "taken": used}
    places = [*goals, *(node for node in problem.nodes if node.kind == "hub")]
    if not any(_reachable(problem, network, vehicle, site, place) for vehicle in able for place in places):
        return "lift.no-road", {"site": site.id, "carriers": len(able), "places": len(places)}
    return "lift.no-time", {"site": site.id, "carriers": len(able), "last_window_end": last}


def _can_carry(problem: Problem, vehicle: Vehicle, group: Group, site: Node) -> bool:
    kind = problem.vehicle_type[vehicle.type]
    lies = not group.stretcher or (kind.stretchers_max > 0 and kind.seats_per_stretcher < kind.seats)
    return lies and site.slots.get(kind.mode, 0) > 0


def _reachable(problem: Problem, network: Network, vehicle: Vehicle, site: Node, place: Node) -> bool:
    """Is there any way there and home within range from full tanks and within the longest tour?"""
    kind: VehicleType = problem.vehicle_type[vehicle.type]
    legs = [
        network.ways(kind, a, b) for a, b in ((vehicle.base, site.id), (site.id, place.id), (place.id, vehicle.base))
    ]
    if kind.mode not in place.slots or not all(legs):
        return False
    kms = [min(way.km for way in ways) for ways in legs]
    far = max(kms[0] + kms[1], kms[2]) if kind.mode in place.fuel else sum(kms)
    minutes = sum(ways[0].minutes for ways in legs) + 2 * kind.turn_min
    return far <= kind.range_km and minutes <= problem.rules.escort_tour_max_min


def _delivered(problem: Problem, plan: Plan, compartment: str, dests: set[str]) -> int:
    return sum(
        heads
        for serial in serials(plan)
        if serial.destination in dests
        for group, heads in serial.heads.items()
        if problem.group[group].compartment == compartment
    )
