"""Tests of winds: a chance of wind becomes a rate of loss with the same chance, and roads close when it is even."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from musterbook.operation.posing import Closed
from musterbook.operation.winds import closed_by, hazards_of
from musterbook.watch.storms import Place, WindOutlook

AT = datetime(2026, 9, 7, 9, tzinfo=UTC)


def outlook(site: str, chances: dict[float, float]) -> WindOutlook:
    return WindOutlook(
        Place(site, 28.0, -82.0), "AL802026", "1", AT, "own", tuple(chances), tuple(chances.values()), arrival=None
    )  # fmt: skip


def test_a_rate_loses_by_each_hour_what_the_wind_would() -> None:
    (rates,) = hazards_of([outlook("bay", {0: 0.0, 6: 0.0, 12: 0.5, 120: 0.5})]).values()

    # Nothing in the first six hours; then a half survives: exp(-rate / 4) = 1/2, so the rate is 4 ln 2 a day.
    assert rates[0] == (AT, 0.0)
    assert rates[1][0] == AT + timedelta(hours=6)
    assert math.isclose(rates[1][1], 4 * math.log(2))
    assert all(rate == 0 for _, rate in rates[2:])


@given(st.lists(st.floats(0, 1), min_size=21, max_size=21).map(sorted))
def test_the_rates_of_all_hours_give_back_the_chance_at_the_end(chances: list[float]) -> None:
    (rates,) = hazards_of([outlook("bay", {6.0 * step: chance for step, chance in enumerate(chances)})]).values()

    survives = math.exp(-sum(rate / 4 for _, rate in rates))
    began = max(1 - chances[0], 0.001)
    assert math.isclose(began * survives, max(1 - chances[-1], 0.001), rel_tol=1e-9)
    assert all(rate >= 0 for _, rate in rates)


def test_past_the_reach_of_the_forecast_nothing_is_known() -> None:
    (rates,) = hazards_of([outlook("bay", {0: 0.0, 120: 0.9})]).values()

    assert rates[-1] == (AT + timedelta(hours=120), 0.0)


def test_a_road_closes_when_the_wind_is_as_likely_as_not_at_the_nearer_end() -> None:
    outlooks = [outlook("bay", {0: 0.0, 100: 1.0}), outlook("inland", {0: 0.0, 120: 0.4}), outlook("key", {0: 0.5})]
    roads = [frozenset({"bay", "inland"}), frozenset({"bay", "key"})]

    found = closed_by(outlooks, roads)

    assert found == (Closed(roads[0], AT + timedelta(hours=50)), Closed(roads[1], AT))


def test_a_road_between_places_that_are_never_likely_to_be_reached_stays_open() -> None:
    outlooks = [outlook("inland", {0: 0.0, 120: 0.4}), outlook("far", {0: 0.0, 120: 0.1})]

    assert closed_by(outlooks, [frozenset({"inland", "far"})]) == ()
