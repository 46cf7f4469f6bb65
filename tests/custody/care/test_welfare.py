"""Clocks aboard: looks, temperature, water and an end of the ride, from nothing but what the escort's book holds."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

import musterbook.custody.facts  # noqa: F401  declares the facts the stories tell
from musterbook.custody.care.welfare import OUTCOMES, Due, Welfare
from musterbook.custody.reasons import reasons
from musterbook.custody.settings import CustodySettings
from musterbook.ledger.notation import told
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId

ABOARD = """
06:00 hasakah custody.offered handover=H1 people=D-0001..D-0003 receiver=bus-4 serial=S9 mode=road
06:05 hasakah custody.let-go handover=H1 people=D-0001..D-0003
06:10 bus-4 custody.accepted handover=H1 people=D-0001..D-0003
"""
BUS = CustodianId("bus-4")
HOURLY = CustodySettings(welfare_minutes=60)
STRICT = CustodySettings(welfare_minutes=60, heat_minutes=30, water_minutes=120, aboard_minutes={"road": 240})


def test_a_look_is_due_an_hour_after_the_doors_shut_and_after_each_look() -> None:
    assert _dues(ABOARD) == ["looked-at 07:05 3"]
    assert _dues(ABOARD + "06:50 bus-4 custody.welfare-given handover=H1 what=looked-at") == ["looked-at 07:50 3"]


def test_a_look_by_the_name_of_the_serial_counts_and_one_of_another_carrier_does_not() -> None:
    assert _dues(ABOARD + "06:50 bus-4 custody.welfare-given handover=S9 what=looked-at") == ["looked-at 07:50 3"]
    assert _dues(ABOARD + "06:50 bus-5 custody.welfare-given handover=H1 what=looked-at") == ["looked-at 07:05 3"]


def test_whoever_is_watched_closer_is_looked_at_closer() -> None:
    dues = Welfare.of(told(ABOARD)).due((BUS,), HOURLY, {PersonId("D-0002"): 15})

    assert [_line(one) for one in dues] == ["looked-at 06:20 1", "looked-at 07:05 2"]


def test_a_look_at_one_of_them_is_a_look_at_him_alone() -> None:
    lines = ABOARD + "06:50 bus-4 custody.welfare-given handover=H1 what=looked-at people=D-0002"

    assert _dues(lines) == ["looked-at 07:05 2", "looked-at 07:50 1"]


def test_water_refused_is_no_water_and_is_a_look() -> None:
    lines = ABOARD + "06:50 bus-4 custody.welfare-given handover=H1 what=beverage outcome=refused"

    assert _dues(lines, CustodySettings(welfare_minutes=60, water_minutes=120)) == [
        "looked-at 07:50 3", "beverage 08:05 3",
    ]  # fmt: skip


def test_heat_is_read_each_half_hour_and_with_each_look_once_it_is_cool() -> None:
    read = ABOARD + "06:30 bus-4 custody.welfare-given handover=H1 what=temperature-read value={}"

    assert _dues(ABOARD, STRICT)[0] == "temperature-read 06:35 3", "nobody knows, so it may be hot"
    assert "temperature-read 07:00 3" in _dues(read.format("34.5"), STRICT)
    assert "temperature-read 07:30 3" in _dues(read.format("24"), STRICT)


def test_nobody_is_aboard_longer_than_the_mode_allows() -> None:
    assert "time-aboard 10:05 3" in _dues(ABOARD, STRICT)


def test_whoever_is_in_other_hands_is_owed_nothing_more_here() -> None:
    lines = (
        ABOARD
        + """
    07:00 bus-4 custody.offered handover=H2 people=D-0001..D-0003 receiver=karkh
    07:10 karkh custody.accepted handover=H2 people=D-0001,D-0002
    """
    )

    assert _dues(lines) == ["looked-at 07:05 1"]


def test_an_operation_that_asks_nothing_is_owed_nothing() -> None:
    assert _dues(ABOARD, CustodySettings()) == []


def test_lateness_is_counted_in_minutes() -> None:
    (due,) = Welfare.of(told(ABOARD)).due((BUS,), HOURLY)

    assert due.late_minutes(due.due_at - timedelta(minutes=5)) == 0
    assert due.late_minutes(datetime.fromisoformat("2026-01-21T07:45:30+00:00")) == 40


def test_a_limit_of_nought_minutes_aboard_is_malformed() -> None:
    with pytest.raises(Malformed):
        CustodySettings(aboard_minutes={"road": 0})


def _dues(story: str, settings: CustodySettings = HOURLY) -> list[str]:
    return [_line(one) for one in Welfare.of(told(story)).due((BUS, CustodianId("bus-5")), settings)]


def _line(due: Due) -> str:
    return f"{due.what} {due.due_at:%H:%M} {len(due.people)}"


def test_the_outcomes_are_those_of_the_list() -> None:
    assert set(OUTCOMES) == reasons()["welfare.outcome"]
