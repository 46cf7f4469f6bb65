"""Tests of what the wind found: the first plan to the minute, less what could not have run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from musterbook.lift.plan import Serial
from musterbook.rehearsal.wind_told import Hindrance, SiteInTheWind, wind_told

NINE = datetime(2026, 9, 7, 9, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)


def serial(vehicle: str, origin: str, destination: str) -> Serial:
    return Serial(f"{vehicle}/1", vehicle, origin, destination, 0, 10, 10, 200, 210, {origin: 40}, 5)


@pytest.mark.parametrize(
    ("hindrance", "stopped"),
    [
        (Hindrance(NINE), True),
        (Hindrance(TEN + timedelta(minutes=1)), False),
        (Hindrance(NINE, TEN), False),
        (Hindrance(NINE, TEN + timedelta(minutes=1)), True),
        (Hindrance(NINE, carrier="bus-1"), True),
        (Hindrance(NINE, carrier="bus-2"), False),
        (Hindrance(NINE, ends=frozenset({"inland"})), True),
        (Hindrance(NINE, ends=frozenset({"bay"})), False),
        (Hindrance(NINE, ends=frozenset({"bay", "inland"})), True),
        (Hindrance(NINE, ends=frozenset({"bay", "far"})), False),
    ],
)
def test_a_serial_is_stopped_by_its_carrier_its_road_its_end_and_the_hour(
    hindrance: Hindrance, *, stopped: bool
) -> None:
    assert hindrance.stops(serial("bus-1", "bay", "inland"), TEN) is stopped


def test_a_storm_for_which_nothing_was_planned_says_so() -> None:
    came = {"bay": SiteInTheWind("bay", TEN, 12), "inland": SiteInTheWind("inland", NINE, 30)}

    told = wind_told("AL802026", advisories=4, came=came, first=None, hindrances=(), sites=["bay"], stood_down=None)

    assert (told["sites_reached"], told["still_there"], told["first_plan"]) == (1, 12, None)
    assert told["receivers"] == [{"site": "inland", "at": NINE.isoformat(), "people": 30}]
