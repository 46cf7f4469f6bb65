"""The fighting layer: the fit exactly as written, refits everyone shares, and no look ahead."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.watch.counts import Counts
from musterbook.watch.fighting import Layer, fit, is_quiet, refit_day, training_days
from musterbook.watch.placed import Floats, Placed
from tests.watch.fought import IRAQ, SYRIA, day, fought, needs_shared_files, sites_of

LATER = st.lists(
    st.tuples(st.floats(34.8, 38.2), st.floats(39.8, 40.2), st.integers(300, 600), st.integers(1, 300)), max_size=25
)


def invented(*, seed: int = 4, days: int = 900) -> tuple[Placed, Floats, Floats]:
    """Four sites, two of them where violence comes in spells, and its incidents."""
    draw = np.random.default_rng(seed)
    lat, lon = np.array([35.0, 36.0, 37.0, 38.0]), np.full(4, 40.0)
    spell = (np.arange(days) // 60 + np.arange(4)[:, None]) % 3 == 0
    rate = np.where(spell, 0.25, 0.01) * np.array([1.0, 1.0, 0.1, 0.1])[:, None]
    site, start = np.nonzero(draw.random((4, days)) < rate)
    placed = Placed.from_columns(lat=lat[site], lon=lon[site], start=start, known=start + 1)
    return placed, lat, lon


@settings(max_examples=40, deadline=None)
@given(LATER, st.integers(420, 520), st.integers(0, 30))
def test_nothing_known_after_a_day_moves_its_figures(
    later: list[tuple[float, float, int, int]], today: int, late: int
) -> None:
    whole, lat, lon = invented()
    known = whole.taken(whole.known <= today)
    hidden = [row for row in later if row[2] + row[3] > today]
    more = Placed.from_columns(
        lat=[*known.lat, *(row[0] for row in hidden)],
        lon=[*known.lon, *(row[1] for row in hidden)],
        start=[*known.start, *(row[2] for row in hidden)],
        known=[*known.known, *(row[2] + row[3] for row in hidden)],
    )

    figures = []
    for rows in (known, more, whole):
        counts = Counts.of(rows, lat, lon, first=0, last=1000)
        layer = Layer.learnt(counts, first=366, refit=today, known_through=today - late, late_days=late)
        chances = layer.chances(counts.features(range(today, today + 1), late_days=late))
        figures.append((chances.tolist(), layer.average.sites.tolist(), layer.quiet.sites.tolist()))

    assert figures[0] == figures[1] == figures[2]


def test_the_fit_has_no_slope_left_and_its_penalty_spares_the_intercept() -> None:
    draw = np.random.default_rng(1)
    features = draw.random((4, 400)) * np.array([[1.0], [2.0], [3.0], [0.0]])
    outcomes = draw.random(400) < 0.2 + 0.6 * features[0]

    found = fit(features, outcomes)

    assert found is not None
    standard = (features - found.mean[:, None]) / found.spread[:, None]
    off = found.chances(features) - outcomes
    assert abs(off.sum()) < 1e-6
    assert (standard @ off + 10 * found.weights).tolist() == pytest.approx([0.0] * 4, abs=1e-6)
    assert (found.spread[3], found.weights[3]) == (1.0, 0.0)


@pytest.mark.parametrize("positives", [0, 4, 396, 400])
def test_with_fewer_than_five_of_either_there_is_no_fit(positives: int) -> None:
    features = np.random.default_rng(1).random((4, 400))

    assert fit(features, np.arange(400) < positives) is None


def test_without_a_fit_a_site_is_shown_its_own_average() -> None:
    rows = Placed.from_columns(lat=[35.0], lon=[40.0], start=[500], known=[501])
    counts = Counts.of(rows, [35.0, 39.0], [40.0, 40.0], first=0, last=1000)

    layer = Layer.learnt(counts, first=365, refit=665, known_through=1000)

    # 95 days a site; those of the first within 14 days before day 500 are 488, 491, 494 and 497
    assert layer.fit is None
    assert layer.average.rate == pytest.approx(4 / 190)
    assert layer.average.sites.tolist() == pytest.approx([(4 + 20 * 4 / 190) / 115, (20 * 4 / 190) / 115])
    assert layer.chances(np.zeros((4, 2, 3)))[:, 2].tolist() == layer.average.sites.tolist()


def test_a_quiet_day_shows_the_average_of_quiet_days() -> None:
    rows, lat, lon = invented()
    counts = Counts.of(rows, lat, lon, first=0, last=900)
    layer = Layer.learnt(counts, first=365, refit=800, known_through=800)
    features = counts.features(range(800, 900))

    shown, quiet = layer.shown(features), is_quiet(features)

    assert quiet.any()
    assert not quiet.all()
    assert np.array_equal(shown.fitted, ~quiet)
    assert np.array_equal(shown.chances[~quiet], layer.chances(features)[~quiet])
    site, today = np.argwhere(quiet)[0]
    assert shown.chances[site, today] == layer.quiet.sites[site]
    assert layer.quiet.rate < layer.average.rate
    assert ((shown.low < shown.chances) & (shown.chances < shown.high)).all()


def test_with_a_file_older_than_45_days_only_averages_are_shown() -> None:
    rows, lat, lon = invented()
    counts = Counts.of(rows, lat, lon, first=0, last=900)

    fits = [
        Layer.learnt(counts, first=365, refit=800, known_through=800 - late, late_days=late).fit for late in (45, 46)
    ]

    assert [found is None for found in fits] == [False, True]


def test_before_the_first_settled_day_nothing_is_claimed() -> None:
    layer = Layer.learnt(Counts([35.0], [40.0], first=0, last=500), first=365, refit=381, known_through=500)

    assert layer.fit is None
    assert np.isnan(layer.average.rate)


def test_training_ends_where_outcomes_are_settled_and_known() -> None:
    assert list(training_days(first=100, refit=122, known_through=500)) == [100, 103]
    assert list(training_days(first=100, refit=500, known_through=117)) == [100, 103]
    assert list(training_days(first=100, refit=110, known_through=500)) == []


def test_refits_keep_one_calendar_for_everyone() -> None:
    origin = date(2000, 1, 1).toordinal()

    assert [refit_day(origin + days) - origin for days in (0, 29, 30, 9000)] == [0, 0, 30, 9000]


def test_a_quiet_site_has_nothing_within_25_km_in_90_days() -> None:
    rows = Placed.from_columns(lat=[35.0], lon=[40.0], start=[9], known=[10])
    counts = Counts.of(rows, [35.0], [40.0], first=0, last=200)

    assert is_quiet(counts.features(range(9, 101)))[0].nonzero()[0].tolist() == [0, 91]


def test_a_late_file_ends_the_windows_and_trains_alike() -> None:
    rows, lat, lon = invented()
    counts = Counts.of(rows, lat, lon, first=0, last=900)
    shown = rows.taken(rows.known <= 786)
    short = Counts.of(shown, lat, lon, first=0, last=786)

    learnt = Layer.learnt(counts, first=365, refit=780, known_through=786, late_days=14)

    assert learnt.late_days == 14
    assert learnt.fit is not None
    assert short.features(range(800, 801), late_days=14).tolist() == counts.features(range(786, 787)).tolist()
    calm = learnt.chances(counts.features(range(800, 801)))
    assert learnt.chances(short.features(range(800, 801), late_days=14)).shape == calm.shape


def test_the_range_of_a_chance_holds_it_and_narrows_with_more_rows() -> None:
    rows, lat, lon = invented(days=2000)
    counts = Counts.of(rows, lat, lon, first=0)
    today = counts.features(range(1990, 1991))

    widths = []
    for refit in (600, 1900):
        learnt = Layer.learnt(counts, first=365, refit=refit, known_through=counts.last).fit
        assert learnt is not None
        (low, high), chance = learnt.ranges(today), learnt.chances(today)
        assert ((low < chance) & (chance < high)).all()
        widths.append((high - low).mean())

    assert widths[1] < widths[0]


FITS = [
    pytest.param(
        (IRAQ, "Iraq", "2004-01-01", "2005-01-01", "2012-01-01"),
        (28798, 7659),
        ([0.530, 0.957, 1.813, 1.380], [0.844, 1.206, 1.666, 1.134]),
        [-1.574, 0.450, 0.740, 0.785, 0.272],
        [0.624, 0.264],
        id="Iraq",
    ),
    pytest.param(
        (SYRIA, "Syria", "2016-01-01", "2016-03-01", "2018-01-01"),
        (5913, 3610),
        None,
        [1.017, 0.835, 1.402, 0.036, 0.222],
        [0.622, 0.273],
        id="Syria",
    ),
]


@needs_shared_files
@pytest.mark.parametrize(("asked", "rows", "moments", "weights", "chances"), FITS)
def test_the_fit_is_the_published_one(
    asked: tuple[str, str, str, str, str],
    rows: tuple[int, int],
    moments: tuple[list[float], list[float]] | None,
    weights: list[float],
    chances: list[float],
) -> None:
    name, country, since, first, refit = asked
    counts = Counts.of(fought(name, since=since), *sites_of(country), first=day(since))

    found = Layer.learnt(counts, first=day(first), refit=day(refit), known_through=counts.last).fit

    assert found is not None
    assert (found.rows, found.positives) == rows
    assert [found.intercept, *found.weights] == pytest.approx(weights, abs=0.002)
    if moments is not None:
        assert found.mean.tolist() == pytest.approx(moments[0], abs=0.002)
        assert found.spread.tolist() == pytest.approx(moments[1], abs=0.002)
    counted = np.log1p(np.array([[3, 8, 20, 12], [1, 2, 10, 5]], float)).T
    assert found.chances(counted).tolist() == pytest.approx(chances, abs=0.002)
