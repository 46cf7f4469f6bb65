"""F40: somebody inside leaked a list of names."""

from __future__ import annotations

import logging

import pytest

from musterbook.custody.roll import Roll
from musterbook.operation import listing
from musterbook.operation.book import Book
from tests.operation.making import DESK, NAMES, WILLOW, acting

PARTS = sorted({part for name in NAMES for part in name.split()})


def test_no_entry_of_the_book_holds_a_name_so_that_a_stolen_book_is_no_list_of_names(book: Book) -> None:
    said = b"".join(entry.body for entry in book.entries()).decode()

    assert [part for part in PARTS if part in said] == []
    assert [number for number in book.reading(Roll).where if number not in said] == []


def test_a_list_that_leaves_holds_numbers_only_and_the_name_of_its_one_reader(
    book: Book, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk = acting("o.desk/operation-desk", DESK, minutes=30)

    entry, content = listing.export_roll(book, desk, WILLOW, to="protecting body")

    assert [part for part in PARTS if part.encode() in content] == []
    assert b"for protecting body" in content
    assert b"protecting body" in entry.body
    assert [word for word in (*PARTS, *book.reading(Roll).where) if word in caplog.text] == []
