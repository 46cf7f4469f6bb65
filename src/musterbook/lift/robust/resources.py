"""One more of something: a carrier, escorts, a slot, hours of window, reception. Each gives the problem with it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from musterbook.lift.plan import Plan
from musterbook.lift.problem import Node, Problem, Vehicle
from musterbook.lift.robust.ground import Ground

ResourceKind = Literal["vehicle", "escorts", "slot", "window", "reception"]

ESCORTS_MORE = 0.10
RECEPTION_MORE = 0.20
WINDOW_MORE_MIN = 360
PLACES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Resource:
    """Something there could be more of: which, where (type, place, or place and mode), by how many units.

    Units: vehicles, escorts, slots, hours for windows, per cent for reception. `problem` is the problem with it.
    """

    kind: ResourceKind
    where: str
    amount: float
    problem: Problem = field(repr=False, compare=False)


def resources_of(problem: Problem, plan: Plan, *, places: int = PLACES_SHOWN) -> tuple[Resource, ...]:
    """What is worth asking about a plan.

    One more vehicle of each type there is; a tenth more escorts in each pool; one more slot where all were taken at
    some minute of the plan, the longest taken first; the first opening six hours sooner where it is not at once,
    facilities first, then the sites that lose most; a fifth more reception at each facility. At most `places` places
    are named for slots, and as many for windows.
    """
    return (
        *(vehicle for kind in problem.vehicle_types for vehicle in _one_more(problem, kind.id)),
        *(_escorts(problem, node) for node in problem.nodes if max((n for _, n in node.escorts), default=0)),
        *(_slot(problem, node, mode) for node, mode in _taken(problem, plan)[:places]),
        *(_window(problem, node) for node in _shut_at_first(problem, plan)[:places]),
        *(_reception(problem, node) for node in problem.nodes if node.kind == "dest" and node.intake_per_hour),
    )


def _one_more(problem: Problem, kind: str) -> list[Resource]:
    """Based where most of the type are; available at all times."""
    bases = Counter(vehicle.base for vehicle in problem.vehicles if vehicle.type == kind)
    if not bases:
        return []
    name = f"{kind}-more"
    while name in problem.vehicle:
        name += "-more"
    more = Vehicle(name, kind, bases.most_common(1)[0][0])
    return [Resource("vehicle", kind, 1, replace(problem, vehicles=(*problem.vehicles, more)))]


def _escorts(problem: Problem, node: Node) -> Resource:
    steps = tuple((minute, number + math.ceil(number * ESCORTS_MORE)) for minute, number in node.escorts)
    more = max(after - before for (_, after), (_, before) in zip(steps, node.escorts, strict=True))
    return Resource("escorts", node.id, more, _with(problem, node.id, lambda one: replace(one, escorts=steps)))


def _slot(problem: Problem, node: str, mode: str) -> Resource:
    def widened(one: Node) -> Node:
        return replace(one, slots={**one.slots, mode: one.slots[mode] + 1})

    return Resource("slot", f"{node} {mode}", 1, _with(problem, node, widened))


def _window(problem: Problem, node: Node) -> Resource:
    opened, gained = {}, 0
    for mode, spans in node.open.items():
        first, *rest = sorted(spans) or [(0, 0)]
        start = max(0, first[0] - WINDOW_MORE_MIN)
        gained = max(gained, first[0] - start)
        opened[mode] = ((start, first[1]), *rest) if spans else ()
    return Resource("window", node.id, gained / 60, _with(problem, node.id, lambda one: replace(one, open=opened)))


def _reception(problem: Problem, node: Node) -> Resource:
    def widened(one: Node) -> Node:
        more = 1 + RECEPTION_MORE
        return replace(one, intake_per_hour=one.intake_per_hour * more, reception_cap=one.reception_cap * more)

    return Resource("reception", node.id, 100 * RECEPTION_MORE, _with(problem, node.id, widened))


def _with(problem: Problem, node: str, changed: Callable[[Node], Node]) -> Problem:
    return replace(problem, nodes=tuple(changed(one) if one.id == node else one for one in problem.nodes))


def _taken(problem: Problem, plan: Plan) -> list[tuple[str, str]]:
    """Places and modes whose slots are all taken at some time, the longest first."""
    turns: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for vehicle, stops in plan.stops.items():
        mode = problem.vehicle_type[problem.vehicle[vehicle].type].mode
        for stop in stops:
            if stop.service_end > stop.service_start and mode in problem.node[stop.node].slots:
                turns[stop.node, mode] += [(stop.service_start, 1), (stop.service_end, -1)]
    full = {key: _minutes_full(changes, problem.node[key[0]].slots[key[1]]) for key, changes in turns.items()}
    return sorted((key for key, minutes in full.items() if minutes), key=lambda key: (-full[key], key))


def _minutes_full(changes: list[tuple[int, int]], slots: int) -> int:
    busy, since, full = 0, 0, 0
    for minute, change in sorted(changes):
        full += minute - since if busy >= slots else 0
        busy, since = busy + change, minute
    return full


def _shut_at_first(problem: Problem, plan: Plan) -> list[Node]:
    """Facilities and sites that open after the start: facilities first, then the sites that lose most in the plan."""
    ground = Ground(problem)
    lost = _lost_at(ground, plan)
    shut = [node for node in problem.nodes if node.kind in ("dest", "site") and ground.opens(node.id) > 0]
    return sorted(shut, key=lambda node: (node.kind != "dest", -lost.get(node.id, 0.0), node.id))


def _lost_at(ground: Ground, plan: Plan) -> Mapping[str, float]:
    lost: dict[str, float] = defaultdict(float)
    for stops in plan.stops.values():
        for stop in stops:
            if stop.board and ground.problem.node[stop.node].kind == "site":
                risk = -math.expm1(-float(ground.exposure(stop.node, np.array([stop.depart]))[0]))
                lost[stop.node] += risk * sum(heads * ground.weight[group] for group, heads in stop.board.items())
    return lost
