"""The book: a warm reading is carried on while what it has read is still the beginning, and folded afresh otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation import keeping_rights
from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.operation.mustering import call
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from tests.operation.making import DESK, MORNING, WILLOW, acting


def order(book: Book, *, minutes: int) -> Entry:
    """Order a count, so many minutes after the morning."""
    officer = acting("w.officer/site-officer", WILLOW, minutes=minutes)
    return call(book, officer, f"willow/{minutes}", custodian=WILLOW, by="number", reason="routine", due_by=MORNING)


def end(book: Book, *, minutes: int) -> Entry:
    """End all that an officer of the desk may do: all that was ever written is judged again."""
    who = {"r.registrar": "registrar", "a.admin": "administrator"}
    signing = replace(acting(who, DESK, minutes=minutes), log=book.register_log)
    seen = keeping_rights.Seen.here(book)
    return keeping_rights.end(book, signing, "p.planner", DESK, "moved away", seen=seen)


def ordered(book: Book) -> list[str]:
    """The counts ordered, as the book's roll has them."""
    return [one.muster for one in book.reading(Roll).musters.called]


def told(book: Book) -> tuple[object, ...]:
    """What stands, in order, and what does not and why."""
    return [one.digest for one in book.entries()], [(one.entry.digest, one.rule) for one in book.not_standing()]


@pytest.mark.parametrize(("late", "kept"), [(20, True), (5, False)])
def test_a_reading_stays_warm_unless_an_entry_comes_before_what_it_has_read(
    book: Book, late: int, *, kept: bool
) -> None:
    order(book, minutes=10)
    roll = book.reading(Roll)
    order(book, minutes=30)

    order(book, minutes=late)

    assert (book.reading(Roll) is roll) is kept
    assert ordered(book) == [f"willow/{minutes}" for minutes in sorted((10, 30, late))]


@pytest.mark.parametrize(("late", "kept"), [(20, True), (5, False)])
def test_so_it_does_when_what_came_with_that_entry_has_everything_read_again(
    book: Book, tmp_path: Path, late: int, *, kept: bool
) -> None:
    order(book, minutes=10)
    copy = open_book(tmp_path / "willow")
    roll = copy.reading(Roll)

    copy.take_in([order(book, minutes=late), end(book, minutes=40)])

    assert (copy.reading(Roll) is roll) is kept
    assert ordered(copy) == [f"willow/{minutes}" for minutes in sorted((10, late))]
    copy.close()


def test_a_reading_of_what_stands_as_before_stays_warm_when_everything_is_read_again(book: Book) -> None:
    order(book, minutes=10)
    roll = book.reading(Roll)
    order(book, minutes=30)

    book._parted = [("0" * 64, 0, "")]  # a fork that the store knows nothing of: everything is read again

    assert book.take_in_forks()
    assert book.reading(Roll) is roll
    assert [one.muster for one in roll.musters.called] == ["willow/10", "willow/30"]


def test_what_is_durable_is_not_said_to_be_refused_because_the_disk_cannot_be_read_any_more(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ending what an officer may do has everything judged again: of what is in memory, not of the disk."""
    order(book, minutes=10)
    heads = book.store.heads()

    def dark(*_: object) -> NoReturn:
        raise Refused(Objection("store.cannot-open"))

    append = book.store.append

    with monkeypatch.context() as patch:

        def last(*given: Any, **named: Any) -> list[Entry]:  # noqa: ANN401  as the store's own
            made = append(*given, **named)
            patch.setattr(book.store, "_all", dark)
            return made

        patch.setattr(book.store, "append", last)
        ended = end(book, minutes=40)

    assert book.store.heads() != heads
    assert ended.digest in {one.digest for one in book.entries()}
    here = told(book)
    book.read_afresh()
    assert told(book) == here
