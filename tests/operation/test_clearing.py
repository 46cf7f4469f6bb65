"""Clearing: nobody without a basis, nobody who is held, and three people for an age."""

from __future__ import annotations

import pytest

from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import Cleared
from musterbook.eligibility.holds import Holds
from musterbook.operation import clearing
from musterbook.operation.book import Book
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed, Refused
from tests.operation.making import DESK, HARBOUR, WILLOW, acting

REVIEWER = "e.reviewer/eligibility-reviewer"


def test_nobody_is_cleared_without_a_legal_basis(book: Book) -> None:
    hand = acting(REVIEWER, DESK, minutes=10)

    with pytest.raises(Malformed) as caught:
        clearing.clear(book, hand, clearing.clearable(book, WILLOW), destination=HARBOUR, legal_basis="  ")

    assert [one.rule for one in caught.value.faults] == ["clearance.no-basis"]
    assert not [entry for entry in book.entries() if isinstance(entry.fact, Cleared)]


def test_those_who_are_held_are_all_named_and_nobody_is_cleared(book: Book) -> None:
    everyone = sorted(book.reading(Roll).on(in_hand(WILLOW)))

    with pytest.raises(Refused) as caught:
        clearing.clear(book, acting(REVIEWER, DESK, minutes=10), everyone, destination=HARBOUR, legal_basis="order 7")

    assert [one.rule for one in caught.value.objections] == ["eligibility.hold", "eligibility.hold"]
    assert not [entry for entry in book.entries() if isinstance(entry.fact, Cleared)]


def test_an_age_is_decided_by_three_different_people(book: Book) -> None:
    holds = book.reading(Holds)
    doubted = next(
        one for one in sorted(book.reading(Roll).on(in_hand(WILLOW)))
        if [hold.ground for hold in holds.on(one)] == ["age-unknown"]
    )  # fmt: skip
    panel = acting("g.panel/age-panel", DESK, minutes=20)

    with pytest.raises(Malformed) as caught:
        clearing.decide_age(book, panel, doubted, child="no", basis="interview", panel=["a", "b", "b"])
    clearing.decide_age(book, panel, doubted, child="no", basis="interview", panel=["a", "b", "c"])

    assert caught.value.faults[0].values == {"people": 2}
    assert clearing.lift_hold(book, panel, doubted, ground="age-unknown", because="decided")
    assert doubted in clearing.clearable(book, WILLOW)
