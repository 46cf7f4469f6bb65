"""Missing links: entries that follow one which never came here; after an hour each is a discrepancy with a clock.

Joins the ledger, which lets them wait, with custody's discrepancies. It is named after the custodian in whose name the
act was written: he knows what it follows, and whoever met his node last has it or knows who does.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from musterbook.custody.findings import Found, discrepancy_id
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book

MISSING: Final = "link-missing"
AFTER: Final = timedelta(minutes=60)
"""So long an entry may be on its way by another carrier than what follows it (judged)."""


def links_missing(book: Book, now: datetime) -> tuple[Found, ...]:
    """A discrepancy for each entry that has waited here for another for an hour, by this store's clock."""
    waiting = [one for one in book.not_standing() if one.rule == MISSING]
    received = book.store.received_at(Digest(one.entry.digest) for one in waiting)
    found = []
    for one in waiting:
        came, missing = received.get(one.entry.digest), Digest(str(one.values["missing"]))
        if came is None or now - came <= AFTER:
            continue
        entries = tuple(sorted((one.entry.digest, missing)))
        name = discrepancy_id(MISSING, one.entry.by, entries)
        values = {"kind": one.entry.act.kind, "log": one.entry.log[:16], "missing": missing[:8]}
        found.append(Found(name, MISSING, None, one.entry.by, None, entries, one.entry.digest, came, values))
    return tuple(found)
