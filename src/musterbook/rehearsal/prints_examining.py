"""Examiners in a rehearsal: two who answer blind, a third where they differ, and what follows from what they agree on.

Their answers are drawn with a stated rate of error, so that the report on examiners can be held against what is so.
They are right or wrong about what they see and never sure about what nobody can see (biometrics.md sections 9, 13).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Final

from musterbook.biometrics.adjudication import SENIOR, Adjudication, Pair
from musterbook.biometrics.identities import Identification, Identities
from musterbook.custody.facts import Merged, Unmerged
from musterbook.custody.roll import Roll
from musterbook.operation import examining
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.rehearsal.prints_planted import Planted
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId, in_hand

EXAMINERS: Final = ("examiner-1:examiner", "examiner-2:examiner", "senior:senior-examiner")
NAMING: Final = "examiner:examiner"
"""Who writes whom a pair shows, having judged none."""
OFFICER: Final = "identity:identity-officer"
REVIEWERS: Final = ("independent:independent-reviewer", "legal:legal-reviewer")
REASONS: Final[Mapping[str, str]] = {
    "same": "invented: points and ridges between them run alike",
    "different": "invented: points that both show lie otherwise",
    "unsure": "invented: too little can be seen to say",
}
BECAUSE: Final = "invented: two bands, one man, by the prints"
HOUR: Final = timedelta(hours=1)


@dataclass(slots=True)
class Answers:
    """What examiners answer, drawn: right, or wrong or unsure as often as was said, and unsure of what has no picture.

    Attributes:
        count: answers about what can be seen: those that were sure, those of them that were wrong, and the unsure.
    """

    seed: int
    planted: Planted
    errs: float
    unsure: float
    count: dict[str, int] = field(default_factory=lambda: {"sure": 0, "wrong": 0, "unsure": 0})
    chance: Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Random(f"examiners/{self.seed}")

    def answer(self, pair: Pair) -> str:
        """One examiner's answer."""
        drawn, true = self.chance.random(), self.planted.alike(pair)
        if not self.planted.seen(pair):
            return "unsure"
        if drawn < self.unsure:
            self.count["unsure"] += 1
            return "unsure"
        wrong = drawn < self.unsure + self.errs * (1 - self.unsure)
        self.count["sure"] += 1
        self.count["wrong"] += wrong
        return "same" if true != wrong else "different"


@dataclass(slots=True)
class Examining:
    """The examiners of one rehearsal.

    Attributes:
        said: `errs` and `unsure` (share of answers about pairs that can be seen), `minutes_a_pair`, `contested`
            (whether one who was told contests it and is heard), `one_is_left` (for whoever plays to judge by hand).
        beside: opens what lies beside the book.
        planted: whose fingers each sitting holds; only the drawing of answers looks.
        answers: what they answer.
    """

    stage: Stage
    said: Mapping[str, Any]
    seed: int
    beside: Callable[[], AbstractContextManager[BiometricsBeside]]
    planted: Planted
    answers: Answers = field(init=False)

    def __post_init__(self) -> None:
        self.answers = Answers(self.seed, self.planted, float(self.said["errs"]), float(self.said["unsure"]))

    def begin(self) -> None:
        """Each takes the pair that has waited longest for him, until none is left."""
        stage = self.stage
        with self.beside() as beside:
            took = [self._take(beside, one) for one in EXAMINERS]
            queue = beside.book.reading(Adjudication).queue(self._name(EXAMINERS[-1]), senior=True)
            left = any(one.wants == SENIOR for one in queue)
        if any(took) or left:
            stage.at(stage.now + timedelta(minutes=self.said["minutes_a_pair"]), self.begin)

    def conclude(self) -> None:
        """Of each pair that was judged the same an examiner writes whom it shows; an hour later another agrees."""
        with self.beside() as beside:
            for pair in beside.book.reading(Adjudication).pairs():
                if pair.answer == "same" and pair.fact.kind_of != "swap" and self._of_two(pair):
                    acting = self.stage.desk(NAMING)
                    if not examining.known_pair(beside, pair):
                        examining.identify_as(beside, acting, pair.number, reason=BECAUSE)
        self.stage.at(self.stage.now + HOUR, self.agree)

    def agree(self) -> None:
        """The identity officer agrees, and each is told; numbers of one man are merged by facility and examiner."""
        with self.beside() as beside:
            for one in beside.book.reading(Identities).all():
                examining.agree(beside, self.stage.desk(OFFICER), one.entry, because=BECAUSE)
            for one in beside.book.reading(Identities).all():
                examining.tell(beside, self.stage.desk(OFFICER), one.entry, how="interpreter")
                self._merge(one)
        self.stage.at(self.stage.now + 14 * HOUR, self.contest)

    def contest(self) -> None:
        """One who was told says it is wrong."""
        with self.beside() as beside:
            merged = beside.book.reading(Roll).merged_into
            stands = [one for one in beside.book.reading(Identities).all() if one.stands and one.fact.person in merged]
            if stands and self.said["contested"]:
                acting = self.stage.desk("protection:protection-officer")
                because = "invented: we are two, and he is my brother"
                entry = examining.contest(beside, acting, stands[-1].entry, because=because)
                self.stage.at(self.stage.now + 5 * HOUR, lambda: self.answer(str(entry.digest), stands[-1]))

    def answer(self, contest: str, one: Identification) -> None:
        """Two who had no part hear him, and take it back; the numbers are two again."""
        with self.beside() as beside:
            because = "invented: his brother was seen beside him"
            examining.answer_contest(beside, self.stage.desk(*REVIEWERS), contest, "withdrawn", because=because)
        fact = one.fact
        assert fact.other is not None
        self._sign(Unmerged(keeps=fact.other, absorbs=fact.person, because="heard: they are two"))

    def mixed_up_found(self) -> bool:
        """Whether examiners found that two captures of one day are of one man."""
        pairs = self.stage.book.reading(Adjudication).pairs()
        return any(one.answer == "same" and one.fact.kind_of == "swap" for one in pairs)

    def _take(self, beside: BiometricsBeside, officer: str) -> bool:
        """One examiner opens a pair and answers it; False where none waits for him."""
        looking = self.stage.desk(officer)
        who, role = looking.officers[0]
        senior = role == examining.SENIOR_ROLE
        queue = beside.book.reading(Adjudication).queue(who, senior=senior)
        left = self._left(beside)
        seen = [one for one in queue if one.number != left and all(said.at <= looking.at for said in one.judgements)]
        pair = next((one for one in seen if (one.wants == SENIOR) == senior), None)
        if pair is None:
            return False
        examining.open_pair(beside, pair.number, who, at=looking.at)
        answer = self.answers.answer(pair)
        seconds = self.answers.chance.randrange(40, 30 * self.said["minutes_a_pair"])
        acting = self.stage.desk(officer, at=looking.at + timedelta(seconds=seconds))
        examining.judge(beside, acting, pair.number, answer, reason=REASONS[answer])
        return True

    def _of_two(self, pair: Pair) -> bool:
        """Whether it is about two numbers: two captures of one number say nothing new."""
        return bool(pair.fact.gallery) or len(pair.people) > 1

    def _merge(self, one: Identification) -> None:
        """The number found to be the other goes to the far side, where both are still here."""
        fact, book = one.fact, self.stage.book
        here = book.reading(Roll).on(in_hand(self._end()))
        if fact.other is not None and {fact.person, fact.other} <= here:
            merged = Merged(keeps=fact.other, absorbs=fact.person, because=BECAUSE, examination=one.entry)
            self._sign(merged)

    def _sign(self, fact: Merged | Unmerged) -> None:
        acting = self.stage.by(self._end(), "officer:site-officer", f"{self.stage.book.settings.desk}.{NAMING}")
        self.stage.book.write(acting.draft(fact))

    def _left(self, beside: BiometricsBeside) -> str:
        """The pair that is left for whoever plays: the newest with somebody of the list."""
        listed = [one.number for one in beside.book.reading(Adjudication).pairs() if one.fact.gallery]
        return listed[-1] if listed and self.said["one_is_left"] else ""

    def _name(self, officer: str) -> str:
        return f"{self.stage.book.settings.desk}.{officer.partition(':')[0]}"

    def _end(self) -> CustodianId:
        return CustodianId(self.stage.book.settings.destination)
