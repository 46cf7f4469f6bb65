"""What a page lists for whoever is signed in starts its clock; a page never fails by it, and says why none starts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from musterbook.console.asked import Asked
from musterbook.console.book_source import BookSource
from musterbook.console.first_drawn import FirstDrawn, log_shut
from musterbook.console.looking import Looker
from musterbook.console.readings import Readings
from musterbook.console.rows import discrepancy_rows
from musterbook.console.source import DiscrepancyRow
from musterbook.custody.discrepancies import Discrepancies
from musterbook.custody.facts import Noticed
from musterbook.operation import mustering
from musterbook.operation.agreeing import discrepancies_of
from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from tests.console.asking import console_of
from tests.operation.making import MORNING, WILLOW, acting, open_small_book

COUNTERS = {"w.officer": "site-officer", "w.counter": "counting-officer"}
NOON = MORNING + timedelta(hours=6)
NOBODY = Asked("/book", "html", None, MappingProxyType({}), wall=False, theme="night", language="en", nonce="")
OFFICER = replace(NOBODY, looker=Looker(officer="o.desk", asked=True))
PROGRAM = replace(NOBODY, looker=Looker(officer="p.program", asked=True, purpose="feeds"))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Book, BookSource]]:
    """A book open to be read, at whose last count three of Willow were not found, and the source on it."""
    book = open_small_book(tmp_path)
    people = mustering.roll_of(book, WILLOW)
    hand = acting(COUNTERS, WILLOW, minutes=60)
    mustering.enter_names(book, hand, "willow/1", people[3:], counters=tuple(COUNTERS))
    book.close()
    read = open_book(tmp_path / "willow" / "book")
    yield read, BookSource(read, now=lambda: NOON)
    read.close()


def noticing(first: FirstDrawn) -> int:
    return asyncio.run(first.write())


def rows(book: Book) -> tuple[DiscrepancyRow, ...]:
    return discrepancy_rows(Readings(book, NOON))


def noticed(book: Book) -> list[Noticed]:
    return [one.fact for one in book.entries() if isinstance(one.fact, Noticed)]


def test_what_is_drawn_for_an_officer_is_noticed_once(served: tuple[Book, BookSource]) -> None:
    book, source = served
    first = FirstDrawn(source, lambda: NOON)

    said = first.draws(OFFICER, rows(book))
    written = [noticing(first), noticing(first)]

    assert said.startswith("You are the first to be shown")
    assert (written, [len(one.named()) for one in noticed(book)]) == ([1, 0], [3])
    (row,) = rows(book)
    assert (row.noticed, row.due, row.unnoticed) == (NOON, NOON + timedelta(minutes=30), 0)
    assert first.draws(OFFICER, rows(book)) == ""


@pytest.mark.parametrize(
    ("asked", "said"),
    [(NOBODY, "this console does not ask who you are"), (PROGRAM, ""), (replace(OFFICER, as_of=MORNING), "")],
    ids=["nobody", "a program", "a moment past"],
)
def test_what_no_officer_is_shown_now_starts_no_clock(
    served: tuple[Book, BookSource], asked: Asked, said: str
) -> None:  # fmt: skip
    book, source = served
    first = FirstDrawn(source, lambda: NOON)

    told = first.draws(asked, rows(book))

    assert said in told
    assert (noticing(first), noticed(book)) == (0, [])


def test_a_log_that_stays_shut_or_a_book_in_use_is_said_on_the_page_and_tried_again(
    served: tuple[Book, BookSource], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, source = served
    first = FirstDrawn(source, lambda: NOON)
    first.draws(OFFICER, rows(book))

    with open_book_to_write(tmp_path):
        assert noticing(first) == 0
    in_use = first.draws(OFFICER, rows(book))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "book.db"))

    with monkeypatch.context() as disk:
        disk.setattr(source, "writing", full)
        assert noticing(first) == 0
    on_disk = first.draws(OFFICER, rows(book))

    assert "Somebody else is writing in this book just now" in in_use
    assert "Make room" in on_disk
    assert str(tmp_path) not in in_use + on_disk
    assert (noticing(first), first.why, len(noticed(book))) == (1, None, 1)


def test_what_a_shut_log_keeps_from_being_noticed_is_looked_for_once_while_the_book_stands(
    served: tuple[Book, BookSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    book, source = served
    first, looked = FirstDrawn(source, lambda: NOON), list[Book]()
    first.draws(OFFICER, rows(book))

    def shut(*_: object, **__: object) -> None:
        log_shut("desk")

    def looking(read: Book, now: datetime) -> Discrepancies:
        looked.append(read)
        return discrepancies_of(read, now)

    monkeypatch.setattr(source, "writing", shut)
    monkeypatch.setattr("musterbook.console.first_drawn.discrepancies_of", looking)
    noticing(first)
    once = len(looked)
    noticing(first)
    unmoved, why = len(looked), first.why
    monkeypatch.setattr(book, "head", lambda: "another")
    noticing(first)

    assert (unmoved, len(looked)) == (once, 2 * once)
    assert why == first.why == Objection("discrepancy.log-shut")


class open_book_to_write:  # noqa: N801  read as a phrase
    def __init__(self, folder: Path) -> None:
        self._book = open_book(folder / "willow" / "book", read_only=False)

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None:
        self._book.close()


def test_a_shut_log_says_how_it_is_opened() -> None:
    with pytest.raises(Refused) as refused:
        log_shut("desk")

    assert refused.value.objections == (Objection("discrepancy.log-shut"),)


def test_the_list_says_when_it_starts_no_clock_and_the_form_closes_all_of_one_cause(
    served: tuple[Book, BookSource],
) -> None:  # fmt: skip
    book, source = served
    console = console_of(source)
    (row,) = rows(book)

    page = console.get("/book").text
    form = console.get(f"/do/explain?about={row.id}").text

    assert "no clock yet" in page
    assert "this console does not ask who you are" in page
    assert f"/do/explain?about={row.id}" in console.get("/musters").text
    assert "And all that show at the same entry" in form
