"""Judging: where a carrier should be is worked out here by hand, or by another road than the room's own."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.lift.positions import Alarm, Limits, Position, Way, alarms, km_between, off_way_km, track_of

NOON = datetime(2026, 1, 21, 12, 0, tzinfo=UTC)
LIMITS = Limits(minutes=15, off_way_km=15, stop_minutes=20)
DEGREE_KM = 111.195
"""Of latitude, on a globe of 6371.0088 km: 2π · 6371.0088 / 360."""
AIR = Way("S-1", "heli", (35.0, 40.0), (37.0, 40.0), NOON, NOON + timedelta(hours=2))
ROAD = Way("S-2", "road", (35.0, 40.0), (36.0, 40.0), NOON, NOON + timedelta(hours=3), road_km=150.0)


def at(minutes: int, lat: float, lon: float = 40.0) -> Position:
    return Position(NOON + timedelta(minutes=minutes), lat, lon)


def test_distances_agree_with_the_cosine_of_the_angle_between() -> None:
    assert km_between((35.0, 40.0), (36.0, 40.0)) == pytest.approx(DEGREE_KM, abs=0.01)
    assert km_between((0.0, 179.5), (0.0, -179.5)) == pytest.approx(DEGREE_KM, abs=0.01)


@given(st.floats(-80, 80), st.floats(-170, 170), st.floats(-80, 80), st.floats(-170, 170))
def test_distance_by_two_roads(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> None:
    a, b = math.radians(lat_a), math.radians(lat_b)
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(math.radians(lon_b - lon_a))

    other = 6371.0088 * math.acos(min(1.0, max(-1.0, cosine)))

    assert km_between((lat_a, lon_a), (lat_b, lon_b)) == pytest.approx(other, abs=0.5)


def test_in_the_air_off_the_way_is_off_the_line_and_on_a_road_no_more_than_is_certain() -> None:
    beside = 36.0, 40.0 + 20 / (DEGREE_KM * math.cos(math.radians(36.0)))

    assert off_way_km(beside, AIR) == pytest.approx(20, abs=0.2)
    assert off_way_km((35.5, 40.2), ROAD) == 0.0, "a road of 150 km between places 111 km apart may well pass there"
    assert off_way_km((35.5, 41.5), ROAD) > 50


@given(st.floats(0, 1), st.floats(-1, 1), st.floats(0, 60))
def test_whoever_is_within_x_km_of_the_road_is_never_said_to_be_farther_off(
    share: float, bend: float, x: float
) -> None:
    """A road with a bend somewhere; a place at most x km from a point of it."""
    corner = 35.5, 40.0 + bend
    on = (35.0 + 0.5 * share, 40.0 + bend * share)
    length = km_between((35.0, 40.0), corner) + km_between(corner, (36.0, 40.0))
    way = Way("S", "road", (35.0, 40.0), (36.0, 40.0), NOON, NOON, road_km=length)
    place = on[0] + x / DEGREE_KM, on[1]

    assert off_way_km(place, way) <= x + 0.5


def test_nothing_is_wrong_with_a_carrier_on_its_way() -> None:
    flown = [at(minutes, 35.0 + minutes / 60) for minutes in range(0, 61, 10)]

    assert alarms(AIR, flown, LIMITS, NOON + timedelta(minutes=65)) == ()


def test_each_alarm_has_its_moment_and_ends_when_it_is_over() -> None:
    flown = [at(0, 35.0), at(10, 35.2, 40.4), at(20, 35.4, 40.4), at(30, 35.6)]

    away = alarms(AIR, flown[:3], LIMITS, NOON + timedelta(minutes=21))
    back = alarms(AIR, flown, LIMITS, NOON + timedelta(minutes=31))
    silent = alarms(AIR, flown, LIMITS, NOON + timedelta(minutes=50))

    assert [(one.kind, one.since) for one in away] == [("off-way", NOON + timedelta(minutes=10))]
    assert back == ()
    assert silent == (Alarm("old", NOON + timedelta(minutes=30), 20),)


def test_a_carrier_that_never_gave_a_position_is_silent_since_it_left() -> None:
    assert alarms(AIR, [], LIMITS, NOON + timedelta(minutes=16)) == (Alarm("old", NOON, 16),)
    assert alarms(AIR, [], Limits(0, 15, 20), NOON + timedelta(hours=9)) == ()


def test_standing_is_wrong_on_the_way_and_not_at_a_place() -> None:
    stood = [at(minutes, 35.5) for minutes in (0, 10, 20, 25)]

    assert [(one.kind, one.much) for one in alarms(ROAD, stood, LIMITS, NOON + timedelta(minutes=25))] == [
        ("stopped", 25)
    ]
    assert alarms(ROAD, stood, LIMITS, NOON + timedelta(minutes=25), halts=[(35.51, 40.0)]) == ()
    assert alarms(ROAD, [at(minutes, 35.01) for minutes in (0, 25)], LIMITS, NOON + timedelta(minutes=25)) == ()


def test_a_position_no_bus_can_have_reached_is_a_jump() -> None:
    assert [one.kind for one in alarms(ROAD, [at(0, 35.0), at(5, 35.9)], LIMITS, NOON + timedelta(minutes=6))] == [
        "jump"
    ]


def test_a_track_is_summed_by_hand() -> None:
    driven = [at(0, 35.0), at(60, 35.5), at(150, 36.0)]

    track = track_of(ROAD, driven, LIMITS)

    assert track is not None
    assert (track.readings, track.silent_minutes, track.off_way_metres) == (3, 90, 0)
    assert track.metres == pytest.approx(111_195, abs=20)
    assert track_of(ROAD, [], LIMITS) is None
