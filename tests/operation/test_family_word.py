"""Families hear within a week where somebody is, and again after a move; who has not is on the agenda of the call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.custody.facts import Accepted, Offered
from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.briefing import agenda
from musterbook.operation.family_word import families_due, tell_families
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId
from tests.operation.making import HARBOUR, MORNING, TABLES, WILLOW, acting, open_small_book

OFFICERS = {"officers": (*TABLES["officers"], ("n.notifier", "desk", "notifier"))}
WEEK = MORNING + timedelta(days=7)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    opened = open_small_book(tmp_path, changed=OFFICERS)
    yield opened
    opened.close()


def people(book: Book) -> list[PersonId]:
    return sorted(book.reading(Roll).on(in_hand(WILLOW)))


def tell(book: Book, *named: PersonId, how: str = "sent", minutes: int = 60) -> None:
    hand = acting("w.officer/site-officer", WILLOW, minutes=minutes)
    tell_families(book, hand, named, how=how, letter="He is well." if how == "sent" else "")


def test_sg11_a_week_without_word_is_overdue_and_the_call_hears_of_it(book: Book) -> None:
    before = families_due(book, WEEK - timedelta(minutes=1))

    (row,) = agenda(book, WEEK).families

    assert before == []
    assert [one["person"] for one in families_due(book, WEEK)] == people(book)
    assert (row["custodian"], row["people"]) == (WILLOW, 12)


def test_sg11_word_a_refusal_or_no_known_family_ends_the_wait(book: Book) -> None:
    first, second, third, *rest = people(book)

    for person, how in ((first, "sent"), (second, "declined"), (third, "none-known")):
        tell(book, person, how=how)

    assert [one["person"] for one in families_due(book, WEEK)] == rest


def test_after_a_move_word_of_the_old_place_is_no_word_and_a_refusal_stays_one(book: Book) -> None:
    first, second, *_ = moved = people(book)[:2]
    tell(book, first)
    tell(book, second, how="declined")
    offered = Offered(
        handover="H1", manifest=Digest("0" * 64), people=frozenset(moved), receiver=HARBOUR, due_by=WEEK,
    )  # fmt: skip
    offer = book.write(acting("w.officer/site-officer", WILLOW, minutes=120).draft(offered))
    fact = Accepted(handover="H1", offer=offer.digest, people=frozenset(moved))
    book.write(acting("h.officer/receiving-officer", HARBOUR, minutes=180).draft(fact, after=(offer.digest,)))

    at_harbour = [families_due(book, WEEK + timedelta(hours=hours), custodian="harbour") for hours in (2, 3)]

    assert [[one["person"] for one in rows] for rows in at_harbour] == [[], [first]]


def test_word_that_says_nothing_is_refused(book: Book) -> None:
    hand, (first, *_) = acting("w.officer/site-officer", WILLOW, minutes=60), people(book)

    for named, how, letter in (([], "sent", "well"), ([first], "sent", " "), ([first], "perhaps", "well")):
        with pytest.raises(Malformed):
            tell_families(book, hand, named, how=how, letter=letter)
