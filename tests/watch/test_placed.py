"""Incidents as columns: what counts, since when, and that slices hold exactly what lies around a place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from math import asin, cos, pi, radians, sin, sqrt

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from musterbook.watch.incidents import Deaths, Incident
from musterbook.watch.placed import Placed, Surroundings, day_of
from musterbook.watch.sphere import EARTH_KM, km_between, unit_vectors

NOON = datetime(2026, 1, 20, 12, tzinfo=UTC)

LATITUDES = st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, -89.9, 0.0, 35.0, 89.95, 90.0]))
LONGITUDES = st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, -179.99, 0.0, 45.0, 179.99, 180.0]))
PLACES = st.lists(st.tuples(LATITUDES, LONGITUDES), max_size=40)


def incident(
    name: str = "1",
    *,
    known_at: datetime = NOON,
    start: date = date(2026, 1, 18),
    lat: float = 36.0,
    precision_km: float | None = 2.0,
    dated: bool = True,
    dead: int = 3,
    digest: str = "a",
) -> Incident:
    return Incident(
        id=name,
        known_at=known_at,
        start=start,
        end=start,
        lat=lat,
        lon=40.0,
        precision_km=precision_km,
        dated=dated,
        kind="fight",
        sides=("one", "other"),
        deaths=Deaths(dead, dead, dead),
        country="Demoland",
        source="demo",
        digest=digest,
    )


def haversine_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    north, south = radians(a[0]), radians(b[0])
    half = sin((north - south) / 2) ** 2 + cos(north) * cos(south) * sin(radians(a[1] - b[1]) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def test_days_are_numbered_in_utc() -> None:
    late_in_damascus = datetime(2026, 1, 21, 1, 30, tzinfo=timezone(timedelta(hours=3)))

    assert day_of(late_in_damascus) == day_of(date(2026, 1, 20))
    assert day_of(date(2026, 1, 21)) - day_of(date(2026, 1, 20)) == 1


def test_what_became_known_later_is_left_out() -> None:
    rows = [incident("1"), incident("2", known_at=NOON + timedelta(seconds=1))]

    assert len(Placed.of(rows, now=NOON)) == 1


def test_badly_placed_and_badly_dated_rows_take_no_part() -> None:
    rows = [incident("1", precision_km=51.0), incident("2", dated=False), incident("3", precision_km=None)]

    assert len(Placed.of(rows, now=NOON)) == 1


def test_bloodless_rows_are_left_out_where_a_source_lists_them() -> None:
    rows = [incident("1", dead=0), incident("2", dead=1)]

    assert len(Placed.of(rows, now=NOON)) == 2
    assert Placed.of(rows, now=NOON, deaths_min=1).deaths.tolist() == [1]


def test_a_revision_counts_once_and_makes_no_old_fight_new() -> None:
    rows = [
        incident(known_at=NOON, dead=5, digest="b", lat=36.5),
        incident(known_at=NOON - timedelta(days=9), start=date(2026, 1, 10)),
    ]

    placed = Placed.of(rows, now=NOON)

    assert (placed.deaths.tolist(), placed.lat.tolist()) == ([5], [36.5])
    assert placed.known.tolist() == [day_of(date(2026, 1, 11))]
    assert placed.start.tolist() == [day_of(date(2026, 1, 18))]


def test_a_revision_not_yet_known_changes_nothing() -> None:
    first, second = incident(dead=1), incident(dead=9, digest="b", known_at=NOON + timedelta(hours=1))

    assert Placed.of([second, first], now=NOON).deaths.tolist() == [1]


@pytest.mark.parametrize("lat", [91.0, float("nan")])
def test_a_place_that_is_not_on_the_earth_is_refused(lat: float) -> None:
    with pytest.raises(ValueError, match="latitude"):
        Placed.from_columns(lat=[lat], lon=[0.0], start=[1], known=[2])


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        Placed.from_columns(lat=[1.0, 2.0], lon=[0.0, 0.0], start=[1], known=[2, 3])


def test_distances_are_exact_to_the_metre_and_below() -> None:
    equator = unit_vectors([0.0, 0.0, 0.0], [0.0, 90.0, 0.00001])

    assert km_between(equator[0], equator[1]) == pytest.approx(EARTH_KM * pi / 2)
    assert km_between(equator[0], equator[2]) == pytest.approx(EARTH_KM * radians(0.00001), rel=1e-9)


@settings(max_examples=150, deadline=None)
@given(PLACES, LATITUDES, LONGITUDES, st.sampled_from([0.5, 25.0, 100.0, 2500.0, 25000.0]))
@example([(90.0, 12.0), (89.95, -170.0)], 89.95, 10.0, 25.0)
@example([(10.0, 180.0), (10.0, -180.0), (10.0, 179.99)], 10.0, -179.99, 25.0)
def test_slices_hold_everything_around_a_place_exactly_once(
    places: list[tuple[float, float]], lat: float, lon: float, km: float
) -> None:
    count = len(places)
    placed = Placed.from_columns(
        lat=[place[0] for place in places],
        lon=[place[1] for place in places],
        start=np.arange(count),
        known=np.arange(count),
    )

    rows = Surroundings(placed)
    (cuts,) = rows.around(lat, lon, km)

    found = [int(number) for a, b in cuts for number in rows.placed.known[a:b]]
    assert len(found) == len(set(found))
    assert {k for k, place in enumerate(places) if haversine_km(place, (lat, lon)) <= km} <= set(found)


def test_slices_leave_out_what_is_far() -> None:
    lat, lon = (axis.ravel() for axis in np.meshgrid(np.arange(30.0, 40.0, 0.25), np.arange(40.0, 50.0, 0.25)))
    days = np.zeros(lat.size)

    (cuts,) = Surroundings(Placed.from_columns(lat=lat, lon=lon, start=days, known=days)).around(35.0, 45.0, 100.0)

    within = sum(haversine_km(place, (35.0, 45.0)) <= 100.0 for place in zip(lat, lon, strict=True))
    assert within <= sum(b - a for a, b in cuts) <= 1.2 * within
