"""Escorting: whether women escort and search where a woman or girl, or perhaps one, is moved.

Mandela 81 and Bangkok 19, as read in `safeguards.csv`; unknown counts as a woman.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Self

from musterbook.eligibility.classes import Classes
from musterbook.eligibility.facts import EscortsCounted
from musterbook.eligibility.gates import gate
from musterbook.ledger.entry import Entry
from musterbook.terms.moves import Move, Objection

RULE: Final = "eligibility.female-escort"
WOMEN_LEAST: Final = 1


class Escorts:
    """How many women escort each handover or serial, and whether they search. A reading: the newest count holds."""

    def __init__(self) -> None:
        self._counted: dict[str, tuple[datetime, EscortsCounted]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The counts after these entries."""
        escorts = cls()
        for entry in entries:
            escorts.add(entry)
        return escorts

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        fact = entry.fact
        if isinstance(fact, EscortsCounted) and fact.handover:
            before = self._counted.get(fact.handover)
            if before is None or before[0] <= entry.happened_at:
                self._counted[fact.handover] = (entry.happened_at, fact)
        return True

    def of_move(self, move: Move) -> EscortsCounted | None:
        """The count for a move's handover, else for its serial."""
        for name in (move.handover, move.serial):
            if name and name in self._counted:
                return self._counted[name][1]
        return None

    def objections(self, move: Move, classes: Classes) -> list[Objection]:
        """`eligibility.female-escort`: each woman or possible woman whom no woman escorts, or no woman would search."""
        counted = self.of_move(move)
        women = 0 if counted is None else counted.women
        if counted is not None and women >= WOMEN_LEAST and counted.women_search:
            return []
        found = sorted(person for person in move.people if classes.codes(person).may_be_woman)
        lack = "not-counted" if counted is None else "none" if women < WOMEN_LEAST else "no-search"
        values: dict[str, str | int | None] = {
            "lack": lack,
            "people": len(found),
            "women": women,
            "lift_by": gate(RULE).lift_by,
        }
        return [Objection(RULE, person, values) for person in found]
