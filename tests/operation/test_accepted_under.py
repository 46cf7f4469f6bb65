"""Whoever is accepted though no agreement lets him come is written and shown until explained; nobody is sent back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.coordination.caps import Overrun, overruns
from musterbook.custody.facts import Accepted, Offered
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation import agreeing, mustering, negotiating
from musterbook.operation.accepted_under import WITHOUT
from musterbook.operation.agreeing import agreements_of, discrepancies_of, used_of
from musterbook.operation.book import Book
from musterbook.operation.gates import objections_to
from musterbook.operation.situation import open_discrepancies, situation
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId
from musterbook.words.say import sentence
from tests.operation.making import BUS, DESK, HARBOUR, MORNING, TABLES, WILLOW, acting, open_small_book

OFFICERS = {WILLOW: "w.officer/site-officer", BUS: "b.escort/escort-commander", HARBOUR: "h.officer/receiving-officer"}
CHAIRS = {"c.coord": "coordinator", "o.desk": "operation-desk"}
PAPER = Digest("0" * 64)
ROOM_FOR_THREE = {"agreements": (TABLES["agreements"][0], (*TABLES["agreements"][1][:5], "3", "2026-01-20"))}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    opened = open_small_book(tmp_path)
    signed(opened)
    yield opened
    opened.close()


def signed(book: Book) -> None:
    for party in ("willow", "harbour"):
        agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=0), "AGR-01", party)


def some(book: Book, count: int) -> frozenset[PersonId]:
    return frozenset(sorted(book.reading(Roll).on(in_hand(WILLOW)))[:count])


def handed(
    book: Book, giver: CustodianId, taker: CustodianId, people: frozenset[PersonId], *, at: int, later: int = 10
) -> Entry:  # fmt: skip
    """Offered at a minute and accepted so many later, whatever gates would have said."""
    offered = Offered(
        handover=f"{giver}-{at}", manifest=PAPER, people=people, receiver=taker, destination=HARBOUR,
        due_by=MORNING + timedelta(minutes=at + 600), carrier="bus-1",
    )  # fmt: skip
    offer = book.write(acting(OFFICERS[giver], giver, minutes=at).draft(offered))
    fact = Accepted(handover=offered.handover, offer=offer.digest, people=people)
    return book.write(acting(OFFICERS[taker], taker, minutes=at + later).draft(fact, after=(offer.digest,)))


def revoked(book: Book, *, at: int) -> None:
    hand = acting(CHAIRS, DESK, minutes=at)
    negotiating.revoke(book, hand, "AGR-01", because="withdrawn", from_=hand.at)


def test_people_who_come_under_an_agreement_in_force_open_nothing(book: Book) -> None:
    people = some(book, 3)

    handed(book, WILLOW, BUS, people, at=60)
    handed(book, BUS, HARBOUR, people, at=300)

    assert [one.kind for one in open_discrepancies(book)] == []


def test_an_agreement_revoked_under_way_stops_the_arrival_and_taking_them_anyway_shows_until_explained(
    book: Book,
) -> None:
    people = some(book, 2)
    handed(book, WILLOW, BUS, people, at=60)
    revoked(book, at=200)
    arriving = Move(
        people=people, giver=BUS, receiver=HARBOUR, at=MORNING + timedelta(minutes=300), stage="arriving",
        destination=HARBOUR, handover="H",
    )  # fmt: skip

    stopped = {one.rule for one in objections_to(book, arriving)}
    taken = handed(book, BUS, HARBOUR, people, at=300)
    found = open_discrepancies(book)
    for one in found:
        mustering.explain(
            book, acting({"h.officer": "receiving-officer", "b.escort": "escort-commander"}, HARBOUR, minutes=400),
            one.id, as_="agreed", because="order by telephone",
        )  # fmt: skip

    assert "coordination.agreement" in stopped
    assert [(one.kind, one.owner, one.other, one.cause) for one in found] == [(WITHOUT, HARBOUR, BUS, taken.digest)] * 2
    assert {one.person for one in found} == people == book.reading(Roll).on(in_hand(HARBOUR))
    assert open_discrepancies(book) == ()


def test_the_sentence_says_what_was_lacking_and_that_nobody_is_sent_back(book: Book) -> None:
    revoked(book, at=30)
    handed(book, WILLOW, BUS, some(book, 1), at=60)
    (found,) = open_discrepancies(book)

    said = sentence(found)

    assert "AGR-01 revoked" in said
    assert "nobody is sent back" in said


def test_whoever_left_while_it_was_in_force_came_under_it_though_it_ended_before_the_escort_signed(book: Book) -> None:
    revoked_at, people = 65, some(book, 2)

    revoked(book, at=revoked_at)
    handed(book, WILLOW, BUS, people, at=60)

    assert open_discrepancies(book) == ()


def test_a_cap_overrun_shows_as_what_it_is_and_is_no_want_of_an_agreement(tmp_path: Path) -> None:
    book = open_small_book(tmp_path, changed=ROOM_FOR_THREE)
    signed(book)

    handed(book, WILLOW, BUS, some(book, 5), at=60)

    assert open_discrepancies(book) == ()
    assert used_of(book) == {("AGR-01", "2026-01-21"): 5}
    assert overruns(agreements_of(book).all(), used_of(book)) == [Overrun("AGR-01", "total", "", 5, 3)]
    book.close()


def test_a_moment_before_does_not_know_of_it_and_the_situation_counts_it(book: Book) -> None:
    revoked(book, at=30)
    handed(book, WILLOW, BUS, some(book, 4), at=60)
    now = MORNING + timedelta(minutes=120)

    counts = [
        situation(book, now, as_of=MORNING + timedelta(minutes=minutes)).totals.discrepancies for minutes in (69, 70)
    ]

    assert (counts, situation(book, now).totals.discrepancies) == ([0, 4], 4)
    assert len(discrepancies_of(book).of_owner(BUS)) == 4
