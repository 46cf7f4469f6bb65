"""Random worlds, random news: the plan made again breaks nothing, and what the news does not touch stays as it is."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from musterbook.lift.check import check
from musterbook.lift.plan import Plan, Serial, serials
from musterbook.lift.problem import Problem
from musterbook.lift.replan import replan
from musterbook.lift.replanned import Replanned
from musterbook.terms.errors import Refused
from tests.lift.bound.worlds import dispatched, world
from tests.lift.faults import FAULTS, Fault

SEEDS = st.integers(0, 10**6)


def adopted_in(seed: int) -> tuple[Problem, Plan]:
    """A world and a legal plan for it with a few serials."""
    problem = world(seed)
    plan = dispatched(problem, seed)
    assume(len(serials(plan)) >= 4)
    assume({finding.rule for finding in check(problem, plan).findings} <= {"R18"})
    return problem, plan


def news(problem: Problem, plan: Plan, seed: int) -> tuple[Fault, int, int]:
    """Something goes wrong at some minute; with it the freeze line."""
    chance = random.Random(seed)
    now = chance.randrange(0, max(2, *(one.depart for one in serials(plan))))
    fault = chance.choice([one for one in FAULTS if one.__name__ != "more_people"])(problem, now, chance, plan)
    return fault, now, now + chance.choice((0, 60, 120, 360))


def facts(one: Serial) -> tuple[object, ...]:
    """Everything about a serial but its number."""
    return one.vehicle, one.origin, one.destination, one.board_start, one.depart, one.set_down, tuple(one.heads.items())


def broken_by_us(found: Replanned) -> list[str]:
    """What the independent check finds that neither the news alone breaks nor a site cleared late."""
    findings = check(found.problem, found.plan).findings
    return [str(one) for one in findings if one.rule != "R18" and one not in found.begun]


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_the_first_plan_breaks_nothing_and_changes_nothing_that_the_news_does_not_touch(seed: int) -> None:
    problem, plan = adopted_in(seed)
    fault, now, freeze = news(problem, plan, seed)

    found = replan(fault.problem, plan, now_minute=now, freeze_minute=freeze, trials=1)

    people = sum(group.count for group in found.problem.groups)
    assert broken_by_us(found) == []
    assert set(found.far_changed) <= set(found.room)
    assert found.objective.delivered + found.objective.left_behind == people
    assert people + sum(found.stranded.values()) <= sum(group.count for group in problem.groups)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_what_stays_is_carried_out_to_the_minute_with_the_same_people(seed: int) -> None:
    problem, plan = adopted_in(seed)
    fault, now, freeze = news(problem, plan, seed)

    found = replan(fault.problem, plan, now_minute=now, freeze_minute=freeze, trials=1)

    far = [one.change.before for one in found.changes if not one.near and one.change.before]
    after = {facts(one) for one in serials(found.plan)}
    assert len(far) == found.far
    assert found.room or [one.id for one in far if facts(one) not in after] == []


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_the_search_changes_no_more_than_it_may(seed: int) -> None:
    problem, plan = adopted_in(seed)
    fault, now, freeze = news(problem, plan, seed)

    first = replan(fault.problem, plan, now_minute=now, freeze_minute=freeze, trials=1)
    found = replan(fault.problem, plan, now_minute=now, freeze_minute=freeze, trials=40)

    assert broken_by_us(found) == []
    assert len(found.far_changed) <= max(len(first.far_changed), 0.1 * found.far)
    assert found.first_loss == pytest.approx(first.objective.weighted_loss)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_without_news_nothing_changes_at_all(seed: int) -> None:
    problem, plan = adopted_in(seed)
    now = random.Random(seed).randrange(0, max(2, *(one.depart for one in serials(plan))))

    found = replan(problem, plan, now_minute=now, freeze_minute=now + 120, trials=1)

    assert set(found.kept) == {one.id for one in serials(plan)}


def test_a_plan_that_was_never_legal_is_refused() -> None:
    """One escort less than the people aboard ask for is nobody's news."""
    problem, plan = world(1), dispatched(world(1), 1)
    vehicle, stops = next((v, stops) for v, stops in plan.stops.items() if any(stop.board for stop in stops))
    at = next(k for k, stop in enumerate(stops) if stop.board)
    late = replace(stops[at], service_end=stops[at].service_start, depart=stops[at].service_start)
    hasty = Plan(plan.instance, {**plan.stops, vehicle: (*stops[:at], late, *stops[at + 1 :])})

    with pytest.raises(Refused) as refused:
        replan(problem, hasty, now_minute=0, freeze_minute=60, trials=1)

    assert {one.rule for one in refused.value.objections} == {"lift.adopted-breaks"}
    assert "R7" in {one.values["broken"] for one in refused.value.objections}


def test_with_the_problem_it_was_adopted_for_nothing_is_put_down_to_news() -> None:
    """A site shut from the beginning on: news, unless the plan was made for a site that was shut."""
    problem, plan = world(1), dispatched(world(1), 1)
    site = next(one.origin for one in serials(plan) if problem.node[one.origin].kind == "site")
    shut = replace(problem, nodes=tuple(replace(node, open={}) if node.id == site else node for node in problem.nodes))

    found = replan(shut, plan, now_minute=0, freeze_minute=0, before=problem, trials=1)

    assert not [one for one in serials(found.plan) if one.origin == site]
    with pytest.raises(Refused):
        replan(shut, plan, now_minute=0, freeze_minute=0, before=shut, trials=1)
