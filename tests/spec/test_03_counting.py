"""Counting: two counters, one protocol, and whoever is not there is a name and not a number."""

from __future__ import annotations

from tests.spec.telling import accounts, moment, open_things, told

TWO = """
06:00 hasakah custody.registered person=D-0001
06:00 hasakah custody.registered person=D-0002
"""


def test_who_is_on_the_roll_and_absent_is_unaccounted_for_by_name() -> None:
    roll = told(f"{TWO}06:30 hasakah custody.mustered present=D-0001 counters=a,b")

    assert accounts(roll) == {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/unaccounted"}
    assert open_things(roll) == ["missing D-0002"]


def test_counted_again_he_is_back_and_the_day_he_was_missing_still_wants_its_explanation() -> None:
    roll = told(
        f"""{TWO}
        06:30 hasakah custody.mustered muster=M1 present=D-0001 counters=a,b
        07:30 hasakah custody.mustered muster=M2 present=D-0001,D-0002 counters=a,b
        """
    )

    assert accounts(roll)["D-0002"] == "hasakah/in-hand"
    assert open_things(roll) == ["missing D-0002"]


def test_who_is_known_to_be_elsewhere_is_not_missing() -> None:
    roll = told(f"{TWO}06:30 hasakah custody.mustered present=D-0001 absent_known=D-0002:court counters=a,b")

    assert accounts(roll)["D-0002"] == "hasakah/in-hand"
    assert open_things(roll) == []


def test_who_is_present_and_on_anothers_roll_is_one_too_many_and_moves_nowhere() -> None:
    roll = told(f"{TWO}06:30 derik custody.mustered present=D-0001 counters=a,b")

    assert accounts(roll)["D-0001"] == "hasakah/in-hand"
    assert open_things(roll) == ["over D-0001"]


def test_a_hurried_count_by_number_moves_nobody_and_calls_for_one_by_name() -> None:
    hurried = told(f"{TWO}06:30 hasakah custody.mustered muster=M1 counted=1 counters=a,b")
    named = told(
        f"""{TWO}
        06:30 hasakah custody.mustered muster=M1 counted=1 counters=a,b
        06:50 hasakah custody.mustered muster=M2 present=D-0001,D-0002 counters=a,b
        """
    )

    assert accounts(hurried) == {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"}
    assert open_things(hurried) == ["number-differs hasakah"]
    assert open_things(named) == []


def test_a_count_in_parts_is_compared_when_its_last_part_is_in() -> None:
    half = told(f"{TWO}06:30 hasakah custody.mustered muster=M1 present=D-0001 counters=a,b part=1 parts=2")
    whole = told(
        f"""{TWO}
        06:30 hasakah custody.mustered muster=M1 present=D-0001 counters=a,b part=1 parts=2
        06:40 hasakah custody.mustered muster=M1 present= counters=c,d part=2 parts=2
        """
    )

    assert open_things(half) == []
    assert open_things(whole) == ["missing D-0002"]


def test_who_was_let_go_and_is_still_here_is_back_without_a_signature() -> None:
    roll = told(
        f"""{TWO}
        06:10 hasakah custody.offered  handover=H1 people=D-0001 receiver=chinook
        06:20 hasakah custody.let-go   handover=H1 people=D-0001
        06:30 hasakah custody.mustered present=D-0001,D-0002 counters=a,b
        """
    )

    assert accounts(roll)["D-0001"] == "hasakah/in-hand"
    assert open_things(roll) == ["back-unsigned D-0001"]


def test_three_numbers_are_always_shown_together() -> None:
    roll = told(f"{TWO}06:30 hasakah custody.mustered present=D-0001 counters=a,b")

    soon = roll.accounted_for(moment("12:00"))
    late = roll.accounted_for(moment("19:00"))

    assert (soon.answered_for, soon.accounted_for, soon.unaccounted) == (2, 1, 1)
    assert (late.answered_for, late.accounted_for, late.unaccounted) == (2, 0, 1)
