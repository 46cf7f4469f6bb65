"""Asked: which gates an operation does not ask, as facts of the book say; every other gate is asked.

Only three may be turned off, for an evacuation ahead of a storm or a fire (casework.md section 4). That one is off is a
fact with a reason and two signatures, and stands on every day's sheet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from musterbook.eligibility.facts import GateSet
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest

MAY_BE_OFF: Final = ("eligibility.refoulement", "eligibility.fear-heard", "eligibility.female-escort")
"""Gates an operation may choose not to ask; no entry turns off any other."""


@dataclass(frozen=True, slots=True)
class Off:
    """A gate that is not asked: since when, why, and by which entry."""

    rule: str
    since: datetime
    because: str
    entry: Digest


class GatesAsked:
    """Which gates are asked. A reading."""

    def __init__(self) -> None:
        self._set: dict[str, tuple[datetime, bool, Off]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What is asked after these entries."""
        asked = cls()
        for entry in entries:
            asked.add(entry)
        return asked

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; of two in one second the one that asks wins."""
        fact = entry.fact
        if isinstance(fact, GateSet) and fact.rule in MAY_BE_OFF:
            off = Off(fact.rule, entry.happened_at, fact.because, entry.digest)
            word = (entry.happened_at, fact.asked != "no", off)
            before = self._set.get(fact.rule)
            if before is None or word[:2] >= before[:2]:
                self._set[fact.rule] = word
        return True

    def asks(self, rule: str) -> bool:
        """Whether a gate is asked."""
        said = self._set.get(rule)
        return said is None or said[1]

    def off(self) -> tuple[Off, ...]:
        """Every gate that is not asked, by rule."""
        return tuple(off for _, (_, asked, off) in sorted(self._set.items()) if not asked)
