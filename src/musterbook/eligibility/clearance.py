"""Clearances: a named reviewer permits one person's move to a destination, until a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.eligibility.classes import NEVER
from musterbook.eligibility.facts import ClearanceWithdrawn, Cleared
from musterbook.eligibility.gates import gate
from musterbook.eligibility.settings import DEFAULT, EligibilitySettings
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Clearance:
    """A permission.

    Attributes:
        person: whom it is about.
        giver: who held him when it was given.
        destination: where he may be taken.
        legal_basis: on what ground.
        given_at: when the reviewer decided.
        until: when it says it ends; the operation's settings may end it sooner.
        entry: the entry that gave it.
    """

    person: PersonId
    giver: CustodianId
    destination: CustodianId
    legal_basis: str
    given_at: datetime
    until: datetime
    entry: Digest

    def ends(self, settings: EligibilitySettings) -> datetime:
        """When it no longer holds: at its own end, or so many hours after it was given, whichever comes first."""
        return min(self.until, self.given_at + settings.clearance_lasts)


class Clearances:
    """The newest clearance of everyone to each destination."""

    def __init__(self, settings: EligibilitySettings = DEFAULT) -> None:
        self._settings = settings
        self._given: dict[PersonId, dict[CustodianId, Clearance]] = {}
        self._withdrawn: dict[PersonId, datetime] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry], settings: EligibilitySettings = DEFAULT) -> Self:
        """The clearances after these entries."""
        clearances = cls(settings)
        for entry in entries:
            clearances.add(entry)
        return clearances

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case Cleared() as fact if entry.happened_at > self._withdrawn.get(fact.person, NEVER):
                self._given.setdefault(fact.person, {})[fact.destination] = _clearance(fact, entry)
            case ClearanceWithdrawn() as fact:
                self._given.pop(fact.person, None)
                self._withdrawn[fact.person] = entry.happened_at
        return True

    def clearance(self, person: PersonId, destination: CustodianId, now: datetime) -> Clearance | None:
        """The clearance that lets this person be taken there now, if there is one."""
        given = self._given.get(person, {}).get(destination)
        return given if given is not None and now < given.ends(self._settings) else None

    def is_cleared(self, person: PersonId, now: datetime) -> bool:
        """Whether he may be taken anywhere at all now."""
        return any(now < one.ends(self._settings) for one in self._given.get(person, {}).values())

    def objections(self, move: Move) -> list[Objection]:
        """`eligibility.clearance`: none, expired, or to another destination."""
        line = gate("eligibility.clearance")
        if not line.asked(move):
            return []
        destination = move.destination or move.receiver
        return [
            Objection(line.rule, person, {**self._lack(person, destination), "lift_by": line.lift_by})
            for person in sorted(move.people)
            if self.clearance(person, destination, move.at) is None
        ]

    def _lack(self, person: PersonId, destination: CustodianId) -> dict[str, str | int | None]:
        """What is wrong with the clearances he has."""
        given = self._given.get(person, {})
        if destination in given:
            ended = given[destination].ends(self._settings)
            return {"lack": "expired", "destination": destination, "until": ended.isoformat()}
        elsewhere = ", ".join(sorted(given))
        return {"lack": "other-destination" if given else "none", "destination": destination, "cleared_for": elsewhere}


def _clearance(fact: Cleared, entry: Entry) -> Clearance:
    return Clearance(
        fact.person, fact.giver, fact.destination, fact.legal_basis, entry.happened_at, fact.until, entry.digest
    )  # fmt: skip
