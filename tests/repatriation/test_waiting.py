"""Waiting: medians by Kaplan and Meier against published figures and a second way of counting; projected ends."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from musterbook.repatriation.waiting import Projected, median_days, median_per_stage, projected
from tests.repatriation.making import at

NOW = at("2026-06-01")
WEEK = timedelta(weeks=1)

REMISSION_6MP = ([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
REMISSION_PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
"""Weeks in remission, and those still in it: Freireich and others, Blood 1963, in every textbook."""


def test_the_medians_of_a_published_trial_are_found() -> None:
    assert median_days(*REMISSION_6MP) == 23
    assert median_days(REMISSION_PLACEBO, []) == 8


def test_open_ones_count_where_a_mean_of_the_finished_would_not_see_them() -> None:
    assert median_days([10, 20], []) == 10
    assert median_days([10, 20], [100, 100, 100]) is None
    assert median_days([10, 20, 30], [100, 100]) == 30


def test_nobody_waited_and_nobody_finished_has_no_median() -> None:
    assert median_days([], []) is None
    assert median_days([], [5, 6]) is None


def _by_hand(done: list[int], still: list[int]) -> int | None:
    """The same estimate in exact fractions, day by day, redistributing each open case to those still waiting."""
    days = {("done", n): d for n, d in enumerate(done)} | {("still", n): d for n, d in enumerate(still)}
    weight = dict.fromkeys(days, Fraction(1))
    order = sorted(weight, key=lambda one: (days[one], one[0] == "still"))
    gone, whole = Fraction(0), Fraction(len(order))
    for number, one in enumerate(order):
        if one[0] == "done":
            gone += weight[one]
            if gone * 2 >= whole:
                return days[one]
        elif order[number + 1 :]:
            for other in order[number + 1 :]:
                weight[other] += weight[one] / len(order[number + 1 :])
    return None


@given(st.lists(st.integers(0, 20), max_size=12), st.lists(st.integers(0, 20), max_size=12))
def test_it_equals_the_redistribution_to_the_right_in_exact_fractions(done: list[int], still: list[int]) -> None:
    assert median_days(done, still) == _by_hand(done, still)


def test_a_stage_lasts_until_the_next_on_the_road_and_open_ones_until_now() -> None:
    stages = {"notified": NOW - timedelta(days=40), "accepted": NOW - timedelta(days=10)}

    assert median_per_stage([(stages, NOW)] * 3) == {"notified": 30.0, "accepted": None}


def test_the_end_is_projected_over_the_best_and_the_worst_four_weeks() -> None:
    returned = [NOW - WEEK * week - timedelta(days=1) for week in (0, 1, 2, 3)] * 3

    found = projected(24, returned, NOW)

    assert found == Projected(24, 12, Fraction(24), Fraction(8), None)


def test_nobody_going_means_no_end_at_this_rate() -> None:
    long_ago = [NOW - WEEK * 13]

    found = projected(24, long_ago, NOW)

    assert (found.returns, found.weeks, found.weeks_best, found.weeks_worst) == (0, None, None, None)
