"""Erasing: ordered by two, refused while something keeps it, done on each node, and nothing of it left on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from musterbook.custody.dues.facts import RetentionEnded, RetentionHeld
from musterbook.custody.roll import Roll
from musterbook.operation import erasing, kept_by_holds
from musterbook.operation.book import Book
from musterbook.operation.keeping_rights import in_register
from musterbook.store.sealed import Clear
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Refused
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, MORNING, NAMES, WILLOW, acting, open_small_book
from tests.rights.making import digest

TWO = {"r.registrar": "registrar", "a.admin": "administrator"}


def ordered(book: Book, person: PersonId) -> None:
    erasing.order(book, in_register(book, acting(TWO, DESK, minutes=60)), person, basis="law-12", papers=digest("p"))


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    opened = open_small_book(tmp_path)
    yield opened
    opened.close()


def test_what_was_sealed_is_gone_from_every_file_and_the_count_stays(book: Book) -> None:
    assert book.sealed is not None
    assert book.folder is not None
    person = min(book.reading(Roll).on(in_hand(WILLOW)))
    kept = {one for one, whose in book.sealed.digests("particulars").items() if whose == person}
    others = {one for one, whose in book.sealed.digests("particulars").items() if whose != person}
    assert book.sealed.open_many(kept)
    raw = [(book.folder / "sealed.db").read_bytes(), *(one.read_bytes() for one in book.folder.glob("sealed.db-*"))]
    assert any(bytes.fromhex(one) in part for part in raw for one in kept)

    ordered(book, person)
    (answer,) = erasing.carry_out(book, MORNING)

    assert book.sealed.open_many(kept) == {}
    assert len(book.sealed.open_many(others)) == len(others)
    for path in book.folder.glob("sealed.db*"):
        assert not any(bytes.fromhex(one) in path.read_bytes() for one in kept)
    assert book.entry(answer.digest) is not None
    assert book.reading(Roll).counts[in_hand(WILLOW)] == len(NAMES)
    assert erasing.carry_out(book, MORNING) == []
    assert [(one.person, nodes) for one, nodes in kept_by_holds.unanswered(book)] == [(person, ())]
    with pytest.raises(Refused, match=r"erasure\.ordered"):
        ordered(book, person)


def test_what_was_destroyed_and_put_back_with_an_old_copy_of_the_disk_is_destroyed_again(book: Book) -> None:
    assert book.sealed is not None
    person = min(book.reading(Roll).on(in_hand(WILLOW)))
    (kept,) = [one for one, whose in book.sealed.digests("particulars").items() if whose == person]
    clear = book.sealed.open(kept)
    ordered(book, person)
    assert len(erasing.carry_out(book, MORNING)) == 1

    book.sealed.seal_many([Clear(person, "particulars", clear, b"\0" * 32)])

    assert len(erasing.carry_out(book, MORNING)) == 1
    assert book.sealed.having([person]) == frozenset()
    assert erasing.carry_out(book, MORNING) == []


def test_what_is_sealed_about_whoever_is_still_held_after_an_answered_order_is_kept(book: Book) -> None:
    assert book.sealed is not None
    person = min(book.reading(Roll).on(in_hand(WILLOW)))
    (old,) = [one for one, whose in book.sealed.digests("particulars").items() if whose == person]
    salted = book.sealed.open(old)
    ordered(book, person)
    assert len(erasing.carry_out(book, MORNING)) == 1

    (why,) = book.seal([(person, "reason", b"he is ill now")])
    for minutes, kind in ((70, RetentionHeld), (80, RetentionEnded)):
        fact = kind(people=frozenset([person]), because=why)
        book.write(acting("l.legal/legal-reviewer", DESK, minutes=minutes).draft(fact))

    assert erasing.carry_out(book, MORNING) == []
    put_back = book.sealed.seal_many([Clear(person, "particulars", salted, b"\0" * 32)])
    assert len(erasing.carry_out(book, MORNING)) == 1
    assert book.sealed.lying([person]) == {why: person}
    assert not book.sealed.open_many(put_back)
    assert book.sealed.open(why) == b"he is ill now"
    assert erasing.carry_out(book, MORNING) == []


def test_a_legal_hold_keeps_what_is_sealed(book: Book) -> None:
    person = min(book.reading(Roll).on(in_hand(WILLOW)))
    (why,) = book.seal([(person, "reason", b"a court asks")])
    held = RetentionHeld(people=frozenset([person]), because=why)
    book.write(acting("l.legal/legal-reviewer", DESK, minutes=30).draft(held))

    with pytest.raises(Refused, match=r"erasure\.kept"):
        ordered(book, person)

    assert erasing.carry_out(book, MORNING) == []


def test_one_person_alone_orders_nothing(book: Book) -> None:
    person = min(book.reading(Roll).on(in_hand(WILLOW)))
    alone = in_register(book, acting("r.registrar/registrar", DESK, minutes=60))

    with pytest.raises(Refused, match=r"rights\.needs-second-signature"):
        erasing.order(book, alone, person, basis="law-12", papers=digest("p"))
