"""Mustering: a count by number and by name, in parts when it is large, and what differs is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from musterbook.custody.facts import Accepted, Explained, Mustered, Offered, TakenBack
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import NO_DIGEST
from musterbook.operation import mustering
from musterbook.operation.book import Book
from musterbook.operation.intake import Newcomer, register
from musterbook.terms.custodians import Account, in_hand
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId, number_at
from tests.operation.making import BUS, MORNING, WILLOW, acting

COUNTERS = {"w.officer": "site-officer", "w.counter": "counting-officer"}


def test_a_count_by_number_says_both_numbers_and_the_difference(book: Book) -> None:
    hand = acting(COUNTERS, WILLOW, minutes=60)
    due = MORNING + timedelta(hours=2)
    name = mustering.next_reference(book, WILLOW, hand.at)
    mustering.call(book, acting("w.officer/site-officer", WILLOW, minutes=50), name, custodian=WILLOW, by="number",
                   reason="routine", due_by=due)  # fmt: skip

    mustering.enter_number(book, hand, name, 11, counters=tuple(COUNTERS))

    assert name == "willow/2026-01-21/1"
    assert mustering.compared(book, name)[0] == "willow: 12 on the roll, 11 mustered, 1 too few"
    assert mustering.next_reference(book, WILLOW, hand.at) == "willow/2026-01-21/2"


def test_a_count_below_zero_is_malformed(book: Book) -> None:
    with pytest.raises(Malformed):
        mustering.enter_number(book, acting(COUNTERS, WILLOW, minutes=60), "m", -1, counters=tuple(COUNTERS))


@pytest.mark.parametrize("by", ["name", "number"])
def test_a_count_of_the_same_second_is_compared_with_the_roll_the_counters_saw(book: Book, by: str) -> None:
    said = []
    for place in range(8):
        clerk = acting("w.clerk/register-clerk", WILLOW, minutes=place)
        hand = acting(COUNTERS, WILLOW, minutes=place)
        before = mustering.roll_of(book, WILLOW)
        register(book, clerk, [Newcomer(number_at("PP", place), {}, "WLW")], how="received")
        if by == "name":
            mustering.enter_names(book, hand, f"willow/s/{place}", before, counters=tuple(COUNTERS))
        else:
            mustering.enter_number(book, hand, f"willow/s/{place}", len(before), counters=tuple(COUNTERS))
        said.append(mustering.compared(book, f"willow/s/{place}")[0])
        if by == "name":
            mustering.enter_names(book, hand, f"willow/t/{place}", [*before, number_at("PP", place)],
                                  counters=tuple(COUNTERS))  # fmt: skip

    # 12 people, and one more before each count, whom the count misses: by digests half would be read otherwise.
    assert said == [f"willow: {13 + n} on the roll, {12 + n} mustered, 1 too few" for n in range(8)]


def test_a_count_written_late_is_compared_with_the_roll_as_of_the_count(book: Book) -> None:
    clerk = acting("w.clerk/register-clerk", WILLOW, minutes=60)
    register(book, clerk, [Newcomer(number_at("PP", 0), {}, "WLW")], how="received")
    hand = acting(COUNTERS, WILLOW, minutes=30)

    mustering.enter_number(book, replace(hand, written_at=clerk.at), "willow/late", 12, counters=tuple(COUNTERS))

    assert mustering.compared(book, "willow/late") == ["willow: 12 on the roll, 12 mustered, they agree"]


def test_a_count_by_number_cites_one_entry_however_many_are_on_the_roll(book: Book) -> None:
    entry = mustering.enter_number(book, acting(COUNTERS, WILLOW, minutes=60), "willow/n", 12, counters=tuple(COUNTERS))

    assert len(entry.act.after) == 1


def test_a_large_count_by_name_is_compared_when_its_last_part_is_in(book: Book) -> None:
    clerk = acting("w.clerk/register-clerk", WILLOW, minutes=5)
    crowd = [Newcomer(number_at("PP", place), {}, "WLW") for place in range(1_501)]
    register(book, clerk, crowd, how="received")
    hand = acting(COUNTERS, WILLOW, minutes=60)
    everyone = mustering.roll_of(book, WILLOW)

    entries = mustering.enter_names(book, hand, "willow/x/1", everyone[1:], counters=tuple(COUNTERS))

    parts = [entry.fact for entry in entries if isinstance(entry.fact, Mustered)]
    assert [(one.part, one.parts, len(one.present or ())) for one in parts] == [(1, 2, 1_500), (2, 2, 12)]
    assert mustering.compared(book, "willow/x/1") == [
        "willow: 1513 on the roll, 1512 mustered, 1 too few", f"  missing: {everyone[0]}",
    ]  # fmt: skip


def test_a_discrepancy_nobody_knows_cannot_be_explained(book: Book) -> None:
    with pytest.raises(Malformed) as caught:
        mustering.explain(book, acting(COUNTERS, WILLOW, minutes=60), "000000000000", as_="found")

    assert caught.value.faults[0].rule == "discrepancy.not-open"


def claimed_by_two(book: Book) -> PersonId:
    """Someone the bus accepted and Willow took back, neither having heard of the other."""
    person = mustering.roll_of(book, WILLOW)[0]
    due = MORNING + timedelta(hours=3)
    offered = Offered(handover="AHA-1111-H", manifest=NO_DIGEST, people=frozenset({person}), receiver=BUS, due_by=due)
    offer = book.write(acting("w.officer/site-officer", WILLOW, minutes=10).draft(offered))
    taken = Accepted(handover="AHA-1111-H", offer=offer.digest, people=frozenset({person}))
    log, place = book.log_for(BUS), (book.register.size, book.register.root)
    act = book.prepare(acting("b.escort/escort-commander", BUS, minutes=20).draft(taken), log)
    back = TakenBack(handover="AHA-1111-H", people=frozenset({person}))
    book.write(acting("w.officer/site-officer", WILLOW, minutes=30).draft(back))
    book.take_in(book.store.append(log, [act], at=act[0].written_at, register=place))
    return person


def test_someone_claimed_by_two_is_settled_by_saying_where_he_is_and_citing_all_there_is(book: Book) -> None:
    person = claimed_by_two(book)
    roll = book.reading(Roll)
    (found,) = roll.discrepancies.open
    heads = set(roll.heads(person))

    both = acting({"w.officer": "site-officer", "h.officer": "receiving-officer"}, WILLOW, minutes=60)
    entry = mustering.explain(book, both, found.id, as_="found", at=in_hand(BUS))

    assert (found.kind, found.person, len(heads)) == ("two-hands", person, 2)
    assert isinstance(entry.fact, Explained)
    assert (set(entry.fact.people), set(entry.fact.heads)) == ({person}, heads)
    assert book.reading(Roll).where[person] == in_hand(BUS)
    assert book.reading(Roll).discrepancies.open == ()


@pytest.mark.parametrize("at", ["", "nowhere", "bus-1/moon"])
def test_someone_claimed_by_two_is_not_settled_without_an_account(book: Book, at: str) -> None:
    claimed_by_two(book)
    (found,) = book.reading(Roll).discrepancies.open
    both = acting({"w.officer": "site-officer", "h.officer": "receiving-officer"}, WILLOW, minutes=60)

    with pytest.raises(Malformed) as caught:
        mustering.explain(book, both, found.id, as_="found", at=Account(at))

    assert caught.value.faults[0].rule == "discrepancy.where"
