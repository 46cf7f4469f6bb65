"""The book's notation: what a line may leave out, and that telling and hearing are each other's inverse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.custody import facts as custody
from musterbook.ledger.entry import Act
from musterbook.ledger.facts import NotUnderstood, kinds
from musterbook.ledger.notation import tell, told
from musterbook.ledger.spelling import digest_of_words
from musterbook.terms.errors import Fault, Malformed
from tests.ledger.making import acts_strategy, declare_every_fact, entries_of

STORY = """
    06:00 hasakah  custody.registered  person=D-0001
    06:00 hasakah  custody.registered  person=D-0002
    06:10 hasakah  custody.offered     handover=H1 people=D-0001,D-0002 receiver=chinook
    06:20 chinook  custody.accepted    handover=H1 people=D-0001
    06:30 hasakah  custody.mustered    present=
"""


def rules(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(Malformed) as caught:
        told(text)
    return [(fault.row, fault.rule) for fault in caught.value.faults]


def test_the_story_of_the_style_guide_is_told() -> None:
    first, second, offer, acceptance, muster = told(STORY)

    assert offer.fact.named() == {"D-0001", "D-0002"}
    assert set(offer.act.after) == {first.digest, second.digest}
    assert acceptance.act.after == (offer.digest,)
    assert cast("custody.Accepted", acceptance.fact).offer == offer.digest
    assert cast("custody.Mustered", muster.fact).present == frozenset()
    assert (first.log, first.seq, second.seq, offer.seq, muster.seq) == (muster.log, 0, 1, 2, 3)
    assert muster.prev == offer.digest


def test_what_is_left_out_is_filled() -> None:
    offer = cast("custody.Offered", told(STORY)[2].fact)
    registered = [cast("custody.Registered", entry.fact) for entry in told(STORY)[:2]]

    assert offer.due_by == datetime(2026, 1, 21, 9, 10, tzinfo=UTC)
    assert registered[0].how == ""
    assert registered[0].particulars != registered[1].particulars


def test_two_musters_without_a_name_are_two_musters() -> None:
    musters = [
        cast("custody.Mustered", entry.fact).muster
        for entry in told("06:00 karkh custody.mustered present=\n06:00 karkh custody.mustered present=")
    ]

    assert len(set(musters)) == 2


def test_an_acceptance_takes_the_newest_offer_of_its_own_handover() -> None:
    entries = told(
        """
        06:00 hasakah custody.offered  handover=H1 people=D-1 receiver=a
        06:01 hasakah custody.offered  handover=H2 people=D-2 receiver=b
        06:02 hasakah custody.let-go   handover=H1 people=D-1
        06:03 a       custody.accepted handover=H1 people=D-1
        """
    )

    assert cast("custody.Accepted", entries[3].fact).offer == entries[0].digest
    assert set(entries[3].act.after) == {entries[0].digest, entries[2].digest}


def test_a_day_line_turns_the_page() -> None:
    entries = told(
        """
        23:50 karkh custody.mustered present=
        day 2026-01-22 +03:00
        00:10 karkh custody.mustered present=
        2026-01-23
        00:10 karkh custody.mustered present= written=09:00 via=paper
        """
    )

    assert [entry.happened_at for entry in entries] == [
        datetime(2026, 1, 21, 23, 50, tzinfo=UTC),
        datetime(2026, 1, 22, 0, 10, tzinfo=timezone(timedelta(hours=3))),
        datetime(2026, 1, 23, 0, 10, tzinfo=timezone(timedelta(hours=3))),
    ]
    assert entries[2].written_at - entries[2].happened_at == timedelta(hours=8, minutes=50)
    assert entries[2].act.via == "paper"


def test_labels_name_entries_in_fields_and_links() -> None:
    entries = told(
        """
        06:00 hasakah custody.registered person=D-1  @first   # his first line
        06:01 karkh   custody.recovered  person=D-1 from_account=nowhere how=found after=  @second
        06:02 karkh   custody.corrected  people=D-1 entry=@second because="was at \\"gate 4\\""
        06:02 karkh   custody.corrected  people=D-1 entry=@second because=x after=@first,@second
        """
    )

    assert entries[1].act.after == ()
    assert set(entries[2].act.after) == {entries[0].digest, entries[1].digest}
    assert entries[3].act.after == tuple(sorted((entries[0].digest, entries[1].digest)))
    assert cast("custody.Corrected", entries[2].fact).because == 'was at "gate 4"'


def test_exceptions_are_groups_with_colons() -> None:
    (entry,) = told("06:00 karkh custody.accepted handover=H1 people= exceptions=missing:D-2,broken::S-9:'torn")
    exceptions = cast("custody.Accepted", entry.fact).exceptions

    assert [(one.code, one.person, one.seal, one.note) for one in exceptions] == [
        ("missing", "D-2", "", ""),
        ("broken", None, "S-9", "'torn"),
    ]


def test_a_range_is_everyone_in_it() -> None:
    (entry,) = told("06:00 karkh custody.mustered present=D-0008..D-0011,D-0100")

    assert entry.fact.named() == {"D-0008", "D-0009", "D-0010", "D-0011", "D-0100"}


def test_a_digest_may_be_given_as_words() -> None:
    (entry,) = told('06:00 karkh custody.departed person=D-1 outcome=released papers="order 12 of the court"')

    assert cast("custody.Departed", entry.fact).papers == digest_of_words("order 12 of the court")


def test_a_story_goes_on_from_another() -> None:
    before = told(STORY)

    (entry,) = told("07:00 chinook custody.offered handover=H2 people=D-0001 receiver=karkh", upon=before)

    assert entry.act.after == (before[3].digest,)
    assert (entry.seq, entry.prev) == (1, before[3].digest)


def test_every_line_that_cannot_be_read_is_named_with_its_rule() -> None:
    found = rules(
        """06:00 karkh custody.vanished
        06:00 karkh
        25:00 karkh custody.mustered present=
        06:00 karkh custody.mustered present= colour=red
        06:00 karkh custody.mustered present=D-1,D-1
        06:00 karkh custody.mustered present="D-1
        06:00 karkh custody.offered handover=H1 people=D-1
        06:00 karkh custody.mustered counted=many
        06:00 karkh custody.corrected people=D-1 entry=@nobody because=x
        day 2026-02-30
        06:00 karkh custody.mustered present=  @a
        06:00 karkh custody.mustered present=  @a"""
    )

    assert found == [
        (1, "fact.unknown-kind"),
        (2, "notation.too-short"),
        (3, "notation.no-such-hour"),
        (4, "notation.unknown-field"),
        (5, "notation.said-twice"),
        (6, "notation.quote-left-open"),
        (7, "notation.must-be-said"),
        (8, "notation.not-a-number"),
        (9, "notation.unknown-label"),
        (10, "notation.no-such-day"),
        (12, "notation.label"),
    ]


def test_a_strange_kind_is_told_in_its_json() -> None:
    (entry,) = told('06:00 karkh custody.teleported form=3 said="{\\"to\\":\\"moon\\"}"')

    assert entry.fact == NotUnderstood(said_kind="custody.teleported", said_form=3, said={"to": "moon"})
    assert told(tell([entry])) == [entry]


def test_telling_a_story_and_hearing_it_gives_the_same_entries() -> None:
    entries = told(STORY, offset="+03:00")

    assert told(tell(entries)) == entries


@given(acts=st.lists(acts_strategy(), max_size=4))
def test_every_fact_of_every_kind_survives_telling(acts: list[Act]) -> None:
    entries = entries_of(acts)

    heard = told(tell(entries))

    assert [(entry.by, entry.fact, entry.happened_at, entry.written_at, entry.act.via) for entry in heard] == [
        (entry.by, entry.fact, entry.happened_at, entry.written_at, entry.act.via) for entry in entries
    ]
    assert told(tell(heard)) == heard


@given(text=st.text(max_size=120) | st.from_regex(r"06:00 karkh custody\.[a-z-]+( [a-z]+=\S*){0,3}", fullmatch=True))
def test_no_line_breaks_the_teller(text: str) -> None:
    faults: tuple[Fault, ...] = ()

    try:
        told(text)
    except Malformed as malformed:
        faults = malformed.faults

    assert all(fault.row for fault in faults)


def test_every_declared_kind_is_drawn_by_the_property_test() -> None:
    declare_every_fact()

    assert {"custody.accepted", "rights.granted", "lift.seated", "eligibility.held"} <= kinds().keys()
