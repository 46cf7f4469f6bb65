"""Family word: of whom his family was told where he is, or why nobody was; a clock, and never a gate.

A capture card or word to the family within a week, and again after a move (third convention, article 70; fourth
convention, articles 106 and 107; Mandela rule 68).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Self

from musterbook.coordination.facts import FamilyTold
from musterbook.ledger.entry import Entry
from musterbook.terms.people import PersonId

HOW: Final = ("sent", "declined", "none-known")
"""What may be said: word was sent, he does not want it, or nobody knows of a family."""


class Word(NamedTuple):
    """What was last said of one person's family, and when."""

    at: datetime
    how: str


class FamilyWord:
    """Everyone of whom something was said."""

    def __init__(self) -> None:
        self.said: dict[PersonId, Word] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What these entries say."""
        word = cls()
        for entry in entries:
            word.add(entry)
        return word

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; what is none of `HOW` says nothing."""
        fact = entry.fact
        if isinstance(fact, FamilyTold) and fact.how in HOW:
            self.said.update(dict.fromkeys(fact.people, Word(entry.happened_at, fact.how)))
        return True

    def due(self, person: PersonId, since: datetime, days: int) -> datetime | None:
        """By when his family is to hear of where he has been since a moment; None when nothing is owed.

        Word sent before he came there does not count: it named another place. Whoever declined is not asked for again.
        """
        word = self.said.get(person)
        if word is not None and (word.how != "sent" or word.at >= since):
            return None
        return since + timedelta(days=days)
