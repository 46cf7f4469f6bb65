"""Faults for replanning: breakdown, shut road, moved consent, lost site, fewer escorts, more people."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from musterbook.lift.plan import Plan, Serial, serials
from musterbook.lift.problem import Interval, Problem

NOTICE_MIN = 120


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong: its name, the problem then, and which serials it hits."""

    name: str
    problem: Problem
    hits: Callable[[Serial], bool]


def breakdown(problem: Problem, now: int, chance: random.Random, plan: Plan) -> Fault:
    """A carrier is out of use for two days."""
    broken = chance.choice(sorted(plan.stops))
    out = (now, min(problem.horizon_min, now + 48 * 60))

    def less(spans: tuple[Interval, ...]) -> tuple[Interval, ...]:
        rest = [(a, b) for a, b in spans if b < out[0] or a > out[1]]
        met = [(a, b) for a, b in spans if not (b < out[0] or a > out[1])]
        return tuple(sorted([*rest, (min([out[0], *(a for a, _ in met)]), max([out[1], *(b for _, b in met)]))]))

    fleet = tuple(replace(v, unavailable=less(v.unavailable)) if v.id == broken else v for v in problem.vehicles)
    return Fault(f"breakdown {broken}", replace(problem, vehicles=fleet), lambda one: one.vehicle == broken)


def shut_road(problem: Problem, now: int, chance: random.Random, plan: Plan) -> Fault:
    """A road the plan uses is shut for two days."""
    used = sorted({(one.origin, one.destination) for one in serials(plan)
                   if (one.origin, one.destination) in problem.routes and one.depart > now
                   and problem.vehicle_type[problem.vehicle[one.vehicle].type].mode == "road"})  # fmt: skip
    ends = chance.choice(used) if used else ("", "")
    shut = (now + NOTICE_MIN, min(problem.horizon_min, now + 48 * 60))
    roads = tuple(
        replace(road, closed=_merged([*road.closed, shut])) if {road.a, road.b} == set(ends) else road
        for road in problem.road_routes
    )
    return Fault(
        f"road shut {'-'.join(ends)}",
        replace(problem, road_routes=roads),
        lambda one: bool({one.origin, one.destination} & set(ends)),
    )


def consent(problem: Problem, now: int, chance: random.Random, plan: Plan) -> Fault:
    """A facility lets nobody in for a day, or lets them in a day sooner."""
    dest = chance.choice(
        sorted({one.destination for one in serials(plan) if problem.node[one.destination].kind == "dest"})
    )
    later = chance.random() < 0.5

    def moved(spans: tuple[Interval, ...]) -> tuple[Interval, ...]:
        if later:
            return tuple(
                cut
                for a, b in spans
                for cut in ((a, min(b, now + NOTICE_MIN)), (max(a, now + 1440), b))
                if cut[0] < cut[1]
            )
        return _merged([(a if a <= now else max(now, a - 1440), b) for a, b in spans])

    return Fault(
        f"consent {'+' if later else '-'}24 h {dest}", _at(problem, dest, moved), lambda one: one.destination == dest
    )


def site_lost(problem: Problem, now: int, chance: random.Random, plan: Plan) -> Fault:
    """A site is lost: nobody leaves it any more."""
    site = chance.choice(
        sorted(
            {one.origin for one in serials(plan) if problem.node[one.origin].kind == "site" and one.depart > now}
            or {problem.groups[0].site}
        )
    )

    def ended(spans: tuple[Interval, ...]) -> tuple[Interval, ...]:
        return tuple((a, min(b, now)) for a, b in spans if a < now)

    return Fault(f"site lost {site}", _at(problem, site, ended), lambda one: one.origin == site)


def fewer_escorts(problem: Problem, now: int, chance: random.Random, plan: Plan) -> Fault:
    """A pool has 30 % fewer escorts from the freeze line on."""
    pool = chance.choice(sorted({problem.vehicle[v].base for v in plan.stops}))
    line = now + NOTICE_MIN

    def less(steps: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        at = max((number for minute, number in steps if minute <= line), default=0)
        held = [number for minute, number in steps if minute <= line][-1] if at else 0
        return (
            *((m, n) for m, n in steps if m < line),
            (line, held * 7 // 10),
            *((m, n * 7 // 10) for m, n in steps if m > line),
        )

    nodes = tuple(replace(node, escorts=less(node.escorts)) if node.id == pool else node for node in problem.nodes)
    return Fault(
        f"escorts -30 % {pool}", replace(problem, nodes=nodes), lambda one: problem.vehicle[one.vehicle].base == pool
    )


def more_people(problem: Problem, now: int, chance: random.Random, plan: Plan) -> Fault:
    """A hundred more people stand at a site."""
    del now, plan
    group = chance.choice([group for group in problem.groups if not group.stretcher and group.count > 20])
    groups = tuple(replace(one, count=one.count + 100) if one.id == group.id else one for one in problem.groups)
    return Fault(f"100 more at {group.site}", replace(problem, groups=groups), lambda one: one.origin == group.site)


FAULTS = (breakdown, shut_road, consent, site_lost, fewer_escorts, more_people)


def _at(problem: Problem, place: str, change: Callable[[tuple[Interval, ...]], tuple[Interval, ...]]) -> Problem:
    nodes = tuple(
        replace(node, open={mode: change(spans) for mode, spans in node.open.items()}) if node.id == place else node
        for node in problem.nodes
    )
    return replace(problem, nodes=nodes)


def _merged(spans: list[Interval]) -> tuple[Interval, ...]:
    found: list[Interval] = []
    for a, b in sorted(spans):
        if found and a <= found[-1][1]:
            found[-1] = (found[-1][0], max(b, found[-1][1]))
        else:
            found.append((a, b))
    return tuple(found)
