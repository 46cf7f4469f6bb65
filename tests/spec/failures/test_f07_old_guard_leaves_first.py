"""F07: the old guard left before the new one had signed."""

from __future__ import annotations

from datetime import UTC, datetime

from musterbook.custody.gaps import Gaps, OffDuty
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from tests.spec.telling import entries

OPEN = """
06:00 hasakah custody.registered person=D-0001
06:00 hasakah custody.registered person=D-0002
06:10 hasakah custody.offered    handover=H1 people=D-0001,D-0002 receiver=karkh
06:30 hasakah custody.let-go     handover=H1 people=D-0001,D-0002
"""


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 1, 21, hour, minute, tzinfo=UTC)


def test_minutes_in_nobodys_hands_are_counted_and_the_alarm_comes_at_fifteen() -> None:
    gaps = Gaps.of(entries(OPEN))

    (open_now,) = gaps.open_at(at(6, 44))

    assert (open_now.minutes, len(open_now.people), open_now.handover) == (14, 2, "H1")
    assert gaps.alarms(at(6, 44)) == ()
    assert len(gaps.alarms(at(6, 45))) == 1


def test_the_clock_stops_at_acceptance_and_each_person_counts_once() -> None:
    gaps = Gaps.of(
        entries(
            OPEN
            + """
            06:50 karkh   custody.accepted   handover=H1 people=D-0001
            08:30 hasakah custody.taken-back handover=H1 people=D-0002
            """
        )
    )

    (handover,) = gaps.by_handover(at(9, 0))

    assert gaps.open_at(at(9, 0)) == ()
    assert (handover.longest_minutes, handover.median_minutes) == (120, 20)
    assert gaps.person_minutes(at(9, 0)) == 140
    assert gaps.longest_minutes(at(9, 0)) == 120


def test_a_loss_of_control_runs_until_it_is_regained_or_someone_signs() -> None:
    gaps = Gaps.of(
        entries(
            """
            06:00 hasakah custody.registered       person=D-0001
            06:00 hasakah custody.registered       person=D-0002
            07:00 desk    custody.control-lost     site=hasakah since=07:00 because=guards-left
            07:20 derik   custody.recovered        person=D-0001 from_account=hasakah/unaccounted how=recaptured
            07:50 desk    custody.control-regained site=hasakah
            """
        )
    )

    assert gaps.person_minutes(at(9, 0)) == 20 + 50


def test_an_escort_that_goes_off_duty_with_people_aboard_opens_a_gap_too() -> None:
    told = entries(OPEN + "06:50 karkh custody.accepted handover=H1 people=D-0001,D-0002")
    off = OffDuty(CustodianId("karkh"), at(7, 0), frozenset({PersonId("D-0001")}))

    gaps = Gaps.of(told, [off])

    assert [(one.cause, one.minutes) for one in gaps.open_at(at(7, 30))] == [("off-duty", 30)]
