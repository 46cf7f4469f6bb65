"""Dispatching again by a simple rule after the world changed: what has begun stays, everything else is planned anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from musterbook.lift.check import Objective, check
from musterbook.lift.dispatch.desk import Desk
from musterbook.lift.dispatch.dispatcher import Dispatch, Manner
from musterbook.lift.dispatch.policies import MostAtRiskFirst, Policy, ValueRate
from musterbook.lift.dispatch.replay import reopen, replay
from musterbook.lift.dispatch.unmoved import Unmoved, unmoved_of
from musterbook.lift.kept import Tour, kept_tours, strand_kept, take_only_who_may, tours_of
from musterbook.lift.plan import Plan, Serial, Stop, serials
from musterbook.lift.planners import fitting, never
from musterbook.lift.problem import Problem
from musterbook.lift.rules import Finding
from musterbook.lift.stretches import take_on_only_who_arrive


@dataclass(frozen=True, slots=True)
class Again:
    """The new plan beside the adopted one.

    Attributes:
        plan: all stops, the kept ones first.
        problem: what the plan was judged against: the changed problem less those stranded.
        findings: breaches that the news makes in what has already begun, and R18; empty when all is well.
        kept, dropped: serials of the adopted plan (by its ids) that stand as they were, and that do not.
        stranded: heads by group who sit in a carrier that failed; they are with its escort.
    """

    plan: Plan
    problem: Problem
    objective: Objective
    findings: tuple[Finding, ...]
    unmoved: tuple[Unmoved, ...]
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    stranded: Mapping[str, int]


def dispatch_again(
    problem: Problem,
    adopted: Plan,
    *,
    now_minute: int,
    freeze_minute: int,
    seed: int = 1,
    policies: tuple[Policy, ...] = (MostAtRiskFirst(), ValueRate()),
    stop: Callable[[], bool] = never,
) -> Again:
    """Plan again for the changed `problem`; tours of `adopted` begun before `freeze_minute` are kept.

    Changes are told in the problem itself: a carrier's `unavailable`, a site's windows or counts (the people already
    taken included), later permissions, other hazards. Its epoch is that of the adopted plan, and minutes mean the same.
    The best of `policies` by the check is returned; what breaks no rule is preferred.
    """
    best: Again | None = None
    for policy in policies:
        found = _replanned(problem, adopted, policy, (now_minute, freeze_minute, seed), stop)
        if best is None or _key(found) < _key(best):
            best = found
    if best is None:
        raise ValueError("at least one policy is needed to replan")
    return best


def _replanned(
    problem: Problem, adopted: Plan, policy: Policy, minutes: tuple[int, int, int], stop: Callable[[], bool]
) -> Again:
    now, freeze, seed = minutes
    tours = kept_tours(problem, tours_of(problem, adopted), now=now, freeze=freeze)
    take_only_who_may(problem, tours, now=now)
    judged, stranded = strand_kept(problem, tours)
    take_on_only_who_arrive(judged, tours)
    desk = Desk(judged)
    for vehicle in dict.fromkeys(tour.vehicle for tour in tours):
        replay(desk, vehicle, _stops(tours, vehicle), now=now)
    for carrier in desk.carriers:
        carrier.ready = max(carrier.ready, now)
    dispatch = Dispatch(desk, policy, fitting(Manner(), judged))
    for hub, group, heads, since in reopen(desk, dispatch.relay, now=now):
        dispatch.relay.rescue(hub, group, heads, since, now=now)
    dispatch.run(stop, lambda _done, _total: None)
    plan = desk.plan({"planner": f"replan {policy.name}", "seed": seed})
    verdict = check(judged, plan)
    before, after = serials(adopted), {_facts(serial) for serial in serials(plan)}
    return Again(
        plan=plan,
        problem=judged,
        objective=verdict.objective,
        findings=verdict.findings,
        unmoved=unmoved_of(judged, plan),
        kept=tuple(serial.id for serial in before if _facts(serial) in after),
        dropped=tuple(serial.id for serial in before if _facts(serial) not in after),
        stranded=stranded,
    )


def _stops(tours: list[Tour], vehicle: str) -> list[Stop]:
    return [stop for tour in tours if tour.vehicle == vehicle for stop in tour.stops]


def _facts(serial: Serial) -> tuple[str, str, str, int, int, tuple[tuple[str, int], ...]]:
    heads = tuple(sorted(serial.heads.items()))
    return (serial.vehicle, serial.origin, serial.destination, serial.depart, serial.set_down, heads)


def _key(again: Again) -> tuple[int, float, int, float]:
    return (len(again.findings), *again.objective.key)
