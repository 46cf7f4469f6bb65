"""An old copy, and a site the protecting body has not heard of, stop boarding where the operation has it so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from musterbook.coordination.settings import CoordinationSettings
from musterbook.custody.facts import ControlLost, ControlRegained
from musterbook.custody.roll import Roll
from musterbook.operation import agreeing, clearing, negotiating, old_copy, protecting
from musterbook.operation.book import Book, Draft
from musterbook.operation.clearing import clearable
from musterbook.operation.gates import objections_to
from musterbook.operation.posing import plannable
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Move
from musterbook.words.say import sentence
from tests.operation.making import BUS, DESK, HARBOUR, MORNING, WILLOW, acting, open_small_book

CHAIR = {"c.coord": "coordinator", "l.legal": "legal-reviewer"}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    opened = open_small_book(tmp_path)
    for party in ("willow", "harbour"):
        agreeing.sign(opened, acting("c.coord/coordinator", DESK, minutes=0), "AGR-01", party)
    yield opened
    opened.close()


def turn_on(book: Book, **on: object) -> None:
    book.settings = replace(book.settings, coordination=CoordinationSettings(**on))  # type: ignore[arg-type]


def at(hours: float) -> datetime:
    return MORNING + timedelta(hours=hours)


def move(book: Book, when: datetime, serial: str = "") -> Move:
    people = book.reading(Roll).on(in_hand(WILLOW))
    day = when.astimezone(book.settings.zone).date().isoformat()
    return Move(
        people=people, giver=WILLOW, receiver=BUS, destination=HARBOUR, at=when, day=day, serial=serial, handover="H1"
    )


def rules(book: Book, asked: Move) -> set[str]:
    found = {one.rule for one in objections_to(book, asked)}
    return {one for one in found if one.startswith("coordination.")}


def test_both_gates_are_off_until_the_operation_turns_them_on(book: Book) -> None:
    assert rules(book, move(book, at(48))) == set()
    assert book.settings.coordination.off == ("coordination.stale-book", "coordination.protecting-body")


def test_twelve_hours_without_a_word_of_the_desk_stop_boarding_and_not_planning(book: Book) -> None:
    turn_on(book, stale_book_hours=12)

    assert rules(book, move(book, at(12))) == set()
    (objection,) = (one for one in objections_to(book, move(book, at(12.01))) if one.rule == "coordination.stale-book")
    assert "not been heard of for more than 12 hours" in sentence(objection)
    assert plannable(book, WILLOW, HARBOUR, at(13)) == sorted(clearable(book, WILLOW))


def test_a_serial_that_leaves_tomorrow_is_not_asked_about_todays_copy(book: Book) -> None:
    turn_on(book, stale_book_hours=12)

    assert rules(book, replace(move(book, at(30)), handover="")) == set()


def test_whatever_the_node_of_the_desk_writes_makes_the_copy_fresh_again(book: Book) -> None:
    turn_on(book, stale_book_hours=12)
    asked = move(book, at(16), "S-001")
    stopped = rules(book, asked)

    old_copy.confirm(book, acting("b.escort/escort-commander", BUS, minutes=15 * 60), "S-001", by="desk", at=at(14.5))

    assert (stopped, rules(book, asked)) == ({"coordination.stale-book"}, set())


def test_a_confirmation_names_somebody_and_does_not_lie_ahead(book: Book) -> None:
    escort = acting("b.escort/escort-commander", BUS, minutes=60)

    with pytest.raises(Malformed):
        old_copy.confirm(book, escort, "S-001", by=" ", at=at(1))
    with pytest.raises(Malformed):
        old_copy.confirm(book, escort, "S-001", by="duty officer", at=at(2))


def test_the_protecting_body_is_told_before_the_first_serial(book: Book) -> None:
    turn_on(book, protecting_body=True)
    asked = move(book, at(2))
    (objection,) = objections_to_one(book, asked)

    protecting.tell(
        book, acting("c.coord/coordinator", DESK, minutes=90), "HRB", whom="protecting-body", channel="letter",
        letter="People will be brought to Harbour.",
    )  # fmt: skip

    assert "has not been told of harbour" in sentence(objection)
    assert rules(book, asked) == set()


def objections_to_one(book: Book, asked: Move) -> list[object]:
    return [one for one in objections_to(book, asked) if one.rule == "coordination.protecting-body"]


def test_what_the_body_answered_is_listed_and_its_silence_is_no_answer(book: Book) -> None:
    hand = acting("c.coord/coordinator", DESK, minutes=90)
    with pytest.raises(Malformed):
        protecting.answered(book, hand, "HRB", whom="protecting-body", says="noted", letter="Noted.")
    protecting.tell(book, hand, "HRB", whom="protecting-body", channel="letter", letter="People will come.")
    silent = protecting.notices_told(book, at(2))
    with pytest.raises(Malformed):
        protecting.answered(book, hand, "HRB", whom="protecting-body", says="perhaps", letter="Perhaps.")
    later = acting("c.coord/coordinator", DESK, minutes=180)
    protecting.answered(book, later, "HRB", whom="protecting-body", says="asks-access", letter="May we come?")

    (row,) = protecting.notices_told(book, at(4))

    assert [(one["site"], one["answer"], one["told_at"] is None) for one in silent] == [("harbour", "", False)]
    assert (row["answer"], row["answered_at"]) == ("asks-access", at(3).astimezone(UTC).isoformat())
    assert protecting.notices_told(book, at(1))[0]["told_at"] is None


def test_telling_somebody_else_is_not_telling_the_protecting_body(book: Book) -> None:
    turn_on(book, protecting_body=True)

    protecting.tell(
        book, acting("c.coord/coordinator", DESK, minutes=90), "HRB", whom="press", channel="letter", letter="words"
    )

    assert rules(book, move(book, at(2))) == {"coordination.protecting-body"}


def test_the_chair_puts_it_off_for_seven_days_at_most_and_not_twice(book: Book) -> None:
    turn_on(book, protecting_body=True)
    with pytest.raises(Malformed):
        protecting.defer(book, acting(CHAIR, DESK, minutes=60), "HRB", until=at(24 * 8), because="fighting")
    protecting.defer(book, acting(CHAIR, DESK, minutes=60), "HRB", until=at(24 * 7), because="fighting")
    protecting.defer(book, acting(CHAIR, DESK, minutes=24 * 60 * 6), "HRB", until=at(24 * 12), because="still")

    stopped = [rules(book, move(book, at(hours))) for hours in (24 * 7, 24 * 7 + 2)]

    assert stopped == [set(), {"coordination.protecting-body"}]


def test_an_agreement_that_ends_at_midnight_stops_whoever_has_not_boarded(book: Book) -> None:
    coordinator = acting("c.coord/coordinator", DESK, minutes=1)
    midnight = datetime(2026, 1, 22, tzinfo=book.settings.zone)
    negotiating.make(
        book, coordinator, "AGR-01", kind="consent", parties=["willow"], acts=["relocation"],
        scope="giver = willow and receiver = harbour", text="0" * 64, from_=at(0), until=midnight,  # type: ignore[arg-type]  # a digest
    )  # fmt: skip
    agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=2), "AGR-01", "willow")

    before, after = (rules(book, move(book, midnight + timedelta(minutes=minutes))) for minutes in (-1, 0))

    assert (before, after) == (set(), {"coordination.agreement"})


def test_the_loss_of_the_receiving_place_suspends_what_says_so_until_it_is_regained(book: Book) -> None:
    coordinator = acting("c.coord/coordinator", DESK, minutes=1)
    negotiating.make(
        book, coordinator, "AGR-01", kind="consent", parties=["willow"], acts=["relocation"],
        scope="giver = willow and receiver = harbour", text="0" * 64, from_=at(0),  # type: ignore[arg-type]  # a digest
        suspends_on=["loss of control of a receiving site"],
    )  # fmt: skip
    agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=2), "AGR-01", "willow")
    officer = (("h.officer", "receiving-officer"),)
    book.write(Draft(HARBOUR, ControlLost(site=HARBOUR, since=at(1), because="shelling"), officer, at(1)))

    lost = rules(book, move(book, at(2)))
    book.write(Draft(HARBOUR, ControlRegained(site=HARBOUR), officer, at(3)))

    assert (lost, rules(book, move(book, at(4)))) == ({"coordination.agreement"}, set())
    assert clearing.clearable(book, WILLOW)
