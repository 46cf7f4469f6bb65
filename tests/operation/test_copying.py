"""Copying: a copy holds no key and no name, and what is taken in twice counts once."""

from __future__ import annotations

from pathlib import Path

from musterbook.operation.book import Book
from musterbook.operation.copying import back_up, take_in
from musterbook.operation.verifying import verify_book
from tests.operation.making import MORNING, NAMES


def test_a_copy_verifies_as_the_book_does(tmp_path: Path, book: Book) -> None:
    copy = tmp_path / "copy.mbk"

    entries, size = back_up(tmp_path / "willow", copy)

    assert entries == sum(one for one, _ in book.store.heads().values())
    assert size == copy.stat().st_size
    assert verify_book(copy).lines() == verify_book(tmp_path / "willow").lines()


def test_a_copy_holds_nobodys_name(tmp_path: Path, book: Book) -> None:
    copy = tmp_path / "copy.mbk"
    back_up(tmp_path / "willow", copy)

    content = copy.read_bytes()

    assert book.entries()
    assert not [name for name in NAMES if name.encode() in content]


def test_what_is_here_already_is_not_taken_twice(tmp_path: Path, book: Book) -> None:
    copy = tmp_path / "copy.mbk"
    back_up(tmp_path / "willow", copy)
    head, standing = book.head(), len(book.entries())

    outcomes = [take_in(book, copy, at=MORNING) for _ in range(2)]

    assert [(one.new, one.turned_away, one.exit_code) for one in outcomes] == [(0, [], 0), (0, [], 0)]
    assert (book.head(), len(book.entries())) == (head, standing)


def test_a_cut_off_copy_is_turned_away_and_the_book_stays(tmp_path: Path, book: Book) -> None:
    copy = tmp_path / "copy.mbk"
    back_up(tmp_path / "willow", copy)
    copy.write_bytes(copy.read_bytes()[:-40])
    head = book.head()

    outcome = take_in(book, copy, at=MORNING)

    assert outcome.exit_code in (4, 5)
    assert outcome.turned_away
    assert book.head() == head
