"""Curves of a plan: they end where the check ends, lose nobody, and never show more than there is."""

from __future__ import annotations

import pytest

from musterbook.lift.check import check
from musterbook.lift.dispatch.policies import ValueRate
from musterbook.lift.plan import Plan
from musterbook.lift.planners import Proposal, SimpleRule
from musterbook.operation.lift_curves import curves_of, value_at
from tests.lift.making import plain_problem, small_problem


@pytest.fixture(scope="module", params=[1, 2, 5])
def found(request: pytest.FixtureRequest) -> tuple[int, Proposal]:
    proposal = SimpleRule(ValueRate()).plan(small_problem(request.param), seed=1, seconds=30.0)
    assert isinstance(proposal, Proposal)
    return request.param, proposal


def test_the_curve_of_loss_ends_at_what_the_check_says_less_those_left_behind(found: tuple[int, Proposal]) -> None:
    problem, plan = small_problem(found[0]), found[1].plan
    judged = check(problem, plan).objective

    curves = curves_of(problem, plan)

    left = sum(
        problem.risk_class[group.risk].weight
        * (group.count - sum(stop.board.get(group.id, 0) for stops in plan.stops.values() for stop in stops
                             if stop.node == group.site))
        for group in problem.groups
    )  # fmt: skip
    if not left:
        assert curves.loss[-1][1] == pytest.approx(judged.weighted_loss)
    assert [value for _, value in curves.loss] == sorted(value for _, value in curves.loss)


def test_everyone_is_in_one_band_at_every_minute(found: tuple[int, Proposal]) -> None:
    problem = small_problem(found[0])
    everyone = sum(group.count for group in problem.groups)

    curves = curves_of(problem, found[1].plan)

    for minute in range(0, curves.ends + 60, 37):
        assert sum(value_at(points, minute) for points in curves.people.values()) == everyone


def test_a_feasible_plan_uses_no_more_than_there_is(found: tuple[int, Proposal]) -> None:
    curves = curves_of(small_problem(found[0]), found[1].plan)

    assert {use.kind for use in curves.uses} == {"escorts", "queue", "beds", "held"}
    assert max(use.tightest for use in curves.uses) <= 1.0


def test_a_plan_of_nothing_has_everyone_at_the_sites() -> None:
    curves = curves_of(plain_problem(), Plan("plain", {}))

    assert value_at(curves.people["sites"], 0) == 18  # 8 + 8 + 2
    assert curves.ends == 0
    assert curves.people["received"] == ()
