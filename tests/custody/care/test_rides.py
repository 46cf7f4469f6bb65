"""Rides that are over: what came too late on the way shows when nobody is aboard any more."""

from __future__ import annotations

from decimal import Decimal

import pytest

import musterbook.custody.facts  # noqa: F401  declares the facts the stories tell
from musterbook.custody.care.rides import Rides
from musterbook.custody.care.welfare import Welfare
from musterbook.custody.settings import CustodySettings
from musterbook.ledger.notation import told
from musterbook.terms.custodians import CustodianId

BUS = CustodianId("bus-4")
ASKED = CustodySettings(welfare_minutes=60, heat_minutes=30, water_minutes=120, aboard_minutes={"road": 240})
ABOARD = """
06:00 hasakah custody.offered handover=H1 people=D-0001..D-0003 receiver=bus-4 serial=S9 mode=road
06:05 hasakah custody.let-go handover=H1 people=D-0001..D-0003
06:10 bus-4 custody.accepted handover=H1 people=D-0001..D-0003
"""
COOL = "06:30 bus-4 custody.welfare-given handover=H1 what=temperature-read value=21.5\n"
ARRIVED = """
{} bus-4 custody.offered handover=B1 people=D-0001..D-0003 receiver=karkh
{} karkh custody.accepted handover=B1 people=D-0001..D-0003
"""


def rides(text: str) -> Rides:
    return Rides.of(told(text), carriers={BUS}, settings=ASKED)


def late(text: str) -> list[tuple[str, int]]:
    return [(one.due.what, one.minutes) for one in rides(text).late]


def test_an_hour_in_time_leaves_nothing_late() -> None:
    found = rides(ABOARD + COOL + ARRIVED.format("06:50", "06:55"))

    assert found.late == []
    assert (found.rides, found.given, found.hottest, found.hot) == (1, {"temperature-read": 1}, Decimal("21.5"), set())


def test_a_look_that_came_too_late_stays_late_though_it_came() -> None:
    look = "07:20 bus-4 custody.welfare-given handover=H1 what=looked-at"

    assert late(ABOARD + COOL + look + ARRIVED.format("07:30", "07:32")) == [("looked-at", 15), ("temperature-read", 2)]


def test_what_never_came_is_late_by_the_time_they_got_off() -> None:
    assert late(ABOARD + ARRIVED.format("10:30", "10:35")) == [
        ("looked-at", 210), ("temperature-read", 240), ("beverage", 150), ("time-aboard", 30),
    ]  # fmt: skip


def test_heat_is_to_be_read_again_within_half_an_hour() -> None:
    hot = "06:30 bus-4 custody.welfare-given handover=H1 what=temperature-read value=33.5\n"
    again = "07:05 bus-4 custody.welfare-given handover=H1 what=temperature-read value=24\n"

    found = rides(ABOARD + hot + again)

    assert [(one.due.what, one.minutes) for one in found.late] == [("temperature-read", 5)]
    assert (found.hottest, found.hot) == (Decimal("33.5"), {"H1"})


@pytest.mark.parametrize("by", ["hasakah", "bus-5"])
def test_nothing_is_owed_on_rides_of_nobody_who_carries(by: str) -> None:
    assert rides(f"06:30 {by} custody.welfare-given handover=H1 what=looked-at").given == {}


def test_whom_a_door_refuses_and_his_escort_takes_back_never_got_off() -> None:
    waits = """
    07:00 bus-4 custody.offered handover=B1 people=D-0001..D-0003 receiver=karkh @b1
    07:02 bus-4 custody.let-go handover=B1 people=D-0001..D-0003
    07:10 karkh custody.refused handover=B1 offer=@b1 because=no_space people=D-0001..D-0003
    07:15 bus-4 custody.taken-back handover=B1 people=D-0001..D-0003
    """

    (ride,) = Welfare.of(told(ABOARD + waits)).rides((BUS,))

    assert len(ride.people) == 3
    assert ("time-aboard", 115) in late(ABOARD + waits + ARRIVED.format("11:55", "12:00"))
