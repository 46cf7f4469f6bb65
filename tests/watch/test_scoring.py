"""Scores: what a perfect, a constant and an inverted forecaster get, and what is too little to judge by."""

from __future__ import annotations

from math import exp, factorial, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.watch.scoring import (
    EDGES_WIND,
    auc,
    blocks_of,
    brier,
    log_score,
    poisson_interval,
    reliability_table,
    scores,
    skill,
    skill_range,
    value,
)

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80)
OUTCOMES = np.arange(40) % 4 == 0


@given(PAIRS)
def test_the_parts_of_the_brier_score_sum(pairs: list[tuple[float, bool]]) -> None:
    parts = brier([p for p, _ in pairs], [y for _, y in pairs])

    whole = parts.reliability - parts.resolution + parts.uncertainty + parts.within
    assert parts.score == pytest.approx(sum((p - y) ** 2 for p, y in pairs) / len(pairs))
    assert whole == pytest.approx(parts.score)


def test_the_parts_of_a_small_case_can_be_worked_out_by_hand() -> None:
    parts = brier([0.1, 0.1, 0.5, 0.5], [False, False, True, False])

    assert parts.score == pytest.approx((0.01 + 0.01 + 0.25 + 0.25) / 4)
    assert parts.reliability == pytest.approx((2 * 0.1**2 + 2 * 0.0) / 4)
    assert parts.resolution == pytest.approx((2 * 0.25**2 + 2 * 0.25**2) / 4)
    assert parts.uncertainty == pytest.approx(0.25 * 0.75)
    assert parts.within == pytest.approx(0)


def test_perfect_constant_and_inverted_forecasters_have_skill_1_0_and_below() -> None:
    average = np.full(40, 0.25)

    assert skill(OUTCOMES, OUTCOMES, average) == 1
    assert skill(average, OUTCOMES, average) == 0
    assert (skill(~OUTCOMES, OUTCOMES, average) or 0) < 0


def test_skill_against_one_who_was_never_wrong_is_not_known() -> None:
    assert skill([0.5], [True], [1.0]) is None


@given(PAIRS)
def test_the_area_counts_pairs_in_the_right_order(pairs: list[tuple[float, bool]]) -> None:
    true, false = [p for p, y in pairs if y], [p for p, y in pairs if not y]

    found = auc([p for p, _ in pairs], [y for _, y in pairs])

    if not true or not false:
        assert found is None
    else:
        wins = sum((a > b) + (a == b) / 2 for a in true for b in false)
        assert found == pytest.approx(wins / (len(true) * len(false)))


def test_the_log_score_never_runs_away() -> None:
    assert log_score([0.0], [True]) == pytest.approx(-log(1e-4))
    assert log_score([0.5, 0.5], [True, False]) == pytest.approx(log(2))


def test_value_is_1_for_the_perfect_and_0_for_whoever_always_or_never_acts() -> None:
    assert value(OUTCOMES, OUTCOMES, cost_loss=0.1) == pytest.approx(1)
    assert value(np.ones(40), OUTCOMES, cost_loss=0.1) == pytest.approx(0)
    assert value(np.zeros(40), OUTCOMES, cost_loss=0.4) == pytest.approx(0)
    assert value(np.zeros(40), np.zeros(40), cost_loss=0.4) is None


def test_value_counts_what_acting_and_waiting_cost() -> None:
    acted, happened = np.arange(10) < 4, np.arange(10) % 2 == 0

    # acts four times for nothing or something, and three losses are met unprepared
    assert value(acted, happened, cost_loss=0.2) == pytest.approx((0.2 - (0.2 * 0.4 + 0.3)) / (0.2 - 0.2 * 0.5))


def test_the_reliability_table_counts_every_forecast_once() -> None:
    table = reliability_table([0.0, 0.05, 0.3, 1.0], [False, True, False, True])

    assert [line.count for line in table] == [1, 1, 0, 1, 0, 0, 1]
    assert (table[1].low, table[1].high, table[1].forecast, table[1].observed) == (0.05, 0.1, 0.05, 1.0)
    assert (table[2].forecast, table[2].observed) == (None, None)
    assert [line.low for line in reliability_table([0.5], [True], edges=EDGES_WIND)] == list(EDGES_WIND[:-1])


@pytest.mark.parametrize(
    ("observed", "low", "high"), [(0, 0.0, 2.303), (1, 0.0513, 4.744), (5, 1.970, 10.513), (10, 5.425, 16.962)]
)
def test_the_poisson_interval_is_the_exact_one(observed: int, low: float, high: float) -> None:
    if observed:
        assert poisson_interval(observed) == pytest.approx((low, high), abs=1e-3)
    else:
        assert poisson_interval(0, level=0.9)[0] == 0


@given(st.integers(1, 60))
def test_at_each_end_of_the_interval_what_was_seen_is_one_in_twenty(observed: int) -> None:
    low, high = poisson_interval(observed)

    def up_to(most: int, mean: float) -> float:
        return sum(exp(-mean) * mean**k / factorial(k) for k in range(most + 1))

    assert 1 - up_to(observed - 1, low) == pytest.approx(0.05)
    assert up_to(observed, high) == pytest.approx(0.05)


def test_blocks_are_sixty_days_from_the_first() -> None:
    assert blocks_of([100, 159, 160, 99], first=100).tolist() == [0, 0, 1, -1]


def test_whole_blocks_are_drawn_again_and_the_same_ones_for_the_same_seed() -> None:
    average, chances = np.full(40, 0.25), np.where(OUTCOMES, 0.6, 0.2)
    blocks = np.arange(40) // 8

    first = skill_range(chances, OUTCOMES, average, blocks, seed=1)
    again = skill_range(chances, OUTCOMES, average, blocks, seed=1)
    one_block = skill_range(chances, OUTCOMES, average, np.zeros(40), seed=1)

    assert first == again
    assert one_block == pytest.approx((skill(chances, OUTCOMES, average),) * 2)


def test_a_block_of_bad_luck_widens_the_range() -> None:
    chances, average = np.where(OUTCOMES, 0.6, 0.2), np.full(40, 0.25)
    chances[:8] = 0.9

    low, high = skill_range(chances, OUTCOMES, average, np.arange(40) // 8, seed=1) or (0.0, 0.0)

    assert low < (skill(chances, OUTCOMES, average) or 0) < high


def test_below_ten_positives_there_is_no_skill_number() -> None:
    few, enough = np.arange(40) < 9, np.arange(40) < 10
    chances, average, blocks = np.full(40, 0.3), np.full(40, 0.25), np.arange(40) // 8

    shy, bold = scores(chances, few, average, blocks, seed=1), scores(chances, enough, average, blocks, seed=1)

    assert (shy.too_few, shy.skill, shy.skill_range, shy.positives) == (True, None, None, 9)
    assert shy.expected == pytest.approx(12)
    assert shy.interval == pytest.approx(poisson_interval(9))
    assert (bold.too_few, bold.n) == (False, 40)
    assert bold.skill is not None
    assert bold.skill_range is not None


@pytest.mark.parametrize(
    ("chances", "outcomes"), [([1.1], [True]), ([float("nan")], [True]), ([], []), ([0.5], [True, False]), ([0.5], [2])]
)
def test_what_cannot_be_scored_is_refused(chances: list[float], outcomes: list[int]) -> None:
    with pytest.raises(ValueError, match=r"forecast|chance|outcome"):
        brier(chances, outcomes)
