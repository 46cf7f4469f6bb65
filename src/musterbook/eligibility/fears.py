"""Fears: whether each person was asked, in his language, if he fears the move, and which askings are put off.

Asked before he is handed to another authority or returned. A legal adviser and the chair may put the asking off for 72
hours; meanwhile he stays with the authority that has him, and the interview is a clock (casework.md section 4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.eligibility.facts import FearHeard
from musterbook.eligibility.gates import gate
from musterbook.ledger.entry import Entry
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import written

RULE: Final = "eligibility.fear-heard"
PUT_OFF_MOST: Final = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class PutOff:
    """An interview that is owed: with whom, by when, and why it was put off."""

    person: PersonId
    due_at: datetime
    because: str


class Fears:
    """Who was asked. A reading."""

    def __init__(self) -> None:
        self._heard: dict[PersonId, datetime] = {}
        self._put_off: dict[PersonId, tuple[datetime, PutOff]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """Who was asked after these entries."""
        fears = cls()
        for entry in entries:
            fears.add(entry)
        return fears

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry. Being asked in no language, or without an answer, is not being asked."""
        fact = entry.fact
        if not isinstance(fact, FearHeard):
            return True
        if fact.heard == "yes" and fact.interpreter and fact.answer is not None:
            self._heard[fact.person] = min(entry.happened_at, self._heard.get(fact.person, entry.happened_at))
        elif fact.heard == "deferred" and fact.deferred_until is not None:
            # The first putting off counts: nobody is put off again and again.
            until = min(fact.deferred_until, entry.happened_at + PUT_OFF_MOST)
            owed = PutOff(fact.person, until, fact.because)
            before = self._put_off.get(fact.person)
            if before is None or entry.happened_at < before[0]:
                self._put_off[fact.person] = (entry.happened_at, owed)
        return True

    def is_heard(self, person: PersonId, now: datetime) -> bool:
        """Whether he was asked by now."""
        heard = self._heard.get(person)
        return heard is not None and heard <= now

    def owed(self, now: datetime) -> tuple[PutOff, ...]:
        """Interviews put off and not held yet, the most urgent first; those over time are still owed."""
        found = (owed for _, owed in self._put_off.values() if not self.is_heard(owed.person, now))
        return tuple(sorted(found, key=lambda one: (one.due_at, one.person)))

    def objections(self, move: Move) -> list[Objection]:
        """`eligibility.fear-heard`, for people who would go to another authority or be returned."""
        line = gate("eligibility.fear-heard")
        return [
            Objection(line.rule, person, {**self._lack(person), "lift_by": line.lift_by})
            for person in sorted(move.people)
            if not self.is_heard(person, move.at)
        ]

    def _lack(self, person: PersonId) -> dict[str, str | int | None]:
        put_off = self._put_off.get(person)
        if put_off is None:
            return {"lack": "not-asked"}
        return {"lack": "put-off", "until": written(put_off[1].due_at)}
