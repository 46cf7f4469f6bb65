"""Reading: what every reading of the book has in common, and the door to what they rest on.

Readings are pure: they depend on the set of entries that stand, never on arrival, sender, disk or clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, Self

from musterbook.ledger.chains import Chains, in_order, order_key
from musterbook.ledger.entry import Entry
from musterbook.ledger.standing import OK, Flagged, NotStanding, Standing, Verdict

__all__ = ["OK", "Chains", "Flagged", "NotStanding", "Reading", "Standing", "Verdict", "in_order", "order_key"]


class Reading(Protocol):
    """A pure fold of the entries that stand: made from all of them, or carried on one entry at a time."""

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The reading of `entries`, which stand in reading order."""
        ...

    def add(self, entry: Entry) -> bool:
        """Carry on with an entry that comes last in reading order; False when the whole must be folded afresh."""
        ...
