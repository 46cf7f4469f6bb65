"""Storms: whose probabilities count, what a run is, and when the wind comes."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.watch.sphere import EARTH_KM, KM_A_DEGREE
from musterbook.watch.storm_runs import (
    CORRELATION,
    ERRORS_2015_19,
    KM_A_NAUTICAL_MILE,
    Errors,
    Runs,
    arrivals,
    runs_of,
    seed_of,
    told_once,
)
from musterbook.watch.storms import (
    Advisory,
    Place,
    ProbabilityRow,
    Radii,
    Track,
    TrackPoint,
    nearest_point,
    onset,
    path_of,
    wind_outlooks,
)

ISSUED = datetime(2026, 9, 1, 15, tzinfo=UTC)
ROUND = Radii(100, 100, 100, 100)
SURE = Errors(((12, 1e-6), (120, 1e-6)))
"""Forecasts that were nearly never wrong, but for the 15 km at 0 h."""


def point(
    hours: float, lat: float, lon: float, *, wind_kt: float | None = 60, radii: Radii | None = ROUND
) -> TrackPoint:
    return TrackPoint(ISSUED + timedelta(hours=hours), lat, lon, wind_kt, radii)


def northward(*, from_lon: float = -80.0, until_hours: float = 120, radii: Radii | None = ROUND) -> Advisory:
    """From 20 N, a tenth of a degree an hour due north."""
    forecast = tuple(
        point(hours, 20 + hours / 10, from_lon, radii=radii)
        for hours in (12, 24, 36, 48, 72, 96, 120)
        if hours <= until_hours
    )
    return Advisory("ZZ012026", "7", ISSUED, point(0, 20, from_lon, radii=radii), forecast)


def chance(advisory: Advisory, place: Place, hours: float = 120, *, errors: Errors = ERRORS_2015_19) -> float:
    return wind_outlooks(advisory, [place], errors=errors)[0].chance(hours)


def by_hand(runs: Runs, run: int, lat: float, lon: float) -> float:
    """One run, hour by hour, with the spherical law of cosines and the bearing from the textbook."""
    for step, hour in enumerate(runs.hours):
        phi, theta = math.radians(runs.lats[step, run]), math.radians(runs.lons[step, run])
        there, east = math.radians(lat), math.radians(lon) - theta
        cosine = math.sin(phi) * math.sin(there) + math.cos(phi) * math.cos(there) * math.cos(east)
        bearing = math.degrees(
            math.atan2(
                math.sin(east) * math.cos(there),
                math.cos(phi) * math.sin(there) - math.sin(phi) * math.cos(there) * math.cos(east),
            )
        )
        quadrant = int(bearing % 360 // 90)
        if EARTH_KM * math.acos(min(1.0, cosine)) <= runs.radii_km[step, quadrant] * runs.breadth[run]:
            return float(hour)
    return math.inf


def test_a_run_asked_by_hand_gives_the_same_arrival() -> None:
    uneven = northward(radii=Radii(150, 90, 30, 60))
    made = runs_of(path_of(uneven), errors=ERRORS_2015_19, seed=seed_of("ZZ012026", "7"), runs=40)
    places = [(24.0, -79.0), (24.0, -81.0), (29.5, -78.5), (20.1, -80.0), (40.0, -20.0)]

    found = arrivals(made, *np.array(places).T)

    expected = [[by_hand(made, run, *place) for run in range(40)] for place in places]
    assert found.tolist() == expected
    assert any(math.isinf(hour) for hour in expected[2])
    assert any(0 < hour < math.inf for hour in expected[0])


@settings(max_examples=25, deadline=None)
@given(st.floats(15, 40), st.floats(-95, -65), st.lists(st.floats(0, 200), min_size=2, max_size=6))
def test_the_chance_never_falls_as_the_horizon_grows(lat: float, lon: float, horizons: list[float]) -> None:
    outlook = wind_outlooks(northward(), [Place("camp", lat, lon)], errors=ERRORS_2015_19, runs=100)[0]

    chances = [outlook.chance(hours) for hours in sorted(horizons)]

    assert chances == sorted(chances)
    assert all(0 <= share <= 1 for share in chances)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.floats(18, 34), st.floats(-84, -76)), min_size=1, max_size=5))
def test_a_place_has_the_same_outlook_whoever_else_is_asked_about(where: list[tuple[float, float]]) -> None:
    places = [Place(f"camp {n}", lat, lon) for n, (lat, lon) in enumerate(where)]

    together = wind_outlooks(northward(), places, errors=ERRORS_2015_19, runs=50)

    apart = [wind_outlooks(northward(), [place], errors=ERRORS_2015_19, runs=50)[0] for place in places]
    assert list(together) == apart


def test_more_places_than_are_taken_at_once_come_back_in_order() -> None:
    places = [Place(f"camp {n}", 20 + n / 10, -80.5) for n in range(130)]

    together = wind_outlooks(northward(), places, errors=ERRORS_2015_19, runs=50)

    assert [outlook.place for outlook in together] == places
    assert together[129] == wind_outlooks(northward(), places[129:], errors=ERRORS_2015_19, runs=50)[0]


def test_the_same_advisory_always_gives_the_same_answer_and_the_next_one_another() -> None:
    camp = Place("camp", 27, -78)

    first, again = (wind_outlooks(northward(), [camp], errors=ERRORS_2015_19)[0] for _ in range(2))
    following = wind_outlooks(replace(northward(), number="8"), [camp], errors=ERRORS_2015_19)[0]

    assert first == again
    assert first.chances != following.chances
    assert abs(first.chance(120) - following.chance(120)) < 0.1


def test_a_place_across_the_ocean_has_no_chance_and_no_arrival() -> None:
    outlook = wind_outlooks(northward(), [Place("far camp", 30, -20)], errors=ERRORS_2015_19)[0]

    assert outlook.chance(120) == 0
    assert outlook.arrival is None


def test_the_broad_side_of_a_storm_is_the_dangerous_one() -> None:
    lopsided = northward(radii=Radii(200, 200, 20, 20))

    east, west = chance(lopsided, Place("east camp", 26, -78)), chance(lopsided, Place("west camp", 26, -82))

    assert east > 0.7
    assert west < 0.3


def test_each_quadrant_reaches_only_into_its_own_corner() -> None:
    corners = [(1, 1), (-1, 1), (-1, -1), (1, -1)]
    for quadrant in range(4):
        radii = Radii(*(300 if n == quadrant else 1 for n in range(4)))
        still = Advisory("ZZ012026", "7", ISSUED, point(0, 20, -80, radii=radii), (point(24, 20, -80, radii=radii),))
        exact = told_once(path_of(still), np.array([0.0]))

        found = arrivals(
            exact, np.array([20.0 + up for up, _ in corners]), np.array([-80.0 + right for _, right in corners])
        )

        assert [n for n in range(4) if found[n, 0] == 0] == [quadrant]


def test_a_storm_crossing_180_degrees_passes_over_what_lies_there() -> None:
    crossing = Advisory(
        "ZZ012026",
        "7",
        ISSUED,
        point(0, 20, 176),
        tuple(point(h, 20, (176 + h / 6 + 180) % 360 - 180) for h in (12, 24, 48)),
    )

    assert chance(crossing, Place("atoll", 20, 180)) > 0.99
    assert chance(crossing, Place("same atoll", 20, -180)) > 0.99
    assert chance(crossing, Place("Greenwich", 20, 0)) == 0


def test_after_the_last_forecast_point_no_wind_is_said_to_come() -> None:
    short = northward(until_hours=48)
    camp = Place("camp", 32, -80)

    outlook = wind_outlooks(short, [camp], errors=ERRORS_2015_19)[0]

    assert outlook.hours[-1] == 48
    assert outlook.chance(120) == outlook.chance(48) == 0
    assert chance(northward(), camp) > 0.4


def test_rows_of_the_past_and_rows_too_far_ahead_take_no_part() -> None:
    there = northward()
    misdated = replace(there, forecast=(point(-8751, 50, 10), *there.forecast, point(126, 50, 10), point(24, 50, 10)))

    assert path_of(misdated).leads.tolist() == [0, 12, 24, 36, 48, 72, 96, 120]
    assert path_of(misdated).lats.tolist() == path_of(there).lats.tolist()


def test_a_row_125_hours_ahead_is_still_a_forecast() -> None:
    assert path_of(replace(northward(), forecast=(point(125, 32, -80),))).leads.tolist() == [0, 125]


def test_radii_are_linear_in_time_and_the_last_ones_are_held() -> None:
    track = Advisory(
        "ZZ012026",
        "7",
        ISSUED,
        point(0, 20, -80, radii=Radii(100, 80, 0, 40)),
        (point(24, 22, -80, radii=Radii(200, 80, 100, 40)), point(96, 28, -80, radii=None)),
    )

    radii_nmi = told_once(path_of(track), np.array([12.0, 24.0, 96.0])).radii_km / KM_A_NAUTICAL_MILE

    assert radii_nmi.tolist() == [pytest.approx([150, 80, 50, 40]), *[pytest.approx([200, 80, 100, 40])] * 2]


def test_without_radii_the_wind_tells_how_broad_a_storm_is() -> None:
    winds = {0: 33.0, 12: 34.0, 24: 54.0, 36: 150.0}
    points = [point(hours, 20, -80, wind_kt=wind, radii=None) for hours, wind in winds.items()]

    exact = told_once(path_of(Advisory("ZZ012026", "7", ISSUED, points[0], tuple(points[1:]))), np.array([*winds]))

    assert exact.radii_km[:, 0].tolist() == pytest.approx([0, 60, 110, 250])


def test_a_wind_that_is_not_known_lies_between_its_neighbours() -> None:
    points = [point(hours, 20, -80, wind_kt=wind, radii=None) for hours, wind in ((0, None), (12, 40.0), (24, None))]
    points.append(point(36, 20, -80, wind_kt=60.0, radii=None))

    winds_kt = path_of(Advisory("ZZ012026", "7", ISSUED, points[0], tuple(points[1:]))).winds_kt

    assert winds_kt.tolist() == [40, 40, 50, 60]


def test_a_storm_of_which_no_wind_is_known_is_not_taken_for_calm() -> None:
    blind = [point(hours, 20, -80, wind_kt=None, radii=None) for hours in (0, 24)]

    exact = told_once(path_of(Advisory("ZZ012026", "7", ISSUED, blind[0], (blind[1],))), np.array([0.0, 24.0]))

    assert exact.radii_km[:, 0].tolist() == [60, 60]


def test_a_storm_below_30_knots_has_no_wind_to_bring_whatever_radii_stand() -> None:
    points = [point(hours, 20, -80, wind_kt=wind) for hours, wind in ((0, 40.0), (24, 20.0))]

    exact = told_once(
        path_of(Advisory("ZZ012026", "7", ISSUED, points[0], tuple(points[1:]))), np.array([0.0, 12, 13, 24])
    )

    assert (exact.radii_km[:, 0] > 0).tolist() == [True, True, False, False]


def test_errors_are_as_large_as_published_and_tied_from_step_to_step() -> None:
    made = runs_of(path_of(northward()), errors=ERRORS_2015_19, seed=seed_of("ZZ012026", "7"), runs=20_000)
    truth = told_once(path_of(northward()), made.hours)
    north_km = (made.lats - truth.lats) * KM_A_DEGREE
    east_km = (made.lons - truth.lons) * KM_A_DEGREE * np.cos(np.radians(truth.lats))

    medians_km = np.median(np.hypot(north_km, east_km), axis=1)[[4, 8, 24, 40]]
    tied = np.corrcoef(north_km[10], north_km[11])[0, 1]

    assert medians_km.tolist() == pytest.approx([38, 59, 148, 318], rel=0.03)
    assert tied == pytest.approx(CORRELATION, abs=0.003)
    assert abs(np.corrcoef(north_km[10], east_km[10])[0, 1]) < 0.03
    assert np.std(np.log(made.breadth)) == pytest.approx(0.25, rel=0.03)


def test_the_runs_of_an_advisory_are_the_same_for_ever() -> None:
    made = runs_of(path_of(northward()), errors=SURE, seed=bytes(range(32)), runs=2)

    assert made.breadth.tolist() == pytest.approx([1.2998360477043622, 0.9277206808149505], abs=1e-12)


def test_the_agency_speaks_for_a_place_within_30_km_of_a_point_it_names() -> None:
    points = [Place("PORT", 26, -80), Place("INLAND", 26, -81)]
    said = ProbabilityRow("ZZ012026", "7", ISSUED, "PORT", (0, 0.1, 0.2, 0.3, 0.5, 0.6, 0.6))
    near, far = Place("near camp", 26.2, -80), Place("far camp", 26.5, -80)

    outlooks = wind_outlooks(northward(), [near, far], errors=ERRORS_2015_19, points=points, rows=[said])

    assert [outlook.by for outlook in outlooks] == ["agency", "own"]
    assert [outlooks[0].chance(hours) for hours in (0, 12, 18, 60, 120, 300)] == pytest.approx(
        [0, 0, 0.05, 0.4, 0.6, 0.6]
    )
    assert outlooks[1].chance(120) == chance(northward(), far)


def test_a_named_point_without_a_row_has_no_chance_but_another_advisorys_table_says_nothing() -> None:
    points = [Place("PORT", 26, -80)]
    elsewhere = ProbabilityRow("ZZ012026", "7", ISSUED, "INLAND", (1.0,) * 7)
    camp = Place("camp", 26, -80)

    silent = wind_outlooks(northward(), [camp], errors=ERRORS_2015_19, points=points, rows=[elsewhere])[0]
    older = replace(elsewhere, number="6")
    without = wind_outlooks(northward(), [camp], errors=ERRORS_2015_19, points=points, rows=[older])[0]

    assert (silent.by, silent.chance(120), silent.arrival) == ("agency", 0, None)
    assert (without.by, without.chance(120)) == ("own", chance(northward(), camp))


def test_a_table_that_rounds_a_later_figure_down_does_not_make_the_chance_fall() -> None:
    said = ProbabilityRow("ZZ012026", "7", ISSUED, "PORT", (0, 0.04, 0.03, 0.05, 0.05, 0.05, 0.05))

    outlook = wind_outlooks(
        northward(), [Place("camp", 26, -80)], errors=ERRORS_2015_19, points=[Place("PORT", 26, -80)], rows=[said]
    )[0]

    assert outlook.chances == (0, 0, 0.04, 0.04, 0.05, 0.05, 0.05, 0.05)


def test_the_nearest_of_two_points_speaks() -> None:
    points = [Place("NORTH", 26.2, -80), Place("SOUTH", 25.9, -80)]

    assert nearest_point(Place("camp", 26, -80), points) == points[1]
    assert nearest_point(Place("camp", 27, -80), points) is None
    assert nearest_point(Place("camp", 26, -80), []) is None


def test_the_arrival_lies_where_the_storm_covers_the_way() -> None:
    """The wind is 100 n mi, 1.67 degrees, ahead of the centre: 26 N is reached 43 h after 20 N was left."""
    arrival = wind_outlooks(northward(), [Place("camp", 26, -80)], errors=ERRORS_2015_19)[0].arrival

    assert arrival is not None
    assert arrival.early < arrival.median < arrival.late
    assert (arrival.median - ISSUED) / timedelta(hours=1) == pytest.approx(43, abs=4)


def test_where_our_runs_miss_the_agencys_own_figures_give_the_arrival() -> None:
    points = [Place("FAR", 30, -20)]
    said = ProbabilityRow("ZZ012026", "7", ISSUED, "FAR", (0, 0, 0, 0, 0.4, 0.4, 0.4))

    outlook = wind_outlooks(northward(), [Place("camp", 30, -20)], errors=ERRORS_2015_19, points=points, rows=[said])[0]

    assert outlook.arrival is not None
    hours = [
        (at - ISSUED) / timedelta(hours=1)
        for at in (outlook.arrival.early, outlook.arrival.median, outlook.arrival.late)
    ]
    assert hours == pytest.approx([50.4, 60, 69.6])


def test_a_place_already_under_the_wind_is_reached_at_once() -> None:
    outlook = wind_outlooks(northward(), [Place("camp", 20, -80)], errors=ERRORS_2015_19)[0]

    assert outlook.chance(0) == 1
    assert outlook.arrival is not None
    assert outlook.arrival.early == outlook.arrival.late == ISSUED


def test_a_moment_is_asked_for_by_the_clock_and_beyond_120_hours_says_so() -> None:
    outlook = wind_outlooks(northward(), [Place("camp", 27, -79)], errors=ERRORS_2015_19)[0]
    day_five, day_nine = ISSUED + timedelta(hours=120), ISSUED + timedelta(days=9)

    assert outlook.chance_by(ISSUED - timedelta(minutes=1)) == 0
    assert outlook.chance_by(day_five) == outlook.chance(120) == outlook.chance_by(day_nine)
    assert not outlook.beyond_reach(day_five)
    assert outlook.beyond_reach(day_nine)


def test_the_best_track_tells_the_hour_the_wind_came() -> None:
    """A degree an hour north with 60 n mi, a degree, ahead: the wind is at 25 N four hours after 20 N, 5 - 1."""
    narrow = Radii(60.2, 60.2, 60.2, 60.2)
    track = Track("ZZ012026", "Demo", (point(0, 20, -80, radii=narrow), point(6, 26, -80, radii=narrow)))

    assert onset(track, Place("camp", 25, -80)) == ISSUED + timedelta(hours=4)
    assert onset(track, Place("far camp", 25, -70)) is None


def test_a_best_track_without_radii_brought_no_wind_anyone_measured() -> None:
    track = Track("ZZ012003", "Demo", (point(0, 20, -80, radii=None), point(6, 26, -80, radii=None)))

    assert onset(track, Place("camp", 23, -80)) is None


def test_nobody_asked_about_gets_no_outlook() -> None:
    assert wind_outlooks(northward(), [], errors=ERRORS_2015_19) == ()
