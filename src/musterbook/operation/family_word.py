"""Family word: families hear where people are, and the chair sees whose have not.

Joins coordination with custody and the places. Whoever is under way is asked about where he arrives.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from musterbook.coordination.facts import FamilyTold
from musterbook.coordination.family_word import HOW, FamilyWord
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation.accepted_under import ON_THE_WAY
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_say, one_of
from musterbook.operation.sealed_words import seal_words
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId


def tell_families(book: Book, acting: Acting, people: Iterable[PersonId], *, how: str, letter: str = "") -> Entry:
    """Write that families of these people were told, or why not; what was written to them is sealed.

    Raises:
        Malformed: nobody is named, `how` is none of `HOW`, or word was sent and no letter says what.
    """
    named = frozenset(people)
    must_say(people=",".join(named))
    one_of("how", how, HOW)
    if how == "sent":
        must_say(letter=letter)
    digest = seal_words(book, "families", "letter", letter)[0] if letter.strip() else None
    return book.write(acting.draft(FamilyTold(people=named, how=how, letter=digest)))


def families_due(book: Book, now: datetime, *, custodian: str = "") -> list[dict[str, Any]]:
    """Whose family is overdue to hear where he is, by number, the longest first; of one custodian alone, or of all."""
    days = book.settings.coordination.family_word_days
    if not days:
        return []
    roll, word = book.reading(Roll), book.reading(FamilyWord)
    rows = []
    for one, part in sorted(book.places.parts.items()):
        if part in ON_THE_WAY or custodian not in ("", one):
            continue
        for person in roll.on(in_hand(one)):
            since = roll.held_since(person)
            due = None if since is None else word.due(person, since.at, days)
            if due is not None and due <= now:
                rows.append({"person": person, "custodian": one, "due": due.isoformat()})
    return sorted(rows, key=lambda row: (row["due"], row["custodian"], row["person"]))


def families_by_custodian(book: Book, now: datetime) -> list[dict[str, Any]]:
    """The same as counts, for the call: how many, and since when the first of them; nobody by number."""
    counted: dict[CustodianId, dict[str, Any]] = {}
    for row in families_due(book, now):
        one = counted.setdefault(row["custodian"], {"custodian": row["custodian"], "people": 0, "due": row["due"]})
        one["people"] += 1
    return sorted(counted.values(), key=lambda row: (row["due"], row["custodian"]))
