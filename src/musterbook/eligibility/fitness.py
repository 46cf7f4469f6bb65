"""Fitness: whom a clinician found fit to travel by which mode, until when and with what, and whom unfit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.eligibility.facts import FitnessCertified, FoundUnfit
from musterbook.ledger.entry import Entry
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import written

RULE: Final = "eligibility.fitness"
MODES: Final = ("heli", "fixed", "road", "foot", "ferry")
CONDITIONS: Final = ("oxygen", "stretcher", "escort", "low-altitude")
"""What a certificate may ask for on the way: oxygen, a stretcher, a clinician beside him, flying low."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a clinician last said about one person and one mode.

    Attributes:
        fit: whether he may travel so.
        at: when it was said.
        until: a certificate holds before this moment; None for a finding of unfitness, which holds until another one.
        conditions: with what.
        because: why not; empty for a certificate.
    """

    fit: bool
    at: datetime
    until: datetime | None
    conditions: frozenset[str] = frozenset()
    because: str = ""


class Fitness:
    """The newest finding about everyone for each mode. A reading."""

    def __init__(self) -> None:
        self._found: dict[PersonId, dict[str, Finding]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The findings after these entries."""
        fitness = cls()
        for entry in entries:
            fitness.add(entry)
        return fitness

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; of two in one second unfit wins."""
        fact = entry.fact
        if isinstance(fact, FitnessCertified):
            finding = Finding(fit=True, at=entry.happened_at, until=fact.until, conditions=fact.conditions)
        elif isinstance(fact, FoundUnfit):
            finding = Finding(fit=False, at=entry.happened_at, until=None, because=fact.because)
        else:
            return True
        for person in fact.people:
            by_mode = self._found.setdefault(person, {})
            for mode in fact.modes:
                before = by_mode.get(mode)
                if before is None or (before.at, not before.fit) <= (finding.at, not finding.fit):
                    by_mode[mode] = finding
        return True

    def of_person(self, person: PersonId) -> dict[str, Finding]:
        """Mode → what was last found about someone."""
        return dict(sorted(self._found.get(person, {}).items()))

    def conditions(self, person: PersonId, mode: str) -> frozenset[str]:
        """What someone needs on the way by this mode."""
        finding = self._found.get(person, {}).get(mode)
        return frozenset() if finding is None else finding.conditions

    def ending(self, until: datetime) -> tuple[tuple[datetime, PersonId, str], ...]:
        """Certificates that end by a moment, the earliest first: when, whose, for which mode."""
        return tuple(
            sorted(
                (finding.until, person, mode)
                for person, by_mode in self._found.items()
                for mode, finding in by_mode.items()
                if finding.until is not None and finding.until <= until
            )
        )

    def objections(self, move: Move, hours: int) -> list[Objection]:
        """Gate `eligibility.fitness`: found unfit for the mode; or no certificate that holds, where one is asked.

        With `hours` at 0 no certificate is asked, and only a finding of unfitness objects.
        """
        return [
            Objection(RULE, person, {"mode": move.mode, **values})
            for person in sorted(move.people if hours else move.people & self._found.keys())
            if (values := self._why_not(person, move, hours)) is not None
        ]

    def _why_not(self, person: PersonId, move: Move, hours: int) -> dict[str, str | int | None] | None:
        finding = self._found.get(person, {}).get(move.mode)
        if finding is not None and not finding.fit:
            return {"why": "unfit", "because": finding.because}
        if not hours:
            return None
        if finding is None or finding.until is None:
            return {"why": "no-certificate"}
        ends = min(finding.until, finding.at + timedelta(hours=hours))
        return None if move.at < ends else {"why": "expired", "until": written(ends)}
