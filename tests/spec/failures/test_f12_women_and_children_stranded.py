"""F12: there was no plan for them, and women and children were left at a place that was called empty."""

from __future__ import annotations

import pytest

from musterbook.custody.roll import Roll
from musterbook.operation import emptying
from musterbook.operation.book import Book
from musterbook.operation.gates import left_behind_at
from musterbook.terms.errors import Malformed, Refused
from tests.operation.making import HARBOUR, WILLOW, acting


def test_a_place_is_not_marked_empty_while_one_remains_and_each_is_named_with_who_can_change_it(book: Book) -> None:
    site = acting({"w.officer": "site-officer", "w.counter": "counting-officer"}, WILLOW, minutes=400)

    with pytest.raises(Refused) as refused:
        emptying.mark_empty(book, site, WILLOW, seen_by=["w.officer", "w.counter"])

    there = book.reading(Roll).answered_for(WILLOW)
    assert {one.rule for one in refused.value.objections} == {"site.not-empty"}
    assert {one.person for one in refused.value.objections} == there
    assert {one.values["ground"]: one.values["owner"] for one in refused.value.objections} == {
        "no-clearance": "eligibility-reviewer", "possible-child": "age-panel", "age-unknown": "age-panel",
    }  # fmt: skip


def test_whoever_stays_behind_has_a_next_step_and_a_lot_that_would_move_him(book: Book) -> None:
    left = left_behind_at(book, WILLOW, at=acting("w.officer/site-officer", WILLOW, minutes=400).at)

    children = [one for one in left if one.protective]
    assert sorted(one.next_step for one in children) == ["age-panel", "protective-lot"]


def test_an_empty_place_is_marked_by_two_who_went_through_it(book: Book) -> None:
    officers = acting({"h.officer": "receiving-officer", "h.counter": "counting-officer"}, HARBOUR, minutes=1)

    with pytest.raises(Malformed):
        emptying.mark_empty(book, officers, HARBOUR, seen_by=["h.officer", "h.officer"])

    assert emptying.still_there(book, HARBOUR, at=officers.at) == []
    assert emptying.mark_empty(book, officers, HARBOUR, seen_by=["h.officer", "h.counter"]).by == "harbour"
