"""A varied plan is about as good as the best, another each time, and the same again from its seed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from musterbook.lift.check import check
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem
from musterbook.lift.search.race import Race, race
from musterbook.lift.varying import WITHIN, Walk, alike

HERE = Path(__file__).parent / "instances"


@cache
def posed() -> Problem:
    return read_problem(HERE / "S1.json")


@cache
def searched() -> Race:
    return race(posed(), seconds=float("inf"), seed=1, trials=2000)


def drawn(seed: int) -> Plan:
    return Walk(seed, None, trials=600).walked(searched()).plan(0, {})


def test_it_loses_at_most_a_hundredth_more_and_breaks_no_rule() -> None:
    best = searched().found[0].worth.loss

    for seed in (1, 2, 3):
        verdict = check(posed(), drawn(seed))

        assert verdict.findings == ()
        assert verdict.objective.weighted_loss <= best * (1 + WITHIN) + 1e-6


def test_another_seed_is_another_plan_and_the_same_seed_the_same() -> None:
    one, two = drawn(1), drawn(2)

    assert one.stops == drawn(1).stops
    assert alike(one, two) < 0.95
    assert alike(one, searched().plan(0, {})) < 1


def test_stopped_at_once_the_best_plan_is_the_answer() -> None:
    stopped = Walk(1, None, trials=600, stop=lambda: True).walked(searched())

    assert stopped.plan(0, {}).stops == searched().plan(0, {}).stops


def test_of_the_plans_on_the_way_the_one_with_the_least_score_is_taken() -> None:
    scored: list[float] = []

    def stops_made(plan: Plan) -> float:
        scored.append(float(sum(len(stops) for stops in plan.stops.values())))
        return scored[-1]

    found = Walk(1, None, trials=600).least(searched(), stops_made)

    best = searched().found[0].worth.loss
    assert len(scored) == 7, "the best, and one for every hundred trials"
    assert stops_made(found.plan(0, {})) == min(scored[:7])
    assert found.found[0].worth.loss <= best * (1 + WITHIN) + 1e-6
    assert check(posed(), found.plan(0, {})).findings == ()


def test_how_alike_plans_are_is_the_share_of_serials_they_have_in_common() -> None:
    plan = searched().plan(0, {})
    half = Plan(plan.instance, dict(list(plan.stops.items())[: len(plan.stops) // 2]))

    assert alike(plan, plan) == 1
    assert alike(half, plan) == 1
    assert 0 < alike(plan, half) < 1
