"""Rates of misses and false matches, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musterbook.biometrics.evaluation.rates import Pairs, rates

PATIENT = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""On a machine with other work drawing an example may take long; the property does not."""


def pairs(same: list[float], different: list[float]) -> Pairs:
    """Pairs of finger 0 with itself, and of fingers 1 and 2."""
    score = np.array([*same, *different])
    left = np.array([0] * len(same) + [1] * len(different))
    return Pairs(score, left, np.array([0] * len(same) + [2] * len(different)))


def test_rates_of_ten_pairs_are_as_counted_by_hand() -> None:
    # At a threshold of 3 one of five pairs of one finger is missed, and one of five of two passes.
    found = rates(pairs([2, 4, 5, 6, 7], [0, 0, 1, 1, 3]), draws=0)

    assert found.eer.value == pytest.approx(0.2)
    # No false match passes from 4 on; below it one in five does, which is more than 1 in 100.
    assert [rate.value for rate in found.missed] == [0.2, 0.2, 0.2]
    assert found.thresholds == (4.0, 4.0, 4.0)
    assert (found.same, found.different, found.fingers) == (5, 5, 3)


def test_where_the_highest_score_is_of_two_fingers_nothing_is_said_of_rare_false_matches() -> None:
    found = rates(pairs([1, 2], [9, 0]), draws=0)

    assert [rate.value for rate in found.missed] == [None, None, None]
    assert found.thresholds == (None, None, None)


def test_pairs_of_one_kind_alone_have_no_rates() -> None:
    assert rates(pairs([1, 2], [])).eer.value is None
    assert rates(pairs([], [1, 2])).eer.value is None


def test_what_scores_alike_is_on_one_side_of_every_threshold() -> None:
    found = rates(pairs([1, 1, 1, 1], [1, 1, 0, 0]), draws=0)

    # At 1: nothing missed and a half passes; above it there is no threshold.
    assert found.eer.value == pytest.approx(0.25)


def test_intervals_hold_the_value_and_are_those_of_plain_drawing() -> None:
    rng = np.random.default_rng(4)
    fingers = np.repeat(np.arange(20), 4)
    left, right = np.triu_indices(len(fingers), 1)
    same = fingers[left] == fingers[right]
    score = np.where(same, rng.gamma(4, 1, len(left)), rng.gamma(1.5, 0.5, len(left)))
    every = Pairs(score, fingers[left], fingers[right])

    found = rates(every, seed=3)

    drawn = []
    for _ in range(400):
        times = np.bincount(rng.integers(0, 20, 20), minlength=20)
        weight = times[every.left] * np.where(same, 1, times[every.right])
        repeated = Pairs(*(np.repeat(column, weight) for column in (score, every.left, every.right)))
        drawn.append(rates(repeated, draws=0).eer.value or 0.0)
    low, high = np.quantile(drawn, (0.025, 0.975))
    assert found.eer.value is not None
    assert found.eer.low is not None
    assert found.eer.high is not None
    assert found.eer.low < found.eer.value < found.eer.high
    assert found.eer.low == pytest.approx(low, abs=0.01)
    assert found.eer.high == pytest.approx(high, abs=0.01)


@PATIENT
@given(st.lists(st.floats(0, 30), min_size=1, max_size=20), st.lists(st.floats(0, 30), min_size=1, max_size=20))
def test_rates_are_shares_and_rarer_false_matches_cost_more_misses(same: list[float], different: list[float]) -> None:
    found = rates(pairs(same, different), draws=0)

    missed = [rate.value for rate in found.missed if rate.value is not None]
    assert found.eer.value is not None
    assert 0 <= found.eer.value <= 1
    assert missed == sorted(missed)


@PATIENT
@given(st.lists(st.floats(0, 30), min_size=2, max_size=20), st.integers(0, 9))
def test_the_same_seed_draws_the_same_intervals(scores: list[float], seed: int) -> None:
    some = pairs(scores, [one / 2 for one in scores])

    assert rates(some, seed=seed, draws=20) == rates(some, seed=seed, draws=20)
