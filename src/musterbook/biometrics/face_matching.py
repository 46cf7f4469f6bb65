"""Face matching: whether two people switched it on, by which matcher, and what it scored on pictures of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from musterbook.biometrics.facts import FaceMatchingSet
from musterbook.ledger.entry import Entry


class FaceMatching:
    """Off until it is switched on, and again when it is switched off; the newest entry counts."""

    def __init__(self) -> None:
        self._newest: Entry | None = None

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """As these entries leave it."""
        found = cls()
        for entry in entries:
            found.add(entry)
        return found

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        if isinstance(entry.fact, FaceMatchingSet):
            self._newest = entry
        return True

    @property
    def entry(self) -> Entry | None:
        """By which it is as it is; None where nobody ever touched it."""
        return self._newest

    @property
    def on(self) -> FaceMatchingSet | None:
        """What was written when it was switched on; None while it is off."""
        fact = self._newest.fact if self._newest else None
        return fact if isinstance(fact, FaceMatchingSet) and fact.switched == "on" else None
