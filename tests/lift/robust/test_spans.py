"""Waiting for what is shut to open."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from musterbook.lift.robust.spans import DAY_MIN, NEVER, Closures, Spans, Windows

intervals = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)).map(lambda one: (one[0], sum(one))), max_size=6)
minutes = st.lists(st.integers(0, 80), min_size=1, max_size=8)


@given(shut=intervals, asked=minutes, length=st.integers(1, 10))
def test_the_first_free_minute_is_free_and_none_before_it_is(
    shut: list[tuple[int, int]], asked: list[int], length: int
) -> None:
    spans = Spans.of(shut)

    found = asked if spans is None else spans.free_from(np.array(asked), length)

    def met(minute: int) -> bool:
        return any(minute < end and start < minute + length for start, end in shut)

    for minute, free in zip(asked, found, strict=True):
        assert free == next(one for one in range(minute, 200) if not met(one))


@given(starts=st.lists(st.integers(0, 60), max_size=4, unique=True), asked=minutes, length=st.integers(1, 10))
def test_a_service_lies_inside_one_window(starts: list[int], asked: list[int], length: int) -> None:
    ordered = sorted(starts)
    windows = [(a, min(a + 9, b)) for a, b in pairwise([*ordered, 100])]

    found = Windows.of(windows).open_from(np.array(asked), length)

    for minute, opens in zip(asked, found, strict=True):
        fits = (one for one in range(minute, 200) if any(a <= one and one + length <= b for a, b in windows))
        assert min(opens, NEVER) == next(fits, NEVER)


def test_a_closure_that_runs_past_midnight_is_met_the_next_morning() -> None:
    closures = Closures(np.array([[1400, -1], [-1, -1]]), np.array([[1600, -1], [-1, -1]]))

    found = closures.free_from(np.array([1500, 1500]), 30)

    assert list(found) == [1600, 1500]


def test_a_long_leg_meets_a_closure_two_days_ahead() -> None:
    begins = 2 * DAY_MIN + 10
    closures = Closures(np.array([[-1], [-1], [begins], [-1]]), np.array([[-1], [-1], [begins + 60], [-1]]))

    found = closures.free_from(np.array([100]), 2 * DAY_MIN)

    assert list(found) == [begins + 60]
