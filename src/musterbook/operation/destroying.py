"""Destroying: what is sealed about people who left long ago is destroyed by two, with a certificate; counts remain.

Joins custody with the sealed store. Destroyed is the key under which everything of one number lies; the entries stay,
so that every figure can still be checked, and nobody can say who the number was (casework.md section 4, SG21).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from musterbook.custody.dues.facts import Destroyed, RetentionEnded, RetentionHeld
from musterbook.custody.dues.retention import Retention
from musterbook.ledger.entry import Entry, canonical
from musterbook.ledger.facts import Digest, to_json
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_say
from musterbook.operation.rolls_ahead import forget_ahead
from musterbook.operation.sealed_words import seal_words
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId


def hold(book: Book, acting: Acting, people: Iterable[PersonId], *, because: str, end: bool = False) -> Entry:
    """Lay a legal hold on what is kept of these people, or end it."""
    named = frozenset(people)
    must_say(people=",".join(named), because=because)
    (reason,) = seal_words(book, "retention", "reason", because)
    fact = RetentionEnded(people=named, because=reason) if end else RetentionHeld(people=named, because=reason)
    return book.write(acting.draft(fact))


def destroy(book: Book, acting: Acting, people: Iterable[PersonId], *, because: str) -> tuple[Entry, dict[str, Any]]:
    """Write the certificate, and then destroy everything sealed under these numbers; the certificate itself.

    Written first: whoever is stopped in between destroys on when he is asked again, and the book never claims less than
    was done.

    Raises:
        Malformed: nobody is named, or no reason is given.
        Refused: a legal hold lies on somebody, he is in custody, or he left too short a time ago.
    """
    named = frozenset(people)
    must_say(people=",".join(named), because=because)
    if book.sealed is None:
        raise Refused(Objection("sealed.no-key"))
    objections = book.reading(Retention).objections(named, acting.at, book.settings.custody.retention_days)
    if objections:
        raise Refused(*objections)
    things = things_under(book, named)
    certificate = {
        "v": 1, "at": acting.at.isoformat(), "by": sorted(officer for officer, _ in acting.officers),
        "people": len(named), "things": sorted(things), "head": book.head(),
    }  # fmt: skip
    (reason,) = seal_words(book, "retention", "reason", because)
    digest = Digest(hashlib.sha256(canonical(certificate)).hexdigest())
    entry = book.write(acting.draft(Destroyed(people=named, certificate=digest, because=reason)))
    forget_ahead(book, things)
    book.sealed.destroy_all(sorted(named))
    return entry, certificate


def retention_told(book: Book, now: datetime) -> list[dict[str, Any]]:
    """Everyone whose things are to be destroyed, now or later, the first due first."""
    rows = [
        {"person": person, "due": at.isoformat(), "overdue": at <= now}
        for person, at in book.reading(Retention).due(book.settings.custody.retention_days).items()
    ]
    return sorted(rows, key=lambda row: (row["due"], row["person"]))


def things_under(book: Book, people: frozenset[PersonId]) -> set[Digest]:
    """Every sealed thing that entries about these people name, and that is here."""
    assert book.sealed is not None
    named = {one for entry in book.entries() if entry.named() & people for one in digests_in(entry)}
    return {digest for digest, (person, _) in book.sealed.where(named).items() if person in people}


def digests_in(entry: Entry) -> Iterator[Digest]:
    """Every digest that an entry's fact names, of whatever it is."""
    return (Digest(one) for one in _texts(to_json(entry.fact)) if len(one) == 64)


def _texts(said: Any) -> Iterable[str]:  # noqa: ANN401  JSON of any fact
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict):
        for one in said.values():
            yield from _texts(one)
    elif isinstance(said, list):
        for one in said:
            yield from _texts(one)
