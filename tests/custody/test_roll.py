"""What the roll answers beside where people are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from musterbook.custody.roll import Roll, as_of
from musterbook.ledger.notation import told
from musterbook.ledger.reading import in_order
from musterbook.terms.custodians import Account, CustodianId
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId
from tests.custody.stories import LET_GO, OFFERED, TWO_HANDS, doubts, read

HASAKAH, CHINOOK = CustodianId("hasakah"), CustodianId("chinook")
ONE, TWO = PersonId("D-0001"), PersonId("D-0002")


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, 21, hour, minute, tzinfo=UTC)


def move(*people: PersonId, giver: CustodianId = HASAKAH) -> Move:
    return Move(frozenset(people), giver, CHINOOK, at(8))


def test_a_history_is_a_persons_postings_end_to_end() -> None:
    roll = read(LET_GO + "06:20 chinook custody.accepted handover=H1 people=D-0001,D-0002")

    history = roll.history(ONE)

    assert [(one.from_account, one.to_account) for one in history] == [
        ("nowhere", "hasakah/in-hand"),
        ("hasakah/in-hand", "hasakah/handing-over"),
        ("hasakah/handing-over", "chinook/in-hand"),
    ]
    assert history[-1].at == at(6, 20)


def test_held_since_is_the_change_of_hands_and_not_a_change_of_account() -> None:
    roll = read(
        LET_GO
        + """
        06:20 chinook custody.accepted handover=H1 people=D-0001,D-0002
        07:20 chinook custody.mustered present=D-0002 counters=a,b
        """
    )

    since = roll.held_since(ONE)

    assert roll.where[ONE] == "chinook/unaccounted"
    assert since is not None
    assert since.at == at(6, 20)


def test_a_history_asked_for_early_goes_on_with_the_book() -> None:
    first = told(OFFERED)
    roll = Roll.of(first)

    before = len(roll.history(ONE))
    carried = roll.add(told("06:15 hasakah custody.let-go handover=H1 people=D-0001", upon=first)[0])

    assert carried
    assert (before, len(roll.history(ONE))) == (1, 2)


def test_the_giver_answers_for_those_in_hand_handing_over_and_unaccounted_together() -> None:
    roll = read(LET_GO + "06:20 chinook custody.accepted handover=H1 people= exceptions=unfit:D-0001")

    assert roll.on(Account("hasakah/unaccounted")) == {TWO}
    assert roll.on(Account("hasakah/handing-over")) == {ONE}
    assert roll.answered_for(HASAKAH) == {ONE, TWO}
    assert roll.headcount == {"hasakah": 2}


def test_the_roll_as_of_a_moment_is_the_fold_of_what_had_happened() -> None:
    entries = in_order(told(LET_GO + "06:20 chinook custody.accepted handover=H1 people=D-0001,D-0002"))

    assert Roll.of(as_of(entries, at(6, 12))).counts == {"hasakah/in-hand": 2, "nowhere": -2}
    assert Roll.of(as_of(entries, at(6, 20))).headcount == {"chinook": 2}


@pytest.mark.parametrize(
    ("story", "giver", "why"),
    [
        ("", "hasakah", "unregistered"),
        (OFFERED, "derik", "not-the-holder"),
        (LET_GO, "hasakah", "handing-over"),
        (LET_GO + "06:20 chinook custody.accepted handover=H1 people=D-0002", "hasakah", "unaccounted"),
        (TWO_HANDS, "hasakah", "two-hands"),
        (OFFERED + "07:00 derik custody.registered person=D-0001", "hasakah", "two-hands"),
        (OFFERED + "07:00 hasakah custody.departed person=D-0001 outcome=released", "hasakah", "not-the-holder"),
    ],
)
def test_nobody_can_be_offered_whom_the_giver_does_not_hold_in_sight_and_undisputed(
    story: str, giver: str, why: str
) -> None:
    (objection,) = read(story).objections(move(ONE, giver=CustodianId(giver)))

    assert (objection.rule, objection.person, objection.values["why"]) == ("custody.holder", ONE, why)


def test_whom_the_giver_holds_can_be_offered() -> None:
    assert read(OFFERED).objections(move(ONE, TWO)) == []


def test_all_objections_are_given_at_once() -> None:
    assert len(read(LET_GO).objections(move(ONE, TWO))) == 2


def test_escaped_and_released_in_error_stay_open_searches_until_recovered() -> None:
    escaped = OFFERED + "07:00 hasakah custody.departed person=D-0001 outcome=escaped\n"

    roll = read(escaped)
    recovered = read(escaped + "09:00 hasakah custody.recovered person=D-0001 from_account=far/escaped how=recaptured")

    assert roll.searches == {"far/escaped": {ONE}}
    assert recovered.searches == {}
    assert doubts(recovered) == []


def test_an_offer_that_an_acceptance_was_waiting_for_has_everything_read_afresh() -> None:
    offer, accepted = told(
        """
        06:10 hasakah custody.offered  handover=H1 people=D-0001 receiver=chinook
        06:20 chinook custody.accepted handover=H1 people=D-0001 after=
        """
    )
    roll = Roll.of([accepted])

    assert not roll.add(offer)


def test_an_entry_about_someone_in_dispute_has_everything_read_afresh() -> None:
    told_so_far = told(TWO_HANDS)
    roll = Roll.of(in_order(told_so_far))

    assert not roll.add(told("07:00 hasakah custody.let-go handover=H1 people=D-0001", upon=told_so_far)[0])


def test_a_number_registered_at_two_sites_without_a_link_keeps_one_account_and_shows() -> None:
    first, second = told(
        """
        06:00 hasakah custody.registered person=D-0001
        05:00 derik   custody.registered person=D-0001 after=
        """
    )

    roll = Roll.of(in_order([first, second]))

    assert doubts(roll) == ["twice-registered D-0001"]
    assert roll.where[ONE] == f"{min((first, second), key=lambda one: one.digest).by}/in-hand"
    assert roll.contested.keys() == {ONE}
    roll.check_invariants()


def test_acceptance_and_take_back_that_know_nothing_of_each_other_are_rivals() -> None:
    roll = read(
        OFFERED
        + """
        06:15 hasakah custody.let-go     handover=H1 people=D-0001,D-0002 @gone
        06:20 chinook custody.accepted   handover=H1 people=D-0001 exceptions=refused:D-0002 after=@gone
        06:25 hasakah custody.taken-back handover=H1 people=D-0001 after=@gone
        """
    )

    assert roll.where[ONE] == "hasakah/handing-over"
    assert "two-hands D-0001" in doubts(roll)


def test_musters_and_let_goes_are_never_rivals() -> None:
    roll = read(
        OFFERED
        + """
        06:20 chinook custody.accepted handover=H1 people=D-0001,D-0002 after=@offer
        06:15 hasakah custody.let-go   handover=H1 people=D-0001,D-0002 after=@offer
        06:18 hasakah custody.mustered present=D-0001,D-0002 counters=a,b after=@offer
        """
    )

    assert roll.headcount == {"chinook": 2}
    assert roll.contested == {}


def test_a_departure_by_one_who_never_held_him_cannot_freeze_anybody() -> None:
    roll = read(
        OFFERED
        + """
        06:20 chinook custody.accepted handover=H1 people=D-0001,D-0002 after=@offer
        06:20 derik   custody.departed person=D-0001 outcome=released after=
        """
    )

    assert roll.headcount == {"chinook": 2}
    assert doubts(roll) == ["departed-by-non-holder D-0001"]


def test_an_explanation_settles_a_discrepancy_and_moves_nobody_unless_hands_were_in_doubt() -> None:
    missing = in_order(told(OFFERED + "06:30 hasakah custody.mustered present=D-0001 counters=a,b"))
    (found,) = Roll.of(missing).discrepancies.open

    roll = read(
        f"08:00 hasakah custody.explained discrepancy={found.id} as=found people=D-0002 at=derik/in-hand",
        upon=missing,
    )

    assert doubts(roll) == []
    assert roll.where[TWO] == "hasakah/unaccounted"
    assert roll.discrepancies.closed_by(found.id) is not None


def test_twice_registered_explained_puts_him_where_both_parties_say() -> None:
    twice = in_order(told(OFFERED + "07:00 derik custody.registered person=D-0001"))
    (found,) = Roll.of(twice).discrepancies.open

    roll = read(f"08:00 derik custody.explained discrepancy={found.id} as=duplicate people=D-0001 at=derik", upon=twice)

    assert roll.where[ONE] == "derik/in-hand"
    assert doubts(roll) == []


def test_an_explanation_that_cites_not_all_heads_closes_nothing() -> None:
    night = in_order(told(TWO_HANDS))
    (found,) = (one for one in Roll.of(night).discrepancies.open if one.kind == "two-hands")

    roll = read(
        f"09:00 hasakah custody.explained discrepancy={found.id} as=found people=D-0001 at=chinook"
        f" heads={found.entries[0]}",
        upon=night,
    )

    assert roll.contested.keys() == {ONE}
    assert "two-hands D-0001" in doubts(roll)
