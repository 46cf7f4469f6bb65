"""The rules that carriers can only break together: R10, R11 and R15–R18, one function each."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from musterbook.lift.courses import Visit, step_value
from musterbook.lift.flows import Flows
from musterbook.lift.rules import Case, Finding, Value


def r10_slots(case: Case, _flows: Flows) -> Iterator[Finding]:
    """Services at one node and mode at the same time never exceed its slots."""
    turns: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for course, visit in case.visits():
        start, end = visit.stop.service_start, visit.stop.service_end
        if end > start and course.type.mode in visit.node.slots:
            turns[visit.node.id, course.type.mode] += [(start, 1), (end, -1)]
    for (node, mode), changes in turns.items():
        slots, busy = case.problem.node[node].slots[mode], 0
        for minute, change in sorted(changes):
            busy += change
            if busy > slots:
                yield Finding("R10", node, minute, {"mode": mode, "carriers": busy, "slots": slots})


def r11_heads_add_up(case: Case, flows: Flows) -> Iterator[Finding]:  # noqa: C901  one rule, read as a list
    """Set down only who is aboard, board only who is there and may leave, and nobody is aboard at the end."""
    for course, visit in case.visits():
        for group, heads in visit.short.items():
            yield Finding("R11", course.vehicle.id, visit.stop.service_start, {"group": group, "not_aboard": heads})
        yield from _handled_where_allowed(case, course.vehicle.id, visit)
        for group in visit.stop.board:
            known = case.problem.group.get(group)
            if known is None or visit.node.kind != "site":
                continue
            if known.site != visit.node.id:
                yield Finding("R11", course.vehicle.id, visit.stop.service_start, {"group": group, "site": known.site})
            if visit.stop.service_start < known.not_before:
                values: dict[str, Value] = {"group": group, "not_before": known.not_before}
                yield Finding("R11", course.vehicle.id, visit.stop.service_start, values)
    for course in case.courses:
        aboard = sum(course.visits[-1].aboard.values()) if course.visits else 0
        if aboard:
            yield Finding("R11", course.vehicle.id, None, {"aboard_at_end": aboard})
    for group, taken in flows.taken.items():
        if taken > case.problem.group[group].count:
            yield Finding("R11", group, None, {"taken": taken, "held": case.problem.group[group].count})
    for early in flows.early:
        yield Finding("R11", early.hub, early.minute, {"group": early.group, "not_arrived": early.heads})


def r15_escort_pools(case: Case, _flows: Flows) -> Iterator[Finding]:
    """Escorts come from and return to the pool of the carrier's base within their tour, and the pool is never short."""
    rules = case.problem.rules
    out: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for course in case.courses:
        for visit in course.visits:
            if visit.strays:
                yield Finding("R15", course.vehicle.id, visit.stop.service_end, {"strays": visit.strays})
            if visit.stop.escorts_on and visit.node.id != course.vehicle.base:
                yield Finding("R15", course.vehicle.id, visit.stop.service_start, {"base": course.vehicle.base})
            if visit.stop.escorts_on and not visit.node.escorts:
                yield Finding("R15", course.vehicle.id, visit.stop.service_start, {"no_pool": visit.node.id})
        if course.escorts_out:
            yield Finding("R15", course.vehicle.id, None, {"not_returned": course.escorts_out})
        for tour in course.tours:
            minutes = tour.end - tour.start
            if minutes > rules.escort_tour_max_min:
                values = {"minutes": minutes, "allowed": rules.escort_tour_max_min}
                yield Finding("R15", course.vehicle.id, tour.end, values)
            rest = max(rules.escort_rest_min, math.ceil(minutes * rules.escort_rest_pct / 100))
            out[tour.pool] += [(tour.start, tour.escorts), (tour.end + rest, -tour.escorts)]
    for pool, changes in out.items():
        yield from _pool_suffices(case, pool, changes)


def r16_reception(case: Case, flows: Flows) -> Iterator[Finding]:
    """Permitted destinations only; the reception queue and the beds of each compartment are never overrun."""
    for course, visit in case.visits():
        for group in visit.stop.alight:
            known = case.problem.group.get(group)
            if visit.node.kind == "dest" and known and known.dests and visit.node.id not in known.dests:
                yield Finding("R16", course.vehicle.id, visit.stop.service_end, {"group": group, "dest": visit.node.id})
    for dest, arrivals in flows.delivered.items():
        node, waiting, before = case.problem.node[dest], 0.0, 0
        beds: dict[str, int] = defaultdict(int)
        for minute, group, heads in sorted(arrivals):
            waiting = max(0.0, waiting - node.intake_per_hour / 60 * (minute - before)) + heads
            before = minute
            if waiting > node.reception_cap + 1e-6:
                heads_waiting = math.ceil(waiting - 1e-6)
                yield Finding("R16", dest, minute, {"waiting": heads_waiting, "reception_cap": node.reception_cap})
            compartment = case.problem.group[group].compartment
            beds[compartment] += heads
            free = step_value(node.beds.get(compartment, ()), minute)
            if beds[compartment] > free:
                values: dict[str, Value] = {"compartment": compartment, "delivered": beds[compartment], "beds": free}
                yield Finding("R16", dest, minute, values)


def r17_staging(case: Case, flows: Flows) -> Iterator[Finding]:
    """A staging place never holds more than it can, and nobody stays longer than the longest stay."""
    for stay in flows.stays:
        allowed = case.problem.node[stay.hub].dwell_max_min
        if stay.end - stay.start > allowed:
            values: dict[str, Value] = {
                "group": stay.group,
                "heads": stay.heads,
                "minutes": stay.end - stay.start,
                "allowed": allowed,
            }
            yield Finding("R17", stay.hub, stay.end, values)
    for hub, changes in flows.held.items():
        held = 0
        for minute, change in sorted(changes):
            held += change
            if held > case.problem.node[hub].hold_cap:
                yield Finding("R17", hub, minute, {"held": held, "hold_cap": case.problem.node[hub].hold_cap})


def r18_cleared_in_time(case: Case, flows: Flows) -> Iterator[Finding]:
    """A site that must be cleared by a minute is empty by then."""
    for node in case.problem.nodes:
        if node.kind != "site" or node.must_clear_by is None:
            continue
        left = sum(max(0, group.count - flows.taken[group.id]) for group in case.problem.at_site(node.id))
        last = flows.last_departure[node.id]
        if left or last > node.must_clear_by:
            values = {"left": left, "last_departure": last}
            yield Finding("R18", node.id, node.must_clear_by, {name: value for name, value in values.items() if value})


def _handled_where_allowed(case: Case, vehicle: str, visit: Visit) -> Iterator[Finding]:
    """Nobody boards at a destination or base, nobody is set down at a site or base."""
    known, node, minute = case.problem.group, visit.node, visit.stop.service_start
    if node.kind in ("site", "base") and any(group in known for group in visit.stop.alight):
        yield Finding("R11", vehicle, minute, {"set_down_at": node.id, "kind": node.kind})
    if node.kind in ("dest", "base") and any(group in known for group in visit.stop.board):
        yield Finding("R11", vehicle, minute, {"boarded_at": node.id, "kind": node.kind})


def _pool_suffices(case: Case, pool: str, changes: list[tuple[int, int]]) -> Iterator[Finding]:
    steps = case.problem.node[pool].escorts
    out = 0
    moments = sorted([*changes, *((minute, 0) for minute, _ in steps)])
    for minute, together in groupby(moments, key=lambda change: change[0]):
        out += sum(change for _, change in together)
        if out > step_value(steps, minute):
            yield Finding("R15", pool, minute, {"out": out, "pool": step_value(steps, minute)})
