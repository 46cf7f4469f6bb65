"""Milestones, absences and unexpected arrivals."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.custody.incidents.arrivals import UnexpectedArrivals
from musterbook.custody.incidents.away import Absences
from musterbook.custody.incidents.milestones import FREED_BY, Milestones
from musterbook.custody.roll import Roll
from musterbook.ledger.reading import in_order
from musterbook.terms.people import PersonId
from tests.spec.telling import entries

ONE = PersonId("D-0001")


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, 21, hour, minute, tzinfo=UTC)


WAY = """
05:30 hasakah custody.registered person=D-0001
06:00 chinook custody.passed     point=leg-begun serial=S-1 leg=L1 people=D-0001
06:05 chinook custody.announced  what=eta serial=S-1 to=karkh expected_at=09:00
08:00 chinook custody.announced  what=eta serial=S-1 to=karkh expected_at=10:00 written=08:01
"""


def test_a_leg_begun_and_not_ended_shows_and_alarms_when_it_should_have_ended() -> None:
    milestones = Milestones.of(entries(WAY))

    (leg,) = milestones.open_legs()

    assert (leg.name, leg.by, leg.expected_at) == ("L1", "chinook", at(10))
    assert milestones.alarms(at(10), allowed_minutes=60) == ()
    assert milestones.alarms(at(10, 5), allowed_minutes=60) == (leg,)
    assert leg.overdue_minutes(at(10, 5), 60) == 5


def test_a_leg_nobody_announced_is_late_when_it_took_longer_than_legs_may() -> None:
    milestones = Milestones.of(entries("06:00 bus custody.passed point=leg-begun serial=S-2 leg=L1"))

    assert milestones.alarms(at(9), allowed_minutes=180) == ()
    assert len(milestones.alarms(at(9, 1), allowed_minutes=180)) == 1


def test_late_milestones_take_their_place_and_open_nothing_that_is_closed() -> None:
    late = """
    09:40 chinook custody.passed    point=leg-ended serial=S-1 leg=L1
    06:30 chinook custody.announced what=eta serial=S-1 to=karkh expected_at=23:00 written=20:00
    06:01 chinook custody.passed    point=leg-begun serial=S-1 leg=L1 written=20:00
    """
    milestones = Milestones.of(entries(WAY + late))

    (leg,) = milestones.legs()
    announced = milestones.announced("S-1", "eta")

    assert (leg.begun_at, leg.ended_at) == (at(6), at(9, 40))
    assert milestones.alarms(at(23), allowed_minutes=60) == ()
    assert announced is not None
    assert announced.at == at(8), "what was said at 06:30 and came in at 20:00 is not the newest announcement"


SIX = entries(WAY + "09:40 chinook custody.passed point=leg-ended serial=S-1 leg=L1\n06:02 desk custody.remarked")


@settings(deadline=None)
@given(order=st.permutations(range(6)))
def test_milestones_read_the_same_in_whatever_order_they_arrived(order: list[int]) -> None:
    shuffled = Milestones.of([SIX[place] for place in order])

    assert shuffled.legs() == Milestones.of(SIX).legs()
    assert shuffled.all() == Milestones.of(SIX).all()


def test_milestones_move_nobody() -> None:
    way = (
        WAY
        + """
    09:00 chinook custody.locked-out serial=S-1 people=D-0001 place=karkh because=no_space
    09:10 chinook custody.lodged     serial=S-1 people=D-0001 place=derik because=lockout until=20:00
    09:20 chinook custody.court-step step=release-ordered court=derik people=D-0001
    09:30 chinook custody.under-operation operation=tornado authority=desk people=D-0001
    """
    )

    assert Roll.of(entries(way)).where == {ONE: "hasakah/in-hand"}
    assert len(Milestones.of(entries(way)).locked_out()) == 1


def test_who_is_out_is_due_back_and_shows_as_not_back_after_that() -> None:
    text = """
    05:30 hasakah custody.registered person=D-0001
    08:00 hasakah custody.passed point=out people=D-0001 place=hospital due_back=12:00
    """
    absences = Absences.of(entries(text))

    assert [(one.person, one.place) for one in absences.out()] == [(ONE, "hospital")]
    assert absences.found(at(12)) == ()
    (late,) = absences.found(at(12, 1))
    assert (late.kind, late.person, late.owner) == ("not-back", ONE, "hasakah")
    assert Absences.of(entries(text + "11:50 hasakah custody.passed point=back people=D-0001")).found(at(13)) == ()


def test_who_was_handed_over_or_left_custody_is_no_longer_out() -> None:
    absences = Absences.of(
        entries(
            """
            05:30 hasakah custody.registered person=D-0001
            08:00 hasakah custody.passed     point=out people=D-0001 due_back=12:00
            09:00 hasakah custody.offered    handover=H1 people=D-0001 receiver=derik
            09:10 derik   custody.accepted   handover=H1 people=D-0001
            """
        )
    )

    assert absences.out() == ()
    assert absences.found(at(13)) == ()


def test_out_twice_and_back_once_is_out_once() -> None:
    absences = Absences.of(
        entries(
            """
            05:30 hasakah custody.registered person=D-0001
            08:00 hasakah custody.passed point=out people=D-0001 due_back=12:00
            10:00 hasakah custody.passed point=out people=D-0001 due_back=16:00
            11:00 hasakah custody.lodged people=D-0001 place=derik because=medical until=15:00
            """
        )
    )

    assert [one.since for one in absences.out()] == [at(10)]
    assert [one.place for one in absences.lodged()] == ["derik"]
    assert [one.values["because"] for one in absences.found(at(15, 30))] == ["medical"]


def test_a_court_that_frees_somebody_is_found_again_and_other_steps_are_not() -> None:
    milestones = Milestones.of(
        entries(
            """
            08:00 derik custody.court-step step=hearing court=derik people=D-0001,D-0002
            09:00 derik custody.court-step step=bail-granted court=derik people=D-0002
            """
        )
    )

    assert list(milestones.freed_by_court()) == [PersonId("D-0002")]
    assert "bail-granted" in FREED_BY


def test_an_unexpected_arrival_is_nobody_known_until_two_numbers_are_found_to_be_one() -> None:
    came = """
    05:30 hasakah custody.registered person=D-0001
    09:00 karkh   custody.registered person=D-0009 how=unexpected place=gate
    """
    known = came + "12:00 karkh custody.merged keeps=D-0001 absorbs=D-0009"

    assert [one.person for one in UnexpectedArrivals.of(entries(came)).nobody_knows()] == ["D-0009"]
    assert [one.known_as for one in UnexpectedArrivals.of(entries(known)).all()] == ["D-0001"]
    assert UnexpectedArrivals.of(in_order(entries(known))).nobody_knows() == ()
