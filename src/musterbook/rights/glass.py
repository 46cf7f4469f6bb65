"""Broken glass: who looked at someone he need not know of, until when, and whether oversight has looked at why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.rights.facts import GlassBroken, GlassReviewed

LETTERS_LEAST: Final = 20
"""A reason has at least so many letters (ledger.md section 10)."""
LASTS: Final = timedelta(minutes=60)
REVIEWED_WITHIN: Final = timedelta(hours=24)
OUTCOMES: Final = ("justified", "not-justified")


@dataclass(frozen=True, slots=True)
class Look:
    """One look behind glass: the entry, who, when, until when, and what oversight found; empty while it has not."""

    entry: Entry
    officer: str
    subject: Digest
    because: Digest
    until: datetime
    outcome: str = ""
    reviewer: str = ""

    @property
    def at(self) -> datetime:
        """When the glass was broken."""
        return self.entry.happened_at

    def overdue(self, now: datetime) -> bool:
        """Whether oversight should have looked by now."""
        return not self.outcome and now >= self.at + REVIEWED_WITHIN


class Glass:
    """The reading of every look behind glass."""

    def __init__(self) -> None:
        self._looks: dict[Digest, Look] = {}
        self._reviews: dict[Digest, Entry] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The looks in the entries that stand."""
        glass = cls()
        for entry in entries:
            glass.add(entry)
        return glass

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; a review may come before the look it is of."""
        fact = entry.fact
        if isinstance(fact, GlassBroken):
            self._looks[entry.digest] = Look(entry, fact.officer, fact.subject, fact.because, fact.until)
        elif isinstance(fact, GlassReviewed):
            self._reviews.setdefault(fact.entry, entry)
        return True

    def looks(self) -> tuple[Look, ...]:
        """Every look, oldest first."""
        return tuple(self._reviewed(one) for one in sorted(self._looks.values(), key=lambda one: one.at))

    def unreviewed(self, now: datetime) -> tuple[Look, ...]:
        """Looks that oversight should have looked at by now."""
        return tuple(one for one in self.looks() if one.overdue(now))

    def _reviewed(self, look: Look) -> Look:
        review = self._reviews.get(look.entry.digest)
        if review is None or not isinstance(review.fact, GlassReviewed):
            return look
        reviewer = review.signed[0].officer if review.signed else ""
        if reviewer == look.officer:  # nobody reviews himself
            return look
        return Look(look.entry, look.officer, look.subject, look.because, look.until, review.fact.outcome, reviewer)
