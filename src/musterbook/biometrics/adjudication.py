"""Adjudication: pairs put before examiners, whose answer each still waits for, and what they come to.

    proposed ─ A ─ B ─┬─ both same or both different: that is the answer
                      └─ otherwise ─ C, senior: two alike of three, or unsettled, and it stays on the list

An answer counts only if it was given blind, by an examiner who captured neither of the two, declared no interview with
either, has not stepped aside and has not answered before. One that does not count is kept and shown (biometrics.md
sections 3 and 9).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from musterbook.biometrics.facts import Enrolled, InterviewDeclared, Judged, Proposed, SteppedAside
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

ANSWERS: Final = ("same", "different", "unsure")
KINDS: Final = ("duplicate", "gallery", "swap")
SENIOR: Final = "senior"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One examiner's answer that counts."""

    entry: Digest
    examiner: str
    answer: str
    at: datetime
    seconds: int
    capacity: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One proposal as it stands.

    Attributes:
        fact: the two, and of which kind.
        entry: the entry that proposed it.
        at: since when it waits.
        people: the numbers of the two, as far as they are persons of the book.
        judgements: answers that count, oldest first.
        not_counted: entries of answers that do not.
        answer: same, different or unsettled; empty while it waits.
    """

    fact: Proposed
    entry: Digest
    at: datetime
    people: frozenset[PersonId]
    judgements: tuple[Judgement, ...] = ()
    not_counted: tuple[Digest, ...] = ()
    answer: str = ""

    @property
    def number(self) -> str:
        """Such as `P-karkh-88`."""
        return self.fact.proposal

    @property
    def wants(self) -> str:
        """Whose answer it waits for: examiner, senior, or nobody's (empty)."""
        if self.answer:
            return ""
        return SENIOR if len(self.judgements) >= 2 else "examiner"


class Adjudication:
    """Every proposal and what examiners made of it."""

    def __init__(self) -> None:
        self._proposed: dict[str, Entry] = {}
        self._judged: dict[str, list[tuple[int, Entry]]] = defaultdict(list)
        self._aside: dict[str, dict[str, int]] = defaultdict(dict)
        self._captured: dict[str, set[str]] = defaultdict(set)
        self._person_of: dict[str, PersonId] = {}
        self._interviewed: dict[PersonId, dict[str, int]] = defaultdict(dict)
        self._read = 0
        self.proposed_twice: list[Entry] = []

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The proposals after these entries."""
        adjudication = cls()
        for entry in entries:
            adjudication.add(entry)
        return adjudication

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        self._read += 1
        match entry.fact:
            case Proposed() as fact:
                if self._proposed.setdefault(fact.proposal, entry) is not entry:
                    self.proposed_twice.append(entry)
            case Judged() as fact:
                self._judged[fact.proposal].append((self._read, entry))
            case SteppedAside() as fact:
                self._aside[fact.proposal].setdefault(fact.examiner, self._read)
            case InterviewDeclared() as fact:
                self._interviewed[fact.person].setdefault(fact.officer, self._read)
            case Enrolled() as fact:
                self._person_of.setdefault(fact.enrolment, fact.person)
                parts = {fact.operator, fact.supervised_by, *(one.officer for one in entry.signed)}
                self._captured[fact.enrolment] |= parts - {""}
        return True

    def pair(self, number: str) -> Pair | None:
        """One proposal by its number."""
        entry = self._proposed.get(number)
        if entry is None:
            return None
        assert isinstance(entry.fact, Proposed)
        judgements, not_counted = self._counted(entry.fact)
        return Pair(
            entry.fact, entry.digest, entry.happened_at, self._people(entry.fact), judgements, not_counted,
            answer_of([one.answer for one in judgements]),
        )  # fmt: skip

    def pairs(self) -> tuple[Pair, ...]:
        """Every proposal, oldest first."""
        found = (self.pair(number) for number in self._proposed)
        return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.at, one.number)))

    def waiting(self) -> tuple[Pair, ...]:
        """Proposals that wait for an answer, oldest first."""
        return tuple(one for one in self.pairs() if one.wants)

    def unsettled(self) -> tuple[Pair, ...]:
        """Proposals on which no two of three agreed, oldest first; they stay on the list."""
        return tuple(one for one in self.pairs() if one.answer == "unsettled")

    def queue(self, examiner: str, *, senior: bool = False) -> tuple[Pair, ...]:
        """What waits for this examiner, oldest first: never a pair he is barred from."""
        wanted = {"examiner", SENIOR} if senior else {"examiner"}
        return tuple(one for one in self.waiting() if one.wants in wanted and not self.barred(one, examiner))

    def barred(self, pair: Pair, examiner: str) -> tuple[Objection, ...]:
        """Why an examiner may not judge a pair; nothing when he may."""
        sides = (pair.fact.left, pair.fact.right)
        said = {
            "biometrics.own-capture": any(examiner in self._captured.get(side, ()) for side in sides),
            "biometrics.interviewed": any(examiner in self._interviewed.get(one, {}) for one in pair.people),
            "biometrics.aside": examiner in self._aside.get(pair.number, {}),
            "biometrics.judged-already": examiner in {one.examiner for one in pair.judgements},
        }
        return tuple(Objection(rule, values={"proposal": pair.number}) for rule, holds in said.items() if holds)

    def between(self, left: str, right: str) -> Pair | None:
        """The proposal about these two, whichever stands left."""
        for number, entry in self._proposed.items():
            if isinstance(entry.fact, Proposed) and {entry.fact.left, entry.fact.right} == {left, right}:
                return self.pair(number)
        return None

    def of_person(self, person: PersonId) -> tuple[Pair, ...]:
        """Every proposal that holds an enrolment of his, oldest first."""
        return tuple(one for one in self.pairs() if person in one.people)

    def _people(self, fact: Proposed) -> frozenset[PersonId]:
        known = (self._person_of.get(side) for side in (fact.left, fact.right))
        return frozenset(person for person in known if person is not None)

    def _counted(self, fact: Proposed) -> tuple[tuple[Judgement, ...], tuple[Digest, ...]]:
        """The answers that count, and the entries of those that do not."""
        counted, others = list[Judgement](), list[Digest]()
        for place, entry in self._judged.get(fact.proposal, ()):
            judged = entry.fact
            assert isinstance(judged, Judged)
            if self._counts(fact, judged, entry, place=place, before=counted):
                counted.append(
                    Judgement(
                        entry.digest, judged.examiner, judged.answer, entry.happened_at, judged.seconds, judged.capacity
                    )
                )
            else:
                others.append(entry.digest)
        return tuple(counted), tuple(others)

    def _counts(
        self, fact: Proposed, judged: Judged, entry: Entry, *, place: int, before: Sequence[Judgement]
    ) -> bool:  # fmt: skip
        """Whether an answer counts after those before it."""
        who, signers = judged.examiner, {one.officer for one in entry.signed}
        bars = [self._interviewed.get(one, {}).get(who) for one in self._people(fact)]
        bars.append(self._aside.get(fact.proposal, {}).get(who))
        return (
            judged.answer in ANSWERS
            and judged.blind
            and (not signers or who in signers)
            and not any(who in self._captured.get(side, ()) for side in (fact.left, fact.right))
            and not any(since is not None and since < place for since in bars)
            and who not in {one.examiner for one in before}
            and not answer_of([one.answer for one in before])
            and (len(before) < 2 or judged.capacity == SENIOR)
        )


def answer_of(answers: Sequence[str]) -> str:
    """What answers come to, in the order given: same, different, unsettled, or nothing yet.

    Two that are unsure do not agree on anything: a third, senior, is asked, and two alike of three are two who know.
    """
    alike, said = Counter(answers[:3]), None
    for answer in ("same", "different"):
        if alike[answer] >= 2:
            said = answer
    if said is not None:
        return said
    return "unsettled" if len(answers) >= 3 else ""
