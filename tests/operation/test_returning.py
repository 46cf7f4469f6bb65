"""Conditions of a return on a book: set by the desk, met by two people, and asked before anybody is handed over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from musterbook.operation import case_board, returning
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.terms.errors import Malformed, Refused
from tests.operation.making import DESK, acting
from tests.operation.test_crossing import TWO_AUTHORITIES, make_ready, opened, returned, rules


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book in which a case has everything a return wants."""
    found = opened(tmp_path, TWO_AUTHORITIES)
    make_ready(found)
    yield found
    found.close()


def desk(*officers: str, minutes: int = 120) -> Acting:
    who = dict(one.split("/") for one in ("k.desk/repatriation-desk", *officers))
    return acting(who, DESK, minutes=minutes)


def asked_for(book: Book) -> None:
    returning.set_condition(book, desk(), "C1", set_by="host", kind="medical", text=b"invented: a clinic sees him")


def test_what_the_host_asks_for_stands_in_the_way_until_two_people_say_by_whom_it_was_met(book: Book) -> None:
    asked_for(book)
    between = rules(book, returned(book))
    returning.meet_condition(
        book, desk("l.legal/legal-reviewer", minutes=130), "C1", "1", by="clinic of the host", evidence=b"a paper"
    )

    (told,) = case_board.shown(book, returning.found(book, "C1"), at=returned(book).at)["conditions"]
    assert between == ["repatriation.conditions"]
    assert rules(book, returned(book)) == []
    assert (told["kind"], told["how"], told["by"]) == ("medical", "met", "clinic of the host")


def test_the_desk_alone_does_not_say_that_a_condition_is_met(book: Book) -> None:
    asked_for(book)

    with pytest.raises(Refused, match="needs-second-signature"):
        returning.meet_condition(book, desk(minutes=130), "C1", "1", by="clinic of the host", evidence=b"a paper")

    assert rules(book, returned(book)) == ["repatriation.conditions"]


def test_a_condition_nobody_set_and_one_that_is_met_already_are_refused(book: Book) -> None:
    asked_for(book)
    two = desk("l.legal/legal-reviewer", minutes=130)
    returning.meet_condition(book, two, "C1", "1", by="clinic of the host", evidence=b"a paper")

    with pytest.raises(Malformed, match="condition-twice"):
        returning.meet_condition(book, two, "C1", "1", by="clinic of the host", evidence=b"a paper")
    with pytest.raises(Malformed, match="condition-not-here"):
        returning.meet_condition(book, two, "C1", "7", by="clinic of the host", evidence=b"a paper")
