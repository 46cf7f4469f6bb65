"""Overrides: a limited exception to one rule, for named people, on one handover, until a time.

An override removes exactly the objections it names and nothing else. There is no way to override all; no overrides at
all remove nothing; and what the table of gates gives nobody the right to override, no entry can.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from musterbook.eligibility.facts import Overridden
from musterbook.eligibility.gates import may_be_overridden
from musterbook.eligibility.settings import DEFAULT, EligibilitySettings
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Override:
    """An exception.

    Attributes:
        rule: the one rule it is about.
        people: everyone it names.
        handover: the one handover it is for.
        because: why.
        given_at: from when.
        until: it holds before this moment; cut to what the settings allow.
        signers: who signed, in the order of the entry.
        entry: the entry that gave it.
    """

    rule: str
    people: frozenset[PersonId]
    handover: str
    because: str
    given_at: datetime
    until: datetime
    signers: tuple[str, ...]
    entry: Digest

    def covers(self, objection: Objection, move: Move) -> bool:
        """Whether it removes this objection to this move."""
        return (
            objection.rule == self.rule
            and objection.person in self.people
            and move.handover == self.handover
            and self.given_at <= move.at < self.until
            and may_be_overridden(objection)
        )


class Overrides:
    """Every override in the book."""

    def __init__(self, settings: EligibilitySettings = DEFAULT) -> None:
        self._settings = settings
        self._given: dict[str, list[Override]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry], settings: EligibilitySettings = DEFAULT) -> Self:
        """The overrides after these entries."""
        overrides = cls(settings)
        for entry in entries:
            overrides.add(entry)
        return overrides

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry. An override without a handover is for none."""
        fact = entry.fact
        if isinstance(fact, Overridden) and fact.handover:
            until = min(fact.until, entry.happened_at + self._settings.override_lasts)
            signers = tuple(one.officer for one in entry.signed)
            self._given.setdefault(fact.handover, []).append(
                Override(
                    fact.rule, fact.people, fact.handover, fact.because, entry.happened_at, until, signers, entry.digest
                )
            )
        return True

    def given(self, *, on: date | None = None) -> tuple[Override, ...]:
        """Every override, or those of one day, as the day's sheet lists them."""
        found = (one for given in self._given.values() for one in given if on in {None, one.given_at.date()})
        return tuple(sorted(found, key=lambda one: (one.given_at, one.entry)))

    def remaining(self, objections: Iterable[Objection], move: Move) -> list[Objection]:
        """The objections to a move that no override removes."""
        given = self._given.get(move.handover, []) if move.handover else []
        return [one for one in objections if not any(override.covers(one, move) for override in given)]
