"""The last good roll of a place is written ahead by itself, with nobody's name in clear, and stops no count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from musterbook.custody.facts import Mustered
from musterbook.operation import departing, mustering
from musterbook.operation.book import Book
from musterbook.operation.happening import photograph
from musterbook.operation.last_roll import last_roll_of
from musterbook.operation.rolls import roll_of
from musterbook.operation.rolls_ahead import LINES, ROLLS, SEALED, SIGNED, forget_ahead, read_ahead
from musterbook.terms.errors import Tampered
from musterbook.terms.people import PersonId
from musterbook.words.say import sentence
from tests.operation.making import NAMES, WILLOW, acting, open_small_book

TWO = {"w.counter": "counting-officer", "w.officer": "site-officer"}


@pytest.fixture
def counted(tmp_path: Path) -> Iterator[Book]:
    """Twelve at Willow, one of them photographed, all counted by name."""
    from musterbook.biometrics.synthesis.cards import card  # noqa: PLC0415  draws, which only this fixture needs

    book = open_small_book(tmp_path)
    people = on_roll(book)
    clerk = acting("w.clerk/register-clerk", WILLOW, minutes=5)
    photograph(book, clerk, people[0], card(people[0]), taken_at=clerk.at)
    count(book, 60, people)
    yield book
    book.close()


def on_roll(book: Book) -> list[PersonId]:
    return [PersonId(one) for one in roll_of(book, WILLOW)]


def count(book: Book, minutes: int, present: list[PersonId]) -> datetime:
    by = acting(TWO, WILLOW, minutes=minutes)
    mustering.enter_names(book, by, f"M-{minutes}", present, counters=sorted(TWO))
    return by.at


def ahead(book: Book) -> Path:
    assert book.folder is not None
    return book.folder / ROLLS / f"{WILLOW}{SIGNED}"


def escapes(book: Book, person: PersonId) -> None:
    (papers,) = book.seal([(person, "papers", b"seen on the road")])
    by = acting("w.officer/site-officer", WILLOW, minutes=90)
    departing.depart(book, by, person, outcome="escaped", papers=papers)


def test_a_count_leaves_the_roll_behind_signed_and_with_no_name_in_clear(counted: Book) -> None:
    assert read_ahead(counted, ahead(counted)) == last_roll_of(counted, WILLOW)
    written = b"".join(path.read_bytes() for path in ahead(counted).parent.rglob("*") if path.is_file())
    assert not [name for name in NAMES if name.encode() in written]
    assert len(list((ahead(counted).parent / SEALED).iterdir())) == 13


def test_names_and_faces_open_from_the_carried_files_alone(counted: Book, tmp_path: Path) -> None:
    carried = tmp_path / "stick"
    ahead(counted).parent.rename(carried)

    opened = read_ahead(counted, carried / ahead(counted).name, named=True)

    assert opened == last_roll_of(counted, WILLOW, named=True)
    assert {line.name for line in opened.lines} == set(NAMES)
    assert opened.lines[0].photograph is not None


def test_who_left_since_the_count_is_not_on_it(counted: Book) -> None:
    gone, *others = on_roll(counted)

    escapes(counted, gone)

    assert [line.number for line in read_ahead(counted, ahead(counted)).lines] == others


def test_a_changed_list_does_not_pass(counted: Book) -> None:
    lines = ahead(counted).with_name(f"{WILLOW}{LINES}")
    lines.write_bytes(lines.read_bytes().replace(b"true", b"false", 1))

    with pytest.raises(Tampered, match=r"roll\.file-differs"):
        read_ahead(counted, ahead(counted))


def test_a_count_stands_when_the_roll_cannot_be_written_and_that_is_said(counted: Book) -> None:
    rolls = ahead(counted).parent
    rolls.rename(rolls.with_name("elsewhere"))
    rolls.write_bytes(b"a disk where no folder can be made")

    count(counted, 120, on_roll(counted))

    musters = [entry.fact.muster for entry in counted.entries() if isinstance(entry.fact, Mustered)]
    assert musters == ["M-60", "M-120"]
    assert "could not be written ahead" in sentence(counted.not_ahead[WILLOW])
    rolls.unlink()
    count(counted, 180, on_roll(counted))
    assert counted.not_ahead == {}
    assert len(read_ahead(counted, ahead(counted)).lines) == 12


def test_what_is_destroyed_is_gone_from_the_rolls_too(counted: Book) -> None:
    sealed = ahead(counted).parent / SEALED
    one, *others = sorted(path.name for path in sealed.iterdir())

    forget_ahead(counted, [one])  # type: ignore[list-item]  # a digest is a string of its own kind

    assert sorted(path.name for path in sealed.iterdir()) == others
    opened = read_ahead(counted, ahead(counted), named=True)
    assert len(opened.lines) == 12
    assert any(not line.name or line.photograph is None for line in opened.lines)
