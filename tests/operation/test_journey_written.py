"""Tests of one person's way act by act: in order, without anybody else's number or what has readers of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from musterbook.custody.roll import Roll
from musterbook.operation import clearing, complaining, passing
from musterbook.operation.book import Book
from musterbook.operation.journey_written import OF_THE_WAY, written_of
from musterbook.operation.kinds import KINDS
from musterbook.operation.passing import Whom
from musterbook.terms.custodians import in_hand
from tests.operation.making import WILLOW, acting, open_small_book

SEALED = ("complain", "condition", "medicine", "treated", "watch", "warning", "fear", "asylum", "refoulement", "unfit")


@pytest.fixture
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    opened = open_small_book(tmp_path_factory.mktemp("way"))
    yield opened
    opened.close()


def test_a_way_is_told_in_the_order_in_which_it_happened_and_without_complaints(book: Book) -> None:
    one, other = sorted(book.reading(Roll).on(in_hand(WILLOW)))[:2]
    guard = acting("w.officer/site-officer", WILLOW, minutes=30)
    passing.passed(book, guard, "back", Whom(frozenset((one, other))), place="willow")
    clearing.hold(
        book, acting("w.officer/site-officer", WILLOW, minutes=20), one, ground="court", authority="operation-desk"
    )
    complaining.complain(book, acting("w.officer/site-officer", WILLOW, minutes=25), one, statement="It was cold.")

    told = written_of(book, one)

    assert [row.kind for row in told][-2:] == ["eligibility.held", "custody.passed"]
    assert [row.at for row in told] == sorted(row.at for row in told)
    assert not any(other in str(row.told()) for row in told)
    assert {row.more for row in told if row.kind == "eligibility.held"} == {"court"}


def test_only_known_kinds_are_told_and_none_that_has_readers_of_its_own() -> None:
    assert OF_THE_WAY <= KINDS
    assert not [kind for kind in OF_THE_WAY if any(word in kind for word in SEALED)]
