"""Actions: stages read from facts, and the ladder of who hears that one is late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.coordination.actions import LADDER, Action, Actions
from musterbook.ledger.notation import told
from tests.coordination.test_agreements import at

SET = (
    "08:00 desk coordination.action-set action=ACT-1 owner_agency=UNX owner=u.lead due=2026-01-21T16:00:00+00:00"
    " waits_for=ACT-2\n"
)
TAKEN = "08:30 desk coordination.action-taken-up action=ACT-1 by=u.lead\n"
HANDED = "11:00 desk coordination.action-handed-on action=ACT-1 to_agency=MOI to_owner=m.lead\n"
DONE = "12:00 desk coordination.action-done action=ACT-1 by=u.lead proof=words\n"
VERIFIED = "13:00 desk coordination.action-verified action=ACT-1 by={}\n"


def action(story: str) -> Action:
    found = Actions.of(told(story)).action("ACT-1")
    assert found is not None
    return found


def heard(story: str, moment: str, *, crisis: bool = False) -> list[str]:
    return [one.to for one in action(story).rungs(at(moment), crisis=crisis)]


@pytest.mark.parametrize(
    ("story", "stage"),
    [
        (SET, "set"),
        (SET + TAKEN, "taken-up"),
        (SET + TAKEN + HANDED, "set"),
        (SET + "09:00 desk coordination.action-blocked action=ACT-1\n", "blocked"),
        (SET + TAKEN + DONE, "done"),
        (SET + TAKEN + DONE + VERIFIED.format("m.other"), "verified"),
        (SET + TAKEN + DONE + VERIFIED.format("u.lead"), "done"),
        (SET + VERIFIED.format("m.other"), "set"),
        (SET + DONE + "14:00 desk coordination.action-taken-up action=ACT-1 by=u.lead\n", "taken-up"),
        (SET + "09:00 desk coordination.action-cancelled action=ACT-1\n" + TAKEN.replace("08", "10"), "cancelled"),
    ],
)
def test_the_stage_is_read_from_facts(story: str, stage: str) -> None:
    assert action(story).stage == stage


@pytest.mark.parametrize(
    ("moment", "who"),
    [
        ("2026-01-21 09:59", []),
        ("2026-01-21 10:00", ["deputy"]),
        ("2026-01-21 14:00", ["deputy", "owner"]),
        ("2026-01-21 16:00", ["deputy", "owner", "lead"]),
        ("2026-01-22 16:00", ["deputy", "owner", "lead", "chair"]),
        ("2026-01-23 16:00", ["deputy", "owner", "lead", "chair", "principals"]),
    ],
)
def test_the_ladder_is_climbed_by_the_clock(moment: str, who: list[str]) -> None:
    assert heard(SET, moment) == who


def test_the_chair_hears_after_four_hours_while_a_site_is_at_ready() -> None:
    assert "chair" not in heard(SET + TAKEN, "2026-01-21 20:00")
    assert heard(SET + TAKEN, "2026-01-21 20:00", crisis=True) == ["owner", "lead", "chair"]


def test_handing_on_starts_no_clock_again() -> None:
    assert heard(SET + TAKEN + HANDED, "2026-01-21 11:00") == ["deputy"]
    assert action(SET + TAKEN + HANDED).owner == "m.lead"


def test_a_time_that_was_moved_leaves_the_first_to_be_seen() -> None:
    moved = action(
        SET + TAKEN + "15:00 desk coordination.action-due-moved action=ACT-1 due=2026-01-22T16:00:00+00:00\n"
    )

    assert (moved.due, moved.terms.due) == (at("2026-01-22 16:00"), at("2026-01-21 16:00"))
    assert not moved.overdue(at("2026-01-21 17:00"))


def test_nobody_hears_of_what_is_done() -> None:
    assert heard(SET + DONE, "2026-01-25 00:00") == []


def test_an_action_waits_for_those_still_owed() -> None:
    other = SET.replace("ACT-1", "ACT-2").replace(" waits_for=ACT-2", "")
    waits = [
        actions.waiting_for(actions.all()[0])
        for actions in (Actions.of(told(SET + other + more)) for more in ("", DONE.replace("ACT-1", "ACT-2")))
    ]

    assert waits == [("ACT-2",), ()]


@settings(deadline=None, max_examples=30)
@given(first=st.integers(0, 100), more=st.integers(0, 100), crisis=st.booleans())
def test_nobody_who_heard_is_forgotten_while_it_is_late(*, first: int, more: int, crisis: bool) -> None:
    moments = [at("2026-01-21 08:00") + timedelta(hours=hours) for hours in (first, first + more)]

    early, late = ([one.to for one in action(SET).rungs(moment, crisis=crisis)] for moment in moments)

    assert set(early) <= set(late)
    assert late == [to for to in LADDER if to in late]
