"""What cannot be done whatever the plan, and what would make it possible: shown by dispatching it alone, again.

One person of a group, or one site that must be empty by a minute, is dispatched with every carrier at its service. If
that fails, one rule after another is made milder, and those that make it succeed are the reasons, with their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Final

from musterbook.lift.check import check
from musterbook.lift.courses import distance_km
from musterbook.lift.dispatch.desk import Desk
from musterbook.lift.dispatch.dispatcher import Dispatch, Manner
from musterbook.lift.dispatch.policies import MostAtRiskFirst
from musterbook.lift.explain.remedies import Remedy, remedies_of
from musterbook.lift.explain.values import Reason, Value
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Group, Node, Problem, Vehicle

REASONS_MAX: Final = 3
PAIRS_MAX: Final = 40
NEAR_NODES: Final = 60
NEAR_EACH: Final = 5
"""In a problem of more places than these, only so many facilities, staging places and bases near the site are asked."""

Passes = Callable[[Problem], Plan | None]
"""A test of a problem: the plan that passes it, or None."""


def bars_of(problem: Problem, group: Group) -> tuple[Reason, ...]:
    """What bars anybody of a group from ever being moved; empty when someone could go if there were nobody else."""
    site = problem.node[group.site]
    alone = replace(_few_carriers(problem), groups=(replace(group, count=1),))
    if _moves(alone) is not None:
        return ()
    near = _near(alone, site, group)
    return _reasons(near, _moves, remedies_of(near, site, group), site.id)


def late_sites(problem: Problem, plan: Plan) -> tuple[tuple[str, tuple[Reason, ...]], ...]:
    """For each site that is not empty by its minute, why, and what would make it so with nobody else in the way."""
    late = {one.where: dict(one.values) for one in check(problem, plan).findings if one.rule == "R18"}
    return tuple((node.id, _late(problem, node, late[node.id])) for node in problem.nodes if node.id in late)


def _late(problem: Problem, node: Node, values: dict[str, Value]) -> tuple[Reason, ...]:
    by = node.must_clear_by or 0
    left = sum(group.count for group in problem.at_site(node.id))
    said: dict[str, Value] = {"site": node.id, "by_at": by, "people": left, **values}
    alone = replace(problem, groups=problem.at_site(node.id))
    if _cleared(node.id)(alone) is not None:
        return (Reason("explain.clear-by-others", said),)
    first = _first_leave(alone, node.id)
    if first is None:
        return (Reason("explain.clear-by-never", said), *bars_of(problem, problem.at_site(node.id)[0]))
    if first > by:
        return (Reason("explain.clear-by-too-early", {**said, "first_at": first, "minutes": first - by}),)
    more = _reasons(alone, _cleared(node.id), remedies_of(alone, node, None, before=by), node.id, always=True)
    return (Reason("explain.clear-by-short", {**said, "first_at": first}), *more)


@dataclass(frozen=True, slots=True)
class _Found:
    """A remedy, or two, that makes the test pass, and the plan that shows it."""

    remedies: tuple[Remedy, ...]
    plan: Plan


def _reasons(
    problem: Problem, passes: Passes, remedies: Sequence[Remedy], site: str, *, always: bool = False
) -> tuple[Reason, ...]:
    """The single remedies that make the test pass, each with its smallest amount; else the first pair that does."""
    if not always and passes(problem) is not None:
        return ()
    singles = [found for one in remedies if (found := _least(problem, passes, (one,))) is not None]
    if singles:
        # Another kind of carrier is named only when nothing can be done for those that come.
        plain = [one for one in singles if one.remedies[0].rule != "explain.no-landing"] or singles
        shown = [_said(one) for one in plain[:REASONS_MAX]]
        return tuple(shown) if len(shown) == 1 or always else (Reason("explain.any-of", {"number": len(shown)}), *shown)
    for pair in list(combinations(remedies, 2))[:PAIRS_MAX]:
        found = _least(problem, passes, pair)
        if found is not None:
            both = [_said(replace(found, remedies=(one,))) for one in found.remedies]
            return (Reason("explain.two-together", {"site": site}), *both)
    return (Reason("explain.nothing-helps", {"site": site, "tried": len(remedies)}),)


def _least(problem: Problem, passes: Passes, remedies: tuple[Remedy, ...]) -> _Found | None:
    """The remedies at their smallest amounts, if they make the test pass at their largest."""
    plan = passes(_applied(problem, remedies))
    if plan is None:
        return None
    found = _Found(remedies, plan)
    for at, one in enumerate(remedies):
        low, high = 1, one.amount // one.step if one.step else 0
        while low < high:
            middle = (low + high) // 2
            fewer = (*found.remedies[:at], replace(one, amount=middle * one.step), *found.remedies[at + 1 :])
            plan = passes(_applied(problem, fewer))
            if plan is None:
                low = middle + 1
            else:
                found, high = _Found(fewer, plan), middle
    return found


def _applied(problem: Problem, remedies: Iterable[Remedy]) -> Problem:
    for one in remedies:
        problem = one.apply(problem, one.amount)
    return problem


def _said(found: _Found) -> Reason:
    """The reason of a remedy, with how long the place or road is used by the plan that shows it."""
    (one,) = found.remedies
    values: dict[str, Value] = {**one.values, "more": one.amount}
    if one.place:
        values["minutes"] = sum(end - start for start, end in _times_at(found.plan, one.place))
    return Reason(one.rule, values)


def _times_at(plan: Plan, place: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """When a place is used, or a road is driven, in a plan; the first use only."""
    for stops in plan.stops.values():
        for before, stop in pairwise(stops):
            if len(place) == 2 and {before.node, stop.node} == set(place):
                yield before.depart, stop.arrive
                return
            if len(place) == 1 and stop.node == place[0] and stop.service_end > stop.service_start:
                yield stop.service_start, stop.service_end
                return


def _moves(problem: Problem) -> Plan | None:
    """The plan that moves everyone of the problem, if the simple dispatch finds one."""
    desk = Desk(problem)
    manner = Manner(looks=1, again_min=360, again_max_min=720, wait_max_min=1440, stay_max_min=4320)
    Dispatch(desk, MostAtRiskFirst(), manner).run(lambda: False, lambda _done, _total: None)
    return None if desk.people_left else desk.plan({})


def _cleared(site: str) -> Passes:
    """Everyone leaves the site by its minute."""

    def passes(problem: Problem) -> Plan | None:
        plan = _moves(problem)
        by = problem.node[site].must_clear_by
        if plan is None or by is None:
            return plan
        last = max(stop.depart for stops in plan.stops.values() for stop in stops if stop.node == site and stop.board)
        return plan if last <= by else None

    return passes


def _first_leave(problem: Problem, site: str) -> int | None:
    """When the first of a site's people leave in a dispatch of that site alone; None when nobody ever does."""
    desk = Desk(problem)
    Dispatch(desk, MostAtRiskFirst(), Manner(looks=1)).run(lambda: False, lambda _done, _total: None)
    plan = desk.plan({})
    leaves = [stop.depart for stops in plan.stops.values() for stop in stops if stop.node == site and stop.board]
    return min(leaves, default=None)


def _few_carriers(problem: Problem) -> Problem:
    """Of carriers alike (type and base) the one that is least out of use: one person needs no more of them."""
    best: dict[tuple[str, str], tuple[int, Vehicle]] = {}
    for one in problem.vehicles:
        out = sum(end - start for start, end in one.unavailable)
        key = (one.type, one.base)
        if key not in best or out < best[key][0]:
            best[key] = (out, one)
    return replace(problem, vehicles=tuple(one for _, one in best.values()))


def _near(problem: Problem, site: Node, group: Group) -> Problem:
    """Of a large problem the places around a site: what would help is looked for where help would come from."""
    if len(problem.nodes) <= NEAR_NODES:
        return problem
    carrying = {vehicle.base for vehicle in problem.vehicles}
    dests = [one for one in problem.nodes if one.kind == "dest" and (not group.dests or one.id in group.dests)]
    hubs = [one for one in problem.nodes if one.kind == "hub"]
    bases = [one for one in problem.nodes if one.id in carrying]
    kept = {site.id}
    for nodes in (dests, hubs, bases):
        kept |= {name for _, name in sorted((distance_km(site, node), node.id) for node in nodes)[:NEAR_EACH]}
    return replace(
        problem,
        nodes=tuple(node for node in problem.nodes if node.id in kept),
        vehicles=tuple(one for one in problem.vehicles if one.base in kept),
        road_routes=tuple(road for road in problem.road_routes if road.a in kept and road.b in kept),
    )
