"""Arrival, lift days and slack."""

from __future__ import annotations

import pytest

from musterbook.watch.leadtime import lead_time
from musterbook.watch.settings import DEFAULT
from tests.watch.sites import site


def test_a_front_twelve_days_off_leaves_no_time_for_a_lift_of_six() -> None:
    found = lead_time(site(line=(150, 12)), DEFAULT, lift_days=6)

    assert found.arrival is not None
    assert found.arrival.median_days == pytest.approx(11.67, abs=0.01)
    assert found.slack_days == pytest.approx(4.76 - 6, abs=0.01)
    assert found.too_late


def test_a_lift_of_four_days_can_be_finished() -> None:
    assert not lead_time(site(line=(150, 12)), DEFAULT, lift_days=4).too_late


def test_without_a_plan_a_lift_takes_three_weeks() -> None:
    found = lead_time(site(line=(150, 12)), DEFAULT, lift_days=None)

    assert (found.lift_days, found.planned) == (21, False)
    assert found.too_late


@pytest.mark.parametrize("line", [None, (150, 0.3), (150, None)])
def test_where_nothing_is_coming_there_is_no_slack_to_tell(line: tuple[float, float | None] | None) -> None:
    found = lead_time(site(line=line), DEFAULT, lift_days=4)

    assert found.slack_days is None
    assert not found.too_late


def test_a_lift_of_less_than_no_days_is_none() -> None:
    with pytest.raises(ValueError, match="no days"):
        lead_time(site(), DEFAULT, lift_days=-1)
