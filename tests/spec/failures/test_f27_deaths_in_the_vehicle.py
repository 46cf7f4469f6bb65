"""F27: deaths in the vehicle (45 men in one truck for over six hours above 31 °C, 37 dead, 2013)."""

from __future__ import annotations

from musterbook.custody.care.welfare import Welfare
from musterbook.custody.settings import CustodySettings
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from tests.spec.telling import entries, moment

TRUCK = CustodianId("truck-1")
ASKED = CustodySettings(welfare_minutes=60, heat_minutes=30, water_minutes=120, aboard_minutes={"road": 240})
SHUT = """
06:30 tora    custody.offered  handover=H1 people=D-0001..D-0045 receiver=truck-1 mode=road
06:35 tora    custody.let-go   handover=H1 people=D-0001..D-0045
06:40 truck-1 custody.accepted handover=H1 people=D-0001..D-0045
"""


def late(text: str, hour: str, watched: dict[PersonId, int] | None = None) -> list[str]:
    """What rings at an hour on the truck's own copy, which needs no link: what, minutes late, for how many."""
    dues = Welfare.of(entries(text)).due([TRUCK], ASKED, watched)
    return [f"{one.what} {minutes} {len(one.people)}" for one in dues if (minutes := one.late_minutes(moment(hour)))]


def test_no_look_in_an_hour_rings_on_the_truck_itself() -> None:
    assert late(SHUT, "07:30") == ["temperature-read 25 45"]
    assert late(SHUT, "07:45") == ["temperature-read 40 45", "looked-at 10 45"]


def test_after_four_hours_everything_rings_and_goes_on_ringing() -> None:
    assert late(SHUT, "12:35") == [
        "temperature-read 330 45", "looked-at 300 45", "beverage 240 45", "time-aboard 120 45",
    ]  # fmt: skip


def test_above_thirty_degrees_half_an_hour_is_the_longest_without_a_reading() -> None:
    hot = f"{SHUT}07:00 truck-1 custody.welfare-given handover=H1 what=temperature-read value=31.5"

    assert late(hot, "07:30") == []
    assert late(hot, "07:34") == ["temperature-read 4 45"]


def test_whoever_is_on_a_closer_watch_rings_earlier_than_the_rest() -> None:
    look = f"{SHUT}07:00 truck-1 custody.welfare-given handover=H1 what=looked-at\n"
    read = f"{look}07:00 truck-1 custody.welfare-given handover=H1 what=temperature-read value=20"

    assert late(read, "07:20", {PersonId("D-0007"): 15}) == ["looked-at 5 1"]


def test_a_look_that_was_not_possible_is_none() -> None:
    tried = f"{SHUT}07:00 truck-1 custody.welfare-given handover=H1 what=looked-at outcome=not-possible"

    assert "looked-at 10 45" in late(tried, "07:45")
