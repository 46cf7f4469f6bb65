"""In somebody's hands: everyone is on exactly one account, and an account is somebody's.

An account is a custodian and a part: `in-hand`, `handing-over`, `unaccounted`; or the far side, `far/…`, where those
are who left. Nothing but a signature moves anybody between them.
"""

from __future__ import annotations

from tests.spec.telling import accounts, open_things, told

OFFERED = """
06:00 hasakah custody.registered person=D-0001
06:10 hasakah custody.offered    handover=H1 people=D-0001 receiver=chinook
"""


def test_whoever_is_registered_is_in_the_hands_of_who_registered_him() -> None:
    roll = told("06:00 hasakah custody.registered person=D-0001")

    assert accounts(roll) == {"D-0001": "hasakah/in-hand"}


def test_an_offer_moves_nobody() -> None:
    roll = told(OFFERED)

    assert accounts(roll) == {"D-0001": "hasakah/in-hand"}


def test_when_the_doors_shut_the_giver_still_answers_for_him() -> None:
    roll = told(f"{OFFERED}06:20 hasakah custody.let-go handover=H1 people=D-0001")

    assert accounts(roll) == {"D-0001": "hasakah/handing-over"}
    assert roll.headcount == {"hasakah": 1}


def test_only_the_receivers_own_signature_changes_who_answers() -> None:
    roll = told(
        f"""{OFFERED}
        06:20 hasakah custody.let-go     handover=H1 people=D-0001
        06:25 chinook custody.accepted   handover=H1 people=D-0001
        """
    )

    assert accounts(roll) == {"D-0001": "chinook/in-hand"}
    assert roll.headcount == {"chinook": 1}


def test_a_release_is_signed_by_who_holds_him_and_has_its_reason() -> None:
    roll = told(f"{OFFERED}06:30 hasakah custody.departed person=D-0001 outcome=released")

    assert accounts(roll) == {"D-0001": "far/released"}


def test_nobody_releases_a_man_somebody_else_holds() -> None:
    roll = told(f"{OFFERED}06:30 derik custody.departed person=D-0001 outcome=released")

    assert accounts(roll) == {"D-0001": "hasakah/in-hand"}
    assert open_things(roll) == ["departed-by-non-holder D-0001"]


def test_who_escaped_stays_a_search_until_somebody_has_him() -> None:
    roll = told(f"{OFFERED}06:30 hasakah custody.departed person=D-0001 outcome=escaped")

    assert accounts(roll) == {"D-0001": "far/escaped"}
    assert [sorted(people) for people in roll.searches.values()] == [["D-0001"]]


def test_who_is_found_again_is_in_the_finders_hands_and_the_first_custodian_must_say_how() -> None:
    roll = told(
        f"""{OFFERED}
        06:30 hasakah custody.departed  person=D-0001 outcome=escaped
        09:30 derik   custody.recovered person=D-0001 from_account=far/escaped how=recaptured
        """
    )

    assert accounts(roll) == {"D-0001": "derik/in-hand"}
    assert open_things(roll) == ["one-sided D-0001"]


def test_one_number_is_registered_once() -> None:
    roll = told(
        """
        06:00 hasakah custody.registered person=D-0001
        07:00 derik   custody.registered person=D-0001
        """
    )

    assert accounts(roll) == {"D-0001": "hasakah/in-hand"}
    assert open_things(roll) == ["twice-registered D-0001"]
