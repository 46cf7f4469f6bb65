"""Clearances: one person, one destination, until a time."""

from __future__ import annotations

import pytest

from musterbook.eligibility.clearance import Clearances
from musterbook.eligibility.settings import EligibilitySettings
from musterbook.ledger.notation import told
from tests.eligibility.making import KARKH, at, move, person, said

CLEARED = """
    06:00 desk eligibility.cleared person=D-0001 giver=hasakah destination=karkh until=2026-01-23T06:00:00+00:00
"""


def test_whoever_is_not_cleared_does_not_board() -> None:
    clearances = Clearances.of(told(CLEARED))

    assert said(clearances.objections(move(1, 2)), "lack", "lift_by") == ["D-0002 none eligibility-reviewer"]
    assert len(clearances.objections(move(2, stage="returning"))) == 1
    assert clearances.objections(move(2, stage="arriving")) == []


def test_a_clearance_is_for_one_destination() -> None:
    clearances = Clearances.of(told(CLEARED.replace("destination=karkh", "destination=basra")))

    assert said(clearances.objections(move(1)), "lack", "cleared_for") == ["D-0001 other-destination basra"]


@pytest.mark.parametrize(("hour", "day", "ok"), [("05:59", 23, True), ("06:00", 23, False)])
def test_a_clearance_ends_at_the_moment_it_says(hour: str, day: int, *, ok: bool) -> None:
    clearances = Clearances.of(told(CLEARED))

    objections = clearances.objections(move(1, hour=hour, day=day))

    assert said(objections, "lack", "until") == ([] if ok else ["D-0001 expired 2026-01-23T06:00:00+00:00"])


@pytest.mark.parametrize(
    ("settings", "ends"), [(EligibilitySettings(), 24), (EligibilitySettings(clearance_hours=24), 22)]
)
def test_no_clearance_outlasts_what_the_operation_allows(settings: EligibilitySettings, ends: int) -> None:
    story = CLEARED.replace("until=2026-01-23", "until=2026-01-30")

    clearances = Clearances.of(told(story), settings)

    assert clearances.is_cleared(person(1), at("05:59", ends))
    assert not clearances.is_cleared(person(1), at("06:00", ends))


def test_a_clearance_withdrawn_is_none_and_may_be_given_again() -> None:
    withdrawn = CLEARED + "07:00 desk eligibility.clearance-withdrawn person=D-0001\n"
    again = withdrawn + CLEARED.replace("06:00 desk", "08:00 desk")

    assert Clearances.of(told(withdrawn)).clearance(person(1), KARKH, at("12:00")) is None
    assert Clearances.of(told(again)).clearance(person(1), KARKH, at("12:00")) is not None


def test_a_clearance_of_the_same_second_as_its_withdrawal_is_none() -> None:
    story = "06:00 desk eligibility.clearance-withdrawn person=D-0001\n" + CLEARED

    assert not Clearances.of(told(story)).is_cleared(person(1), at("07:00"))
