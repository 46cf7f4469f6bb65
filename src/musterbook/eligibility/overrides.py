"""Overrides: a limited exception to one rule, for named people, on one handover, until a time.

An override removes exactly the objections it names and nothing else. There is no way to override all; no overrides at
all remove nothing; and what the table of gates gives nobody the right to override, no entry can.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Self

from musterbook.eligibility.facts import Overridden
from musterbook.eligibility.gates import GATES
from musterbook.eligibility.settings import DEFAULT, EligibilitySettings
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

DANGER: Final = frozenset(("protective", "emergency"))
"""Kinds of lots that move people out of danger (custody.md section 8)."""


@dataclass(frozen=True, slots=True)
class Override:
    """An exception.

    Attributes:
        rule: the one rule it is about.
        people: everyone it names.
        by: in whose name it was written.
        handover: the one handover it is for; empty when it is for a serial.
        serial: the one serial it is for, when people are moved out of danger; empty when it is for a handover.
        because: why.
        given_at: from when.
        until: it holds before this moment; cut to what the settings allow.
        signers: who signed, in the order of the entry.
        roles: in which roles they signed.
        in_danger: whether it lets people be moved out of danger: for protective and emergency lots alone.
        entry: the entry that gave it.
    """

    rule: str
    people: frozenset[PersonId]
    by: CustodianId
    handover: str
    serial: str
    because: str
    given_at: datetime
    until: datetime
    signers: tuple[str, ...]
    roles: tuple[str, ...]
    in_danger: bool
    entry: Digest

    def covers(self, objection: Objection, move: Move) -> bool:
        """Whether it removes this objection to this move. One about the whole move it removes if it names everybody."""
        return (
            objection.rule == self.rule
            and (move.people if objection.person is None else {objection.person}) <= self.people
            and self._is_for(move)
            and self.given_at <= move.at < self.until
            and self._may(objection, move)
        )

    def _is_for(self, move: Move) -> bool:
        if self.in_danger:
            return bool(self.serial) and move.serial == self.serial and move.kind in DANGER
        return bool(self.handover) and move.handover == self.handover

    def _may(self, objection: Objection, move: Move) -> bool:
        """Whether the table of gates lets those who signed it override this."""
        line = GATES.get(self.rule)
        if line is None:
            return False
        if self.in_danger:
            return line.may_be_overridden_in_danger(objection, self.roles)
        named = line.by != "receiver" or self.by in {move.receiver, move.destination}
        return named and line.may_be_overridden(objection)


class Overrides:
    """Every override in the book."""

    def __init__(self, settings: EligibilitySettings = DEFAULT) -> None:
        self._settings = settings
        self._given: list[Override] = []
        self._for: dict[str, list[Override]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry], settings: EligibilitySettings = DEFAULT) -> Self:
        """The overrides after these entries."""
        overrides = cls(settings)
        for entry in entries:
            overrides.add(entry)
        return overrides

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry. An override without a handover, or in danger without a serial, is for none."""
        fact = entry.fact
        if isinstance(fact, Overridden) and (lot := fact.serial if fact.in_danger == "yes" else fact.handover):
            one = _given(fact, entry, self._settings)
            self._given.append(one)
            self._for.setdefault(lot, []).append(one)
        return True

    def given(self, *, on: date | None = None) -> tuple[Override, ...]:
        """Every override, or those of one day, as the day's sheet lists them."""
        found = (one for one in self._given if on in {None, one.given_at.date()})
        return tuple(sorted(found, key=lambda one: (one.given_at, one.entry)))

    def remaining(self, objections: Iterable[Objection], move: Move) -> list[Objection]:
        """The objections to a move that no override removes."""
        given = [one for lot in {move.handover, move.serial} for one in self._for.get(lot, ())]
        return [one for one in objections if not any(override.covers(one, move) for override in given)]


def _given(fact: Overridden, entry: Entry, settings: EligibilitySettings) -> Override:
    return Override(
        fact.rule, fact.people, entry.by, fact.handover, fact.serial, fact.because, entry.happened_at,
        min(fact.until, entry.happened_at + settings.override_lasts), tuple(one.officer for one in entry.signed),
        tuple(one.role for one in entry.signed), fact.in_danger == "yes", entry.digest,
    )  # fmt: skip
