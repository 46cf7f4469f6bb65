"""The links that can be proved: shares and rates that can be worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.watch.links import attempt_soon, pooled_short, relief_on_time, short_tomorrow

TODAY = date(2030, 3, 1)


def days(told: str, *, last: date = TODAY) -> dict[date, bool]:
    """Shifts of days that end with `last`: s short, f full, - without a report."""
    first = last - timedelta(len(told) - 1)
    return {first + timedelta(number): was == "s" for number, was in enumerate(told) if was != "-"}


def test_after_a_short_shift_only_days_after_short_shifts_count() -> None:
    """Short, short, full, short, full, short: of three short days with a next one, one was followed by a short one."""
    shifts = days("ssfsfs")

    found = short_tomorrow(shifts, today=TODAY, pooled=0.25)

    assert found is not None
    assert found.p == pytest.approx((1 + 2 * 0.25) / (3 + 2))


def test_after_a_full_shift_only_days_after_full_shifts_count() -> None:
    found = short_tomorrow(days("fsfff"), today=TODAY, pooled=0.5)

    assert found is not None
    assert found.p == pytest.approx((1 + 2 * 0.5) / (3 + 2))


def test_a_day_without_a_report_is_neither_short_nor_full() -> None:
    """Only one full day of the past is followed by a day with a report."""
    found = short_tomorrow(days("f-ff"), today=TODAY, pooled=0.5)

    assert found is not None
    assert found.p == pytest.approx(1 / 3)
    assert short_tomorrow(days("f-"), today=TODAY, pooled=0.5) is None


def test_days_before_the_last_ninety_are_forgotten_and_days_after_today_not_known() -> None:
    old = days("sssss", last=TODAY - timedelta(91))
    to_come = {TODAY + timedelta(1): True, TODAY + timedelta(2): True}

    found = short_tomorrow({**old, **days("s"), **to_come}, today=TODAY, pooled=0.1)

    assert found is not None
    assert found.p == pytest.approx(0.1)


def test_everybodys_experience_is_the_same_share_over_all_sites() -> None:
    sites = [days("ssf"), days("sff"), days("fff")]

    assert pooled_short(sites, today=TODAY, short=True) == pytest.approx(1 / 3)
    assert pooled_short(sites, today=TODAY, short=False) == 0
    assert pooled_short([], today=TODAY, short=True) == 0.5


def test_attempts_make_a_rate_with_a_year_of_everybodys_experience() -> None:
    """Two in three years, and half an attempt a year elsewhere: 2.5 in 4 years."""
    found = attempt_soon(2, years=3, pooled_rate=0.5)

    assert found.p == pytest.approx(1 - exp(-30 / 365.25 * 2.5 / 4))
    assert found.low < found.p < found.high


def test_where_nobody_ever_tried_the_chance_is_nothing_and_says_so() -> None:
    assert attempt_soon(0, years=2, pooled_rate=0) == (0, 0, 0)


def test_a_relief_is_judged_by_past_ones_or_by_the_analyst() -> None:
    assert relief_on_time(1, 3).p == pytest.approx(2 / 5)
    assert relief_on_time(0, 0).p == 0.5
    assert relief_on_time(1, 3, analyst=0.8) == pytest.approx((0.8, 2 / 3, 8 / 9))


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0, 50), st.floats(0, 5))
def test_every_forecast_lies_in_its_range(some: int, more: int, years: float, rate: float) -> None:
    for found in (relief_on_time(some, some + more), attempt_soon(some, years=years, pooled_rate=rate)):
        assert 0 <= found.low <= found.p <= found.high <= 1


@given(st.text("sf-", min_size=1, max_size=120), st.floats(0, 1), st.floats(0, 1))
def test_more_short_shifts_elsewhere_never_lower_the_chance(told: str, one: float, other: float) -> None:
    shifts = days(f"{told}s")

    less, more = (short_tomorrow(shifts, today=TODAY, pooled=pooled) for pooled in sorted((one, other)))

    assert less is not None
    assert more is not None
    assert less.p <= more.p


def test_what_cannot_be_a_share_or_a_count_is_refused() -> None:
    with pytest.raises(ValueError, match="share"):
        short_tomorrow({}, today=TODAY, pooled=1.1)
    with pytest.raises(ValueError, match="below 0"):
        attempt_soon(-1, years=1, pooled_rate=0.1)
    with pytest.raises(ValueError, match="on time"):
        relief_on_time(4, 3)
