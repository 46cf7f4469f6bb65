"""Orders to erase are carried out where they arrive, and what only officers open travels as it lies."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from musterbook.custody.facts import Offered
from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import FearHeard
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation import destroying, erasing, kept_by_holds, syncing
from musterbook.operation.answering_calls import Answers
from musterbook.operation.book import Book
from musterbook.operation.carrying_out import carry_out
from musterbook.operation.catalogue import read_folder
from musterbook.operation.compartments import COMPARTMENTS, seal_in
from musterbook.operation.copying import take_in
from musterbook.operation.folder import open_book
from musterbook.operation.keeping_rights import in_register
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.synced import Synced
from musterbook.operation.syncing import Here, here, meet
from musterbook.store.kept import Kept
from musterbook.store.keys import new_private, write_key
from musterbook.store.peers import Peer
from musterbook.store.rooms import rooms_of
from musterbook.sync.bundle_writing import write_bundle
from musterbook.sync.exchange import Admitted, Cut, Reply, Request
from musterbook.terms.custodians import in_hand
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, MORNING, WILLOW, acting, fill
from tests.rights.making import digest

LATER = MORNING + timedelta(hours=9)
TWO = {"r.registrar": "registrar", "a.admin": "administrator"}


@pytest.fixture(scope="module")
def opened_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = fill(tmp_path_factory.mktemp("erasing") / "willow")
    nodes = {"forward": frozenset({WILLOW})}
    open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1, nodes=nodes)).close()
    return place


@pytest.fixture
def two(opened_once: Path, tmp_path: Path) -> dict[str, Here]:
    """The desk, and the forward site that went away with a copy."""
    for name in ("desk", "forward"):
        shutil.copytree(opened_once, tmp_path / name)
        for key in (tmp_path / name / "book" / "keys" / "logs").glob("*.key"):
            if (key.stem == "forward") != (name == "forward"):
                key.unlink()
    return {name: here(tmp_path / name, node=name) for name in ("desk", "forward")}


@contextmanager
def writing(me: Here) -> Iterator[Book]:
    book = open_book(me.place, read_only=False)
    try:
        yield book
    finally:
        book.close()


def call(caller: Here, called: Here) -> Synced:
    """One contact without a line between them."""
    answers, token = Answers(called, now=lambda: LATER, entropy=os.urandom), ""

    def ask(request: Request) -> Reply:
        nonlocal token
        reply = answers(request, token)
        token = reply.token if isinstance(reply, Admitted) else token
        return reply

    with caller.writing() as store:
        return meet(caller, store, ask, address="test", now=lambda: LATER, entropy=os.urandom)


def ordered(me: Here) -> PersonId:
    """The desk orders somebody at Willow erased, and obeys."""
    with writing(me) as book:
        person = min(book.reading(Roll).on(in_hand(WILLOW)))
        signing = in_register(book, acting(TWO, DESK, minutes=60))
        erasing.order(book, signing, person, basis="law-12", papers=digest("p"))
        assert erasing.obey(book, LATER) == 1
        return person


def sealed_of(me: Here, person: PersonId) -> bool:
    with me.opened() as sealed:
        return person in sealed.having([person])


def unanswered(me: Here) -> list[tuple[str, ...]]:
    with writing(me) as book:
        return [nodes for _, nodes in kept_by_holds.unanswered(book)]


def test_a_site_that_calls_destroys_what_the_desk_ordered_and_says_so_at_the_next_contact(two: dict[str, Here]) -> None:
    desk, forward = two["desk"], two["forward"]
    person = ordered(desk)
    assert sealed_of(forward, person)

    first = call(forward, desk)
    before, again = unanswered(desk), call(forward, desk)

    assert (first.erased, again.erased) == (1, 0)
    assert not sealed_of(forward, person)
    assert (before, unanswered(desk)) == ([("forward",)], [()])


def test_a_site_that_is_called_destroys_it_at_the_end_of_the_contact(two: dict[str, Here]) -> None:
    person = ordered(two["desk"])

    call(two["desk"], two["forward"])
    call(two["desk"], two["forward"])

    assert not sealed_of(two["forward"], person)
    assert unanswered(two["desk"]) == [()]


def test_a_bundle_carried_by_hand_brings_the_order_and_the_answer_back(two: dict[str, Here], tmp_path: Path) -> None:
    desk, forward = two["desk"], two["forward"]
    person = ordered(desk)
    there, _ = carry_out(desk, tmp_path / "stick", now=lambda: LATER)

    with writing(forward) as book:
        told = take_in(book, there, at=LATER)
    back, _ = carry_out(forward, tmp_path / "stick", now=lambda: LATER)
    with writing(desk) as book:
        take_in(book, back, at=LATER)

    assert told.erased == 1
    assert not sealed_of(forward, person)
    assert unanswered(desk) == [()]


def test_a_key_under_another_pass_phrase_keeps_no_order_from_being_obeyed(two: dict[str, Here], tmp_path: Path) -> None:
    desk, forward = two["desk"], two["forward"]
    person = ordered(desk)
    with writing(desk) as book:
        write_bundle(cast("Kept", book.store), tmp_path / "stick", sealed=[b"no sealed thing"])

    with writing(forward) as book:
        shut = forward.place / "keys" / "logs" / "register.key"
        write_key(shut, new_private(), purpose="log", name="register", pass_phrase="another", exercise=False)
        told = take_in(book, tmp_path / "stick", at=LATER)

    shut.unlink()
    assert (told.erased, told.turned_away) == (1, ["bundle.sealed-thing"])
    assert not sealed_of(forward, person)


def offered_to_the_desks(book: Book, person: PersonId, *, minutes: int) -> Entry:
    """Willow offers somebody to a custodian whose node is the desk's."""
    receiver = next(
        one for node in book.register.said.nodes.values() if node.name == "desk"
        for one in sorted(node.custodians) if one != DESK
    )  # fmt: skip
    offer = Offered(
        handover=f"H{minutes}", manifest=digest("m"), people=frozenset([person]), receiver=receiver,
        destination=receiver, due_by=LATER,
    )  # fmt: skip
    return book.write(acting("w.officer/site-officer", WILLOW, minutes=minutes).draft(offer))


@pytest.mark.parametrize("caller", ["forward", "desk"])
def test_every_compartment_goes_to_whoever_is_to_hold_the_man_whoever_calls(two: dict[str, Here], caller: str) -> None:
    desk, forward = two["desk"], two["forward"]
    with writing(forward) as book:
        person = min(book.reading(Roll).on(in_hand(WILLOW)))
        named: list[Digest] = []
        for minute, compartment in enumerate(COMPARTMENTS):
            named += seal_in(book, person, "answer", compartment, compartment.encode(), at=MORNING)  # type: ignore[arg-type]
            fact = FearHeard(person=person, heard="yes", asked_at=MORNING, answer=named[-1])
            book.write(acting("l.legal/legal-reviewer", DESK, minutes=30 + minute).draft(fact))
        offered_to_the_desks(book, person, minutes=40)

    other = "desk" if caller == "forward" else "forward"
    call(two[caller], two[other])
    call(two[caller], two[other])

    with desk.opened() as sealed:
        lying = {room.compartment for _, room in rooms_of(sealed, named).values()}
    assert lying == COMPARTMENTS.keys()


def held(me: Here, person: PersonId, *, end: bool = False, minutes: int = 70) -> None:
    """A legal reviewer lays a legal hold on the person's things at this machine, or ends it."""
    with writing(me) as book:
        destroying.hold(book, acting("l.legal/legal-reviewer", DESK, minutes=minutes), [person], because="a court asks",
                        end=end)  # fmt: skip


@pytest.mark.parametrize("hold_first", [True, False])
def test_a_hold_laid_where_the_order_has_not_arrived_keeps_his_things_there_until_it_ends(
    two: dict[str, Here],
    hold_first: bool,  # noqa: FBT001  a table
) -> None:
    desk, forward = two["desk"], two["forward"]
    with writing(desk) as book:
        person = min(book.reading(Roll).on(in_hand(WILLOW)))
    if hold_first:
        held(forward, person, minutes=50)
    ordered(desk)
    if not hold_first:
        held(forward, person)

    came = call(forward, desk)
    call(desk, forward)

    assert came.erased == 0
    assert (sealed_of(forward, person), sealed_of(desk, person)) == (True, False)
    assert unanswered(desk) == [("forward",)]
    with writing(desk) as book:
        assert erasing.keeping(book, person) == ("legal-hold",)
        assert erasing.gone(book, [person]) == {person: ("desk",)}
    held(forward, person, end=True, minutes=90)
    assert call(forward, desk).erased == 1
    assert not sealed_of(forward, person)


@pytest.mark.parametrize("caller", ["forward", "desk"])
def test_what_a_hold_keeps_goes_with_its_person_and_is_destroyed_at_both_when_the_hold_ends(
    two: dict[str, Here], caller: str
) -> None:
    desk, forward = two["desk"], two["forward"]
    other = "desk" if caller == "forward" else "forward"
    person = ordered(desk)
    held(forward, person)
    call(forward, desk)
    with writing(forward) as book:
        offered_to_the_desks(book, person, minutes=75)

    call(two[caller], two[other])
    call(two[caller], two[other])

    assert (sealed_of(forward, person), sealed_of(desk, person)) == (True, True)
    assert unanswered(desk) == [("desk", "forward")]
    held(forward, person, end=True, minutes=90)
    for _ in range(3):
        call(two[caller], two[other])
    assert (sealed_of(forward, person), sealed_of(desk, person)) == (False, False)
    assert unanswered(desk) == [()]


def test_what_is_sealed_after_an_order_was_obeyed_goes_with_its_person_and_nothing_older(two: dict[str, Here]) -> None:
    desk, forward = two["desk"], two["forward"]
    person = ordered(desk)
    call(forward, desk)
    call(forward, desk)
    with writing(forward) as book:
        (newer,) = seal_in(book, person, "answer", "health", b"fell ill since", at=MORNING)
        fact = FearHeard(person=person, heard="yes", asked_at=MORNING, answer=newer)
        book.write(acting("l.legal/legal-reviewer", DESK, minutes=70).draft(fact))
        offered_to_the_desks(book, person, minutes=75)

    for _ in range(2):
        call(forward, desk)

    for node in (forward, desk):
        with node.opened() as sealed:
            assert list(sealed.lying([person])) == [newer]
    assert unanswered(desk) == [()]


def test_a_stick_carries_what_a_hold_keeps_to_whoever_is_offered_the_man(two: dict[str, Here], tmp_path: Path) -> None:
    desk, forward = two["desk"], two["forward"]
    person = ordered(desk)
    held(forward, person)
    call(forward, desk)
    with writing(forward) as book:
        offered_to_the_desks(book, person, minutes=75)
    there, _ = carry_out(forward, tmp_path / "stick", now=lambda: LATER, to="desk")

    with writing(desk) as book:
        take_in(book, there, at=LATER)

    assert sealed_of(desk, person)


def test_a_hold_that_comes_after_both_destroyed_says_so(two: dict[str, Here]) -> None:
    desk, forward = two["desk"], two["forward"]
    person = ordered(desk)
    call(forward, desk)
    call(desk, forward)

    held(forward, person)

    with writing(forward) as book:
        assert erasing.gone(book, [person]) == {person: ("desk", "forward")}
        assert erasing.gone(book, [PersonId("ACE-1111-F")]) == {}
    assert call(forward, desk).contact.sealed_wanted == 0
    assert unanswered(forward) == [()]


@pytest.mark.parametrize("known", ["", "ab" * 32])
def test_who_is_told_at_a_first_contact_does_not_hang_on_calls_at_which_nobody_answered(
    two: dict[str, Here], known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[list[str]] = []
    monkeypatch.setattr(syncing, "_tell", lambda _me, _tells, _knows, logs: told.append(sorted(logs)))
    desk = two["desk"]
    if known:
        with desk.writing() as store:
            store.note_peer(Peer(known, address="test"))

    def nobody(_: Request) -> Reply:
        raise Cut

    with desk.writing() as store:
        meet(desk, store, nobody, address="test", now=lambda: LATER, entropy=os.urandom)
    call(desk, two["forward"])

    assert len(told[0]) == (1 if known else 3)
    assert told[0] == told[1]
