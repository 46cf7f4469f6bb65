"""Complaints: who complained, of whom, and who is to answer: never the one complained of, never who wrote it down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.custody.dues.facts import Complained, ComplaintAnswered
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

OUTCOMES: Final = ("upheld", "in-part", "rejected", "handed-on")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint.

    Attributes:
        entry: where it is written: its name.
        person: who complains.
        against: the officer or custodian complained of; empty where he names none.
        at, by: when and in whose name it was written.
        written_by: the officers who wrote it down.
        outcome: empty while nobody has answered; handed-on leaves it open.
        answer: digest of what was found.
    """

    entry: Digest
    person: PersonId
    against: str
    at: datetime
    by: CustodianId
    statement: Digest
    written_by: frozenset[str]
    outcome: str = ""
    answered_at: datetime | None = None
    answer: Digest | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.outcome in ("", "handed-on")

    def due(self, days: int) -> datetime:
        """By when it is to be answered."""
        return self.at + timedelta(days=days)

    def bars(self, officer: str) -> bool:
        """Whether an officer may not answer it: it is against him, or he wrote it down."""
        return officer == self.against or officer in self.written_by


class Complaints:
    """Every complaint, by its entry."""

    def __init__(self) -> None:
        self._complaints: dict[Digest, Complaint] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The complaints in these entries."""
        complaints = cls()
        for entry in entries:
            complaints.add(entry)
        return complaints

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; an answer by somebody barred leaves it open."""
        officers = frozenset(one.officer for one in entry.signed)
        match entry.fact:
            case Complained() as fact:
                self._complaints[entry.digest] = Complaint(
                    entry.digest, fact.person, fact.against, entry.happened_at, entry.by, fact.statement, officers
                )
            case ComplaintAnswered() as fact:
                self._answer(entry, fact, officers)
        return True

    def complaint(self, start: str) -> Complaint | None:
        """The complaint whose entry begins with these signs; None when there is none, or several."""
        found = [one for name, one in self._complaints.items() if start and name.startswith(start)]
        return found[0] if len(found) == 1 else None

    def all(self) -> tuple[Complaint, ...]:
        """Every complaint, the oldest first."""
        return tuple(sorted(self._complaints.values(), key=lambda one: (one.at, one.entry)))

    def open(self) -> tuple[Complaint, ...]:
        """Those that wait for an answer, the oldest first."""
        return tuple(one for one in self.all() if one.is_open)

    def of_person(self, person: PersonId) -> tuple[Complaint, ...]:
        """What someone complained of, the oldest first."""
        return tuple(one for one in self.all() if one.person == person)

    def _answer(self, entry: Entry, fact: ComplaintAnswered, officers: frozenset[str]) -> None:
        complaint = self._complaints.get(fact.complaint)
        if complaint is None or complaint.person != fact.person or not complaint.is_open:
            return
        if fact.outcome not in OUTCOMES or any(complaint.bars(officer) for officer in officers):
            return
        self._complaints[fact.complaint] = replace(
            complaint, outcome=fact.outcome, answered_at=entry.happened_at, answer=fact.answer
        )
