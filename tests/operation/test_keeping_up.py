"""A book that is held open knows what others wrote, from the first look on."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from musterbook.operation.folder import open_book
from musterbook.operation.keeping_up import KeepingUp
from tests.cli.asking import Asking, done
from tests.operation.making import open_small_book


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    """Asks about a small book of this test's own."""
    open_small_book(tmp_path).close()
    return Asking(capsys, tmp_path / "willow")


def call_a_muster(muster: Asking, at: str) -> None:
    done(muster.write(at, "count", "call", "willow", "--key", "w.officer"))


def test_what_is_written_between_reading_and_the_first_look_is_taken_in_once(muster: Asking) -> None:
    book = open_book(muster.folder)
    call_a_muster(muster, "09:00")
    keeping_up = KeepingUp(book)
    before = len(book.entries())
    for _ in range(2):
        keeping_up.take_in()

    afresh = open_book(muster.folder)
    assert [one.digest for one in book.entries()] == [one.digest for one in afresh.entries()]
    assert len(book.entries()) == before + 1
    assert not book.not_standing()


def test_what_was_read_already_is_not_taken_in_again(muster: Asking) -> None:
    book = open_book(muster.folder)
    book.sizes = dict.fromkeys(book.sizes, 0)  # as if everything had been written while the book was being read
    before = [one.digest for one in book.entries()]
    KeepingUp(book).take_in()

    assert [one.digest for one in book.entries()] == before
    assert not book.not_standing()


def test_every_look_brings_what_came_since_the_last(muster: Asking) -> None:
    book = open_book(muster.folder)
    keeping_up = KeepingUp(book)
    sizes = [len(book.entries())]
    for at in ("09:00", "09:10", "09:20"):
        call_a_muster(muster, at)
        keeping_up.take_in()
        sizes.append(len(book.entries()))

    assert [later - earlier for earlier, later in pairwise(sizes)] == [1, 1, 1]
