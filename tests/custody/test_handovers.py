"""How far each handover has come."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from musterbook.custody.handovers import Handover, Handovers
from musterbook.custody.settings import CustodySettings
from musterbook.ledger.notation import told
from tests.custody.stories import LET_GO, OFFERED


def the_handover(text: str) -> Handover:
    (handover,) = Handovers.of(told(text)).called("H1")
    return handover


@pytest.mark.parametrize(
    ("line", "stage"),
    [
        ("", "handing-over"),
        ("06:20 chinook custody.accepted   handover=H1 people=D-0001,D-0002", "accepted"),
        ("06:20 chinook custody.accepted   handover=H1 people=D-0001", "accepted-with-exceptions"),
        ("06:20 chinook custody.refused    handover=H1 because=no_space", "refused"),
        ("06:20 hasakah custody.taken-back handover=H1 people=D-0001,D-0002", "taken-back"),
        ("06:20 hasakah custody.withdrawn  handover=H1 because=weather", "handing-over"),
    ],
)
def test_a_stage_is_read_from_what_was_signed(line: str, stage: str) -> None:
    assert the_handover(LET_GO + line).stage == stage


def test_before_let_go_an_offer_can_be_withdrawn() -> None:
    assert the_handover(OFFERED).stage == "offered"
    assert the_handover(OFFERED + "06:20 hasakah custody.withdrawn handover=H1 because=weather").stage == "withdrawn"


def test_overdue_counts_from_due_by_and_nobody_returns() -> None:
    handover = the_handover(LET_GO.replace("receiver=chinook", "receiver=chinook due_by=09:00"))

    assert handover.overdue_minutes(datetime(2026, 1, 21, 9, 0, tzinfo=UTC)) is None
    assert handover.overdue_minutes(datetime(2026, 1, 21, 9, 31, tzinfo=UTC)) == 31
    assert handover.alarms(datetime(2026, 1, 21, 9, 31, tzinfo=UTC)) == 2
    assert handover.alarms(datetime(2026, 1, 21, 9, 31, tzinfo=UTC), CustodySettings(overdue_alarm_minutes=(0,))) == 1
    assert handover.outstanding == {"D-0001", "D-0002"}


def test_the_second_acceptance_of_the_same_offer_makes_it_whole() -> None:
    handover = the_handover(
        LET_GO
        + """
        06:20 chinook custody.accepted handover=H1 people=D-0001
        09:20 chinook custody.accepted handover=H1 people=D-0002
        """
    )

    assert handover.stage == "accepted"
    assert [len(one.people) for one in handover.acceptances] == [1, 1]


def test_what_arrives_before_its_offer_is_kept_for_it() -> None:
    entries = told(LET_GO + "06:20 chinook custody.accepted handover=H1 people=D-0001,D-0002")

    (handover,) = Handovers.of(reversed(entries)).called("H1")

    assert (handover.stage, len(handover.let_go)) == ("accepted", 2)


def test_still_to_arrive_are_those_offered_or_let_go_towards_a_custodian() -> None:
    handovers = Handovers.of(told(LET_GO))

    assert handovers.still_to_arrive(next(iter(handovers)).receiver) == {"D-0001", "D-0002"}
    assert list(handovers.by_stage()) == ["handing-over"]
    assert handovers.overdue(datetime(2026, 1, 22, tzinfo=UTC)) == tuple(handovers)
