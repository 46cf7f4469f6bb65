"""Naming people for seats: the most urgent first, families whole, nobody beside whom he is kept apart from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.custody.facts import Linked
from musterbook.eligibility.facts import PartingDecided
from musterbook.lift.altered import with_heads
from musterbook.lift.plan import serials
from musterbook.lift.planners import Proposal
from musterbook.operation import agreeing, clearing, planning, seating
from musterbook.operation.book import Book
from musterbook.operation.kin import families_at
from musterbook.operation.manifest_lists import listed
from musterbook.operation.posing import plannable, problem_of
from musterbook.operation.serial_moves import write_scrub
from musterbook.terms.people import PersonId
from tests.operation.making import (
    DESK,
    HARBOUR,
    MORNING,
    SMALL_BUSES,
    TABLES,
    WILLOW,
    acting,
    adopt,
    by_leaving,
    clear_everyone,
    open_small_book,
)  # fmt: skip

NOON = MORNING + timedelta(hours=6)
SEATS = 3
DOCTOR = "d.doctor/clinician"


def those_who_may_go(book: Book) -> list[PersonId]:
    """The ten of Willow, by number, with an agreement in force."""
    for party in ("willow", "harbour"):
        agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=30), "AGR-01", party)
    return plannable(book, WILLOW, HARBOUR, NOON)


def chosen(book: Book, heads: int, **more: Sequence[PersonId]) -> list[PersonId]:
    taken, beside = frozenset(more.get("taken", ())), more.get("beside", ())
    return seating.choose(book, WILLOW, heads, taken=taken, at=NOON, beside=beside)


def linked(book: Book, one: PersonId, other: PersonId) -> None:
    fact = Linked(person=one, other=other, relation="sibling", source="claimed")
    book.write(acting("w.clerk/register-clerk", WILLOW, minutes=40).draft(fact))


def kept_apart(book: Book, one: PersonId, other: PersonId, *, minutes: int = 50) -> None:
    guard = acting("s.security/security-officer", DESK, minutes=minutes)
    clearing.keep_apart(book, guard, [(one, other)], reach="carrier", because="THREAT")


def held_and_let_go(book: Book, person: PersonId, *, looked_at_in: timedelta) -> None:
    """A clinician holds someone, to be looked at by an hour, and then finds that he can travel."""
    clearing.hold(
        book, acting(DOCTOR, DESK, minutes=60), person, ground="medical", authority="clinician",
        review_by=MORNING + looked_at_in,
    )  # fmt: skip
    clearing.lift_hold(book, acting(DOCTOR, DESK, minutes=70), person, ground="medical", because="fit to travel")


def test_of_people_who_came_together_the_lowest_numbers_go(book: Book) -> None:
    ten = those_who_may_go(book)

    assert chosen(book, SEATS) == ten[:SEATS]


def test_who_is_to_be_looked_at_soonest_goes_first(book: Book) -> None:
    ten = those_who_may_go(book)
    held_and_let_go(book, ten[8], looked_at_in=timedelta(days=3))
    held_and_let_go(book, ten[9], looked_at_in=timedelta(days=2))

    assert chosen(book, SEATS) == [ten[9], ten[8], ten[0]]


def test_who_is_still_held_goes_nowhere_however_soon_he_is_to_be_looked_at(book: Book) -> None:
    ten = those_who_may_go(book)
    clearing.hold(
        book, acting(DOCTOR, DESK, minutes=60), ten[0], ground="medical", authority="clinician",
        review_by=MORNING + timedelta(hours=8),
    )  # fmt: skip

    assert chosen(book, SEATS) == ten[1 : SEATS + 1]


def test_brothers_go_together_or_wait_together(book: Book) -> None:
    ten = those_who_may_go(book)
    linked(book, ten[2], ten[9])

    assert chosen(book, 3) == [ten[0], ten[1], ten[3]]
    assert chosen(book, 4) == [ten[0], ten[1], ten[2], ten[9]]


def test_whose_brother_sits_elsewhere_is_not_seated_without_him(book: Book) -> None:
    ten = those_who_may_go(book)
    linked(book, ten[0], ten[9])

    assert ten[0] not in chosen(book, SEATS, taken=[ten[9]])
    assert ten[0] in chosen(book, SEATS, taken=[ten[9]], beside=[ten[9]])


def test_brothers_who_may_be_parted_go_each_for_himself(tmp_path: Path) -> None:
    protector = ("x.protect", "desk", "protection-officer")
    book = open_small_book(tmp_path, changed={"officers": (*TABLES["officers"], protector)})
    ten = those_who_may_go(book)
    linked(book, ten[0], ten[9])
    assert families_at(book, WILLOW) == [frozenset((ten[0], ten[9]))]

    parted = PartingDecided(people=frozenset((ten[0], ten[9])), because="both asked for it")
    book.write(acting("x.protect/protection-officer", DESK, minutes=45).draft(parted))

    assert families_at(book, WILLOW) == []
    assert chosen(book, 1) == [ten[0]]
    book.close()


def test_a_family_of_whom_one_must_stay_is_not_planned(book: Book) -> None:
    ten = those_who_may_go(book)
    linked(book, ten[0], ten[9])
    clearing.hold(book, acting(DOCTOR, DESK, minutes=60), ten[9], ground="medical", authority="clinician")

    assert plannable(book, WILLOW, HARBOUR, NOON) == ten[1:9]
    assert [one.count for one in problem_of(book, at=NOON, days=2).groups] == [8]


def test_brothers_of_whom_one_is_kept_apart_from_a_third_are_planned_and_go_together(book: Book) -> None:
    ten = those_who_may_go(book)
    linked(book, ten[7], ten[8])
    kept_apart(book, ten[8], ten[9])

    assert plannable(book, WILLOW, HARBOUR, NOON) == ten
    assert chosen(book, 2) == [ten[8], ten[7]]
    assert chosen(book, 1) == [ten[9]]


def test_nobody_is_named_beside_whom_he_is_kept_apart_from(book: Book) -> None:
    ten = those_who_may_go(book)
    kept_apart(book, ten[0], ten[1])

    assert chosen(book, 2) == [ten[0], ten[2]]
    assert chosen(book, 2, taken=[ten[0]], beside=[ten[0]]) == [ten[2], ten[3]]
    assert chosen(book, 2, taken=[ten[0]]) == [ten[1], ten[2]]


@pytest.fixture
def small_buses(tmp_path: Path) -> Iterator[Book]:
    """Two buses of six seats for people, and escorts for one at a time."""
    book = open_small_book(tmp_path, changed=SMALL_BUSES)
    yield book
    book.close()


def test_a_plan_adopted_names_the_most_urgent_first_and_who_would_be_asked_for_a_freed_seat(small_buses: Book) -> None:
    book = small_buses
    ten = those_who_may_go(book)
    held_and_let_go(book, ten[9], looked_at_in=timedelta(days=1))
    kept_apart(book, ten[0], ten[8])
    clear_everyone(book)
    made = planning.propose(book, at=MORNING + timedelta(minutes=90), days=2, planner="most-at-risk-first")
    adopt(book, str(made.digest), minutes=100)

    first, second = by_leaving(book)
    write_scrub(book, acting("p.planner/planner", DESK, minutes=110), second.serial, because="THREAT")
    found = listed(book, first.serial, now=MORNING + timedelta(minutes=110))

    assert first.people == {ten[9], *ten[0:5]}
    assert found is not None
    assert found.substitutes == (ten[5], ten[6], ten[7])


def test_of_a_serial_that_takes_fewer_the_most_urgent_stay_and_the_others_go_later(small_buses: Book) -> None:
    book = small_buses
    ten = those_who_may_go(book)
    held_and_let_go(book, ten[9], looked_at_in=timedelta(days=1))
    clear_everyone(book)
    made = planning.propose(book, at=MORNING + timedelta(minutes=90), days=2, planner="most-at-risk-first")
    adopt(book, str(made.digest), minutes=100)
    assert isinstance(made.found, Proposal)
    early, late = sorted(serials(made.found.plan), key=lambda one: one.depart)
    site = late.origin
    fewer = with_heads(with_heads(made.found.plan, early, {site: 2}), late, {site: 6})
    again = planning.write_proposal(book, made.problem, fewer, made.found, at=MORNING + timedelta(minutes=101))

    told = adopt(book, str(again), minutes=102)

    first, second = by_leaving(book)
    assert first.people == {ten[9], ten[0]}
    assert second.people == {*ten[5:9], ten[1], ten[2]}
    assert [people for _, people in told] == [2, 6]


def test_a_serial_of_another_group_seats_nobody(small_buses: Book) -> None:
    book = small_buses
    those_who_may_go(book)
    clear_everyone(book)
    made = planning.propose(book, at=MORNING + timedelta(minutes=90), days=2, planner="most-at-risk-first")
    assert isinstance(made.found, Proposal)
    early, late = sorted(serials(made.found.plan), key=lambda one: one.depart)
    other = replace(made.problem.groups[0], id="others")
    problem = replace(made.problem, groups=(*made.problem.groups, other))
    strange = with_heads(made.found.plan, early, {other.id: 6})
    again = planning.write_proposal(book, problem, strange, made.found, at=MORNING + timedelta(minutes=95))

    told = adopt(book, str(again), minutes=100)

    assert dict(told) == {early.id: 0, late.id: late.people}
