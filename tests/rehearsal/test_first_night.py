"""Tests of the first night: 150 offered and 144 accepted, told here with 16 and 14."""

from __future__ import annotations

import pytest

from musterbook.custody.handovers import Handover, Handovers
from musterbook.custody.roll import Roll
from musterbook.operation.book import Book
from tests.rehearsal.small import LATE, OFFERED


@pytest.fixture
def flight(book: Book) -> Handover:
    """The first handover that ever reached the facility from the flight of the first night."""
    return next(one for one in book.reading(Handovers).all() if one.giver == "flight-1" and one.receiver == "karkh")


def test_all_are_offered_in_one_handover_and_taken_in_two_acceptances(flight: Handover) -> None:
    first, second = flight.acceptances

    assert len(flight.people) == OFFERED
    assert len(first.people) == OFFERED - LATE
    assert len(second.people) == LATE
    assert first.people | second.people == flight.people


def test_the_first_acceptance_names_everyone_who_is_not_there(flight: Handover) -> None:
    first, second = flight.acceptances

    assert {(one.code, one.person) for one in first.exceptions} == {("missing", one) for one in second.people}
    assert not second.exceptions


def test_the_second_acceptance_comes_four_hours_later(flight: Handover) -> None:
    first, second = flight.acceptances

    assert round((second.at - first.at).total_seconds() / 60) == 240


def test_the_late_ones_stand_offered_and_not_accepted_until_the_second_acceptance_dissolves_it(
    book: Book, flight: Handover
) -> None:
    discrepancies = book.reading(Roll).discrepancies
    first, second = flight.acceptances

    found = [one for one in discrepancies.all if one.person in second.people and one.cause == first.entry]

    assert {one.person for one in found} == second.people
    assert {one.kind for one in found} == {"offered-not-accepted"}
    assert {discrepancies.dissolved[one.id] for one in found} == {second.entry}
    assert not {one.id for one in found} & {one.id for one in discrepancies.open}


def test_at_midnight_the_book_showed_them_by_name_with_the_escort_as_owner(book: Book, flight: Handover) -> None:
    first, second = flight.acceptances

    then = Roll.of(book.as_of(first.at)).discrepancies

    shown = [one for one in then.open if one.kind == "offered-not-accepted"]
    assert {one.person for one in shown} == second.people
    assert {one.owner for one in shown} == {"flight-1"}


def test_there_is_no_second_offer(book: Book, flight: Handover) -> None:
    late = flight.acceptances[1].people

    offers = [one for one in book.reading(Handovers).all() if one.receiver == "karkh" and one.people & late]

    assert [one.offer for one in offers] == [flight.offer]
