"""Our check and the referee of the shared data judge the same plans, whole and broken, and must say the same."""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from musterbook.lift.check import check
from musterbook.lift.dispatch.policies import MostAtRiskFirst
from musterbook.lift.plan import Plan, Stop
from musterbook.lift.plan_file import plan_values
from musterbook.lift.planners import Proposal, SimpleRule
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem

INSTANCES = Path(__file__).parent / "instances"
REFEREE = Path(__file__).parents[2] / "../shared/data/lift/checker.py"
MUTATIONS_EACH = 100

Judge = Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]


@pytest.fixture(scope="module")
def referee() -> Judge:
    if not REFEREE.exists():
        pytest.skip("the referee of the shared data is not here")
    spec = importlib.util.spec_from_file_location("referee", REFEREE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    judge: Judge = module.check
    return judge


def planned(name: str) -> tuple[dict[str, Any], Problem, Plan]:
    values = json.loads((INSTANCES / f"{name}.json").read_text())
    problem = read_problem(values)
    proposal = SimpleRule(MostAtRiskFirst()).plan(problem)
    assert isinstance(proposal, Proposal)
    return values, problem, proposal.plan


def assert_same(judge: Judge, values: dict[str, Any], problem: Problem, plan: Plan) -> frozenset[str]:
    ours, theirs = check(problem, plan), judge(values, plan_values(plan))
    assert ours.broken == set(theirs["violation_counts"])
    if ours.broken & {"R1", "R11"}:
        return ours.broken  # heads that do not add up have no worth: FORMAT.md gives none to an infeasible plan
    assert ours.objective.weighted_loss == pytest.approx(theirs["objective"]["expected_lost_weighted"], abs=1e-6)
    assert ours.objective.makespan_min == theirs["objective"]["makespan_min"]
    assert ours.objective.cost == pytest.approx(theirs["objective"]["cost"], abs=0.0051)
    return ours.broken


@pytest.mark.parametrize("name", ["S1", "S2", "S3", "M1"])
def test_the_referee_accepts_what_the_planner_proposes(referee: Judge, name: str) -> None:
    values, problem, plan = planned(name)

    assert assert_same(referee, values, problem, plan) == frozenset()


@pytest.mark.parametrize("name", ["S1", "S2", "S3"])
def test_check_and_referee_agree_on_mutated_plans(referee: Judge, name: str) -> None:
    values, problem, plan = planned(name)
    chance = random.Random(name)

    broken = [assert_same(referee, values, problem, mutated(problem, plan, chance)) for _ in range(MUTATIONS_EACH)]

    assert len(frozenset().union(*broken)) >= 10


def mutated(problem: Problem, plan: Plan, chance: random.Random) -> Plan:
    """The plan with one to three things changed that a careless hand might change."""
    stops = {vehicle: list(course) for vehicle, course in plan.stops.items()}
    for _ in range(chance.choice((1, 1, 2, 3))):
        vehicle = chance.choice(list(stops))
        index = chance.randrange(len(stops[vehicle]))
        change = chance.choice((_shift, _times, _heads, _escorts, _route, _refuel, _place, _drop))
        change(problem, stops[vehicle], index, chance)
    return Plan(plan.instance, {vehicle: tuple(course) for vehicle, course in stops.items()})


def _shift(_problem: Problem, stops: list[Stop], index: int, chance: random.Random) -> None:
    by = chance.choice((-60, -5, -1, 1, 5, 60, 600))
    for i in range(index, len(stops)):
        stop = stops[i]
        stops[i] = replace(
            stop,
            arrive=stop.arrive + by,
            service_start=stop.service_start + by,
            service_end=stop.service_end + by,
            depart=stop.depart + by,
        )


def _times(_problem: Problem, stops: list[Stop], index: int, chance: random.Random) -> None:
    name = chance.choice(("arrive", "service_start", "service_end", "depart"))
    by = chance.choice((-30, -1, 1, 30))
    stops[index] = replace(stops[index], **{name: getattr(stops[index], name) + by})


def _heads(problem: Problem, stops: list[Stop], index: int, chance: random.Random) -> None:
    boarding = chance.random() < 0.5
    heads = dict(stops[index].board if boarding else stops[index].alight)
    group = chance.choice([*heads, chance.choice(problem.groups).id])
    heads[group] = heads.get(group, 0) + chance.choice((-1, 1, 5))
    left = {key: value for key, value in heads.items() if value}
    stops[index] = replace(stops[index], board=left) if boarding else replace(stops[index], alight=left)


def _escorts(_problem: Problem, stops: list[Stop], index: int, chance: random.Random) -> None:
    name = chance.choice(("escorts_on", "escorts_off"))
    count = max(0, getattr(stops[index], name) + chance.choice((-1, 1, 3)))
    stops[index] = replace(stops[index], **{name: count})


def _route(_problem: Problem, stops: list[Stop], index: int, chance: random.Random) -> None:
    stops[index] = replace(stops[index], route=chance.choice((0, 1, 2)))


def _refuel(_problem: Problem, stops: list[Stop], index: int, _chance: random.Random) -> None:
    stops[index] = replace(stops[index], refuel=not stops[index].refuel)


def _place(problem: Problem, stops: list[Stop], index: int, chance: random.Random) -> None:
    stops[index] = replace(stops[index], node=chance.choice(problem.nodes).id)


def _drop(_problem: Problem, stops: list[Stop], index: int, _chance: random.Random) -> None:
    if len(stops) > 1:
        del stops[index]
