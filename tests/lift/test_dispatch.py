"""The dispatch planner: whatever the policy, the plan breaks no rule and nobody is lost on paper."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.lift.check import check
from musterbook.lift.dispatch.desk import Desk
from musterbook.lift.dispatch.dispatcher import Dispatch, Manner
from musterbook.lift.dispatch.policies import MostAtRiskFirst
from musterbook.lift.plan import Plan, serials
from musterbook.lift.plan_file import plan_values
from musterbook.lift.planners import PLANNERS, BestOfRules, NoPlan, Planner, Proposal, SimpleRule, planner_named
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem
from tests.lift.making import plain_problem, small_problem
from tests.lift.shuffled import Shuffled

INSTANCES = Path(__file__).parent / "instances"


def proposed(planner: Planner, problem: Problem, *, seconds: float = 60.0) -> Proposal:
    found = planner.plan(problem, seconds=seconds)
    assert isinstance(found, Proposal)
    return found


def moved_of(problem: Problem, plan: Plan) -> Counter[str]:
    moved: Counter[str] = Counter()
    for serial in serials(plan):
        if problem.node[serial.destination].kind == "dest":
            moved.update(serial.heads)
    return moved


@given(
    seed=st.integers(0, 10_000), order=st.integers(0, 1000), relay=st.booleans(), wait=st.sampled_from([0, 240, 1440])
)
@settings(max_examples=60, deadline=None)
def test_any_order_of_decisions_gives_a_plan_the_check_accepts(
    seed: int, order: int, wait: int, *, relay: bool
) -> None:
    problem = small_problem(seed)
    desk = Desk(problem)

    Dispatch(desk, Shuffled(order), Manner(relay=relay, wait_max_min=wait)).run(lambda: False, lambda _done, _all: None)
    plan = desk.plan({})

    verdict = check(problem, plan)
    assert verdict.findings == ()
    moved = moved_of(problem, plan)
    assert all(0 <= moved[group.id] == group.count - desk.bookings.remaining[group.id] for group in problem.groups)


@pytest.mark.parametrize("planner", PLANNERS, ids=lambda planner: planner.name)
def test_every_planner_moves_everybody_of_a_small_problem(planner: Planner) -> None:
    found = proposed(planner, small_problem(3, people=90), seconds=5.0)  # the search takes all it is given

    assert found.unmoved == ()
    assert found.objective.left_behind == 0


def test_people_are_staged_and_taken_on_by_the_aircraft() -> None:
    problem = small_problem(4)

    trips = serials(proposed(SimpleRule(MostAtRiskFirst()), problem).plan)

    onward = [trip for trip in trips if trip.vehicle == "C130-1"]
    assert onward
    assert {trip.origin for trip in onward} == {"field"}


@pytest.mark.parametrize(("name", "at_most"), [("S1", 22.41), ("S2", 134.39), ("S3", 26.06)])
def test_the_best_of_the_rules_loses_no_more_than_most_at_risk_first_in_the_table(name: str, at_most: float) -> None:
    problem = read_problem(INSTANCES / f"{name}.json")

    assert proposed(BestOfRules(), problem).objective.weighted_loss <= at_most


def test_most_at_risk_first_on_m1_is_no_worse_than_the_table() -> None:
    problem = read_problem(INSTANCES / "M1.json")

    assert proposed(SimpleRule(MostAtRiskFirst()), problem).objective.weighted_loss <= 221.88


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = small_problem(5)

    first, second = (proposed(BestOfRules(), problem).plan for _ in range(2))

    assert plan_values(first) == plan_values(second)


def test_stopped_early_the_plan_is_still_legal() -> None:
    problem = read_problem(INSTANCES / "S1.json")
    asked = iter([False] * 40 + [True] * 1000)

    found = SimpleRule(MostAtRiskFirst()).plan(problem, stop=lambda: next(asked))

    assert isinstance(found, Proposal)
    assert 0 < found.objective.delivered < 600
    assert found.unmoved


def test_progress_rises_to_everybody() -> None:
    told: list[tuple[int, int]] = []
    problem = small_problem(3, people=90)

    SimpleRule(MostAtRiskFirst()).plan(problem, progress=lambda done, total: told.append((done, total)))

    people = sum(group.count for group in problem.groups)
    assert told == sorted(told)
    assert told[-1] == (people, people)


def test_who_cannot_be_moved_is_listed_with_the_reason_and_the_numbers() -> None:
    problem = plain_problem()
    bus = replace(problem.vehicle_types[0], stretchers_max=0)

    found = proposed(SimpleRule(MostAtRiskFirst()), replace(problem, vehicle_types=(bus,)))

    assert [(one.group, one.heads, one.reason) for one in found.unmoved] == [("lying", 2, "lift.no-carrier")]
    assert found.unmoved[0].values == {"site": "site", "modes": "road", "stretcher": "yes", "carriers": 2}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"slots": {}}, "lift.no-carrier"),
        ({"open": {}}, "lift.no-window"),
        ({"lat": 35.5, "slots": {"heli": 1}}, "lift.no-carrier"),
    ],
)
def test_without_any_way_there_is_no_plan_and_it_says_why(change: dict[str, object], reason: str) -> None:
    problem = plain_problem()
    nodes = tuple(replace(n, **change) if n.id == "site" else n for n in problem.nodes)  # type: ignore[arg-type]

    found = SimpleRule(MostAtRiskFirst()).plan(replace(problem, nodes=nodes))

    assert isinstance(found, NoPlan)
    assert {one.reason for one in found.unmoved} == {reason}
    assert sum(one.heads for one in found.unmoved) == 18


def test_a_site_not_cleared_in_time_is_proposed_but_marked() -> None:
    problem = plain_problem()
    nodes = tuple(replace(node, must_clear_by=121) if node.id == "site" else node for node in problem.nodes)

    found = proposed(SimpleRule(MostAtRiskFirst()), replace(problem, nodes=nodes))

    assert {finding.rule for finding in found.late} == {"R18"}


def test_no_beds_are_said_with_how_many_there_were() -> None:
    problem = plain_problem()
    nodes = tuple(replace(n, beds={"c": ((0, 3),)}) if n.kind == "dest" else n for n in problem.nodes)

    found = proposed(SimpleRule(MostAtRiskFirst()), replace(problem, nodes=nodes))

    assert {one.reason for one in found.unmoved} == {"lift.no-beds"}
    assert found.objective.delivered == 6


def test_a_planner_is_found_by_its_name() -> None:
    assert planner_named("nearest-first").name == "nearest-first"
    with pytest.raises(KeyError):
        planner_named("oracle")


def test_draws_follow_from_the_seed() -> None:
    problem = small_problem(1)

    once, again = (list(BestOfRules().trials(problem, random.Random(7))) for _ in range(2))

    assert once == again
