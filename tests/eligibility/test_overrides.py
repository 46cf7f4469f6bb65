"""Overrides: exactly one rule, the people named, one handover, until a time."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.eligibility.gates import GATES, may_be_overridden
from musterbook.eligibility.overrides import Overrides
from musterbook.eligibility.settings import EligibilitySettings
from musterbook.ledger.notation import told
from musterbook.terms.moves import Objection
from tests.eligibility.making import at, move, person

GIVEN = """
    10:00 desk eligibility.overridden rule=eligibility.kept-apart people=D-0001 handover=H1 because=shelling \
until=2026-01-21T14:00:00+00:00
"""
APART = Objection("eligibility.kept-apart", person(1))


def test_an_override_removes_the_objection_it_names() -> None:
    assert Overrides.of(told(GIVEN)).remaining([APART], move(1)) == []


@pytest.mark.parametrize(
    ("objection", "handover", "hour"),
    [
        (Objection("eligibility.kept-apart", person(2)), "H1", "12:00"),
        (Objection("eligibility.kept-apart", None), "H1", "12:00"),
        (Objection("eligibility.hold", person(1)), "H1", "12:00"),
        (APART, "H2", "12:00"),
        (APART, "", "12:00"),
        (APART, "H1", "09:59"),
        (APART, "H1", "14:00"),
    ],
)
def test_it_removes_nothing_else(objection: Objection, handover: str, hour: str) -> None:
    remaining = Overrides.of(told(GIVEN)).remaining([objection], move(1, 2, handover=handover, hour=hour))

    assert remaining == [objection]


def test_it_lasts_no_longer_than_the_operation_allows() -> None:
    long = told(GIVEN.replace("2026-01-21T14", "2026-01-29T14"))

    assert Overrides.of(long).remaining([APART], move(1, hour="15:59")) == []
    assert Overrides.of(long).remaining([APART], move(1, hour="16:00")) == [APART]
    short = EligibilitySettings(override_hours=1)
    assert Overrides.of(long, short).remaining([APART], move(1, hour="11:00")) == [APART]


NEVER = sorted(rule for rule, gate in GATES.items() if not gate.override)


@pytest.mark.parametrize("rule", [*NEVER, "eligibility.never-with", "no.such-rule"])
def test_what_nobody_may_override_no_entry_overrides(rule: str) -> None:
    given = told(GIVEN.replace("eligibility.kept-apart", rule))
    objection = Objection(rule, person(1), {"class": "child", "other_class": "adult"})

    assert Overrides.of(given).remaining([objection], move(1)) == [objection]


def test_of_all_classes_only_the_untried_may_for_once_ride_with_the_sentenced() -> None:
    given = told(GIVEN.replace("eligibility.kept-apart", "eligibility.never-with"))
    objection = Objection("eligibility.never-with", person(1), {"class": "untried", "other_class": "sentenced"})

    assert Overrides.of(given).remaining([objection], move(1)) == []


@settings(deadline=None)
@given(st.lists(st.builds(Objection, st.sampled_from(sorted(GATES)), st.sampled_from([None, person(1), person(2)]))))
def test_no_overrides_remove_nothing(objections: list[Objection]) -> None:
    assert Overrides().remaining(objections, move(1, 2)) == objections


def test_child_hold_identity_holder_family_and_clearance_are_never_overridden() -> None:
    for rule in ("child", "hold", "family", "clearance"):
        assert not may_be_overridden(Objection(f"eligibility.{rule}", person(1)))
    for rule in ("custody.holder", "custody.identity-check", "coordination.agreement", "lift.manifest"):
        assert not may_be_overridden(Objection(rule, person(1)))


def test_the_days_sheet_lists_every_override_of_the_day() -> None:
    overrides = Overrides.of(told(GIVEN))

    assert [one.because for one in overrides.given(on=date(2026, 1, 21))] == ["shelling"]
    assert overrides.given(on=date(2026, 1, 22)) == ()
    assert overrides.given()[0].given_at == at("10:00")
