"""What a proposal says of itself: its loss in parts, the time given, the bound and what runs short; older ones read."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from musterbook.ledger.facts import Digest, from_json, to_json
from musterbook.ledger.notation import told
from musterbook.lift.bound import Binding, Bound, Layer
from musterbook.lift.dispatch.policies import ValueRate
from musterbook.lift.explain.telling import tell_scarce
from musterbook.lift.facts import PlanProposed
from musterbook.lift.planners import Proposal, SimpleRule
from musterbook.lift.problem import Problem
from musterbook.operation.lift_situation import Runs
from musterbook.operation.worth import proposed, scarce
from musterbook.words.plans import phrase
from tests.lift.making import plain_problem
from tests.verifier.loading import verifier

PLAN, OTHER, POSED = (Digest(two * 32) for two in ("a1", "b2", "c3"))


@pytest.fixture(scope="module")
def problem() -> Problem:
    return plain_problem()


@pytest.fixture(scope="module")
def found(problem: Problem) -> Proposal:
    made = SimpleRule(ValueRate()).plan(problem, seed=7)
    assert isinstance(made, Proposal)
    return made


def a_bound(value: float, *binding: Binding) -> Bound:
    return Bound(value, (Layer("together", value, 1.0, 10, binding),), 1.0)


def test_a_proposal_says_its_parts_its_time_and_its_bound(problem: Problem, found: Proposal) -> None:
    bound = a_bound(
        0.04567, Binding("escorts", "R15", "base", 60, 600, 1.25), Binding("aboard", "R20", "hub", 0, 60, 0.01)
    )

    fact = proposed(PLAN, POSED, problem, found, seconds=9.2, bound=bound)

    parts = [fact.objective[f"{name}-milli"] for name in ("site", "transit", "hub", "left-behind")]
    assert abs(sum(parts) - fact.objective["weighted-loss-milli"]) <= 2
    assert (fact.seed, fact.seconds, fact.bound) == (7, 10, 45)
    # 1 % more of a price of 1.25 is 0.0125 weighted people; a price that rounds to nothing is left out.
    assert [(one.resource, one.place, one.worth) for one in fact.binding] == [("escorts", "base", 12)]
    assert fact.binding[0].since == datetime.fromisoformat(problem.epoch) + timedelta(minutes=60)


def test_without_a_bound_what_the_plan_uses_to_the_full_is_told(problem: Problem, found: Proposal) -> None:
    (only,) = scarce(problem, found.plan)

    assert (only.resource, only.place, only.worth) == ("escorts", "base", None)  # four of four are out
    assert only.until - only.since == timedelta(hours=6)
    assert phrase(tell_scarce(only), "") == "escorts of base run short from 100000ZJAN26 to 100600ZJAN26"


def test_an_older_proposal_still_reads_and_the_verifier_knows_both_forms(problem: Problem, found: Proposal) -> None:
    bound = a_bound(0.04, Binding("escorts", "R15", "base", 60, 600, 1.25))
    whole = to_json(proposed(PLAN, POSED, problem, found, seconds=5, bound=bound))
    older = {name: value for name, value in whole.items() if name not in ("seconds", "bound", "binding")}

    read = from_json("lift.plan-proposed", 1, older)

    assert isinstance(read, PlanProposed)
    assert (read.seconds, read.bound, read.binding) == (None, None, ())
    for said in (whole, older):
        verifier._check_fields(verifier.KINDS["lift.plan-proposed"][1], said, set())
    with pytest.raises(verifier.MalformedError):
        verifier._check_fields(
            verifier.KINDS["lift.plan-proposed"][1], {**whole, "binding": [{"resource": "escorts"}]}, set()
        )


def test_the_best_bound_of_a_problem_stands_with_each_of_its_plans() -> None:
    entries = told(
        f"""
        06:00 desk lift.plan-proposed plan={PLAN} problem={POSED} planner=p seed=1 objective=loss-milli:1 bound=30
        06:01 desk lift.plan-proposed plan={OTHER} problem={POSED} planner=p seed=2 objective=loss-milli:1 bound=20
        06:02 desk lift.plan-proposed plan={POSED} problem={OTHER} planner=p seed=1 objective=loss-milli:1
        """
    )

    runs = Runs.of(entries).all()

    assert [run.bound for run in runs] == [None, 0.03, 0.03]
