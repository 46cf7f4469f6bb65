"""Receiving: a report that nobody is on guard there stops a move; everything else is only said beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from musterbook.custody.roll import Roll
from musterbook.operation import agreeing, warning
from musterbook.operation.book import Book
from musterbook.operation.clearing import clearable
from musterbook.operation.gates import objections_to
from musterbook.operation.posing import plannable
from musterbook.operation.receiving import concerns
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.moves import Move
from musterbook.watch.site_today import Threat
from musterbook.words.say import sentence
from tests.operation.making import BUS, DESK, HARBOUR, WILLOW, acting
from tests.operation.watching import RowsInMemory, at, describe, guards, open_watched_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    opened = open_watched_book(tmp_path)
    yield opened
    opened.close()


def move(book: Book, *, when: datetime, to: CustodianId = BUS, end: CustodianId = HARBOUR) -> Move:
    people = book.reading(Roll).on(in_hand(WILLOW))
    return Move(people=people, giver=WILLOW, receiver=to, destination=end, at=when, day="2026-01-21")


def rules(book: Book, asked: Move) -> set[str]:
    return {one.rule for one in objections_to(book, asked) if one.rule.startswith("watch.")}


def test_a_receiving_site_without_guards_stops_boarding_and_not_planning(book: Book) -> None:
    for party in (WILLOW, HARBOUR):
        agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=30), "AGR-01", party)
    guards(book, 0, hours=1, site="HRB", nobody=True)
    asked = move(book, when=at(2))

    (objection,) = (one for one in objections_to(book, asked) if one.rule == "watch.receiving-unguarded")
    assert objection.values["site"] == "HRB"
    assert "nobody is on guard" in sentence(objection)
    assert plannable(book, WILLOW, HARBOUR, at(2)) == sorted(clearable(book, WILLOW))


def test_a_report_that_counts_the_guards_again_lets_people_go(book: Book) -> None:
    guards(book, 0, hours=1, site="HRB", nobody=True)
    guards(book, 3, hours=14, site="HRB")

    assert rules(book, move(book, when=at(15))) == set()


def test_a_giving_site_without_guards_stops_nobody_from_leaving_it(book: Book) -> None:
    guards(book, 0, hours=1, nobody=True)

    assert rules(book, move(book, when=at(2))) == set()


def test_a_judged_number_never_stops_a_move_and_is_said_beside_it(book: Book) -> None:
    describe(book, site="HRB")
    book.incidents = RowsInMemory(winds=[Threat((12.0, 48.0, 120.0), (0.04, 0.3, 0.9), "advisory")])
    guards(book, 0, hours=1, site="HRB", nobody=True)
    warning.warn(book, book.incidents, at(1))
    guards(book, 9, hours=13.5, site="HRB")
    asked = move(book, when=at(40))

    said = {one.rule: dict(one.values) for one in concerns(book, asked)}
    assert rules(book, asked) == set()
    assert said["watch.receiving-rung"]["rung"] == "now"
    assert said["watch.receiving-wind"]["chance"] == 13
    assert said["watch.receiving-silent"]["site"] == "HRB"
    assert all(sentence(one) for one in concerns(book, asked))


def test_an_operation_that_keeps_no_watch_is_told_nothing(book: Book) -> None:
    assert concerns(book, move(book, when=at(2))) == []
