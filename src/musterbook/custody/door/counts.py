"""Counts at a door, as they stand in the book: how many a receiver made of each offer, and what stood in them.

Pure, without a clock. An opening says nothing by itself: a number counts as opened when it and its salt give the digest
that was signed before (F15: every guard counts differently).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Self

from musterbook.custody.door.facts import DoorCounted, DoorCountsOpened, OpenedCount
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId

SALT_BYTES: Final = 16
"""So many, that nobody finds a number by trying all there are."""


@dataclass(frozen=True, slots=True)
class DoorCount:
    """One count at a door.

    Attributes:
        entry: digest of the entry that closed it. sealed: what it says of the number.
        by: the custodian that counted. at: when.
        shown: he had been shown the difference when he made it, so it is no blind count.
        counted: how many; None until it is opened.
        false: it was opened, and number and salt are not those that were signed.
    """

    entry: Digest
    sealed: Digest
    by: CustodianId
    at: datetime
    shown: bool
    counted: int | None = None
    false: bool = False


class DoorCounts:
    """Every count of each offer, by its digest, in reading order."""

    def __init__(self) -> None:
        self._of: dict[Digest, list[DoorCount]] = {}
        self._opened: dict[tuple[Digest, CustodianId, Digest], OpenedCount] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The counts in `entries`, which stand in reading order."""
        counts = cls()
        for entry in entries:
            counts.add(entry)
        return counts

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible. An opening may be read before what it opens."""
        match entry.fact:
            case DoorCounted(offer=offer, sealed=sealed, shown=shown):
                count = DoorCount(entry.digest, sealed, entry.by, entry.happened_at, shown)
                self._of.setdefault(offer, []).append(count)
            case DoorCountsOpened(offer=offer, counts=counts):
                for one in counts:
                    self._opened.setdefault((offer, entry.by, one.sealed), one)
        return True

    def made(self, offer: Digest, receiver: CustodianId) -> tuple[DoorCount, ...]:
        """The counts of an offer by whom it was made to: the last one stands, and those before it were set aside.

        Whoever else wrote that he had counted it has said nothing about it.
        """
        return tuple(self._as_opened(offer, one) for one in self._of.get(offer, ()) if one.by == receiver)

    def _as_opened(self, offer: Digest, one: DoorCount) -> DoorCount:
        opened = self._opened.get((offer, one.by, one.sealed))
        if opened is None:
            return one
        if sealed_count(opened.salt, opened.counted) != one.sealed:
            return replace(one, false=True)
        return replace(one, counted=opened.counted)


def sealed_count(salt: str, counted: int) -> Digest:
    """The digest that closes a number: SHA-256 of the salt's digits, a space, and the number in decimals."""
    return Digest(hashlib.sha256(f"{salt} {counted}".encode()).hexdigest())
