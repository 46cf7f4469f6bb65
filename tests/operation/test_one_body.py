"""Numbers found to be one man's: cases, holds and what a reviewer found go with the one that stands, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.custody.facts import Merged, Unmerged
from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import AsylumClaimed, Held, RefoulementAssessed
from musterbook.operation import case_board, clearing
from musterbook.operation.book import Book, Draft
from musterbook.operation.gates import objections_to
from musterbook.operation.one_body import Bodies, cases_of
from musterbook.repatriation.facts import CaseOpened, HostHeld
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Refused
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, HARBOUR, MORNING, WILLOW, acting
from tests.operation.test_crossing import (
    PAPER,
    TWO_AUTHORITIES,
    YEAR,
    make_ready,
    man,
    move,
    opened,
    returned,
    rules,
    write,
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    found = opened(tmp_path, TWO_AUTHORITIES)
    yield found
    found.close()


def other(book: Book) -> PersonId:
    """The second number, of whom it is found that he is the first."""
    return sorted(book.reading(Roll).on(in_hand(WILLOW)))[1]


def merge(book: Book, *, minutes: int = 100) -> None:
    fact = Merged(keeps=man(book), absorbs=other(book), because="one man, two bands")
    book.write(signed(fact, minutes))


def signed(fact: Merged | Unmerged, minutes: int) -> Draft:
    return acting({"w.officer": "site-officer", "x.exam": "examiner"}, WILLOW, minutes=minutes).draft(fact)


def test_a_case_of_the_absorbed_number_is_the_case_of_the_one_that_stands_and_says_whom_it_was_opened_for(
    book: Book,
) -> None:
    number = other(book)
    write(book, "k.desk/repatriation-desk", CaseOpened(case="C7", person=number, country="FRA"))

    merge(book)

    (case,) = cases_of(book).of_person(man(book))
    assert (case.name, case.person, case.opened_for) == ("C7", man(book), number)
    assert cases_of(book).of_person(number) == ()
    assert [one["case"] for one in case_board.listed(book, person=number)] == ["C7"]
    assert [one["case"] for one in case_board.listed(book, person=man(book))] == ["C7"]
    board = case_board.board_of(book, at=MORNING + timedelta(hours=3))
    line = board.line("FRA")
    assert line is not None
    assert (line.claimed, line.whole) == (1, 1)


def test_a_merging_taken_back_gives_each_number_its_own_again(book: Book) -> None:
    number = other(book)
    write(book, "k.desk/repatriation-desk", CaseOpened(case="C7", person=number, country="FRA"))
    merge(book)

    book.write(signed(Unmerged(keeps=man(book), absorbs=number, because="two men"), 110))

    assert cases_of(book).of_person(man(book)) == ()
    assert [one.name for one in cases_of(book).of_person(number)] == ["C7"]


def test_a_hold_on_the_absorbed_number_stops_the_one_that_stands(book: Book) -> None:
    write(book, "d.doctor/clinician", Held(person=other(book), ground="medical", authority="clinician"))
    before = [one for one in objections_to(book, move(book)) if one.rule == "eligibility.hold"]

    merge(book)

    (held,) = (one for one in objections_to(book, move(book)) if one.rule == "eligibility.hold")
    assert before == []
    assert held.person == man(book)
    with pytest.raises(Refused, match=r"eligibility\.hold"):
        clearing.clear(
            book, acting("e.reviewer/eligibility-reviewer", DESK, minutes=120), [man(book)], destination=HARBOUR,
            legal_basis="AGR",
        )  # fmt: skip


def test_a_court_that_keeps_the_other_number_keeps_the_man(book: Book) -> None:
    make_ready(book)
    write(book, "k.desk/repatriation-desk", CaseOpened(case="C7", person=other(book), country="TUN"))
    write(book, "j.court/judicial-liaison", HostHeld(case="C7", authority="court", until_review=YEAR))
    before = rules(book, returned(book))

    merge(book)

    assert before == []
    assert rules(book, returned(book)) == ["repatriation.host-hold"]


def test_whoever_asked_for_protection_under_one_number_asks_for_it_under_all(book: Book) -> None:
    make_ready(book)
    write(book, "l.legal/legal-reviewer", AsylumClaimed(person=other(book), claim=PAPER))

    merge(book)

    assert rules(book, returned(book)) == ["repatriation.contact", "repatriation.rights"]


def test_one_assessment_is_enough_for_one_man_and_a_danger_found_under_any_number_stands(book: Book) -> None:
    def assessed(person: PersonId, outcome: str, minutes: int) -> None:
        fact = RefoulementAssessed(person=person, to="receiving", outcome=outcome, reasons=PAPER, until=YEAR)
        write(book, "i.review/independent-reviewer", fact, minutes=minutes)

    number = other(book)
    merge(book)
    assessed(number, "no-risk", 110)
    enough = rules(book, move(book))
    assessed(number, "risk", 120)
    assessed(man(book), "no-risk", 130)

    assert enough == ["eligibility.fear-heard"]
    assert rules(book, move(book)) == ["eligibility.refoulement", "eligibility.fear-heard"]


def test_a_hold_is_lifted_on_each_of_his_numbers_and_not_a_second_time(book: Book) -> None:
    clinician = acting("d.doctor/clinician", DESK, minutes=90)
    numbers = {man(book), other(book)}
    for number in sorted(numbers):
        clearing.hold(book, clinician, number, ground="medical", authority="clinician")
    merge(book)
    later = acting("d.doctor/clinician", DESK, minutes=110)

    wrote = clearing.lift_hold(book, later, man(book), ground="medical", because="fit to travel")
    with pytest.raises(Refused) as again:
        clearing.lift_hold(book, later, man(book), ground="medical", because="fit to travel")

    assert {person for entry in wrote for person in entry.named()} == numbers
    assert not clearing.clearing_objections(book, [man(book)])
    assert [(one.rule, one.values) for one in again.value.objections] == [("hold.none-stands", {"ground": "medical"})]


def test_mergings_of_mergings_are_followed_to_the_end() -> None:
    a, b, c = (PersonId(f"D-000{n}") for n in (1, 2, 3))
    bodies = Bodies({c: b, b: a})

    assert bodies.standing(c) == a
    assert bodies.numbers(a) == (a, b, c)
    assert bodies.numbers(b) == (b,)
