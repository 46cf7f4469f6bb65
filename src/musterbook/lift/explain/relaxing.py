"""Making one rule of a problem milder, so that a re-run shows whether it was the cause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from musterbook.lift.explain.values import Relaxation
from musterbook.lift.problem import Interval, Node, Problem, RoadRoute, Vehicle, VehicleType

WINDOW_MIN = 120
DUTY_MIN = 120
TOUR_MIN = 120
STAY_MIN = 2880
OPENING_MIN = 180
RECEPTION_PER_HOUR = 10
ROOM_HEADS = 64
RANGE_PCT = 25
DAY_MIN = 1440


def relaxed(problem: Problem, relaxations: Iterable[Relaxation], *, vehicle: str, at: int) -> Problem:
    """The problem with these rules milder for `vehicle` around minute `at`; `free` changes the plan and nothing here.

    Raises:
        KeyError: there is no such kind of relaxation.
    """
    for one in relaxations:
        problem = _MILDER[one.kind](problem, one, vehicle, at)
    return problem


def widened(spans: Iterable[Interval], minutes: int, horizon: int) -> tuple[Interval, ...]:
    """Windows that open and close by so much earlier and later; those that meet become one."""
    merged: list[Interval] = []
    for start, end in sorted((max(0, start - minutes), min(horizon, end + minutes)) for start, end in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _node(problem: Problem, name: str, change: Callable[[Node], Node]) -> Problem:
    return replace(problem, nodes=tuple(change(node) if node.id == name else node for node in problem.nodes))


def _slot(problem: Problem, one: Relaxation, vehicle: str, _at: int) -> Problem:
    mode = _type(problem, vehicle).mode
    return _node(
        problem, one.place, lambda node: replace(node, slots={**node.slots, mode: node.slots.get(mode, 0) + one.amount})
    )


def _window(problem: Problem, one: Relaxation, vehicle: str, _at: int) -> Problem:
    mode = _type(problem, vehicle).mode

    def change(node: Node) -> Node:
        spans = widened(node.open.get(mode, ()), one.amount, problem.horizon_min)
        return replace(node, open={**node.open, mode: spans})

    return _node(problem, one.place, change)


def _opening(problem: Problem, one: Relaxation, vehicle: str, at: int) -> Problem:
    """A window from `at` for so many minutes; the mode gets a slot when the place has none."""
    mode = _type(problem, vehicle).mode

    def change(node: Node) -> Node:
        # A place of arrival is reached hours later, so its window lasts the rest of a day.
        until = at + one.amount if node.kind == "site" else at + DAY_MIN
        spans = widened([*node.open.get(mode, ()), (at, until)], 0, problem.horizon_min)
        return replace(node, open={**node.open, mode: spans}, slots={**node.slots, mode: node.slots.get(mode, 1)})

    return _node(problem, one.place, change)


def _escorts(problem: Problem, one: Relaxation, _vehicle: str, _at: int) -> Problem:
    def change(node: Node) -> Node:
        steps = node.escorts or ((0, 0),)
        more = tuple((minute, number + one.amount) for minute, number in steps)
        return replace(node, escorts=more if more[0][0] == 0 else ((0, one.amount), *more))

    return _node(problem, one.place, change)


def _reception(problem: Problem, one: Relaxation, _vehicle: str, _at: int) -> Problem:
    return _node(problem, one.place, lambda node: replace(node, intake_per_hour=node.intake_per_hour + one.amount))


def _beds(problem: Problem, one: Relaxation, _vehicle: str, _at: int) -> Problem:
    """All beds that ever open here are open from the start."""

    def change(node: Node) -> Node:
        most: Mapping[str, int] = {where: max((n for _, n in steps), default=0) for where, steps in node.beds.items()}
        return replace(node, beds={where: ((0, number),) for where, number in most.items()})

    return _node(problem, one.place, change)


def _room(problem: Problem, one: Relaxation, _vehicle: str, _at: int) -> Problem:
    return _node(problem, one.place, lambda node: replace(node, hold_cap=node.hold_cap + one.amount))


def _stay(problem: Problem, one: Relaxation, _vehicle: str, _at: int) -> Problem:
    return _node(problem, one.place, lambda node: replace(node, dwell_max_min=node.dwell_max_min + one.amount))


def _road(problem: Problem, one: Relaxation, _vehicle: str, _at: int) -> Problem:
    def change(route: RoadRoute) -> RoadRoute:
        return replace(route, closed=()) if one.place in (f"{route.a}–{route.b}", f"{route.b}–{route.a}") else route

    return replace(problem, road_routes=tuple(change(route) for route in problem.road_routes))


def _permission(problem: Problem, one: Relaxation, _vehicle: str, at: int) -> Problem:
    groups = tuple(
        replace(group, not_before=min(group.not_before, at)) if group.site == one.place else group
        for group in problem.groups
    )
    return replace(problem, groups=groups)


def _tour(problem: Problem, one: Relaxation, _vehicle: str, _at: int) -> Problem:
    rules = problem.rules
    return replace(problem, rules=replace(rules, escort_tour_max_min=rules.escort_tour_max_min + one.amount))


def _available(problem: Problem, _one: Relaxation, vehicle: str, _at: int) -> Problem:
    return _carrier(problem, replace(problem.vehicle[vehicle], unavailable=()))


def _duty(problem: Problem, one: Relaxation, vehicle: str, _at: int) -> Problem:
    kind = _type(problem, vehicle)
    return _own_type(problem, vehicle, replace(kind, duty_max_min=kind.duty_max_min + one.amount))


def _night(problem: Problem, _one: Relaxation, vehicle: str, _at: int) -> Problem:
    return _own_type(problem, vehicle, replace(_type(problem, vehicle), night_ok=True))


def _range(problem: Problem, one: Relaxation, vehicle: str, _at: int) -> Problem:
    kind = _type(problem, vehicle)
    return _own_type(problem, vehicle, replace(kind, range_km=kind.range_km + one.amount))


def _free(problem: Problem, _one: Relaxation, _vehicle: str, _at: int) -> Problem:
    return problem


def _type(problem: Problem, vehicle: str) -> VehicleType:
    return problem.vehicle_type[problem.vehicle[vehicle].type]


def _own_type(problem: Problem, vehicle: str, kind: VehicleType) -> Problem:
    """The carrier gets a type of its own, so that no other carrier is helped."""
    own = replace(kind, id=f"{kind.id} of {vehicle}" if kind.id in _shared(problem, vehicle) else kind.id)
    types = (*(one for one in problem.vehicle_types if one.id != own.id), own)
    return _carrier(replace(problem, vehicle_types=types), replace(problem.vehicle[vehicle], type=own.id))


def _shared(problem: Problem, vehicle: str) -> set[str]:
    return {one.type for one in problem.vehicles if one.id != vehicle}


def _carrier(problem: Problem, changed: Vehicle) -> Problem:
    return replace(problem, vehicles=tuple(changed if one.id == changed.id else one for one in problem.vehicles))


_MILDER: Mapping[str, Callable[[Problem, Relaxation, str, int], Problem]] = {
    "slot": _slot,
    "window": _window,
    "escorts": _escorts,
    "duty": _duty,
    "reception": _reception,
    "beds": _beds,
    "road": _road,
    "free": _free,
    "available": _available,
    "night": _night,
    "permission": _permission,
    "tour": _tour,
    "range": _range,
    "room": _room,
    "stay": _stay,
    "opening": _opening,
}
