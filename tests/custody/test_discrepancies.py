"""What does not add up: one name everywhere, an owner, a clock, and what closes it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from musterbook.custody.findings import discrepancy_id
from musterbook.custody.roll import Roll
from musterbook.custody.settings import CLOCK_MINUTES, CustodySettings
from musterbook.ledger.facts import Digest
from musterbook.ledger.notation import told
from musterbook.ledger.reading import in_order
from musterbook.terms.people import PersonId
from tests.custody.stories import LET_GO, OFFERED, STORIES, doubts, read

SIX_LEFT_OVER = LET_GO + "06:20 chinook custody.accepted handover=H1 people=D-0001\n"


def test_the_name_is_a_digest_of_kind_person_and_contradicting_entries() -> None:
    first, second = Digest("a" * 64), Digest("b" * 64)
    said = f'{{"about":"D-0001","entries":["{first}","{second}"],"kind":"two-hands"}}'

    name = discrepancy_id("two-hands", "D-0001", [second, first])

    assert name == hashlib.sha256(said.encode()).hexdigest()[:12]


def test_offered_not_accepted_keeps_its_name_whatever_the_acceptance_was() -> None:
    one = read(LET_GO + "06:20 chinook custody.accepted handover=H1 people=D-0001").discrepancies.open
    other = read(LET_GO + "06:25 chinook custody.accepted handover=H1 people=").discrepancies.open

    assert {found.id for found in one} < {found.id for found in other}


def test_every_kind_that_a_story_opens_has_a_clock() -> None:
    kinds = {one.kind for story in STORIES.values() for one in read(story.text).discrepancies.all}

    assert kinds <= CLOCK_MINUTES.keys()
    assert len(kinds) >= 20


def test_a_lost_acceptance_of_many_is_one_group() -> None:
    roll = read(
        OFFERED
        + """
        07:10 chinook custody.offered  handover=H2 people=D-0001,D-0002 receiver=karkh
        07:20 karkh   custody.accepted handover=H2 people=D-0001,D-0002
        """
    )

    (together,) = roll.discrepancies.by_cause()

    assert (together.kind, together.owner, together.people) == ("broken-chain", "chinook", ("D-0001", "D-0002"))


def test_no_clock_runs_before_an_officer_has_seen_it() -> None:
    found = read(SIX_LEFT_OVER).discrepancies

    assert found.due_at(found.open[0]) is None
    assert found.overdue(datetime(2027, 1, 1, tzinfo=UTC)) == ()


def test_the_earliest_notice_anywhere_starts_the_clock() -> None:
    night = in_order(told(SIX_LEFT_OVER))
    (one,) = Roll.of(night).discrepancies.open

    roll = read(
        f"""
        07:00 karkh   custody.noticed discrepancy={one.id} kind_of={one.kind} people=D-0002
        06:40 hasakah custody.noticed discrepancy={one.id} kind_of={one.kind} people=D-0002
        """,
        upon=night,
    )

    assert roll.discrepancies.noticed_at(one.id) == datetime(2026, 1, 21, 6, 40, tzinfo=UTC)


def test_an_operation_may_shorten_a_clock() -> None:
    night = in_order(told(SIX_LEFT_OVER))
    (one,) = Roll.of(night).discrepancies.open
    found = read(f"06:40 karkh custody.noticed discrepancy={one.id} kind_of={one.kind}", upon=night).discrepancies
    strict = CustodySettings(clock_minutes={**CLOCK_MINUTES, "offered-not-accepted": 10})

    now = datetime(2026, 1, 21, 6, 51, tzinfo=UTC)

    assert found.overdue(now) == ()
    assert found.overdue(now, strict) == (one,)


def test_what_was_noticed_and_is_no_longer_found_stays_on_the_list_of_what_vanished() -> None:
    night = in_order(told(OFFERED + "06:30 derik custody.noticed discrepancy=0123456789ab kind_of=over people=D-0001"))

    vanished = Roll.of(night).discrepancies.vanished

    assert [(one.discrepancy, one.kind, one.people) for one in vanished] == [("0123456789ab", "over", ("D-0001",))]


def test_found_again_it_is_open_again() -> None:
    roll = read(
        SIX_LEFT_OVER
        + """
        07:00 hasakah custody.taken-back handover=H1 people=D-0002
        08:00 chinook custody.accepted   handover=H1 people= exceptions=missing:D-0002
        """
    )

    assert doubts(roll) == ["offered-not-accepted D-0002"]
    assert roll.discrepancies.dissolved == {}


def test_of_owner_and_about_tell_whose_it_is() -> None:
    found = read(SIX_LEFT_OVER).discrepancies
    (one,) = found.open

    assert found.of_owner(one.owner) == (one,)
    assert one.person is not None
    assert found.about(one.person) == (one,)
    assert found.named(one.id) == one


def test_a_lost_site_answers_for_each_of_its_people_within_half_an_hour() -> None:
    found = read(OFFERED + "06:30 watch custody.control-lost site=hasakah because=attack").discrepancies

    (together,) = found.by_cause()

    assert (together.kind, together.owner, together.people) == ("control-lost", "hasakah", ("D-0001", "D-0002"))
    assert [one.other for one in together.found] == ["watch", "watch"]
    assert CLOCK_MINUTES["control-lost"] == 30


def test_each_of_a_lost_site_is_settled_alone_by_the_entry_that_finds_him() -> None:
    night = in_order(told(OFFERED + "06:30 watch custody.control-lost site=hasakah because=attack"))
    later = "07:30 derik custody.recovered person=D-0001 from_account=hasakah/unaccounted how=recaptured"

    found = read(later, upon=night).discrepancies

    (one,) = (one for one in found.about(PersonId("D-0001")) if one.kind == "control-lost")
    (other,) = found.about(PersonId("D-0002"))
    assert found.closed_by(one.id) not in (None, other.cause)
    assert found.closed_by(other.id) is None


def test_who_contradicts_himself_explains_it_with_the_giver_and_both_signatures_are_named() -> None:
    story = STORIES["accepted, and then said to be missing"]

    (one,) = (one for one in read(story.text).discrepancies.open if one.kind == "accepted-and-denied")

    assert (one.owner, one.other, len(one.entries)) == ("chinook", "hasakah", 2)
    assert one.values == {"handover": "H1"}


def test_a_second_aircraft_contradicts_nothing() -> None:
    roll = read(
        LET_GO
        + """
        06:20 chinook custody.accepted handover=H1 people=D-0001 exceptions=missing:D-0002
        09:20 chinook custody.accepted handover=H1 people=D-0002
        """
    )

    assert "accepted-and-denied" not in {one.kind for one in roll.discrepancies.all}
