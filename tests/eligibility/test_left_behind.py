"""Left behind and reviews: everyone not cleared has a ground, an owner and a next step, and every hold a day."""

from __future__ import annotations

import pytest

from musterbook.eligibility.classes import Classes
from musterbook.eligibility.clearance import Clearances
from musterbook.eligibility.holds import Holds
from musterbook.eligibility.left_behind import left_behind
from musterbook.eligibility.reviews import due, reviews
from musterbook.eligibility.settings import EligibilitySettings
from musterbook.ledger.notation import told
from musterbook.terms.errors import Malformed
from tests.eligibility.making import ADULT, at, people, person

REVIEW = "review_by=2026-01-22T06:00:00+00:00"
STORY = f"""
    06:00 hasakah eligibility.assessed person=D-0001 child=no {ADULT}
    06:00 hasakah eligibility.assessed person=D-0002 child=no {ADULT}
    06:00 hasakah eligibility.assessed person=D-0003 child=yes {ADULT}
    06:00 hasakah eligibility.assessed person=D-0005 child=no {ADULT}
    06:00 hasakah eligibility.held person=D-0003 ground=possible-child authority=age-panel
    06:00 hasakah eligibility.held person=D-0004 ground=age-unknown authority=age-panel
    06:00 hasakah eligibility.held person=D-0005 ground=court authority=legal-reviewer {REVIEW}
    07:00 desk eligibility.cleared person=D-0001 giver=hasakah destination=karkh until=2026-01-23T06:00:00+00:00
"""


def test_everyone_not_cleared_is_listed_with_owner_and_next_step() -> None:
    entries = told(STORY)

    rows = left_behind(
        people(1, 2, 3, 4, 5), holds=Holds.of(entries), classes=Classes.of(entries),
        clearances=Clearances.of(entries), now=at("12:00"),
    )  # fmt: skip

    assert [(row.person, row.grounds, row.owner, row.next_step, row.protective) for row in rows] == [
        ("D-0002", ("no-clearance",), "eligibility-reviewer", "clear", False),
        ("D-0003", ("possible-child",), "age-panel", "protective-lot", True),
        ("D-0004", ("age-unknown",), "age-panel", "age-panel", True),
        ("D-0005", ("court",), "legal-reviewer", "lift-hold", False),
    ]


def test_who_is_cleared_and_held_all_the_same_is_left_behind() -> None:
    entries = told(STORY + "08:00 hasakah eligibility.held person=D-0001 ground=medical authority=clinician")

    (row,) = left_behind(
        [person(1)], holds=Holds.of(entries), classes=Classes.of(entries), clearances=Clearances.of(entries),
        now=at("12:00"),
    )  # fmt: skip

    assert (row.grounds, row.owner, row.next_step) == (("medical",), "clinician", "lift-hold")


def test_a_panel_is_due_in_seventy_two_hours_and_every_other_hold_when_it_says() -> None:
    holds = Holds.of(told(STORY))

    found = reviews(holds, at("06:00", 22))

    assert [(one.person, one.due_by, one.late_minutes, one.panel) for one in found] == [
        ("D-0005", at("06:00", 22), 0, False),
        ("D-0003", at("06:00", 24), -48 * 60, True),
        ("D-0004", at("06:00", 24), -48 * 60, True),
    ]
    assert [one.person for one in due(holds, at("06:00", 22))] == ["D-0005"]
    assert due(holds, at("05:59", 22)) == []


def test_a_hold_that_names_no_day_gets_one() -> None:
    holds = Holds.of(told("06:00 hasakah eligibility.held person=D-0001 ground=court authority=legal-reviewer"))

    (review,) = reviews(holds, at("06:00"), EligibilitySettings(review_hours=24))

    assert review.due_by == at("06:00", 22)


def test_a_late_review_date_does_not_put_off_a_panel() -> None:
    line = "06:00 hasakah eligibility.held person=D-0001 ground=age-unknown authority=age-panel"

    (review,) = reviews(Holds.of(told(f"{line} review_by=2026-03-01T06:00:00+00:00")), at("06:00"))

    assert review.due_by == at("06:00", 24)


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ({"population": "men"}, "settings.unknown-choice"),
        ({"clearance_hours": 73}, "settings.out-of-bounds"),
        ({"age_margin_years": 4}, "settings.out-of-bounds"),
        ({"override_hours": 0}, "settings.out-of-bounds"),
        ({"age_gate": False}, "settings.unknown"),
        ({"panel_hours": "72"}, "settings.wrong-type"),
        ({"panel_hours": True}, "settings.wrong-type"),
    ],
)
def test_settings_outside_their_limits_are_named(table: dict[str, object], rule: str) -> None:
    with pytest.raises(Malformed) as caught:
        EligibilitySettings.from_table(table)

    assert [fault.rule for fault in caught.value.faults] == [rule]
