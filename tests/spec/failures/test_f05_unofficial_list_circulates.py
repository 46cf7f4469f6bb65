"""F05: an unofficial list circulated, and nobody could say whether it was theirs."""

from __future__ import annotations

from random import Random

import pytest

from musterbook.custody.watermark import agreement, marked
from musterbook.operation import listing
from musterbook.operation.book import Book
from tests.operation.making import DESK, WILLOW, acting

FORTY = [f"D-{number:04}" for number in range(1, 41)]


@pytest.fixture(scope="module")
def left(book: Book) -> bytes:
    """The roll of Willow as it left for one reader."""
    desk = acting("o.desk/operation-desk", DESK, minutes=5)
    return listing.export_roll(book, desk, WILLOW, to="ministry of justice")[1]


def test_a_list_that_left_here_says_for_whom_it_was_and_who_signed_it(book: Book, left: bytes) -> None:
    found = listing.verify_list(book, left)

    assert (found.verdict, found.export, found.to) == ("ours", "E-desk-1", "ministry of justice")
    assert found.signed_by == "o.desk"
    assert (found.rows, found.known) == (12, 12)


def test_a_line_taken_out_or_a_list_of_others_is_not_ours(book: Book, left: bytes) -> None:
    altered = b"\n".join(left.split(b"\n")[:-2])
    foreign = b"number\nKHA-4712-M\n"

    assert listing.verify_list(book, altered).verdict == "altered"
    assert listing.verify_list(book, foreign).verdict == "foreign"


def test_a_copy_without_its_head_still_says_whose_it_was() -> None:
    ours = marked(FORTY, "E-desk-7")

    assert sorted(ours) == FORTY
    assert agreement(ours, FORTY, "E-desk-7").proven
    assert agreement(ours[:30] + ours[34:], FORTY, "E-desk-7").agree == 18
    assert not agreement(ours, FORTY, "E-desk-8").proven


def test_chance_is_not_taken_for_a_copy() -> None:
    random = Random(5)
    shuffled = [random.sample(FORTY, len(FORTY)) for _ in range(200)]

    assert not [one for one in shuffled if agreement(one, FORTY, "E-desk-7").proven]
    assert not agreement(FORTY[:10], FORTY[:10], "E-desk-7").proven, "ten people say too little"
