"""Counts and the nearest incident day by day, beside ways that take longer."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from musterbook.watch.approach import approaches
from musterbook.watch.placed import Placed
from musterbook.watch.replay.around import Around, Nearby
from musterbook.watch.replay.near import side_of
from musterbook.watch.replay.way import WayDays
from musterbook.watch.sphere import km_between, unit_vectors

DRAW = np.random.default_rng(7)
PLACED = Placed.from_columns(
    lat=DRAW.uniform(34, 37, 400), lon=DRAW.uniform(179, 182, 400), start=np.arange(400) // 2, known=np.arange(400) // 2
)
LAT, LON = np.array([35.0, 36.5, 80.0]), np.array([-179.5, 180.0, 0.0])


def test_counts_are_those_of_looking_at_every_incident() -> None:
    around = Around(PLACED, LAT, LON, km=50.0, window_days=30, first=40, last=150)

    for day in (40, 77, 150):
        for site, place in enumerate(unit_vectors(LAT, LON)):
            near = km_between(unit_vectors(PLACED.lat, PLACED.lon), place) <= 50.0
            known = (PLACED.known > day - 30) & (PLACED.known <= day)
            assert around.on(day)[site] == (near & known).sum()
            assert around.on(day, within_days=7)[site] == (near & known & (PLACED.known > day - 7)).sum()


@pytest.mark.parametrize("day", [3, 60, 199, 300])
def test_the_nearest_of_the_last_7_days_is_the_one_the_table_is_asked_with(day: int) -> None:
    nearest = [one.km for one in Nearby(PLACED, LAT, LON).on(day, days=7)]

    assert nearest == pytest.approx([one.nearest_km for one in approaches(PLACED, LAT, LON, day=day)])


def test_the_side_is_where_one_looks_from_the_site() -> None:
    rows = Placed.from_columns(lat=[36.0, 35.0, 34.5], lon=[40.0, 41.0, 39.5], start=[1, 2, 3], known=[1, 2, 3])
    nearby = Nearby(rows, [35.0], [40.0])

    assert [side_of(nearby.on(day, days=1)[0]) for day in (1, 2, 3)] == ["north", "east", "south-west"]


def test_the_way_names_what_is_new_and_whom_it_came_nearer() -> None:
    rows = Placed.from_columns(
        lat=[35.5, 35.51, 35.2, 35.5], lon=[40.0] * 4, start=[1, 5, 9, 9], known=[1, 5, 9, 9], deaths=[1, 2, 3, 4]
    )
    walk = WayDays(rows, [35.0, 39.0], [40.0, 40.0])

    first, second, third = (walk.on(day) for day in (1, 5, 9))

    assert [(one.incidents, one.deaths) for one in (first, second, third)] == [(1, 1), (1, 2), (2, 7)]
    assert [round(one.km) for one in first.reached] == [56]
    assert not second.reached, "15 km away it was known already"
    assert [(one.site, round(one.km), one.side) for one in third.reached] == [(0, 22, "north")]
    assert (first.near[0].before_km, first.near[0].nearer) == (inf, True)
    assert not second.near[0].nearer
    assert third.near[0].nearer
    assert [one.site for one in third.near] == [0]
