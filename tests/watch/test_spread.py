"""Ranges: log-odds joined as root of squares, and the Gamma behind the usual rate."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.watch.settings import Mark
from musterbook.watch.spread import log_odds, odds_times, rate_range, spread, swing


def test_without_uncertain_values_there_is_no_range() -> None:
    assert spread(0.3, []) == (0.3, 0.3)


def test_one_value_makes_the_range_alone() -> None:
    assert spread(0.5, [swing("one", Mark.JUDGED, 0.5, (1 / 3, 2 / 3))]) == pytest.approx((1 / 3, 2 / 3))


def test_two_values_join_as_the_root_of_squares() -> None:
    """3 and 4 make 5, in log-odds."""
    ends = [(0.5, 1 / (1 + math.exp(-size))) for size in (3.0, 4.0)]

    low, high = spread(0.5, [swing("some", Mark.JUDGED, 0.5, one) for one in ends])

    assert low == 0.5
    assert log_odds(high) == pytest.approx(5.0)


def test_a_value_that_only_lowers_does_so_once() -> None:
    found = swing("one", Mark.JUDGED, 0.5, (0.4, 0.3))

    assert found.up == 0
    assert found.down == pytest.approx(log_odds(0.3))
    assert (found.p_low, found.p_high) == (0.3, 0.5)


def test_the_usual_rate_lies_between_those_of_the_document() -> None:
    assert rate_range(2, 100) == pytest.approx((0.0036, 0.047), abs=0.0005)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 60), st.floats(1, 1000))
def test_the_ends_of_a_rate_are_where_the_poisson_sum_says(losses: int, years: float) -> None:
    """Gamma(k) below x is one minus the chance of fewer than k in a Poisson of mean x, an independent sum."""
    for rate, below in zip(rate_range(losses, years), (0.05, 0.95), strict=True):
        x = rate * years
        fewer = math.fsum(math.exp(k * math.log(x) - x - math.lgamma(k + 1)) for k in range(losses))

        assert 1 - fewer == pytest.approx(below, abs=1e-9)


@given(st.floats(0, 1), st.floats(0.5, 2))
def test_odds_are_multiplied_and_certainty_stays(p: float, factor: float) -> None:
    changed = odds_times(p, factor)

    assert 0 <= changed <= 1
    assert changed == pytest.approx(p) or (changed > p) == (factor > 1)
    assert odds_times(0, factor) == 0
    assert odds_times(1, factor) == 1
