"""The planners beside each other: the search begins with what a planner would do by hand and never loses more."""

from __future__ import annotations

import pytest

from musterbook.lift.dispatch.policies import MostAtRiskFirst, ValueRate
from musterbook.lift.planners import Proposal, Searched, SimpleRule
from tests.lift.making import small_problem


@pytest.mark.parametrize("seed", range(1, 7))
def test_the_search_never_loses_more_than_a_rule_followed_by_hand(seed: int) -> None:
    problem = small_problem(seed)

    found = Searched().plan(problem, seed=seed, trials=3)

    by_hand = [SimpleRule(rule).plan(problem) for rule in (MostAtRiskFirst(), ValueRate())]
    assert isinstance(found, Proposal)
    for one in by_hand:
        assert isinstance(one, Proposal)
        assert found.objective.key <= one.objective.key
