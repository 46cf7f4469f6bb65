"""Searches: which sittings were searched for where, and which searches did not see the whole of a gallery."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from musterbook.biometrics.facts import Searched
from musterbook.ledger.entry import Entry


class Searches:
    """Every search in the book."""

    def __init__(self) -> None:
        self._searched: dict[str, Searched] = {}
        self._newest: dict[tuple[str, str], Searched] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The searches after these entries."""
        searches = cls()
        for entry in entries:
            searches.add(entry)
        return searches

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        if isinstance(entry.fact, Searched):
            self._searched.setdefault(entry.fact.search, entry.fact)
            self._newest[entry.fact.enrolment, entry.fact.gallery] = entry.fact
        return True

    def numbers(self) -> tuple[str, ...]:
        """The numbers of all searches, in the book's order."""
        return tuple(self._searched)

    def newest(self, enrolment: str, gallery: str) -> Searched | None:
        """The newest search for a sitting in a gallery."""
        return self._newest.get((enrolment, gallery))

    def incomplete(self) -> tuple[Searched, ...]:
        """Newest searches that did not see the whole gallery: of these nobody may say that nothing was found."""
        return tuple(one for one in self._newest.values() if one.missing)
