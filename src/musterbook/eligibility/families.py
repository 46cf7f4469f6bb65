"""Families: people who belong together are not parted unless a protection officer decided that they may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Self

from musterbook.eligibility.apart import Linked
from musterbook.eligibility.facts import PartingDecided
from musterbook.eligibility.gates import gate
from musterbook.ledger.entry import Entry
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

Holder = Callable[[PersonId], CustodianId | None]
"""Who answers for a person now; None for the far side and for someone never registered."""


class Partings:
    """The partings that protection officers decided."""

    def __init__(self) -> None:
        self._decided: dict[PersonId, list[frozenset[PersonId]]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The decisions after these entries."""
        partings = cls()
        for entry in entries:
            partings.add(entry)
        return partings

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        if isinstance(entry.fact, PartingDecided):
            for person in entry.fact.people:
                self._decided.setdefault(person, []).append(entry.fact.people)
        return True

    def may_part(self, one: PersonId, other: PersonId) -> bool:
        """Whether somebody decided that these two may be parted."""
        return any(other in people for people in self._decided.get(one, ()))

    def objections(self, move: Move, *, linked: Linked, holder: Holder) -> list[Objection]:
        """`eligibility.family`: someone moved whose relative stays behind with the giver, and nothing was decided.

        Args:
            move: the move.
            linked: who belongs together with whom; another room knows.
            holder: who answers for a person; a relative who is not with the giver is not parted by this move.
        """
        line = gate("eligibility.family")
        if not line.asked(move):
            return []
        return [
            Objection(line.rule, person, {"other": other, "lift_by": line.lift_by})
            for person in sorted(move.people)
            for other in sorted(set(linked(person)) - move.people - move.aboard)
            if holder(other) == move.giver and not self.may_part(person, other)
        ]
