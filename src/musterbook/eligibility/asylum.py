"""Asylum: who asks for protection. Only an independent reviewer ends it; while it is open his country hears nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Self

from musterbook.eligibility.facts import AsylumClaimed
from musterbook.ledger.entry import Entry
from musterbook.terms.people import PersonId

ENDED: Final = ("refused", "withdrawn")
"""What ends protection; granted does not, and any other word counts as open."""


class Asylum:
    """Who asks for protection. A reading."""

    def __init__(self) -> None:
        self._said: dict[PersonId, list[tuple[datetime, bool]]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """Who asks after these entries."""
        asylum = cls()
        for entry in entries:
            asylum.add(entry)
        return asylum

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        if isinstance(entry.fact, AsylumClaimed):
            ended = entry.fact.outcome in ENDED
            self._said.setdefault(entry.fact.person, []).append((entry.happened_at, not ended))
        return True

    def asks(self, person: PersonId, now: datetime) -> bool:
        """Whether he does: the last word up to now, and of two in one second the claim."""
        words = [word for word in self._said.get(person, ()) if word[0] <= now]
        return bool(words) and max(words)[1]

    def open(self, now: datetime) -> frozenset[PersonId]:
        """Everyone who asks."""
        return frozenset(person for person in self._said if self.asks(person, now))
