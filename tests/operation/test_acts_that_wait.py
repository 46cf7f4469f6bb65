"""An act that waits holds nobody up: what is written meanwhile follows what stands, and nothing that may never."""

from __future__ import annotations

from datetime import timedelta

from musterbook.custody.facts import Departed, Offered
from musterbook.custody.roll import Roll
from musterbook.ledger.chain import Accepted
from musterbook.ledger.entry import NO_DIGEST, Act, Entry, new_act_id
from musterbook.ledger.facts import Digest
from musterbook.ledger.log import Frame
from musterbook.operation.book import Book
from musterbook.operation.mustering import roll_of
from musterbook.store.keeping import Keeping
from musterbook.store.memory import MemoryStore
from musterbook.terms.people import PersonId
from tests.operation.making import BUS, MORNING, WILLOW, acting
from tests.store.making import node_key


def came_from_a_stranger(book: Book, act: Act) -> Accepted:
    """An act in a log that no register knows, as anybody may bring it in."""
    assert isinstance(book.store, Keeping)
    stranger = MemoryStore(operation=book.store.operation)
    log = stranger.create_log(node_key("x"), "x")
    stranger.append(log, [(act, ())], at=act.written_at, register=act.register)
    frame = Frame(log, 0, 1, next(stranger.notes(log)), tuple(stranger.bodies(log)))
    verdict = book.store.ingest(frame, came_from="stick", at=act.written_at)
    assert isinstance(verdict, Accepted)
    book.take_in(verdict.entries)
    return verdict


def release(book: Book, person: PersonId) -> Act:
    """A release of his that follows what stands."""
    at, register = MORNING + timedelta(minutes=10), (book.register.size, book.register.root)
    fact = Departed(person=person, outcome="released", papers=NO_DIGEST)
    return Act(new_act_id(at, bytes(10)), WILLOW, fact, book.chains.heads_of([person]), register, at, at)


def offer(book: Book, person: PersonId, *after: Digest) -> Entry:
    """The site offers him to the bus."""
    due = MORNING + timedelta(hours=2)
    fact = Offered(handover="H-1", people=frozenset({person}), receiver=BUS, manifest=NO_DIGEST, due_by=due)
    return book.write(acting("w.officer/site-officer", WILLOW, minutes=20).draft(fact, after=after))


def test_a_stranger_who_brings_an_act_about_a_man_stops_nobody_from_handing_him_over(book: Book) -> None:
    person = roll_of(book, WILLOW)[0]
    heads = book.chains.heads_of([person])

    (waits,) = came_from_a_stranger(book, release(book, person)).entries
    offered = offer(book, person)

    assert [(one.entry.digest, one.reason) for one in book.not_standing()] == [(waits.digest, "waiting")]
    assert set(offered.act.after) == set(heads)
    assert offered in book.entries()
    assert not list(book.reading(Roll).discrepancies.open)


def test_whoever_knows_of_an_act_that_waits_may_follow_it_and_then_waits_with_it(book: Book) -> None:
    person = roll_of(book, WILLOW)[0]
    heads = book.chains.heads_of([person])

    (waits,) = came_from_a_stranger(book, release(book, person)).entries
    offered = offer(book, person, waits.digest)

    assert {one.entry.digest: one.reason for one in book.not_standing()} == {
        waits.digest: "waiting", offered.digest: "blocked",
    }  # fmt: skip
    assert book.chains.heads_of([person]) == heads
