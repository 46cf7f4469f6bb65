"""Retention: how long what is sealed about people is kept, on whom a legal hold lies, and whose is destroyed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.custody.dues.facts import Destroyed, RetentionEnded, RetentionHeld
from musterbook.custody.facts import Departed, Recovered, Registered
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

RULE: Final = "custody.retention"


class Retention:
    """When each person left, on whose things a legal hold lies, and whose were destroyed."""

    def __init__(self) -> None:
        self._left: dict[PersonId, datetime] = {}
        self._held: dict[PersonId, datetime] = {}
        self.destroyed: dict[PersonId, tuple[datetime, Digest]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What these entries say."""
        retention = cls()
        for entry in entries:
            retention.add(entry)
        return retention

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case Departed(person=person):
                self._left[person] = entry.happened_at
            case Recovered(person=person) | Registered(person=person):
                self._left.pop(person, None)
            case RetentionHeld(people=people):
                self._held.update(dict.fromkeys(people, entry.happened_at))
            case RetentionEnded(people=people):
                for person in people:
                    self._held.pop(person, None)
            case Destroyed(people=people, certificate=certificate):
                self.destroyed.update(dict.fromkeys(people, (entry.happened_at, certificate)))
        return True

    def due_at(self, person: PersonId, days: int) -> datetime | None:
        """When someone's things are to be destroyed; None while he is in custody, or where nothing is asked for."""
        left = self._left.get(person)
        return None if left is None or not days else left + timedelta(days=days)

    def due(self, days: int) -> dict[PersonId, datetime]:
        """Everyone who left, whose things are still kept and not held: person → when they are to be destroyed."""
        return {
            person: at
            for person in sorted(self._left.keys() - self.destroyed.keys() - self._held.keys())
            if (at := self.due_at(person, days)) is not None
        }

    def is_held(self, person: PersonId) -> bool:
        """Whether a legal hold lies on what is kept of someone."""
        return person in self._held

    def objections(self, people: Iterable[PersonId], now: datetime, days: int) -> list[Objection]:
        """Why these people's things may not be destroyed now: held, in-custody, or too-early."""
        found = []
        for person in sorted(people):
            due = self.due_at(person, days)
            if person in self._held:
                found.append(Objection(RULE, person, {"why": "held", "due": None}))
            elif person not in self._left:
                found.append(Objection(RULE, person, {"why": "in-custody", "due": None}))
            elif due is None or due > now:
                found.append(
                    Objection(RULE, person, {"why": "too-early", "due": None if due is None else due.isoformat()})
                )
        return found
