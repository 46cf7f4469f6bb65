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
from musterbook.operation.book import Book, Draft


def count_at_door(book: Book, acting: Acting, one: Handover, counted: int, *, salt: str, shown: bool = False) -> Entry:
    """The receiver has counted so many. `salt` is fresh, and is kept with the number until the count is opened."""
    fact = DoorCounted(handover=one.reference, offer=one.offer, sealed=sealed_count(salt, counted), shown=shown)
    return book.write(acting.draft(fact, after=(one.offer,)))


def accept_and_open(
    book: Book, acting: Acting, one: Handover, acceptance: Draft, counts: Sequence[tuple[int, str]]
) -> Entry:  # fmt: skip
    """Write an acceptance, and with it open the receiver's counts, each a number and its salt: both, or neither.

    A count that stayed closed beside a signed acceptance could be opened by nobody any more.
    """
    opened = _opening(book, acting, one, counts)
    return book.write_all([acceptance] if opened is None else [acceptance, opened])[0]


def _opening(book: Book, acting: Acting, one: Handover, counts: Sequence[tuple[int, str]]) -> Draft | None:
    """The counts of an offer opened; None where the book has none of them unopened."""
    made = book.reading(DoorCounts).made(one.offer, one.receiver)
    closed = {count.sealed for count in made if count.counted is None}
    parts = [OpenedCount(sealed=sealed_count(salt, counted), counted=counted, salt=salt) for counted, salt in counts]
    opened = tuple(part for part in parts if part.sealed in closed)
    if not opened:
        return None
    fact = DoorCountsOpened(handover=one.reference, offer=one.offer, counts=opened)
    return acting.draft(fact, after=(one.offer,))
