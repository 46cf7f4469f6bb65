"""Contests: what people say is wrong of what the book has of them, until somebody who did not write it answers.

An open contest of who someone is, of his age, or of his being on the list at all, is a hold (custody.md section 11).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.custody.dues.facts import ContestAnswered, Contested
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

ABOUT: Final = ("name", "age", "nationality", "family", "injury", "property", "identity", "list", "entry")
HOLDS: Final = frozenset(("age", "identity", "name", "list"))
"""What stops a move while it is open."""
OUTCOMES: Final = ("upheld", "in-part", "rejected")
GROUND: Final = "contest-open"


@dataclass(frozen=True, slots=True)
class Contest:
    """One contest.

    Attributes:
        entry: where it is written: its name.
        person, about, contested: who says it, of what, and of which entry where it is one.
        at: when he said it.
        barred: the officers who wrote what is contested: none of them answers.
        outcome: empty while it is open.
        answered: the entry that answered it.
        amended: the entry that put it right.
    """

    entry: Digest
    person: PersonId
    about: str
    contested: Digest | None
    at: datetime
    statement: Digest
    barred: frozenset[str]
    outcome: str = ""
    answered_at: datetime | None = None
    answered: Digest | None = None
    amended: Digest | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return not self.outcome

    def due(self, days: int) -> datetime:
        """By when it is to be answered."""
        return self.at + timedelta(days=days)


class Contests:
    """Every contest, by its entry."""

    def __init__(self) -> None:
        self._contests: dict[Digest, Contest] = {}
        self._of: dict[PersonId, list[Digest]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The contests in these entries."""
        contests = cls()
        for entry in entries:
            contests.add(entry)
        return contests

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; the first answer counts, and none by whoever wrote what is contested."""
        match entry.fact:
            case Contested() as fact if fact.about in ABOUT:
                self._contests[entry.digest] = Contest(
                    entry.digest, fact.person, fact.about, fact.entry, entry.happened_at, fact.statement, fact.barred
                )
                self._of.setdefault(fact.person, []).append(entry.digest)
            case ContestAnswered() as fact:
                self._answer(entry, fact)
        return True

    def contest(self, start: str) -> Contest | None:
        """The contest whose entry begins with these signs; None when there is none, or several."""
        found = [one for name, one in self._contests.items() if start and name.startswith(start)]
        return found[0] if len(found) == 1 else None

    def of_person(self, person: PersonId) -> tuple[Contest, ...]:
        """Everything someone contested, in reading order."""
        return tuple(self._contests[name] for name in self._of.get(person, ()))

    def open(self) -> tuple[Contest, ...]:
        """Those that nobody has answered, the oldest first."""
        return tuple(
            sorted((one for one in self._contests.values() if one.is_open), key=lambda one: (one.at, one.entry))
        )

    def objections(self, move: Move) -> list[Objection]:
        """`eligibility.hold` with the ground contest-open: it is not for the mover to say that a man is mistaken."""
        if move.stage == "arriving":
            return []
        return [
            Objection("eligibility.hold", person, {"ground": GROUND, "lift_by": "legal-reviewer"})
            for person in sorted(move.people & self._of.keys())
            if any(one.is_open and one.about in HOLDS for one in self.of_person(person))
        ]

    def _answer(self, entry: Entry, fact: ContestAnswered) -> None:
        contest = self._contests.get(fact.contest)
        if contest is None or contest.person != fact.person or not contest.is_open or fact.outcome not in OUTCOMES:
            return
        if any(one.officer in contest.barred for one in entry.signed):
            return
        self._contests[fact.contest] = replace(
            contest, outcome=fact.outcome, answered=entry.digest, answered_at=entry.happened_at, amended=fact.amended
        )
