"""Telling: people hear where they go and into whose hands before they go, or aboard with the reason.

Joins custody with the places. What is told is a duty with a clock and no gate: safety may demand that he hears of it
aboard (custody.md section 11; third convention, articles 46 to 48).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from musterbook.custody.dues.facts import Told
from musterbook.custody.dues.tellings import WHAT, WHEN, Tellings
from musterbook.custody.handovers import Handover, Handovers
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_say, one_of
from musterbook.operation.handing_over import found
from musterbook.operation.sealed_words import seal_words
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId


def tell(
    book: Book, acting: Acting, people: Iterable[PersonId], *, what: str = "move", custodian: str = "",
    destination: str = "", handover: str = "", when: str = "before", because: str = "",
    not_understood: Iterable[PersonId] = (), interpreter: str = "",
) -> Entry:  # fmt: skip
    """Write that these people were told; `handover` fills in who takes them and whither.

    Raises:
        Malformed: nobody is named, they were told nothing, or they were told aboard and nobody says why.
    """
    named, unclear = frozenset(people), frozenset(not_understood)
    must_say(people=",".join(named))
    one_of("what", what, WHAT)
    one_of("when", when, WHEN)
    if not unclear <= named:
        raise Malformed.because("told.not-among", people=", ".join(sorted(unclear - named)[:12]))
    if handover:
        offered = found(book, handover)
        custodian, destination = custodian or offered.receiver, destination or offered.offered.destination
    if what == "move":
        must_say(custodian=custodian)
    if when == "aboard":
        must_say(because=because)
    reason = seal_words(book, f"told {handover or custodian}", "reason", because)[0] if because.strip() else None
    fact = Told(
        people=named, what=what, custodian=custodian, destination=destination, handover=handover, when=when,
        because=reason, not_understood=unclear, interpreter=interpreter,
    )  # fmt: skip
    return book.write(acting.draft(fact))


def untold_of_move(book: Book, now: datetime) -> list[dict[str, Any]]:
    """Handovers whose people do not all know where they go: owed by the giver, due when they are let go."""
    if not book.settings.custody.told_before_move:
        return []
    rows = []
    for one in book.reading(Handovers).open():
        if one.at > now:
            continue
        people = sorted(person for person in one.outstanding if not _knows(book, one, person))
        if people:
            due = one.let_go_at or one.due_by
            rows.append({
                "handover": one.reference, "owner": one.giver, "people": len(people), "numbers": people,
                "due": due.isoformat(), "overdue": due <= now,
            })  # fmt: skip
    return sorted(rows, key=lambda row: (row["due"], row["handover"]))


def _knows(book: Book, one: Handover, person: PersonId) -> bool:
    since = book.reading(Roll).held_since(person)
    whither = frozenset((str(one.receiver), one.offered.destination)) - {""}
    return book.reading(Tellings).knows_of_move(
        person, since=one.at if since is None else min(since.at, one.at), handover=one.reference, whither=whither
    )
