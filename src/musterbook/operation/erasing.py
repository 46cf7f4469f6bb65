"""Erasing: two people order that everything sealed about someone is destroyed, and each node that holds any obeys.

What stays is a number with a history that sums. A node that has not answered stays listed by name for ever: nobody can
make a copied disk forget, so nobody says that it did. Joins rights with custody, eligibility and what is sealed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from musterbook.custody.dues.retention import Retention
from musterbook.eligibility.holds import Holds
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book, Draft
from musterbook.operation.contesting import contests_told
from musterbook.operation.destroying import digests_in, things_under
from musterbook.operation.rolls_ahead import forget_ahead
from musterbook.rights.facts import ErasureOrdered, KeyDestroyed
from musterbook.store.sealed import SealedStore
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

EVIDENCE_GROUNDS: Final = frozenset(("witness", "court", "investigation", "evidence"))
"""Holds that keep what is sealed about someone: a court or a witness may still need it."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """One order: whom it is about, since when, and each node's first answer that it destroyed what it held."""

    person: PersonId
    order: Entry
    answers: Mapping[str, Entry]

    @property
    def answered(self) -> frozenset[str]:
        """The nodes that destroyed what they held."""
        return frozenset(self.answers)

    def is_before(self, entry: Entry, node: str) -> bool:
        """Whether what an entry names was to be destroyed at a node: it knew of no order, or lies before the answer."""
        answer = self.answers.get(node)
        below = answer is None or (entry.log == answer.log and entry.seq < answer.seq)
        return below or entry.act.register[0] <= self.order.seq


class Erasures:
    """The reading of orders and answers."""

    def __init__(self) -> None:
        self._orders: dict[PersonId, Entry] = {}
        self._answers: dict[PersonId, dict[str, Entry]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The erasures in the entries that stand."""
        erasures = cls()
        for entry in entries:
            erasures.add(entry)
        return erasures

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; an answer may arrive before its order."""
        fact = entry.fact
        if isinstance(fact, ErasureOrdered):
            self._orders.setdefault(fact.person, entry)
        elif isinstance(fact, KeyDestroyed):
            self._answers.setdefault(fact.person, {}).setdefault(fact.node, entry)
        return True

    def all(self) -> tuple[Erasure, ...]:
        """Every order, oldest first."""
        found = (Erasure(one, entry, dict(self._answers.get(one, {}))) for one, entry in self._orders.items())
        return tuple(sorted(found, key=lambda one: (one.order.happened_at, one.person)))


def order(book: Book, acting: Acting, person: PersonId, *, basis: str, papers: Digest) -> Entry:
    """Order that everything sealed about someone is destroyed, on what legal basis and papers.

    Raises:
        Refused: a legal hold or a hold for a court or witness stands, a contest is open, or it was ordered before.
    """
    objections = objections_to(book, person, acting.at)
    if objections:
        raise Refused(*objections)
    return book.write(acting.draft(ErasureOrdered(person=person, basis=basis, papers=papers)))


def objections_to(book: Book, person: PersonId, at: datetime) -> list[Objection]:
    """Why an order about someone cannot be written now; all at once."""
    objections = [Objection("erasure.kept", person, {"why": why}) for why in keeping(book, person)]
    if any(not row["outcome"] for row in contests_told(book, at, person=person)):
        objections.append(Objection("erasure.kept", person, {"why": "contest-open"}))
    if any(one.person == person for one in book.reading(Erasures).all()):
        objections.append(Objection("erasure.ordered", person))
    return objections


def keeping(book: Book, person: PersonId) -> tuple[str, ...]:
    """What keeps the sealed things of someone from being destroyed, whoever ordered it: a legal hold, or a ground."""
    held = ("legal-hold",) if book.reading(Retention).is_held(person) else ()
    return (*held, *sorted({one.ground for one in book.reading(Holds).on(person)} & EVIDENCE_GROUNDS))


def gone(book: Book, people: Iterable[PersonId]) -> dict[PersonId, tuple[str, ...]]:
    """Of whom a hold comes too late, each with the nodes that destroyed his things; none are named by a certificate."""
    answered = {one.person: tuple(sorted(one.answered)) for one in book.reading(Erasures).all() if one.answered}
    certified = book.reading(Retention).destroyed
    return {one: answered.get(one, ()) for one in sorted(people) if one in answered or one in certified}


def owed(book: Book, node: str, sealed: SealedStore | None) -> list[PersonId]:
    """Whose sealed things a node is still to destroy: by an order it has not answered, or because they lie here again.

    A certificate (`destroying.py`) asks for no answer: it counts here only while something of theirs lies here. So does
    an order that was answered: an old copy of the disk, put back, holds what was destroyed. It does not mean what was
    sealed since by whoever knew of the order: who is still held falls ill as before. Of whom something is kept by a
    hold that this copy knows, nothing is owed until the hold ends, whichever of the two was written first or came
    first: what was destroyed cannot be had back, and what was kept can still be destroyed.
    """
    orders = book.reading(Erasures).all()
    ordered = {one.person for one in orders if node not in one.answered}
    over = ({one.person for one in orders} | book.reading(Retention).destroyed.keys()) - ordered
    lying = sealed.having(over) if sealed is not None and over else frozenset[PersonId]()
    if sealed is not None and lying:
        here, since = sealed.lying(lying), sealed_since(book, node, lying)
        lying = frozenset(person for digest, person in here.items() if (person, digest) not in since)
    return sorted(one for one in ordered | lying if not keeping(book, one))


def sealed_since(book: Book, node: str, people: Collection[PersonId]) -> set[tuple[PersonId, Digest]]:
    """What entries name of these people that were written after the order about them, and nothing before it named."""
    orders = {one.person: one for one in book.reading(Erasures).all() if one.person in people and node in one.answers}
    before, since = set[tuple[PersonId, Digest]](), set[tuple[PersonId, Digest]]()
    for entry in book.entries() if orders else ():
        for person in orders.keys() & entry.named():
            named = before if orders[person].is_before(entry, node) else since
            named.update((person, digest) for digest in digests_in(entry))
    return since - before


def carry_out(book: Book, at: datetime) -> list[Entry]:
    """Destroy here what every order names and this node still holds, and write so for each; the answers written.

    Destroyed first: whoever is stopped in between destroys nothing on his next way, and answers then.

    Raises:
        Refused: what is sealed cannot be opened to be destroyed: the node's reader key is not here.
    """
    node = node_here(book)
    waiting = owed(book, node, book.sealed)
    if waiting and book.sealed is None:
        raise Refused(Objection("sealed.no-key"))
    if not waiting or book.sealed is None:
        return []
    since = sealed_since(book, node, waiting)
    here = book.sealed.lying(waiting) if since else {}
    kept = {digest for digest, person in here.items() if (person, digest) in since}
    spared = {here[digest] for digest in kept}
    forget_ahead(book, things_under(book, frozenset(waiting)) - kept)
    if whole := [one for one in waiting if one not in spared]:
        book.sealed.destroy_all(whole)
    if spared:
        book.sealed.destroy_some(digest for digest, one in here.items() if one in spared and digest not in kept)
    facts = (KeyDestroyed(person=person, node=node) for person in waiting)
    return book.write_all([Draft(by=book.settings.desk, fact=one, officers=(), happened_at=at) for one in facts])


def obey(book: Book, at: datetime) -> int:
    """The same where entries just came, on a copy that seals and writes; how many people's things were destroyed.

    A machine whose log the register does not know yet, as after a restore, answers once it does.
    """
    if book.sealed is None or not book.store.own_logs():
        return 0
    book.sealed.finish_destroying()
    try:
        book.log_for(book.settings.desk)
    except Refused:
        return 0
    return len(carry_out(book, at))


def node_here(book: Book) -> str:
    """The name of the node whose log is written here."""
    node = book.register.node_of(book.log_for(book.settings.desk))
    return node.name if node is not None else "-"
