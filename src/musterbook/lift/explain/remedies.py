"""Everything that may be made milder for a group that cannot move, or a site that cannot be emptied in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from musterbook.lift.courses import distance_km
from musterbook.lift.explain.values import Value
from musterbook.lift.problem import MODES, Group, Node, Problem, RoadRoute, VehicleType

ESCORTS_MAX: Final = 64
MINUTES_MAX: Final = 2880
KM_MAX: Final = 2000
HEADS_MAX: Final = 512
ROUNDABOUT: Final = 1.33


@dataclass(frozen=True, slots=True)
class Remedy:
    """One rule made milder: `apply(problem, amount)`.

    Attributes:
        rule: the sentence that names it as the reason.
        values: its values; `more` (the amount) and `minutes` (how long the place is used) are added when it is shown.
        amount, step: the largest amount and what it is counted in; 0 where there is nothing to count.
        place: a place (one name) or road (two) whose use says how long it would have to be open.
    """

    rule: str
    apply: Callable[[Problem, int], Problem]
    values: Mapping[str, Value] = field(default_factory=dict)
    amount: int = 0
    step: int = 0
    place: tuple[str, ...] = ()


def remedies_of(problem: Problem, site: Node, group: Group | None, *, before: int | None = None) -> tuple[Remedy, ...]:
    """The remedies for a group, or for a whole site that must be empty by minute `before`."""
    return tuple(_remedies(problem, site, group, before))


def _remedies(problem: Problem, site: Node, group: Group | None, before: int | None) -> Iterator[Remedy]:
    by: dict[str, Value] = {} if before is None else {"by_at": before}
    modes = ", ".join(sorted(site.slots))
    if group is None or group.stretcher:
        yield Remedy(
            "explain.no-stretcher-seat", lambda p, _: _types(p, _lying), {"site": site.id, "modes": modes, **by}
        )
    for base in dict.fromkeys(vehicle.base for vehicle in problem.vehicles):
        there = max((number for _, number in problem.node[base].escorts), default=0)
        yield Remedy(
            "explain.escorts-short", lambda p, k, base=base: _more_escorts(p, base, k),  # type: ignore[misc]
            {"base": base, "there": there, **by}, ESCORTS_MAX, 1,
        )  # fmt: skip
    opens = any(site.open.get(mode) for mode in site.slots)
    yield Remedy(
        "explain.not-open-then" if opens else "explain.never-open", lambda p, _: _opened(p, {site.id}),
        {"site": site.id, "modes": modes, **by},
        place=(site.id,),
    )  # fmt: skip
    dests = {node.id for node in problem.nodes if node.kind == "dest"}
    permitted = dests if group is None or not group.dests else dests & group.dests
    names = ", ".join(sorted(permitted))
    yield Remedy("explain.receiving-shut", lambda p, _: _opened(p, permitted), {"places": names, **by})
    compartment = group.compartment if group else ""
    yield Remedy(
        "explain.no-bed", lambda p, k: _more_beds(p, permitted, compartment, k),
        {"places": names, "compartment": compartment, **by}, 4096 if group is None else 1, 1,
    )  # fmt: skip
    yield from _on_the_way(problem, site, permitted, by)
    duty = max((kind.duty_max_min for kind in problem.vehicle_types), default=0)
    yield Remedy(
        "explain.longer-than-duty", lambda p, k: _types(p, lambda one: replace(one, duty_max_min=one.duty_max_min + k)),
        {"site": site.id, "duty_min": duty, **by}, MINUTES_MAX, 1,
    )  # fmt: skip
    tour = problem.rules.escort_tour_max_min
    yield Remedy(
        "explain.longer-than-tour",
        lambda p, k: replace(p, rules=replace(p.rules, escort_tour_max_min=p.rules.escort_tour_max_min + k)),
        {"site": site.id, "tour_min": tour, **by}, MINUTES_MAX, 1,
    )  # fmt: skip
    for a, b in dict.fromkeys((road.a, road.b) for road in problem.road_routes if road.closed):
        yield Remedy(
            "explain.road-shut", lambda p, _, ends=frozenset((a, b)): _road_open(p, ends),  # type: ignore[misc]
            {"road": f"{a}–{b}", **by}, place=(a, b),
        )  # fmt: skip
    if any(one.not_before for one in problem.groups):
        earliest = min(one.not_before for one in problem.groups if one.not_before)
        yield Remedy(
            "explain.not-permitted-yet",
            lambda p, _: replace(p, groups=tuple(replace(one, not_before=0) for one in p.groups)),
            {"site": site.id, "not_before_at": earliest, **by},
        )  # fmt: skip
    yield Remedy(
        "explain.carriers-away",
        lambda p, _: replace(p, vehicles=tuple(replace(one, unavailable=()) for one in p.vehicles)),
        {"site": site.id, **by},
    )
    yield Remedy(
        "explain.by-night-only",
        lambda p, _: _types(p, lambda one: replace(one, night_ok=True)),
        {"site": site.id, **by},
    )
    yield Remedy(
        "explain.out-of-range", lambda p, k: _types(p, lambda one: replace(one, range_km=one.range_km + k)),
        {"site": site.id, **by}, KM_MAX, 10,
    )  # fmt: skip
    missing = [mode for mode in MODES if mode not in site.slots]
    if missing:
        yield Remedy("explain.no-landing", lambda p, _: _opened(p, {site.id}, missing), {"site": site.id, **by})


def _on_the_way(problem: Problem, site: Node, permitted: set[str], by: Mapping[str, Value]) -> Iterator[Remedy]:
    """What stands in the way between a site and a bed: reception, staging places, time aboard, and roads."""
    caps = [problem.node[name].reception_cap for name in permitted]
    yield Remedy(
        "explain.reception-small",
        lambda p, k: _nodes(p, permitted, lambda one: replace(one, reception_cap=one.reception_cap + k)),
        {"places": ", ".join(sorted(permitted)), "there": max(caps, default=0), **by}, HEADS_MAX, 1,
    )  # fmt: skip
    hubs = {node.id for node in problem.nodes if node.kind == "hub"}
    if hubs:
        stay = max(problem.node[name].dwell_max_min for name in hubs)
        yield Remedy(
            "explain.stay-short",
            lambda p, k: _nodes(p, hubs, lambda one: replace(one, dwell_max_min=one.dwell_max_min + k)),
            {"places": ", ".join(sorted(hubs)), "stay_min": stay, **by}, MINUTES_MAX, 10,
        )  # fmt: skip
        yield Remedy(
            "explain.staging-small",
            lambda p, k: _nodes(p, hubs, lambda one: replace(one, hold_cap=one.hold_cap + k)),
            {"places": ", ".join(sorted(hubs)), "there": max(problem.node[name].hold_cap for name in hubs), **by},
            HEADS_MAX, 1,
        )  # fmt: skip
    extra = problem.rules.aboard_extra_max_min
    yield Remedy(
        "explain.aboard-long",
        lambda p, k: replace(p, rules=replace(p.rules, aboard_extra_max_min=p.rules.aboard_extra_max_min + k)),
        {"site": site.id, "aboard_min": extra, **by}, MINUTES_MAX, 1,
    )  # fmt: skip
    if "road" in site.slots and not any(site.id in (road.a, road.b) for road in problem.road_routes):
        yield Remedy("explain.no-road-there", lambda p, _: _with_roads(p, site), {"site": site.id, **by})


def _with_roads(problem: Problem, site: Node) -> Problem:
    """The problem with a road from the site to every other place, a third longer than the straight line."""
    roads = [
        RoadRoute(site.id, node.id, round(ROUNDABOUT * distance_km(site, node), 1), 0.0)
        for node in problem.nodes
        if node.id != site.id and node.kind != "site"
    ]
    return replace(problem, road_routes=(*problem.road_routes, *roads))


def _types(problem: Problem, change: Callable[[VehicleType], VehicleType]) -> Problem:
    return replace(problem, vehicle_types=tuple(change(kind) for kind in problem.vehicle_types))


def _lying(kind: VehicleType) -> VehicleType:
    """The type as if it could take stretchers, one seat each at worst."""
    return replace(
        kind,
        stretchers_max=max(kind.stretchers_max, kind.seats // 4),
        seats_per_stretcher=min(kind.seats_per_stretcher, 2),
    )


def _nodes(problem: Problem, names: frozenset[str] | set[str], change: Callable[[Node], Node]) -> Problem:
    return replace(problem, nodes=tuple(change(node) if node.id in names else node for node in problem.nodes))


def _more_escorts(problem: Problem, base: str, more: int) -> Problem:
    def change(node: Node) -> Node:
        steps = tuple((minute, number + more) for minute, number in node.escorts) or ((0, more),)
        return replace(node, escorts=steps if steps[0][0] == 0 else ((0, more), *steps))

    return _nodes(problem, {base}, change)


def _opened(problem: Problem, names: set[str], modes: Iterable[str] = ()) -> Problem:
    """Open throughout to the modes that can be handled; to others as well, one at a time, when they are named."""

    def change(node: Node) -> Node:
        slots = {**node.slots, **{mode: node.slots.get(mode, 1) for mode in modes}}
        return replace(node, slots=slots, open=dict.fromkeys(slots, ((0, problem.horizon_min),)))

    return _nodes(problem, names, change)


def _more_beds(problem: Problem, names: set[str], compartment: str, more: int) -> Problem:
    def change(node: Node) -> Node:
        wanted = [compartment] if compartment else sorted({group.compartment for group in problem.groups})
        beds = {where: max((n for _, n in node.beds.get(where, ())), default=0) + more for where in wanted}
        return replace(node, beds={**node.beds, **{where: ((0, number),) for where, number in beds.items()}})

    return _nodes(problem, names, change)


def _road_open(problem: Problem, ends: frozenset[str]) -> Problem:
    def change(road: RoadRoute) -> RoadRoute:
        return replace(road, closed=()) if {road.a, road.b} == ends else road

    return replace(problem, road_routes=tuple(change(road) for road in problem.road_routes))
