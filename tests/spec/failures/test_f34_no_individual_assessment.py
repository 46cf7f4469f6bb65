"""F34: people were moved as a lot, nobody was looked at alone, and nobody watched."""

from __future__ import annotations

import pytest

from musterbook.custody.roll import Roll
from musterbook.eligibility.clearance import Clearances
from musterbook.eligibility.overrides import Overrides
from musterbook.operation import clearing
from musterbook.operation.book import Book
from musterbook.terms.errors import Malformed, Refused
from tests.eligibility.making import move, said
from tests.operation.making import DESK, HARBOUR, WILLOW, acting
from tests.spec.telling import entries


def test_nobody_is_cleared_in_bulk_without_a_reason(book: Book) -> None:
    everyone = clearing.clearable(book, WILLOW)
    reviewer = acting("e.reviewer/eligibility-reviewer", DESK, minutes=10)

    with pytest.raises(Malformed) as malformed:
        clearing.clear(book, reviewer, everyone, destination=HARBOUR, legal_basis=" ")

    assert everyone
    assert [fault.rule for fault in malformed.value.faults] == ["clearance.no-basis"]


def test_one_who_is_held_stops_the_whole_list_and_is_named(book: Book) -> None:
    reviewer = acting("e.reviewer/eligibility-reviewer", DESK, minutes=10)

    with pytest.raises(Refused) as refused:
        clearing.clear(
            book, reviewer, sorted(book.reading(Roll).answered_for(WILLOW)), destination=HARBOUR, legal_basis="order 7"
        )

    assert sorted({one.rule for one in refused.value.objections}) == ["eligibility.hold"]
    assert len({one.person for one in refused.value.objections}) == 2


def test_each_clearance_is_one_persons_and_each_override_has_names_a_reason_and_an_end() -> None:
    told = entries(
        """
        07:00 desk eligibility.cleared    person=D-0001 giver=hasakah destination=karkh legal_basis=order
        08:00 desk eligibility.overridden rule=custody.sheet people=D-0002 handover=H1 because=fire until=12:00
        """
    )

    (override,) = Overrides.of(told).given()

    assert said(Clearances.of(told).objections(move(1, 2, hour="08:00")), "lack") == ["D-0002 none"]
    assert (override.rule, sorted(override.people), override.because) == ("custody.sheet", ["D-0002"], "fire")
