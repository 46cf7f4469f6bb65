"""Who a plan leaves behind, and why, with the numbers: a reason is one that holds whatever the order of decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from musterbook.lift.dispatch.network import NEVER, Network
from musterbook.lift.plan import Plan, Serial, serials
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


Barred = tuple[str, dict[str, str | int]]
"""A reason and its values."""


def unmoved_of(problem: Problem, plan: Plan) -> tuple[Unmoved, ...]:
    """Everyone `plan` leaves behind, by group in the problem's order."""
    left, stuck = Counter({group.id: group.count for group in problem.groups}), Counter[str]()
    run = serials(plan)
    for serial in run:
        for group, heads in serial.heads.items():
            if problem.node[serial.origin].kind == "site":
                left[group] -= heads
                stuck[group] += heads if problem.node[serial.destination].kind == "hub" else 0
            else:
                stuck[group] -= heads
    reasons = _Reasons(problem, run)
    found = [
        Unmoved(group.id, left[group.id], *reasons.against(group)) for group in problem.groups if left[group.id] > 0
    ]
    found += [Unmoved(group, heads, "lift.stuck-at-hub") for group, heads in stuck.items() if heads > 0]
    return tuple(found)


class _Reasons:
    """What stands against groups of one problem; what is the same for many of them is worked out once."""

    def __init__(self, problem: Problem, run: Sequence[Serial]) -> None:
        self._problem = problem
        self._network = Network(problem)
        self._hubs = [node for node in problem.nodes if node.kind == "hub"]
        self._delivered = _delivered(problem, run)
        self._able: dict[tuple[str, bool], list[Vehicle]] = {}
        self._known: dict[tuple[object, ...], Barred] = {}

    def against(self, group: Group) -> Barred:
        """The first thing that stands against moving the group at all; otherwise what ran out."""
        alike = (group.site, group.stretcher, group.compartment, group.dests, group.not_before)
        if alike not in self._known:
            site = self._problem.node[group.site]
            able = self._able_for(group, site)
            self._known[alike] = self._at_site(group, site, able) or self._beyond(group, site, able)
        return self._known[alike]

    def _able_for(self, group: Group, site: Node) -> list[Vehicle]:
        """The carriers that may stop at the site and take people who sit, or lie, as these do."""
        asked = (site.id, group.stretcher)
        if asked not in self._able:
            vehicles = self._problem.vehicles
            self._able[asked] = [one for one in vehicles if _can_carry(self._problem, one, group, site)]
        return self._able[asked]

    def _at_site(self, group: Group, site: Node, able: Sequence[Vehicle]) -> Barred | None:
        """No carrier, no window, or no escorts for any that comes."""
        problem = self._problem
        if not able:
            return "lift.no-carrier", {
                "site": site.id,
                "modes": ",".join(sorted(site.slots)),
                "stretcher": "yes" if group.stretcher else "no",
                "carriers": len(problem.vehicles),
            }
        kinds = {vehicle.type: problem.vehicle_type[vehicle.type] for vehicle in able}
        opens = (
            self._network.window_from(site.id, kind.mode, group.not_before, kind.turn_min) for kind in kinds.values()
        )
        if all(minute >= NEVER for minute in opens):
            last = _last_window(problem, site, able)
            return ("lift.not-yet" if last else "lift.no-window"), {
                "site": site.id,
                "not_before": group.not_before,
                "last_window_end": last,
            }
        if all(problem.node[vehicle.base].escorts == () for vehicle in able):
            return "lift.no-escorts", {"carriers": len(able)}
        return None

    def _beyond(self, group: Group, site: Node, able: Sequence[Vehicle]) -> Barred:
        """No permitted destination, no bed left there, no road; otherwise the time ran out."""
        problem = self._problem
        goals = [node for node in problem.nodes if node.kind == "dest" and (not group.dests or node.id in group.dests)]
        if not goals:
            return "lift.no-destination", {"permitted": ",".join(sorted(group.dests or ()))}
        beds = sum(max((number for _, number in node.beds.get(group.compartment, ())), default=0) for node in goals)
        used = sum(self._delivered[node.id, group.compartment] for node in goals)
        if used >= beds:
            return "lift.no-beds", {"compartment": group.compartment, "beds": beds, "taken": used}
        places = [*goals, *self._hubs]
        alike = {(one.type, one.base): one for one in able}.values()
        if not any(_reachable(problem, self._network, one, site, place) for one in alike for place in places):
            return "lift.no-road", {"site": site.id, "carriers": len(able), "places": len(places)}
        last = _last_window(problem, site, able)
        return "lift.no-time", {"site": site.id, "carriers": len(able), "last_window_end": last}


def _last_window(problem: Problem, site: Node, able: Sequence[Vehicle]) -> int:
    """The last minute at which the site is open to any of these carriers; 0 when it never is."""
    modes = {problem.vehicle_type[vehicle.type].mode for vehicle in able}
    return max((end for mode in modes for _, end in site.open.get(mode, ())), default=0)


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


def _delivered(problem: Problem, run: Sequence[Serial]) -> Counter[tuple[str, str]]:
    """How many people of each compartment the serials set down at each place."""
    found = Counter[tuple[str, str]]()
    for serial in run:
        for group, heads in serial.heads.items():
            found[serial.destination, problem.group[group].compartment] += heads
    return found
