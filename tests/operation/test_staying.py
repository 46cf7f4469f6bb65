"""Why each person is still at Willow: every gate that stands against him, who can change it, and the counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import Held
from musterbook.ledger.facts import Digest
from musterbook.lift.facts import Requested, Seated
from musterbook.operation import caring, clearing, linking
from musterbook.operation.book import Book
from musterbook.operation.catalogue import read_folder
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.staying import Staying, StillThere, still_at, waiting_by_serial
from musterbook.terms.custodians import in_hand
from musterbook.terms.people import PersonId
from tests.operation.making import (
    BUS,
    DESK,
    HARBOUR,
    MORNING,
    TABLES,
    WILLOW,
    acting,
    clear_everyone,
    fill,
    open_small_book,
)

ASKED = """
[custody]
medicine_hours = 24
sheet_age_hours = 24
authority_gate = true
beds_asked = true

[eligibility]
fitness_hours = 72
"""
SIGNED = {"agreements": ((*TABLES["agreements"][0], "signers"), (*TABLES["agreements"][1], "willow;harbour"))}
NOON = acting("o.desk/operation-desk", DESK, minutes=360).at


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """Willow, where every gate is asked."""
    place = fill(tmp_path_factory.mktemp("staying") / "willow", SIGNED)
    with (place / "operation.toml").open("a", encoding="utf-8") as settings:
        settings.write(ASKED)
    opened = open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1))
    yield opened
    opened.close()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """Willow, where the agreement is signed and no further gate is asked."""
    opened = open_small_book(tmp_path, changed=SIGNED)
    yield opened
    opened.close()


def people(book: Book) -> list[PersonId]:
    return sorted(book.reading(Roll).on(in_hand(WILLOW)))


def of(there: StillThere, person: PersonId) -> Staying:
    return next(one for one in there.people if one.person == person)


def rules(one: Staying) -> list[str]:
    return [reason.rule for reason in one.reasons]


def test_every_gate_against_each_person_is_named_and_what_is_of_all_is_said_once(strict: Book) -> None:
    first = people(strict)[0]
    caring.need_medicine(strict, acting("d.doctor/clinician", DESK, minutes=5), [first])

    there = still_at(strict, WILLOW, at=NOON)

    asked = {"eligibility.clearance", "custody.authority", "custody.sheet", "eligibility.fitness"}
    assert set(rules(of(there, first))) == {*asked, "custody.medicine"}
    counted = {one.rule: one.people for one in there.counts()}
    assert {rule: counted[rule] for rule in (*asked, "custody.medicine")} == {
        **dict.fromkeys(asked, 12), "custody.medicine": 1,
    }  # fmt: skip
    assert there.shared == (), "a bed is asked for those alone whom nothing else keeps"


def test_a_child_waits_for_a_panel_before_anything_else_and_a_lot_is_named_once_somebody_asked_for_it(
    book: Book,
) -> None:
    desk = acting("o.desk/operation-desk", DESK, minutes=30)
    before = still_at(book, WILLOW, at=NOON)
    asked = Requested(request="M-1", giver=WILLOW, receiver=HARBOUR, from_=NOON, until=NOON, count=2, move="protective")

    book.write(desk.draft(asked))
    after = still_at(book, WILLOW, at=NOON)

    children = [one for one in before.people if one.protective]
    assert sorted(one.next_step for one in children) == ["age-panel", "protective-lot"]
    assert {one.owner for one in children} == {"age-panel"}
    assert {one.lot for one in children} == {""}
    assert {one.lot for one in after.people if one.protective} == {"M-1"}
    assert not any(one.lot for one in after.people if not one.protective)


def test_whoever_may_go_lacks_a_seat_and_one_of_a_family_stays_for_the_other(book: Book) -> None:
    clear_everyone(book)
    one, other = clearing.clearable(book, WILLOW)[:2]
    free = still_at(book, WILLOW, at=NOON)

    linking.link(
        book, acting("w.clerk/register-clerk", WILLOW, minutes=70), one, other, relation="sibling", source="claimed"
    )
    book.write(
        acting("d.doctor/clinician", DESK, minutes=80).draft(Held(person=one, ground="medical", authority="clinician"))
    )
    kept = still_at(book, WILLOW, at=NOON)

    assert sum(one.may_go for one in free.people) == 10
    assert of(free, one).next_step == "seat"
    assert rules(of(kept, one)) == ["eligibility.hold"]
    assert (of(kept, one).owner, of(kept, one).next_step) == ("clinician", "lift-hold")
    assert [(reason.rule, reason.values["other"]) for reason in of(kept, other).reasons] == [
        ("eligibility.family", one)
    ]
    assert of(kept, other).owner == "protection-officer"


def test_a_serial_with_too_few_seats_keeps_everyone_on_it_and_the_rest_have_none(book: Book) -> None:
    clear_everyone(book)
    seated = frozenset(clearing.clearable(book, WILLOW)[:4])
    trip = Seated(
        serial="S-1", carrier=BUS, people=seated, plan=Digest("0" * 64), giver=WILLOW, receiver=HARBOUR,
        leaves_at=NOON - timedelta(hours=1), arrives_at=NOON, seats=5, escorts=2,
    )  # fmt: skip
    book.write(acting("p.planner/planner", DESK, minutes=90).draft(trip))

    there = still_at(book, WILLOW, at=NOON)

    assert [(one.objection.rule, one.people, one.serial) for one in there.shared] == [("lift.capacity", 4, "S-1")]
    assert {(one.next_step, one.owner, one.late) for one in there.people if one.person in seated} == {
        ("reseat", "planner", True)
    }  # fmt: skip
    assert waiting_by_serial(there.people) == []
    assert sum(one.may_go and not one.serial for one in there.people) == 6


def test_nobody_is_left_behind_at_the_end_of_the_way(book: Book) -> None:
    there = still_at(book, HARBOUR, at=NOON)

    assert there.is_end
    assert there.people == ()
