"""Every plan the check accepts fits into the bound's linear programme: it breaks no row and costs no more there."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from musterbook.lift.bound.fleets import fleets_of
from musterbook.lift.bound.grain import Grain, cut
from musterbook.lift.bound.layers import grains_of
from musterbook.lift.bound.people import people_of
from musterbook.lift.bound.pricing import Relaxation
from musterbook.lift.check import check
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem
from tests.lift.bound.mapping import breaches, cost_of
from tests.lift.bound.worlds import dispatched, disturbed, wandering, world

INSTANCES = Path(__file__).parents[1] / "instances"
WORLDS = 125
PLANS_LEAST = 500


def relaxed(problem: Problem, seed: int, *, merged: bool = False) -> Relaxation:
    """The relaxation at a grain drawn from the seed."""
    step = random.Random(seed).choice((10, 30, 60, 240))
    grain = Grain(((0, step), (2000, 3 * step)), ((0, step),), 2400, (1440,), ((0, max(120, step)),))
    return cut(problem, people_of(problem), fleets_of(problem, merged=merged), grain)


def plans_for(problem: Problem, seed: int) -> list[Plan]:
    """Plans without findings: dispatched, dispatched and disturbed, and wandering."""
    made = [dispatched(problem, seed), disturbed(problem, dispatched(problem, seed + 7), seed)]
    made += [plan for i in range(10) if (plan := wandering(problem, seed * 100 + i)) is not None]
    return [plan for plan in made if check(problem, plan).feasible]


def test_hundreds_of_plans_of_small_worlds_satisfy_every_row_at_no_more_than_their_loss() -> None:
    count = 0
    for seed in range(WORLDS):
        problem = world(seed, roomy=seed % 3 == 0)
        relaxation = relaxed(problem, seed, merged=seed % 5 == 0)

        for plan in plans_for(problem, seed):
            found = breaches(relaxation, plan)
            count += 1

            assert found[:-1] == [], f"world {seed}"
            assert cost_of(found) <= check(problem, plan).objective.weighted_loss + 1e-6, f"world {seed}"

    assert count >= PLANS_LEAST


def test_a_plan_that_uses_more_than_there_is_breaks_a_row() -> None:
    problem = world(14)
    relaxation = relaxed(problem, 14)
    plan = dispatched(problem, 14)
    vehicle = max(plan.stops, key=lambda one: len(plan.stops[one]))

    twice = breaches(relaxation, Plan(plan.instance, {**plan.stops, vehicle: plan.stops[vehicle] * 2}))

    assert len(twice) > 1


@pytest.mark.parametrize("name", ["S1", "S2", "S3"])
def test_plans_of_the_instances_satisfy_every_row_of_the_layers_used_for_them(name: str) -> None:
    problem = read_problem(INSTANCES / f"{name}.json")
    relaxations = [cut(problem, people_of(problem), fleets_of(problem), grain) for grain in grains_of(problem)[:3]]

    for seed in range(4):
        plan = disturbed(problem, dispatched(problem, seed), seed)
        verdict = check(problem, plan)
        assert verdict.feasible
        for relaxation in relaxations:
            found = breaches(relaxation, plan)
            assert found[:-1] == []
            assert cost_of(found) <= verdict.objective.weighted_loss + 1e-6
