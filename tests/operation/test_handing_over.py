"""Handing over: what no offer may look like, every objection at once, and an override that removes exactly one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import Overridden
from musterbook.operation import clearing, handing_over
from musterbook.operation.book import Book
from musterbook.operation.gates import objections_to
from musterbook.operation.handing_over import Handing
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import PersonId, number_at
from tests.operation.making import BUS, DESK, HARBOUR, MORNING, WILLOW, acting

OFFICER = "w.officer/site-officer"


def _handing(book: Book, **changed: object) -> Handing:
    people = book.reading(Roll).on(in_hand(WILLOW))
    due = MORNING + timedelta(hours=3)
    plain = Handing("AHA-1111-H", people, BUS, due, destination=HARBOUR)
    return replace(plain, **changed)  # type: ignore[arg-type]  # a test changes what it likes


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"people": frozenset()}, "handover.nobody"),
        ({"people": frozenset(number_at("PP", place) for place in range(5_001))}, "handover.too-many"),
        ({"to": WILLOW}, "handover.to-oneself"),
        ({"due_by": MORNING}, "handover.due-before-offered"),
    ],
)
def test_an_offer_of_the_wrong_shape_is_malformed(book: Book, changed: dict[str, object], rule: str) -> None:
    with pytest.raises(Malformed) as caught:
        handing_over.offer(book, acting(OFFICER, WILLOW, minutes=60), _handing(book, **changed))

    assert [one.rule for one in caught.value.faults] == [rule]


def test_every_gate_objects_at_once_and_nothing_is_written(book: Book) -> None:
    before = len(book.entries())

    with pytest.raises(Refused) as caught:
        handing_over.offer(book, acting(OFFICER, WILLOW, minutes=60), _handing(book))

    rules = {one.rule for one in caught.value.objections}
    assert {"eligibility.hold", "eligibility.child", "eligibility.clearance", "coordination.agreement"} <= rules
    assert len(book.entries()) == before


def test_an_override_removes_its_rule_for_its_people_on_its_handover_and_nothing_else(book: Book) -> None:
    first, second, third, fourth = clearing.clearable(book, WILLOW)[:4]
    clearing.keep_apart(
        book, acting("s.security/security-officer", DESK, minutes=20), [(first, second), (third, fourth)],
        reach="carrier", because="FEUD",
    )  # fmt: skip
    four = frozenset({first, second, third, fourth})
    given = Overridden(
        rule="eligibility.kept-apart", people=frozenset({first, second}), handover="AHA-1111-H", because="fire",
        until=MORNING + timedelta(hours=2),
    )  # fmt: skip

    def kept_apart(handover: str, minutes: int) -> set[PersonId | None]:
        move = _handing(book, handover=handover, people=four).as_move(
            WILLOW, MORNING + timedelta(minutes=minutes), "2026-01-21"
        )
        return {found.person for found in objections_to(book, move) if found.rule == "eligibility.kept-apart"}

    before = kept_apart("AHA-1111-H", 60)
    book.write(acting({"s.security": "security-officer", "o.desk": "operation-desk"}, DESK, minutes=30).draft(given))

    assert before == four
    assert kept_apart("AHA-1111-H", 60) == {third, fourth}
    assert kept_apart("AHC-2222-X", 60) == four, "another handover"
    assert kept_apart("AHA-1111-H", 120) == four, "its time is over"


def test_nobody_overrides_a_missing_clearance(book: Book) -> None:
    one = clearing.clearable(book, WILLOW)[0]
    given = Overridden(
        rule="eligibility.clearance", people=frozenset({one}), handover="AHA-1111-H", because="fire",
        until=MORNING + timedelta(hours=2),
    )  # fmt: skip

    book.write(acting({"o.desk": "operation-desk", "l.legal": "legal-reviewer"}, DESK, minutes=30).draft(given))

    move = _handing(book, people=frozenset({one})).as_move(WILLOW, MORNING + timedelta(hours=1), "2026-01-21")
    assert "eligibility.clearance" in {found.rule for found in objections_to(book, move)}


def test_an_override_needs_two_people(book: Book) -> None:
    given = Overridden(
        rule="eligibility.clearance", people=frozenset(), handover="AHA-1111-H", because="fire", until=MORNING
    )

    with pytest.raises(Refused):
        book.write(acting("o.desk/operation-desk", DESK, minutes=30).draft(given))
