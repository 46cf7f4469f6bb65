"""The book: a warm reading is carried on while what it has read is still the beginning, and folded afresh otherwise."""

from __future__ import annotations

import pytest

from musterbook.custody.roll import Roll
from musterbook.operation.book import Book
from musterbook.operation.mustering import call
from tests.operation.making import MORNING, WILLOW, acting


def order(book: Book, *, minutes: int) -> None:
    """Order a count, so many minutes after the morning."""
    officer = acting("w.officer/site-officer", WILLOW, minutes=minutes)
    call(book, officer, f"willow/{minutes}", custodian=WILLOW, by="number", reason="routine", due_by=MORNING)


@pytest.mark.parametrize(("late", "kept"), [(20, True), (5, False)])
def test_a_reading_stays_warm_unless_an_entry_comes_before_what_it_has_read(
    book: Book, late: int, *, kept: bool
) -> None:
    order(book, minutes=10)
    roll = book.reading(Roll)
    order(book, minutes=30)

    order(book, minutes=late)

    assert (book.reading(Roll) is roll) is kept
    assert [one.muster for one in book.reading(Roll).musters.called] == [
        f"willow/{minutes}" for minutes in sorted((10, 30, late))
    ]


def test_a_reading_of_what_stands_as_before_stays_warm_when_everything_is_read_again(book: Book) -> None:
    order(book, minutes=10)
    roll = book.reading(Roll)
    order(book, minutes=30)

    book._parted = [("0" * 64, 0, "")]  # a fork that the store knows nothing of: everything is read again

    assert book.take_in_forks()
    assert book.reading(Roll) is roll
    assert [one.muster for one in roll.musters.called] == ["willow/10", "willow/30"]
