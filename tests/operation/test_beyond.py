"""What a site that holds only its people cannot count is told to it, and its gates count it: beds and caps of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musterbook.custody.beds.facts import BedsReleased, BedsReserved, PlaceOpened
from musterbook.custody.facts import Accepted, CountedNotHere, CountOf, Offered
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest, Fact
from musterbook.operation import agreeing, clearing
from musterbook.operation.agreeing import used_of
from musterbook.operation.beyond import beyond_this_copy
from musterbook.operation.book import Book, Draft
from musterbook.operation.gates import objections_to
from musterbook.operation.making_room import room_of
from musterbook.operation.telling_beyond import tell
from musterbook.store.keeping import Keeping
from musterbook.store.verifying import verify
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId
from tests.operation.making import BUS, DESK, HARBOUR, MORNING, WILLOW, acting
from tests.operation.partly import LATER, OAK, Nodes, begun, founded

OFFICERS = {OAK: "k.officer/site-officer", WILLOW: "w.officer/site-officer", HARBOUR: "h.officer/receiving-officer"}
NO_PAPER = Digest("0" * 64)
SOON = LATER + timedelta(days=1)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A harbour of fourteen beds, a cap of twelve, and two sites whose people want to go there."""
    book = founded(tmp_path_factory.mktemp("base"))
    book.settings = replace(book.settings, custody=replace(book.settings.custody, beds_asked=True))
    said(book, HARBOUR, PlaceOpened(
        place="HRB", custodian=HARBOUR, kind_of="prison", maximum=20, working=14, certified=10, out_of_use=1
    ), minutes=30)  # fmt: skip
    for minute, site in ((40, OAK), (50, WILLOW)):
        clearing.clear(
            book, acting("e.reviewer/eligibility-reviewer", DESK, minutes=minute), clearing.clearable(book, site),
            destination=HARBOUR, legal_basis="order 7",
        )  # fmt: skip
    for party in ("willow", "harbour"):
        agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=20), "AGR-01", party)
    yield book
    book.close()


def said(book: Book, by: CustodianId, fact: Fact, *, minutes: int, after: tuple[Digest, ...] = ()) -> Entry:
    return book.write(acting(OFFICERS[by], by, minutes=minutes).draft(fact, after=after))


def here(nodes: Nodes, custodian: CustodianId) -> list[PersonId]:
    return sorted(nodes.whole.reading(Roll).on(in_hand(custodian)))


def offers(nodes: Nodes, giver: CustodianId, pick: int) -> Entry | None:
    people, minute = here(nodes, giver)[: 1 + pick % 4], next(nodes.minutes)
    if not people:
        return None
    fact = Offered(
        handover=f"H{minute}", manifest=NO_PAPER, people=frozenset(people), receiver=HARBOUR, destination=HARBOUR,
        due_by=SOON,
    )  # fmt: skip
    return said(nodes.whole, giver, fact, minutes=minute)


def goes(nodes: Nodes, giver: CustodianId, pick: int) -> None:
    offer = offers(nodes, giver, pick)
    if offer is None:
        return
    fact = cast("Offered", offer.fact)
    came = Accepted(handover=fact.handover, offer=offer.digest, people=fact.people)
    said(nodes.whole, HARBOUR, came, minutes=next(nodes.minutes), after=(offer.digest,))


def reserves(nodes: Nodes, pick: int) -> None:
    minute = next(nodes.minutes)
    until = MORNING + timedelta(minutes=minute + (5 if pick % 5 == 0 else 10_000))
    fact = BedsReserved(
        reservation=f"R{minute}", place="HRB", count=1 + pick % 6, for_=("oak", "willow", "H")[pick % 3], until=until,
        displaced_from="willow" if pick % 7 == 0 else "",
    )  # fmt: skip
    said(nodes.whole, HARBOUR, fact, minutes=minute)
    if pick % 11 == 0:
        back = BedsReleased(reservation=f"R{minute}", because="weather", count=1)
        said(nodes.whole, HARBOUR, back, minutes=next(nodes.minutes))


def step(nodes: Nodes, name: str, pick: int) -> None:
    match name:
        case "reserve" | "reserve-more":
            reserves(nodes, pick)
        case "oak-offers" | "willow-offers":
            offers(nodes, OAK if name == "oak-offers" else WILLOW, pick)
        case "oak-goes" | "willow-goes":
            goes(nodes, OAK if name == "oak-goes" else WILLOW, pick)
        case _:
            nodes.meet()


def asked(book: Book, people: list[PersonId]) -> list[tuple[object, ...]]:
    move = Move(frozenset(people), WILLOW, BUS, LATER, destination=HARBOUR, handover="H", day="2026-01-23")
    return in_order(objections_to(book, move))


def in_order(found: list[Objection]) -> list[tuple[object, ...]]:
    return sorted((one.rule, one.person or "", str(sorted(one.values.items(), key=str))) for one in found)


NAMES = ("reserve", "reserve-more", "oak-offers", "willow-offers", "oak-goes", "willow-goes", "meet")


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 40)), min_size=4, max_size=16))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_beds_and_caps_say_of_its_people_what_they_say_at_the_desk(
    base: Book, steps: list[tuple[str, int]]
) -> None:  # fmt: skip
    nodes = begun(base)
    for name, pick in steps:
        step(nodes, name, pick)

    nodes.meet()
    book = nodes.book()

    people = here(nodes, WILLOW)
    for moved in (people, people[::2], people[:1]):
        assert asked(book, moved) == asked(nodes.whole, moved)
    assert room_of(book, HARBOUR, LATER) == room_of(nodes.whole, HARBOUR, LATER)
    assert +Counter(used_of(book)) == +Counter(used_of(nodes.whole))
    assert list(verify(nodes.site)) == []


def test_whoever_lies_at_the_harbour_takes_its_beds_though_the_site_does_not_know_him(base: Book) -> None:
    nodes = begun(base)
    reserves(nodes, 10)
    nodes.meet()
    free = room_of(nodes.book(), HARBOUR, LATER).free
    goes(nodes, OAK, 2)
    strangers = nodes.whole.reading(Roll).on(in_hand(HARBOUR))

    nodes.meet()
    book = nodes.book()

    assert len(strangers) == 3
    assert book.holding is not None
    assert book.holding.everyone.isdisjoint(strangers)
    assert room_of(book, HARBOUR, LATER).free == free - 3
    assert not any(strangers & one.fact.named() for one in book.entries())


def test_between_meetings_its_own_people_count_at_once(base: Book) -> None:
    nodes = begun(base)
    goes(nodes, OAK, 3)
    nodes.meet()
    nodes.site.hold_key(nodes.identity.key)
    book = nodes.book()
    room, used = room_of(book, HARBOUR, LATER), sum(used_of(book).values())

    fact = Offered(
        handover="HW", manifest=NO_PAPER, people=frozenset(here(nodes, WILLOW)[:2]), receiver=HARBOUR,
        destination=HARBOUR, due_by=SOON,
    )  # fmt: skip
    said(book, WILLOW, fact, minutes=600)

    assert room_of(book, HARBOUR, LATER).free == room.free - 2
    assert (sum(used_of(book).values()), used) == (4, 4)


def test_a_copy_that_was_never_told_says_so_and_lets_nobody_go_unless_by_name(base: Book) -> None:
    nodes = begun(base)
    reserves(nodes, 16)
    nodes.meet(telling=False)
    book = nodes.book()

    assert beyond_this_copy(book).told is False
    lacks = [one for one in objections_to(book, Move(
        frozenset(here(nodes, WILLOW)[:1]), WILLOW, BUS, LATER, destination=HARBOUR, handover="H", day="2026-01-23"
    )) if one.rule == "custody.beds"]  # fmt: skip
    assert [one.values["lack"] for one in lacks] == ["not-counted"]


def test_it_is_told_once_and_only_when_a_number_has_changed(base: Book) -> None:
    nodes = begun(base)
    nodes.meet()
    nodes.meet()
    goes(nodes, OAK, 1)
    nodes.meet()
    nodes.meet()

    told = [one for one in nodes.whole.entries() if isinstance(one.fact, CountedNotHere)]

    assert [len(cast("CountedNotHere", one.fact).counts) for one in told] == [0, 2]
    assert not any(one.fact.named() for one in told)


def test_another_site_is_not_told_and_a_site_may_not_tell(base: Book) -> None:
    nodes = begun(base)
    other = CountedNotHere(log="f" * 64, counts=(CountOf(of="came", about="R1", number=3),))
    nodes.whole.write(Draft(by=DESK, fact=other, officers=(), happened_at=LATER))
    nodes.meet()
    nodes.site.hold_key(nodes.identity.key)
    book = nodes.book()
    own = CountedNotHere(log=nodes.log, counts=(CountOf(of="answered-for", about="harbour", number=-9),))
    book.write(Draft(by=WILLOW, fact=own, officers=(), happened_at=LATER + timedelta(days=9)))

    assert [one.fact.log for one in book.entries() if isinstance(one.fact, CountedNotHere)] == [nodes.log] * 2
    assert dict(beyond_this_copy(book).numbers) == {}
    assert tell(book, nodes.identity, cast("Keeping", nodes.site), nodes.log, at=LATER) is None
