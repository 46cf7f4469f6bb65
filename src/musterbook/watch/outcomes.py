"""What came of forecasts, as somebody who knows entered it; a correction replaces what it names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.watch.choices import LOSS
from musterbook.watch.facts import OutcomeEntered
from musterbook.watch.faults import sound


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome; `entry` is the digest of the entry that says it, `written_at` when it was written down."""

    fact: OutcomeEntered
    entry: Digest
    written_at: datetime


class Outcomes:
    """Every outcome, those corrected left out of what counts."""

    def __init__(self) -> None:
        self._entered: dict[Digest, Outcome] = {}
        self._corrected: set[Digest] = set()

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The outcomes in `entries`, which stand in reading order."""
        outcomes = cls()
        for entry in entries:
            outcomes.add(entry)
        return outcomes

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible. A correction may stand before what it corrects."""
        if isinstance(entry.fact, OutcomeEntered) and sound(entry):
            self._entered[entry.digest] = Outcome(entry.fact, entry.digest, entry.written_at)
            if entry.fact.corrects is not None:
                self._corrected.add(entry.fact.corrects)
        return True

    @property
    def all(self) -> tuple[Outcome, ...]:
        """Every outcome that nothing corrects, by when it was."""
        kept = (one for digest, one in self._entered.items() if digest not in self._corrected)
        return tuple(sorted(kept, key=lambda one: (one.fact.at, one.entry)))

    def of_layer(self, layer: str) -> tuple[Outcome, ...]:
        """The outcomes of one layer, by when they were."""
        return tuple(one for one in self.all if one.fact.layer == layer)

    @property
    def losses(self) -> tuple[Outcome, ...]:
        """Custody lost: outcomes of that layer that did happen."""
        return tuple(one for one in self.of_layer(LOSS) if one.fact.happened)
