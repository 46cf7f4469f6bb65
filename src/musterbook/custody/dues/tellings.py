"""Tellings: who was told of his move before it, or aboard with the reason, and who did not understand it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple, Self

from musterbook.custody.dues.facts import Told
from musterbook.ledger.entry import Entry
from musterbook.terms.people import PersonId

WHAT: Final = ("move", "rights")
WHEN: Final = ("before", "aboard")


class Telling(NamedTuple):
    """One person told once: when, for which handover where one is named, whither, and whether he understood."""

    at: datetime
    handover: str
    custodian: str
    destination: str
    understood: bool


class Tellings:
    """Everything anybody was told."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, PersonId], list[Telling]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What these entries say."""
        tellings = cls()
        for entry in entries:
            tellings.add(entry)
        return tellings

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        fact = entry.fact
        if isinstance(fact, Told) and fact.what in WHAT:
            for person in fact.people:
                understood = person not in fact.not_understood
                one = Telling(entry.happened_at, fact.handover, fact.custodian, fact.destination, understood)
                self._told.setdefault((fact.what, person), []).append(one)
        return True

    def of_person(self, person: PersonId, what: str = "move") -> tuple[Telling, ...]:
        """Every time someone was told of something, oldest first."""
        return tuple(sorted(self._told.get((what, person), ())))

    def knows_of_move(self, person: PersonId, *, since: datetime, handover: str, whither: frozenset[str]) -> bool:
        """Whether someone was told, and understood, where this handover takes him.

        What he was told since he came where he is counts, and names this handover, or a place or custodian of its way.
        """
        return any(
            one.understood
            and one.at >= since
            and (one.handover == handover if one.handover else not whither.isdisjoint((one.custodian, one.destination)))
            for one in self._told.get(("move", person), ())
        )
