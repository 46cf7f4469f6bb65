"""Distance to the nearest fighting, what it is worth at quiet places, and when counts have doubled."""

from __future__ import annotations

from math import inf, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.watch.approach import (
    CHANCES,
    EDGES_KM,
    HORIZONS_DAYS,
    Approach,
    approaches,
    distance_chance,
    doubling_signals,
    nearest_km,
)
from musterbook.watch.placed import Placed
from musterbook.watch.sphere import EARTH_KM
from tests.watch.fought import IRAQ, day, needs_shared_files, rows_of

DEGREE_KM = EARTH_KM * np.pi / 180


def along_a_meridian(*rows: tuple[float, int]) -> Placed:
    """Incidents so many kilometres north of 30 N, known on a day."""
    return Placed.from_columns(
        lat=[30 + km / DEGREE_KM for km, _ in rows],
        lon=[40.0] * len(rows),
        start=[known - 1 for _, known in rows],
        known=[known for _, known in rows],
    )


@pytest.mark.parametrize("row", range(4))
@pytest.mark.parametrize("column", range(4))
def test_the_table_reads_as_it_was_counted(row: int, column: int) -> None:
    assert distance_chance(EDGES_KM[row], HORIZONS_DAYS[column]) == pytest.approx(CHANCES[row][column])
    assert distance_chance(EDGES_KM[row + 1] - 0.001, HORIZONS_DAYS[column]) == pytest.approx(CHANCES[row][column])


def test_between_horizons_the_summed_hazard_is_linear() -> None:
    week, fortnight = -log(1 - 0.041), -log(1 - 0.076)

    assert -log(1 - distance_chance(20, 10)) == pytest.approx(week + (fortnight - week) * 3 / 7)
    assert -log(1 - distance_chance(20, 3.5)) == pytest.approx(week / 2)


def test_beyond_sixty_days_the_last_slope_goes_on() -> None:
    month, two = -log(1 - 0.082), -log(1 - 0.146)

    assert -log(1 - distance_chance(40, 120)) == pytest.approx(two + (two - month) * 2)


def test_far_away_or_nowhere_the_hazard_is_constant() -> None:
    assert distance_chance(300, 14) == pytest.approx(0.005)
    assert distance_chance(inf, 28) == pytest.approx(1 - 0.995**2)


@given(st.floats(0, 1000), st.floats(0, 1000), st.floats(0, 400), st.floats(0, 400))
def test_nearer_and_longer_is_never_less_likely(near: float, more: float, days: float, longer: float) -> None:
    chance = distance_chance(near, days)

    assert 0 <= chance <= 1
    assert distance_chance(near, days + longer) >= chance - 1e-12
    assert distance_chance(near + more, days) <= chance + 1e-12


@pytest.mark.parametrize(("km", "days"), [(-1.0, 3.0), (3.0, -1.0), (float("nan"), 3.0), (3.0, float("nan"))])
def test_no_distance_and_no_time_is_below_nothing(km: float, days: float) -> None:
    with pytest.raises(ValueError, match="below 0"):
        distance_chance(km, days)


def test_the_nearest_is_the_nearest_known_within_the_week() -> None:
    placed = along_a_meridian((40, 93), (60, 94), (20, 101))

    found = approaches(placed, [30.0], [40.0], day=100)

    assert found[0].nearest_km == pytest.approx(60)
    assert approaches(placed, [30.0], [40.0], day=99)[0].nearest_km == pytest.approx(40)
    assert approaches(placed, [30.0], [40.0], day=90)[0].nearest_km == inf


def test_fighting_is_routine_for_ninety_days_after_one_within_15_km() -> None:
    placed = along_a_meridian((14.9, 10), (15.1, 60))

    assert [approaches(placed, [30.0], [40.0], day=today)[0].routine for today in (9, 10, 99, 100)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_routine_place_is_read_in_the_nearest_row() -> None:
    assert Approach(200.0, routine=True).chance(14) == pytest.approx(0.076)
    assert Approach(200.0, routine=False).chance(14) == pytest.approx(0.022)


def test_distances_go_across_the_date_line() -> None:
    placed = Placed.from_columns(lat=[0.0], lon=[-179.9], start=[1], known=[2])

    assert nearest_km(placed, [0.0], [179.9]).tolist() == pytest.approx([0.2 * DEGREE_KM])


def test_steady_counts_never_signal() -> None:
    assert doubling_signals([3.0] * 900) == ()


def test_doubled_counts_signal_and_begin_anew() -> None:
    counts = [3.0] * 300 + [6.0] * 12

    # each day adds 6 ln 2 - 3 = 1.159: above 6 on the sixth day, and again six days later
    assert doubling_signals(counts) == (305, 311)


def test_where_nothing_ever_happened_nine_in_a_day_signal() -> None:
    quiet = [0.0] * 300

    assert doubling_signals([*quiet, 8.0]) == ()
    assert doubling_signals([*quiet, 9.0]) == (300,)


@needs_shared_files
def test_signals_of_iraq_are_those_measured() -> None:
    first, last = day("2009-01-01"), day("2013-12-31")
    starts = np.array([day(row["date_start"]) for row in rows_of(IRAQ)])
    counts = np.bincount(starts[(starts >= first) & (starts <= last)] - first, minlength=last - first + 1)

    signals = [first + number for number in doubling_signals(counts.tolist())]

    assert len(signals) == 24
    assert sum(day("2013-05-16") <= when <= day("2013-07-14") for when in signals) == 8
