"""Escapes: how often each person has escaped, as those who held him wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Self

from musterbook.custody.facts import Departed
from musterbook.ledger.entry import Entry
from musterbook.terms.people import PersonId


class Escapes:
    """How often each person was written to have escaped."""

    def __init__(self) -> None:
        self.of_person: Counter[PersonId] = Counter()

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The escapes of `entries`, which stand in reading order."""
        escapes = cls()
        for entry in entries:
            escapes.add(entry)
        return escapes

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        fact = entry.fact
        if isinstance(fact, Departed) and fact.outcome == "escaped":
            self.of_person[fact.person] += 1
        return True
