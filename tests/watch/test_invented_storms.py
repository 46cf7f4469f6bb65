"""Invented storms: advisories as wrong as real ones, and wrong in the same direction for a while."""

from __future__ import annotations

import random
import statistics
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.watch.invented_storms import advisories_on, drawn_about
from musterbook.watch.sphere import km_between, unit_vectors
from musterbook.watch.storm_runs import CORRELATION, ERRORS_2015_19
from musterbook.watch.storms import Advisory, Place, Radii, Track, TrackPoint, onset, wind_outlooks

BEGAN = datetime(2026, 10, 3, 0, tzinfo=UTC)


def truth(*, lon: float = -82.0) -> Track:
    """Six days due north, an eighth of a degree an hour, its wind reaching farther to the east."""
    return Track(
        "ZZ902026",
        "Demo",
        tuple(
            TrackPoint(BEGAN + timedelta(hours=hours), 16 + hours / 8, lon, 80, Radii(150, 120, 60, 80))
            for hours in range(0, 145, 6)
        ),
    )


def told(seed: int, *, lon: float = -82.0) -> tuple[Advisory, ...]:
    return advisories_on(truth(lon=lon), errors=ERRORS_2015_19, chance=random.Random(seed))


def off_north(advisory: Advisory, lead_hours: int) -> float:
    """Degrees by which the forecast so far ahead lies too far north."""
    at = advisory.issued_at + timedelta(hours=lead_hours)
    said = next(point for point in advisory.forecast if point.at == at)
    return said.lat - (16 + (at - BEGAN) / timedelta(hours=8))


def test_the_same_seed_tells_the_same_storm_and_another_seed_another() -> None:
    assert told(1) == told(1)
    assert told(1) != told(2)


def test_an_advisory_comes_every_six_hours_while_the_storm_lasts_twelve_more() -> None:
    """144 hours: advisories at 0, 6 … 132."""
    advisories = told(1)

    assert [advisory.number for advisory in advisories] == [str(number) for number in range(1, 24)]
    assert advisories[-1].issued_at == BEGAN + timedelta(hours=132)
    assert [len(advisory.forecast) for advisory in advisories[::4]] == [7, 7, 6, 5, 4, 2]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_no_forecast_goes_farther_than_the_storm_or_five_days(seed: int) -> None:
    for advisory in told(seed):
        leads = [(point.at - advisory.issued_at) / timedelta(hours=1) for point in advisory.forecast]

        assert leads == sorted(leads)
        assert 12 <= leads[0] <= leads[-1] <= 120
        assert advisory.forecast[-1].at <= BEGAN + timedelta(hours=144)


def test_forecasts_are_as_wrong_as_published() -> None:
    first = [told(seed)[0] for seed in range(600)]

    for index, median_km in enumerate((38, 59, 78, 98, 148, 217, 318)):
        points = [advisory.forecast[index] for advisory in first]
        off_km = [
            float(
                km_between(
                    unit_vectors(point.lat, point.lon), unit_vectors(16 + (point.at - BEGAN) / timedelta(hours=8), -82)
                )
            )
            for point in points
        ]
        assert statistics.median(off_km) == pytest.approx(median_km, rel=0.12)


def test_the_next_advisory_errs_much_as_the_last_one_did() -> None:
    pairs = [tuple(off_north(advisory, 72) for advisory in told(seed)[:2]) for seed in range(300)]

    tied = statistics.correlation(*zip(*pairs, strict=True))

    assert tied == pytest.approx(CORRELATION**2, abs=0.03)


def test_a_storm_across_180_degrees_is_told_with_longitudes_as_written() -> None:
    lons = [point.lon for advisory in told(1, lon=180.0) for point in advisory.forecast]

    assert all(-180 <= lon <= 180 for lon in lons)
    assert min(lons) < -170
    assert max(lons) > 170


def test_whoever_the_storm_will_reach_is_warned_more_and_more_surely() -> None:
    camp = Place("camp", 29, -81.5)
    came = onset(truth(), camp)
    assert came is not None

    def warned(days: float) -> float:
        """Mean over seeds of the chance told so many days before the wind came."""
        said = []
        for seed in range(12):
            known = [advisory for advisory in told(seed) if advisory.issued_at <= came - timedelta(days=days)]
            said.append(wind_outlooks(known[-1], [camp], errors=ERRORS_2015_19, runs=200)[0].chance(120))
        return statistics.mean(said)

    assert 0.3 < warned(3.5) < warned(2) < warned(0.5)
    assert warned(0.5) > 0.9


def test_a_storm_is_drawn_about_what_was_told_as_far_off_as_forecasts_of_it_are() -> None:
    drawn = [drawn_about(truth(), errors=ERRORS_2015_19, chance=random.Random(seed)) for seed in range(600)]

    for hours, median_km in ((48, 98), (120, 318)):
        meant = unit_vectors(16 + hours / 8, -82)
        off_km = [
            float(km_between(unit_vectors(track.points[hours // 6].lat, track.points[hours // 6].lon), meant))
            for track in drawn
        ]
        assert statistics.median(off_km) == pytest.approx(median_km, rel=0.12)


def test_a_drawn_storm_keeps_its_hours_and_winds_and_its_breadth_changes_by_one_factor() -> None:
    drawn = drawn_about(truth(), errors=ERRORS_2015_19, chance=random.Random(4))

    assert [(point.at, point.wind_kt) for point in drawn.points] == [(one.at, one.wind_kt) for one in truth().points]
    factors = {round(point.radii.ne / 150, 9) for point in drawn.points if point.radii}
    assert len(factors) == 1
    assert all(point.radii and point.radii.sw / 60 == pytest.approx(point.radii.ne / 150) for point in drawn.points)


def test_a_drawn_storm_across_180_degrees_has_longitudes_as_written() -> None:
    drawn = drawn_about(truth(lon=180.0), errors=ERRORS_2015_19, chance=random.Random(1))

    assert all(-180 <= point.lon < 180 for point in drawn.points)
