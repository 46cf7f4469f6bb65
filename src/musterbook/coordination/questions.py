"""Questions: what one agency asked another, by when it wanted an answer, and whether it got one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from musterbook.coordination.facts import Answered, Asked
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the fact that asked it, when, and the sealed answer once there is one."""

    name: str
    terms: Asked
    asked_at: datetime
    answered_at: datetime | None = None
    answer: Digest | None = None


class Questions:
    """Every question in the book."""

    def __init__(self) -> None:
        self._named: dict[str, Question] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The questions after these entries."""
        questions = cls()
        for entry in entries:
            questions.add(entry)
        return questions

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; the first answer counts."""
        match entry.fact:
            case Asked() as fact:
                self._named.setdefault(fact.question, Question(fact.question, fact, entry.happened_at))
            case Answered(question=name, text=text) if name in self._named:
                one = self._named[name]
                if one.answered_at is None:
                    self._named[name] = replace(one, answered_at=entry.happened_at, answer=text)
        return True

    def all(self) -> tuple[Question, ...]:
        """Every question, by when an answer is wanted."""
        return tuple(sorted(self._named.values(), key=lambda one: (one.terms.due, one.name)))

    def open(self) -> tuple[Question, ...]:
        """Those that nobody has answered."""
        return tuple(one for one in self.all() if one.answered_at is None)
