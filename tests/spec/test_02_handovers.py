"""Handovers: the giver offers, the receiver counts and signs, and every difference has a name.

No offer puts people back by running out, and nobody but the receiver says who arrived.
"""

from __future__ import annotations

from musterbook.custody.handovers import Handovers
from tests.spec.telling import accounts, doubts, entries, moment, open_things, told

LET_GO = """
06:00 hasakah custody.registered person=D-0001
06:00 hasakah custody.registered person=D-0002
06:10 hasakah custody.offered    handover=H1 people=D-0001,D-0002 receiver=chinook due_by=08:00
06:20 hasakah custody.let-go     handover=H1 people=D-0001,D-0002
"""


def stage(text: str) -> str:
    """The stage of the handover H1, which is read and never stored."""
    (handover,) = Handovers.of(entries(text)).called("H1")
    return handover.stage


def test_the_stage_is_read_from_what_was_signed() -> None:
    offered = stage("\n".join(LET_GO.splitlines()[:-1]))
    let_go = stage(LET_GO)
    accepted = stage(f"{LET_GO}06:30 chinook custody.accepted handover=H1 people=D-0001,D-0002")

    assert offered == "offered"
    assert let_go == "handing-over"
    assert accepted == "accepted"


def test_before_the_doors_shut_an_offer_can_be_withdrawn() -> None:
    text = """
        06:00 hasakah custody.registered person=D-0001
        06:10 hasakah custody.offered    handover=H1 people=D-0001 receiver=chinook
        06:15 hasakah custody.withdrawn  handover=H1 because=carrier_lost
        """

    assert stage(text) == "withdrawn"
    assert accounts(told(text)) == {"D-0001": "hasakah/in-hand"}


def test_whoever_was_offered_and_not_accepted_is_unaccounted_for_and_the_givers_to_find() -> None:
    roll = told(f"{LET_GO}06:30 chinook custody.accepted handover=H1 people=D-0001")

    assert accounts(roll) == {"D-0001": "chinook/in-hand", "D-0002": "hasakah/unaccounted"}
    assert doubts(roll) == ["D-0002 was offered but not accepted"]


def test_he_comes_with_the_second_aircraft_and_nothing_stays_open() -> None:
    roll = told(
        f"""{LET_GO}
        06:30 chinook custody.accepted handover=H1 people=D-0001
        09:30 chinook custody.accepted handover=H1 people=D-0002
        """
    )

    assert accounts(roll) == {"D-0001": "chinook/in-hand", "D-0002": "chinook/in-hand"}
    assert doubts(roll) == []


def test_who_is_there_and_not_taken_stays_the_givers_until_taken_back() -> None:
    left = told(f"{LET_GO}06:30 chinook custody.accepted handover=H1 people=D-0001 exceptions=unfit:D-0002")
    back = told(
        f"""{LET_GO}
        06:30 chinook custody.accepted   handover=H1 people=D-0001 exceptions=unfit:D-0002
        06:50 hasakah custody.taken-back handover=H1 people=D-0002
        """
    )

    assert accounts(left)["D-0002"] == "hasakah/handing-over"
    assert open_things(left) == ["not-taken-back D-0002"]
    assert accounts(back)["D-0002"] == "hasakah/in-hand"
    assert open_things(back) == []


def test_another_body_with_his_band_is_registered_as_unexpected_and_he_is_looked_for() -> None:
    roll = told(
        f"""{LET_GO}
        06:30 chinook custody.accepted   handover=H1 people=D-0001 exceptions=wrong-person:D-0002
        06:35 chinook custody.registered person=D-0009 how=unexpected
        """
    )

    assert accounts(roll)["D-0002"] == "hasakah/unaccounted"
    assert accounts(roll)["D-0009"] == "chinook/in-hand"
    assert open_things(roll) == ["wrong-person D-0002"]


def test_a_death_on_the_way_is_signed_by_who_still_answered_for_him() -> None:
    unsigned = told(f"{LET_GO}06:30 chinook custody.accepted handover=H1 people=D-0001 exceptions=dead:D-0002")
    signed = told(
        f"""{LET_GO}
        06:30 chinook custody.accepted handover=H1 people=D-0001 exceptions=dead:D-0002
        07:30 hasakah custody.departed person=D-0002 outcome=deceased
        """
    )

    assert open_things(unsigned) == ["death-unsigned D-0002"]
    assert accounts(signed)["D-0002"] == "far/deceased"
    assert open_things(signed) == []


def test_a_thing_that_is_wrong_never_keeps_a_person_from_being_accepted() -> None:
    roll = told(
        f"{LET_GO}06:30 chinook custody.accepted handover=H1 people=D-0001,D-0002 exceptions=seal-broken:D-0002"
    )

    assert accounts(roll) == {"D-0001": "chinook/in-hand", "D-0002": "chinook/in-hand"}
    assert open_things(roll) == ["seal-broken D-0002"]


def test_who_was_there_and_not_offered_is_accepted_and_shown() -> None:
    roll = told(
        f"""{LET_GO}
        06:21 hasakah custody.registered person=D-0003
        06:30 chinook custody.accepted   handover=H1 people=D-0001,D-0002,D-0003 exceptions=extra:D-0003
        """
    )

    assert accounts(roll)["D-0003"] == "chinook/in-hand"
    assert open_things(roll) == ["accepted-not-offered D-0003"]


def test_all_refused_are_the_givers_until_he_takes_them_back() -> None:
    text = f"{LET_GO}06:30 chinook custody.refused handover=H1 because=no_space"

    assert stage(text) == "refused"
    assert open_things(told(text)) == ["not-taken-back D-0001", "not-taken-back D-0002"]


def test_an_offer_that_is_overdue_alarms_and_puts_nobody_back() -> None:
    (handover,) = Handovers.of(entries(LET_GO)).called("H1")

    assert handover.overdue_minutes(moment("08:00")) is None
    assert handover.overdue_minutes(moment("08:45")) == 45
    assert accounts(told(LET_GO))["D-0001"] == "hasakah/handing-over"


def test_a_form_signed_on_paper_and_typed_later_counts_and_says_how_late() -> None:
    text = f"{LET_GO}06:30 chinook custody.accepted handover=H1 people=D-0001,D-0002 written=14:30 via=paper"

    (handover,) = Handovers.of(entries(text)).called("H1")

    assert handover.on_paper is True
    assert handover.late_minutes == 480
    assert accounts(told(text))["D-0001"] == "chinook/in-hand"
