"""The locator: who may be found by name by those who look for him, and until when. Silence allows nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Self

from musterbook.custody.dues.facts import LocatorAllowed, LocatorEnded
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.people import PersonId

CONSENTS: Final = ("himself", "guardian")
"""Who may say that someone is to be found."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """One who may be found, or might: since when, until when, who said so, and where it is written."""

    person: PersonId
    since: datetime
    until: datetime
    consent: str
    entry: Digest

    def holds(self, now: datetime) -> bool:
        """Whether he may be found at a moment."""
        return self.since <= now < self.until


class Locator:
    """Everyone who was ever to be found; the newest word about someone counts."""

    def __init__(self) -> None:
        self._newest: dict[PersonId, Allowed] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What these entries allow."""
        locator = cls()
        for entry in entries:
            locator.add(entry)
        return locator

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; a consent that is none of `CONSENTS` allows nothing."""
        fact = entry.fact
        if isinstance(fact, LocatorAllowed) and fact.consent in CONSENTS:
            for person in fact.people:
                self._newest[person] = Allowed(person, entry.happened_at, fact.until, fact.consent, entry.digest)
        elif isinstance(fact, LocatorEnded):
            for person in fact.people & self._newest.keys():
                before = self._newest[person]
                self._newest[person] = replace(before, until=min(before.until, entry.happened_at))
        return True

    def ever(self) -> tuple[Allowed, ...]:
        """Everyone who was ever to be found, by number; also those who no longer are."""
        return tuple(self._newest[person] for person in sorted(self._newest))
