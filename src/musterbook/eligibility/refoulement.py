"""Refoulement: what an independent reviewer found awaits each person in the hands of each other authority.

Danger follows the hands, not the line on a map: it is asked whenever another authority would hold him, border or not.
Missing, unknown, or a ground found: nobody overrides; only a new assessment changes it (casework.md section 4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.eligibility.facts import RefoulementAssessed
from musterbook.eligibility.gates import gate
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import written

RULE: Final = "eligibility.refoulement"
HOLDS_MOST: Final = timedelta(days=90)
"""So long an assessment holds at most (judged)."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What was found about one person and one authority.

    Attributes:
        outcome: no-risk, risk or unknown.
        at: when.
        until: it holds before this moment.
        entry: the entry that says so.
    """

    outcome: str
    at: datetime
    until: datetime
    entry: Digest


class Refoulement:
    """The newest assessment of each person about each authority. A reading."""

    def __init__(self) -> None:
        self._found: dict[tuple[PersonId, str], Assessment] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The assessments after these entries."""
        refoulement = cls()
        for entry in entries:
            refoulement.add(entry)
        return refoulement

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; of two in one second the one that finds more danger counts."""
        fact = entry.fact
        if isinstance(fact, RefoulementAssessed):
            until = min(fact.until, entry.happened_at + HOLDS_MOST)
            found = Assessment(fact.outcome, entry.happened_at, until, entry.digest)
            key = (fact.person, fact.to.casefold())
            before = self._found.get(key)
            if before is None or (before.at, before.outcome != "no-risk") <= (found.at, found.outcome != "no-risk"):
                self._found[key] = found
        return True

    def assessment(self, person: PersonId, to: str) -> Assessment | None:
        """The newest about him and an authority."""
        return self._found.get((person, to.casefold()))

    def objections(
        self, move: Move, *, to: str, assessed_elsewhere: Callable[[PersonId], bool] = lambda _: False
    ) -> list[Objection]:
        """`eligibility.refoulement`, for people who would be in the hands of the authority `to`.

        Args:
            move: the move.
            to: the authority that would hold them; nobody is assessed for an authority without a name.
            assessed_elsewhere: whether the case of someone with the country he is returned to answers the question.
        """
        return [
            Objection(RULE, person, {**lack, "to": to or None, "lift_by": gate(RULE).lift_by})
            for person in sorted(move.people)
            if not assessed_elsewhere(person) and (lack := self._lack(person, to, move.at)) is not None
        ]

    def _lack(self, person: PersonId, to: str, now: datetime) -> dict[str, str | int | None] | None:
        found = self.assessment(person, to)
        if found is None or found.at > now:
            return {"lack": "not-assessed"}
        if found.outcome != "no-risk":
            return {"lack": "risk" if found.outcome == "risk" else "unknown"}
        return {"lack": "expired", "until": written(found.until)} if now >= found.until else None
