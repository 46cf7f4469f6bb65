"""Distance to hostile ground, its speed and when it may arrive, from dated areas."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.watch.control import Area, Arrival, Line, arrival, distance_km, line, speed_km_per_day
from musterbook.watch.sphere import KM_A_DEGREE

SAMPLE = Path(__file__).parents[2] / "../shared/data/watch/samples/control_areas_SYNTHETIC.geojson"
START = datetime(2030, 1, 1, tzinfo=UTC)
SQUARE = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0))
HOLE = ((0.5, 0.5), (1.5, 0.5), (1.5, 1.5), (0.5, 1.5), (0.5, 0.5))
ASSUMED = {"margin_km": 10.0, "speed_min": 0.5, "days_min": 0.25, "sigma": 0.7}


def ground(days: float, edge: float, *, known: float | None = None, controller: str = "Force A") -> Area:
    """Ground from 30° E to `edge`, as shown on a day, around 36° N."""
    ring = ((30.0, 35.0), (edge, 35.0), (edge, 37.0), (30.0, 37.0))
    at = START + timedelta(days)
    return Area(at, at if known is None else START + timedelta(known), controller, ((ring,),))


def seen(*kilometres: float) -> list[tuple[datetime, float]]:
    return [(START + timedelta(day), km) for day, km in enumerate(kilometres)]


def test_the_sample_areas_give_the_distances_speed_and_arrival_of_the_document() -> None:
    if not SAMPLE.exists():
        pytest.skip("the shared watch data is not beside this copy")
    features = json.loads(SAMPLE.read_text("utf-8"))["features"]
    areas = [
        Area(at, at, one["properties"]["controller"], (tuple(one["geometry"]["coordinates"]),))
        for one in features
        for at in [datetime.fromisoformat(one["properties"]["date"]).replace(tzinfo=UTC)]
    ]
    now = datetime(2030, 1, 18, 12, tzinfo=UTC)

    before = line(areas[:1], lat=36.058, lon=40.733, hostile={"Force A"}, now=now)
    after = line(areas, lat=36.058, lon=40.733, hostile={"Force A"}, now=now)

    assert before is not None
    assert before.distance_km == pytest.approx(119.8, abs=0.5)
    assert before.speed_km_per_day is None
    assert after is not None
    assert after.distance_km == pytest.approx(47.9, abs=0.5)
    assert after.speed_km_per_day == pytest.approx(71.9, abs=0.5)
    expected = arrival(after, **ASSUMED)
    assert expected is not None
    assert expected.median_days == pytest.approx(0.53, abs=0.005)


def test_a_place_inside_is_at_no_distance() -> None:
    assert distance_km(1.0, 1.0, [(SQUARE,)]) == 0.0


def test_a_place_in_a_hole_is_as_far_as_the_rim_of_the_hole() -> None:
    assert distance_km(1.0, 1.4, [(SQUARE, HOLE)]) == pytest.approx(0.1 * KM_A_DEGREE, rel=0.001)


def test_the_nearest_edge_counts_and_not_the_nearest_corner() -> None:
    assert distance_km(1.0, 3.0, [(SQUARE,)]) == pytest.approx(KM_A_DEGREE, rel=0.001)


def test_a_ring_need_not_be_closed() -> None:
    assert distance_km(1.0, -1.0, [(SQUARE[:-1],)]) == distance_km(1.0, -1.0, [(SQUARE,)])


def test_an_edge_along_a_parallel_is_not_the_shorter_way_over_the_pole() -> None:
    belt = ((0.0, 55.0), (60.0, 55.0), (60.0, 60.0), (0.0, 60.0))

    assert distance_km(61.0, 30.0, [(belt,)]) == pytest.approx(KM_A_DEGREE, rel=0.001)


def test_hostile_ground_across_180_degrees_is_near() -> None:
    ring = ((179.0, 0.0), (-179.0, 0.0), (-179.0, 1.0), (179.0, 1.0))

    assert distance_km(0.5, -179.5, [(ring,)]) == 0.0
    assert distance_km(0.5, -178.0, [(ring,)]) == pytest.approx(KM_A_DEGREE, rel=0.001)


def test_without_hostile_ground_there_is_no_distance() -> None:
    assert distance_km(0.0, 0.0, []) is None
    assert line([ground(0, 31)], lat=36, lon=35, hostile={"Force B"}, now=START) is None


def test_ground_given_up_in_the_newest_picture_leaves_no_line() -> None:
    pictures = [ground(0, 31), ground(1, 32, controller="Force B")]

    assert line(pictures, lat=36, lon=35, hostile={"Force A"}, now=START + timedelta(2)) is None


@given(st.floats(30.5, 34.5), st.floats(0.0, 30.0))
def test_what_was_not_known_yet_moves_nothing(edge: float, later: float) -> None:
    now = START + timedelta(5)
    known = [ground(0, 31), ground(2, 31.2), ground(4, 31.4)]

    before = line(known, lat=36, lon=35, hostile={"Force A"}, now=now)
    with_more = line([*known, ground(3, edge, known=5.01 + later)], lat=36, lon=35, hostile={"Force A"}, now=now)

    assert before == with_more


def test_speed_is_the_median_of_the_last_seven_days_where_there_is_a_picture_a_day() -> None:
    kilometres = [300.0, 200.0, 190.0, 180.0, 170.0, 160.0, 150.0, 140.0, 130.0]

    assert speed_km_per_day(seen(*kilometres)) == pytest.approx(10.0)
    assert speed_km_per_day(seen(100, 40, 39, 38)) == pytest.approx(1.0), "one leap is not the speed"


def test_between_pictures_far_apart_the_distance_lies_on_a_line() -> None:
    pictures = [(START, 200.0), (START + timedelta(10), 100.0)]

    assert speed_km_per_day(pictures) == pytest.approx(10.0)


def test_of_weekly_pictures_the_last_fourteen_days_count() -> None:
    pictures = [(START + timedelta(7 * week), km) for week, km in enumerate((900.0, 200.0, 130.0, 60.0))]

    assert speed_km_per_day(pictures) == pytest.approx(10.0)


def test_one_picture_has_no_speed_and_no_arrival() -> None:
    assert speed_km_per_day(seen(50)) is None
    assert arrival(Line(50, None, START), **ASSUMED) is None


@pytest.mark.parametrize("speed", [-4.0, 0.0, 0.5])
def test_a_line_that_is_not_closing_does_not_arrive(speed: float) -> None:
    assert arrival(Line(50, speed, START), **ASSUMED) is None


def test_a_hundred_and_fifty_kilometres_at_twelve_a_day_is_eleven_days_or_so() -> None:
    expected = arrival(Line(150, 12, START), **ASSUMED)

    assert expected is not None
    assert expected.median_days == pytest.approx(140 / 12)
    assert (expected.early_days, expected.late_days) == pytest.approx((4.8, 28.6), abs=0.05)
    assert expected.chance(14) == pytest.approx(0.6027, abs=0.0005)
    assert expected.chance(0) == 0.0


def test_no_line_arrives_sooner_than_in_six_hours() -> None:
    assert arrival(Line(3, 40, START), **ASSUMED) == Arrival(0.25, 0.7)


@given(st.floats(-89, 89), st.floats(-180, 180), st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
def test_a_small_ring_is_about_as_far_as_its_middle(lat: float, lon: float, north: float, east: float) -> None:
    middle = (max(-89.5, min(89.5, lat + north)), (lon + east + 180) % 360 - 180)
    tip = 0.001
    ring = [(middle[1] - tip, middle[0]), (middle[1] + tip, middle[0]), (middle[1], middle[0] + tip)]

    far = distance_km(lat, lon, [(ring,)])

    assert far is not None
    assert far <= KM_A_DEGREE * (abs(middle[0] - lat) + abs(east)) + 0.5
    assert far >= KM_A_DEGREE * abs(middle[0] - lat) - 0.5
