"""What this copy of the book knew at a moment: entries by when they reached it, never by when things happened.

A report that is a week old when it comes must not move the outlook of last week (watch.md section 15).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest

Received = Mapping[Digest, datetime]
"""When entries reached this copy, by its own clock, as the store keeps it beside each (`Store.received_at`)."""


def known_at(entry: Entry, received: Received) -> datetime:
    """When this copy could first know an entry: when it came, or else when it was written."""
    return received.get(entry.digest, entry.written_at)


def as_known_at(entries: Iterable[Entry], moment: datetime, received: Received) -> list[Entry]:
    """The entries that this copy knew at `moment`, in the same order; any reading `.of` them is one as known then.

    What stands is judged by all the copy knows now: an entry that was found out since counts at no moment.
    """
    return [entry for entry in entries if known_at(entry, received) <= moment]
