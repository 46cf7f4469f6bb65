"""Counts around sites, day by day: as brute force has them, whatever the order and the place."""

from __future__ import annotations

from math import asin, cos, log1p, radians, sin, sqrt

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from musterbook.watch.counts import Counts
from musterbook.watch.placed import Placed, Surroundings
from musterbook.watch.sphere import EARTH_KM

LATITUDES = st.one_of(st.floats(-90, 90), st.floats(35, 36), st.sampled_from([-90.0, 89.9, 90.0]))
LONGITUDES = st.one_of(st.floats(-180, 180), st.floats(40, 41), st.sampled_from([-180.0, -179.95, 179.95, 180.0]))
PLACES = st.tuples(LATITUDES, LONGITUDES)
DAYS = st.integers(0, 500)
WORLDS = st.lists(st.tuples(PLACES, DAYS, st.integers(1, 9)), max_size=25)
World = list[tuple[tuple[float, float], int, int]]


def haversine_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    north, south = radians(a[0]), radians(b[0])
    half = sin((north - south) / 2) ** 2 + cos(north) * cos(south) * sin(radians(a[1] - b[1]) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def placed(world: World) -> Placed:
    """Incidents at a place, begun on a day, known so many days later."""
    return Placed.from_columns(
        lat=[place[0] for place, _, _ in world],
        lon=[place[1] for place, _, _ in world],
        start=[start for _, start, _ in world],
        known=[start + lag for _, start, lag in world],
    )


@settings(max_examples=120, deadline=None)
@given(
    WORLDS,
    st.lists(PLACES, min_size=1, max_size=4),
    DAYS,
    st.sampled_from([0, 1, 14]),
    st.sampled_from(["few", "many"]),
)
@example([((90.0, 0.0), 400, 1), ((89.9, 180.0), 401, 1)], [(89.95, -90.0)], 410, 0, "many")
@example([((10.0, 179.95), 400, 1), ((10.0, -179.95), 401, 1)], [(10.0, 180.0)], 410, 0, "many")
def test_counts_equal_brute_force(
    world: World, sites: list[tuple[float, float]], today: int, late: int, way: str
) -> None:
    gaps = [(site, place, haversine_km(site, place)) for site in sites for place, _, _ in world]
    assume(all(abs(km - rim) > 1e-6 for _, _, km in gaps for rim in (25.0, 100.0)))
    counts = Counts([lat for lat, _ in sites], [lon for _, lon in sites], first=-400, last=600)

    if way == "many":
        counts._add_many(Surroundings(placed(world)))
    else:
        counts.add(placed(world))

    for number, site in enumerate(sites):
        km = [haversine_km(site, place) for place, _, _ in world]
        known = [start + lag for _, start, lag in world]
        wanted = [
            log1p(sum(d <= rim and today - late - w < k <= today - late for d, k in zip(km, known, strict=True)))
            for rim, w in ((25, 30), (25, 90), (25, 365), (100, 30))
        ]
        soon = any(d <= 25 and today < start <= today + 14 for d, (_, start, _) in zip(km, world, strict=True))
        days = range(today, today + 1)
        assert counts.features(days, late_days=late)[:, number, 0].tolist() == pytest.approx(wanted)
        assert counts.outcomes(days)[number, 0] == soon


@settings(max_examples=60, deadline=None)
@given(WORLDS, st.integers(0, 400), st.integers(1, 120), st.integers(1, 7))
def test_many_days_at_once_read_as_one_day_each(world: World, begin: int, count: int, step: int) -> None:
    counts = Counts.of(placed(world), [35.5, 35.9], [40.5, 40.1], first=30, last=480)
    days = range(begin, begin + count, step)

    together, outcomes = counts.features(days), counts.outcomes(days)

    for number, today in enumerate(days):
        assert together[:, :, number].tolist() == counts.features(range(today, today + 1))[:, :, 0].tolist()
        assert outcomes[:, number].tolist() == counts.outcomes(range(today, today + 1))[:, 0].tolist()


@settings(max_examples=60, deadline=None)
@given(WORLDS, st.integers(-450, 600), st.integers(1, 60), st.integers(1, 7), st.sampled_from([0, 1, 30]))
def test_the_compiled_loops_say_what_the_arrays_say(world: World, begin: int, count: int, step: int, late: int) -> None:
    sites, days = ([35.5, 35.9], [40.5, 40.1]), range(begin, begin + count * step, step)
    arrays, loops = Counts(*sites, first=-30, last=480), Counts(*sites, first=-30, last=480)
    arrays.add(placed(world))
    loops._add_many(Surroundings(placed(world)))
    out = np.full((4, 2, count), np.nan)

    loops._running_logs(out, days, late)

    assert np.array_equal(out, arrays.features(days, late_days=late))
    assert all(np.array_equal(getattr(arrays, name), getattr(loops, name)) for name in ("near", "wide", "begun"))
    assert sorted(map(tuple, arrays.tardy.T)) == sorted(map(tuple, loops.tardy.T))


def test_more_late_reports_than_expected_are_all_kept() -> None:
    many = 300
    late = Placed.from_columns(lat=[35.0] * many, lon=[40.0] * many, start=range(many), known=[400] * many)
    counts = Counts([35.0], [40.0], first=0, last=450)

    counts._add_many(Surroundings(late))

    assert counts.tardy[1].tolist() == list(range(many))


@settings(max_examples=60, deadline=None)
@given(WORLDS, WORLDS)
def test_added_day_by_day_equals_counted_at_once(before: World, after: World) -> None:
    once = Counts.of(placed(before + after), [35.5, 89.9], [40.5, 0.0], first=0, last=500)

    grown = Counts.of(placed(before), [35.5, 89.9], [40.5, 0.0], first=0, last=500)
    grown.add(placed(after))

    assert np.array_equal(once.near, grown.near)
    assert np.array_equal(once.wide, grown.wide)
    assert np.array_equal(once.begun, grown.begun)
    assert np.array_equal(once.outcomes(range(486)), grown.outcomes(range(486)))


def test_what_was_reported_late_is_no_outcome_before_it_was_known() -> None:
    late = Placed.from_columns(lat=[35.0], lon=[40.0], start=[10], known=[60])

    counts = Counts.of(late, [35.0], [40.0], first=0, last=100)

    days = range(5, 6)
    assert [counts.outcomes(days, known_by=by)[0, 0] for by in (59, 60, None)] == [False, True, True]
    with pytest.raises(ValueError, match="settled"):
        counts.outcomes(range(44, 45), known_by=59)


def test_new_days_are_counted_once_asked_for() -> None:
    counts = Counts([35.0], [40.0], first=0, last=9)
    late = Placed.from_columns(lat=[35.0], lon=[40.0], start=[10], known=[11])

    counts.add(late)
    counts.until(5)
    counts.until(20)
    counts.until(400)
    counts.add(late)

    assert (counts.last, int(counts.near.sum()), int(counts.begun.sum())) == (400, 1, 1)
    assert counts.features(range(11, 12))[0, 0, 0] == pytest.approx(log1p(1))
