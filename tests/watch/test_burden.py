"""What warnings cost, by hand on small cases, and for the violence class on the shared files."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.watch.burden import Burden, burden, figures
from musterbook.watch.frozen import Outcome
from musterbook.watch.sphere import km_between, unit_vectors
from tests.watch.fought import IRAQ, SHARED, SYRIA, day, fought, needs_shared_files
from tests.watch.judging import forecast, happened, on

FIRST = date(2030, 1, 17)


def counted(*chances: float | None, lost: Sequence[float] = (), threshold: float = 0.1, sites: int = 1) -> Burden:
    """One site, or several alike, with these figures day by day; None is a day without an outlook."""
    by_day = {FIRST + timedelta(number): p for number, p in enumerate(chances) if p is not None}
    names = ["alpha", *(f"s{number}" for number in range(1, sites))]
    (found,) = burden(
        dict.fromkeys(names, by_day),
        [happened(when) for when in lost],
        thresholds=(threshold,),
        down_share=0.7,
        down_days=3,
    )
    return found


def test_an_alarm_begins_at_the_threshold_and_ends_on_the_third_day_below_seven_tenths_of_it() -> None:
    found = counted(0.09, 0.1, 0.08, 0.06, 0.06, 0.06, 0.06)

    assert (found.alarms, found.site_days) == (1, 7)
    assert found.covered == pytest.approx(4 / 7)


def test_a_sawtooth_is_one_alarm() -> None:
    assert counted(*[0.1, 0.06, 0.06] * 10).alarms == 1
    assert counted(*[0.1, 0.06, 0.06, 0.06] * 10).alarms == 10


def test_a_day_without_an_outlook_is_no_day_below() -> None:
    found = counted(0.1, 0.06, 0.06, None, 0.06, 0.06, 0.06)

    assert (found.alarms, found.site_days) == (1, 6)
    assert found.covered == pytest.approx(5 / 6)


def test_alarms_a_year_are_of_all_sites_together() -> None:
    """A year of days, one alarm at each of three sites."""
    found = counted(0.1, *[0.0] * 364, sites=3)

    assert found.alarms == 3
    assert found.alarms_per_year == pytest.approx(3 * 365.25 / 365)


def test_a_loss_within_thirty_days_follows_a_day_on_alarm() -> None:
    """On alarm on days 0 to 39; lost on day 50: days 20 to 39 are followed."""
    found = counted(*[0.2] * 40, *[0.0] * 20, lost=(50,))

    assert found.covered == pytest.approx(42 / 60)
    assert found.followed == pytest.approx(22 / 42)
    assert (found.losses, found.caught) == (1, 0)


def test_a_loss_is_caught_where_the_site_stood_on_alarm_the_day_before() -> None:
    assert counted(0.1, 0.1, 0.1, lost=(2,)).caught == 1
    assert counted(0.0, 0.0, 0.1, lost=(2,)).caught == 0


def test_without_outlooks_there_is_no_burden() -> None:
    assert burden({}, [happened(1)], thresholds=(0.1,), down_share=0.7, down_days=3) == (
        Burden(0.1, 0, 0.0, 0, 0.0, None, 0, 0),
    )


def test_the_highest_figure_of_a_day_and_of_one_horizon_counts() -> None:
    said = [forecast(0.1, 0), forecast(0.3, 0.25), forecast(0.9, 0, days=30), forecast(0.2, 1, subject="beta")]

    assert figures(said, horizon_days=14) == {"alpha": {FIRST: 0.3}, "beta": {on(1).date(): 0.2}}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.floats(0.01, 1), st.floats(0.01, 1))
def test_a_higher_threshold_never_covers_more_days(chances: list[float], one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert counted(*chances, threshold=high).covered <= counted(*chances, threshold=low).covered


@needs_shared_files
def test_the_violence_class_alone_covers_15_in_100_days_and_is_followed_one_time_in_110() -> None:
    chances: dict[str, dict[date, float]] = {}
    with (SHARED / "sites.csv").open(encoding="utf-8", newline="") as file:
        sites = list(csv.DictReader(file))
    for country, name, first, last in (
        ("Iraq", IRAQ, day("2004-06-01"), day("2013-12-31")),
        ("Syria", SYRIA, day("2016-07-01"), day("2019-06-30")),
    ):
        placed = fought(name, since="2000-01-01")
        units = unit_vectors(placed.lat, placed.lon)
        for site in (one for one in sites if one["country"] == country):
            near = km_between(units, unit_vectors(float(site["lat"]), float(site["lon"]))) <= 50
            known = np.clip(placed.known[near] - (first - 30), 0, last - first + 31)
            summed = np.cumsum(np.bincount(known, minlength=last - first + 32))
            counts = summed[30:-1] - summed[:-31]
            days = (date.fromordinal(number) for number in range(first, last + 1))
            chances[site["site_id"]] = dict(zip(days, np.where(counts >= 10, 1.0, 0.0).tolist(), strict=True))

    (found,) = burden(chances, _cases(), thresholds=(0.5,), down_share=1, down_days=1)

    assert found.site_days / 365.25 == pytest.approx(62.8 + 344.1, abs=0.2)
    assert found.covered == pytest.approx(0.154, abs=0.002)
    assert (found.losses, found.caught) == (15, 8)
    assert 1 / (found.followed or 1) == pytest.approx(110, abs=5)


def _cases() -> list[Outcome]:
    """Known losses that the two-class table counts."""
    with (SHARED / "cases_dev.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["use"] == "fit" and row["mode"] != "attempt"]
    moments = [datetime.fromisoformat(row["date"]).replace(tzinfo=UTC) for row in rows]
    return [Outcome("loss", row["site_id"], at, at) for row, at in zip(rows, moments, strict=True)]
