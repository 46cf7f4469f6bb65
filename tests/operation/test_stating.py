"""A figure is stated from one copy and agreed from another, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from musterbook.custody.facts import FigureStated
from musterbook.operation.book import Book
from musterbook.operation.sitrep.statement import draft
from musterbook.operation.stating import agree, state, statement_of
from musterbook.terms.errors import Malformed, Refused
from tests.operation.making import DESK, HARBOUR, acting
from tests.operation.reporting import open_reporting_book

DESK_OFFICER, RECEIVER = "o.desk/operation-desk", "h.officer/receiving-officer"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = open_reporting_book(tmp_path)
    yield made
    made.close()


def test_a_figure_stated_by_one_and_agreed_by_the_other_may_be_said(book: Book) -> None:
    entry, counts = state(book, acting(DESK_OFFICER, DESK, minutes=90))

    agree(book, acting(RECEIVER, HARBOUR, minutes=100), statement_of(book, entry.digest[:8]))

    assert counts["total"] == 12
    assert draft(book).value == 12


def test_a_custodian_cannot_agree_its_own_figure(book: Book) -> None:
    state(book, acting(DESK_OFFICER, DESK, minutes=90))

    with pytest.raises(Refused, match=r"figure\.own"):
        agree(book, acting(DESK_OFFICER, DESK, minutes=100), statement_of(book))


def test_a_copy_that_gives_another_number_does_not_agree_and_names_the_account(book: Book) -> None:
    hand = acting(DESK_OFFICER, DESK, minutes=90)
    counts = {"willow/in-hand": 14, "total": 14}
    book.write(hand.draft(FigureStated(as_of=hand.at, scope="operation", heads=book.head(), counts=counts)))

    with pytest.raises(Refused, match=r"figure\.differs") as refused:
        agree(book, acting(RECEIVER, HARBOUR, minutes=100), statement_of(book))

    values = refused.value.objections[0].values
    assert (values["account"], values["stated"], values["own"]) == ("willow/in-hand", 14, 12)


@pytest.mark.parametrize("digest", ["", "ffff"])
def test_a_figure_that_is_not_there_is_not_agreed(book: Book, digest: str) -> None:
    with pytest.raises(Malformed, match=r"figure\.no-such-one"):
        statement_of(book, digest)
