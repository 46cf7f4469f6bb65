"""Rows of musters, eligibility and keeping from a small book: as the book has them, now and at an earlier hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from musterbook.console.book_source import BookSource
from musterbook.operation import mustering
from musterbook.operation.book import Book
from tests.operation.making import DESK, MORNING, WILLOW, acting, open_small_book


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """Eleven of twelve were counted by name at an hour, and another count is called and late at two."""
    book = open_small_book(tmp_path_factory.mktemp("custody"))
    guard = acting("w.officer/site-officer", WILLOW, minutes=30)
    two = acting({"w.counter": "counting-officer", "w.officer": "site-officer"}, WILLOW, minutes=60)
    mustering.call(book, guard, "M-1", custodian=WILLOW, by="name", reason="routine", due_by=two.at)
    people = mustering.roll_of(book, WILLOW)
    mustering.enter_names(book, two, "M-1", people[1:], counters=["w.counter", "w.officer"])
    mustering.call(
        book, guard.then(MORNING + timedelta(minutes=70)), "M-2", custodian=WILLOW, by="number", reason="interim",
        due_by=MORNING + timedelta(minutes=80),
    )  # fmt: skip
    yield book
    book.close()


def source(book: Book) -> BookSource:
    return BookSource(book, now=lambda: MORNING + timedelta(hours=2))


def test_a_count_stands_beside_its_roll_and_a_late_one_before_it(book: Book) -> None:
    view = source(book).musters()

    assert [(row.muster, row.overdue) for row in view.called] == [("M-2", True)]
    assert view.called[0].act is not None
    assert view.called[0].act.command.startswith("muster count enter M-2")
    assert [(row.roll, row.mustered, row.difference, len(row.missing)) for row in view.counts] == [(12, 11, -1, 1)]
    assert (view.answered_for, view.unaccounted) == (12, 1)
    assert [row.custodian for row in view.named] == [WILLOW]


def test_at_an_earlier_hour_nothing_was_counted(book: Book) -> None:
    view = source(book).musters(MORNING + timedelta(minutes=10))

    assert (view.called, view.counts) == ((), ())
    assert view.named[0].at is None


def test_whoever_waits_is_listed_once_by_whose_business_he_is_and_the_rest_may_go(book: Book) -> None:
    view = source(book).eligibility()

    numbers = [row.number for row in view.rows]
    assert len(set(numbers)) == len(numbers)
    assert view.free + len(numbers) == view.held == 11
    assert sum(row.people for row in view.owners) == len(numbers)
    assert {"age-panel", "eligibility-reviewer"} <= {row.owner for row in view.owners}
    assert not any(line.sentence.startswith(row.number) for row in view.rows for line in row.lines)


def test_of_a_person_for_whom_nothing_is_kept_every_part_is_there_and_empty_but_his_authority(book: Book) -> None:
    number = mustering.roll_of(book, WILLOW)[0]

    parts = {part.key: part.lines for part in source(book).kept_for(number)}

    assert [line.what for line in parts.pop("authority")] == ["lack-none"]
    assert {line.what for line in parts.pop("deadlines")} <= {"due-hold.child", "due-hold.age-unknown"}
    assert len(parts) == 13
    assert not any(parts.values())
    assert book.settings.desk == DESK
