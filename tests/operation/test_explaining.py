"""Why a person is not on a serial: the gates speak first, then the seats, then the plan for his site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import KeptApart
from musterbook.lift.facts import SerialScrubbed
from musterbook.lift.plan import serials
from musterbook.operation import agreeing, clearing, planning, seating
from musterbook.operation.book import Book
from musterbook.operation.explaining import NotAboard, asking_aboard, plan_kept, why_not_aboard
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId
from musterbook.words.aboard import levels_of
from tests.operation.making import DESK, MORNING, TABLES, WILLOW, acting, open_small_book

TWO_SITES = {
    "sites": (
        *TABLES["sites"],
        ("OAK", "Oak", "البلوط", "prison", "origin", "35.90", "40.50", "60", "", "oak"),
    ),
    "people": (*TABLES["people"], ("Faris al-Demo", "male", "1984", "seen", "Syria", "OAK", "security")),
    "roads": (*TABLES["roads"], ("OAK", "HRB", "110"), ("OAK", "WLW", "20")),
    "officers": (
        *TABLES["officers"], ("k.officer", "oak", "site-officer"), ("k.counter", "oak", "counting-officer"),
        ("k.clerk", "oak", "register-clerk"),
    ),
}  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book with a plan in force; nobody is seated yet."""
    made = open_small_book(tmp_path, changed=TWO_SITES)
    for party in ("willow", "harbour"):
        agreeing.sign(made, acting("c.coord/coordinator", DESK, minutes=30), "AGR-01", party)
    clearing.clear(
        made, acting("e.reviewer/eligibility-reviewer", DESK, minutes=60), clearing.clearable(made, WILLOW),
        destination=made.settings.destination, legal_basis=made.settings.legal_basis,
    )  # fmt: skip
    proposed = planning.propose(made, at=MORNING + timedelta(minutes=90), days=2, seconds=1.0)
    assert proposed.digest is not None
    planning.adopt(made, acting("o.desk/operation-desk", DESK, minutes=100), proposed.digest, because="first plan")
    yield made
    made.close()


def rules(found: NotAboard) -> list[str]:
    return [one.rule for one in (*found.objections, *found.beside)]


def serial_of(book: Book) -> str:
    problem, plan = plan_kept(book)
    return next(one.id for one in serials(plan) if one.origin == "WLW" and problem.at_site("WLW"))


def people_at(book: Book, custodian: str = "willow") -> list[PersonId]:
    return sorted(book.reading(Roll).on(in_hand(DESK.__class__(custodian))))


def free_to_go(book: Book) -> list[PersonId]:
    return [one for one in people_at(book) if not rules(why_not_aboard(book, one, serial_of(book)))]


def test_whom_nothing_holds_could_take_a_seat(book: Book) -> None:
    serial = serial_of(book)

    found = why_not_aboard(book, free_to_go(book)[0], serial)

    assert (found.aboard, found.objections, found.elsewhere) == (False, (), None)
    assert [one.rule for one in found.reasons] == ["why-not.a-seat-is-free"]


def test_a_child_and_a_man_of_unknown_age_are_held(book: Book) -> None:
    held = [one for one in people_at(book) if rules(why_not_aboard(book, one, serial_of(book)))]

    assert len(held) == 2
    assert all(
        any(rule.startswith("eligibility.") for rule in rules(why_not_aboard(book, one, serial_of(book))))
        for one in held
    )


def test_someone_kept_apart_from_one_who_is_seated_is_named(book: Book) -> None:
    problem, plan = plan_kept(book)
    serial = next(one for one in serials(plan) if one.origin == "WLW")
    seated, other = free_to_go(book)[:2]
    digest, _ = planning.proposed_as(book, "")
    seating.seat(book, acting("p.planner/planner", DESK, minutes=110), serial, [seated], problem=problem, plan=digest)
    order = KeptApart(pair=frozenset((seated, other)), reach="carrier", because="threat")
    book.write(acting({"s.security": "security-officer"}, DESK, minutes=115).draft(order))

    aboard = why_not_aboard(book, seated, serial.id)
    apart = why_not_aboard(book, other, serial.id)

    assert aboard.aboard
    assert rules(apart) == ["eligibility.kept-apart"]


def test_someone_seated_on_another_serial_is_told_which(book: Book) -> None:
    problem, plan = plan_kept(book)
    serial = next(one for one in serials(plan) if one.origin == "WLW")
    digest, _ = planning.proposed_as(book, "")
    person = free_to_go(book)[0]
    other = replace(serial, id="bus-1/9")
    seating.seat(book, acting("p.planner/planner", DESK, minutes=110), other, [person], problem=problem, plan=digest)

    found = why_not_aboard(book, person, serial.id)

    assert found.seated_on == "bus-1/9"
    assert "why-not.seated-elsewhere" in [one.rule for one in found.reasons]


def test_who_is_held_elsewhere_is_told_so_and_what_forbids_it(book: Book) -> None:
    (person,) = people_at(book, "oak")

    found = why_not_aboard(book, person, serial_of(book))

    assert found.elsewhere == "OAK"
    assert [one.rule for one in found.reasons] == ["why-not.held-elsewhere"]
    assert "coordination.agreement" in rules(found), "nobody has agreed that Oak gives anybody away"
    assert found.answer is None, "so the plan knows nobody there"


def test_whose_site_is_planned_gets_the_plans_answer(book: Book) -> None:
    """Willow's people are asked about a serial that leaves from Oak: why does its bus not come to Willow then?"""
    problem, plan = plan_kept(book)
    serial = next(one for one in serials(plan) if one.origin == "WLW")
    digest, _ = planning.proposed_as(book, "")
    (faris,) = people_at(book, "oak")
    from_oak = replace(serial, id="bus-1/9", origin="OAK")
    seating.seat(book, acting("p.planner/planner", DESK, minutes=110), from_oak, [faris], problem=problem, plan=digest)

    found = why_not_aboard(book, people_at(book)[0], "bus-1/9")

    assert found.elsewhere == "WLW"
    assert found.answer is not None
    assert (found.answer.question.vehicle, found.answer.question.site) == ("bus-1", "WLW")
    assert found.answer.waiting > 0


def test_serials_people_and_plans_that_are_not_there_are_said_so(book: Book, tmp_path: Path) -> None:
    with pytest.raises(Malformed):
        why_not_aboard(book, people_at(book)[0], "bus-9/9")
    with pytest.raises(Malformed):
        why_not_aboard(book, PersonId("D-9999"), serial_of(book))
    with pytest.raises(Malformed):
        plan_kept(book, "ffff")
    empty = open_small_book(tmp_path / "empty")
    with pytest.raises(Malformed):
        plan_kept(empty)
    empty.close()


def filled(book: Book) -> tuple[str, list[PersonId]]:
    """The only serial with everybody on it who may go, and those who are left at Willow."""
    problem, plan = plan_kept(book)
    serial = next(one for one in serials(plan) if one.origin == "WLW")
    digest, _ = planning.proposed_as(book, "")
    going = free_to_go(book)
    seating.seat(book, acting("p.planner/planner", DESK, minutes=110), serial, going, problem=problem, plan=digest)
    return serial.id, [one for one in people_at(book) if one not in going]


def test_the_answer_names_the_ground_first_and_then_what_the_plan_says(book: Book) -> None:
    serial, held = filled(book)

    found = why_not_aboard(book, held[0], serial)
    levels = levels_of(found)

    assert [levels[0].level, levels[-1].level] == ["person", "plan"]
    assert levels[0].lines[0].startswith(f"{held[0]}: ")
    assert levels[0].lines[0].endswith("]")
    assert found.seat is not None
    assert "one person more" in levels[-1].lines[0]


def test_of_a_serial_that_does_not_run_it_is_said_why(book: Book) -> None:
    serial, held = filled(book)
    book.write(acting("p.planner/planner", DESK, minutes=120).draft(SerialScrubbed(serial=serial, because="no crew")))

    (said,) = [one for one in levels_of(why_not_aboard(book, held[0], serial)) if one.level == "seats"]

    assert said.lines[0] == f"{serial} does not run: no crew."


def test_the_book_is_read_when_asked_and_the_plan_when_run(book: Book) -> None:
    serial, held = filled(book)

    asked = asking_aboard(book, held[0], serial)
    book.write(acting("p.planner/planner", DESK, minutes=120).draft(SerialScrubbed(serial=serial, because="no crew")))

    assert asked().scrubbed == ""
    assert why_not_aboard(book, held[0], serial).scrubbed == "no crew"
