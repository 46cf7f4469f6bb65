"""Identity checks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from musterbook.custody.checks import Checks
from musterbook.custody.settings import CustodySettings
from musterbook.ledger.notation import told
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId

ONE = PersonId("D-0001")
HASAKAH, KARKH = CustodianId("hasakah"), CustodianId("karkh")
EIGHT = datetime(2026, 1, 21, 8, tzinfo=UTC)
FOUR_HOURS = CustodySettings(identity_check_hours=4)
CHECKED = "06:00 hasakah custody.checked handover=H1 people=D-0001 how=photo"


@pytest.mark.parametrize(
    ("text", "at", "why"),
    [
        ("", EIGHT, ["not-checked"]),
        (CHECKED, EIGHT, []),
        (CHECKED, EIGHT + timedelta(hours=2), []),
        (CHECKED, EIGHT + timedelta(hours=2, minutes=1), ["too-old"]),
        (CHECKED + " mismatched=D-0001", EIGHT, ["mismatched"]),
    ],
)
def test_an_identity_check_is_needed_in_the_hours_set(text: str, at: datetime, why: list[str]) -> None:
    move = Move(frozenset({ONE}), HASAKAH, KARKH, at)

    objections = Checks.of(told(text)).objections(move, FOUR_HOURS)

    assert [one.values["why"] for one in objections] == why


def test_without_hours_set_only_a_mismatch_objects_and_nobody_is_asked_in_the_air() -> None:
    move = Move(frozenset({ONE}), HASAKAH, KARKH, EIGHT)
    mismatched = Checks.of(told(CHECKED + " mismatched=D-0001"))

    assert Checks.of([]).objections(move) == []
    assert len(mismatched.objections(move)) == 1
    assert mismatched.objections(replace(move, stage="arriving"), FOUR_HOURS) == []
