"""Counting at a door: the receiver's count goes into the book closed, and is opened when he signs whom he takes.

So the giver's copy shows that he has counted and not what, and both can show afterwards that it was not made to fit.
"""

from __future__ import annotations

from collections.abc import Sequence

from musterbook.custody.door.counts import DoorCounts, sealed_count
from musterbook.custody.door.facts import DoorCounted, DoorCountsOpened, OpenedCount
from musterbook.custody.handovers import Handover
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book


def count_at_door(book: Book, acting: Acting, one: Handover, counted: int, *, salt: str, shown: bool = False) -> Entry:
    """The receiver has counted so many. `salt` is fresh, and is kept with the number until the count is opened."""
    fact = DoorCounted(handover=one.reference, offer=one.offer, sealed=sealed_count(salt, counted), shown=shown)
    return book.write(acting.draft(fact, after=(one.offer,)))


def open_counts(book: Book, acting: Acting, one: Handover, counts: Sequence[tuple[int, str]]) -> Entry | None:
    """Open the counts of an offer, each a number and its salt; None where the book has none of them unopened."""
    closed = {made.sealed for made in book.reading(DoorCounts).made(one.offer) if made.counted is None}
    parts = [OpenedCount(sealed=sealed_count(salt, counted), counted=counted, salt=salt) for counted, salt in counts]
    opened = tuple(part for part in parts if part.sealed in closed)
    if not opened:
        return None
    fact = DoorCountsOpened(handover=one.reference, offer=one.offer, counts=opened)
    return book.write(acting.draft(fact, after=(one.offer,)))
