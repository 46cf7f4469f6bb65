"""The talks of a rehearsal: each is asked what he fears, and an independent reviewer says what awaits him elsewhere.

Before anybody comes into other hands (casework.md section 4). What he answers is invented; who was asked, in which
language, by whom and when is in the book, one act a man. Whoever is found to be in danger stays where he is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.facts import FearHeard, RefoulementAssessed
from musterbook.eligibility.fears import Fears
from musterbook.eligibility.holds import Holds
from musterbook.eligibility.refoulement import HOLDS_MOST
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId

ADVISER: Final = "legal:legal-reviewer"
REVIEWER: Final = "independent:independent-reviewer"
HOUR: Final = timedelta(hours=1)
NO_RISK: Final = "no-risk"


@dataclass(frozen=True, slots=True)
class Interviews:
    """The talks of one rehearsal.

    Attributes:
        said: `[interviews]`: `from` and `until` (first and last morning), `hours` (rounds in a day), `an_hour` (people
            heard at one site in an hour), `sites`, `to` (the authority that would hold them), `language` and
            `languages` (of most, and of those of a nationality), and `found` (ground of a hold → what the reviewer
            finds about whoever is held on it).
    """

    stage: Stage
    said: Mapping[str, Any]
    _heard: set[PersonId] = field(default_factory=set)

    def set(self) -> None:
        """Set every round of every day; a day without anybody to be heard passes without a word."""
        day = self.said["from"]
        while day <= self.said["until"]:
            for hour in range(self.said["hours"]):
                self.stage.at(day + hour * HOUR, self.round)
            day += timedelta(days=1)

    def round(self) -> None:
        """An hour of talks at every site, with whoever has not been heard yet."""
        roll, fears = self.stage.book.reading(Roll), self.stage.book.reading(Fears)
        for site in self.said["sites"]:
            here = sorted(roll.on(in_hand(CustodianId(site))) - self._heard)
            self._heard.update(person for person in here if fears.is_heard(person, self.stage.now))
            waiting = [person for person in here if person not in self._heard]
            self.hear(waiting[: self.said["an_hour"]])

    def hear(self, people: Sequence[PersonId]) -> None:
        """Each is asked in his language, and his answer is one of the reasons of what is found."""
        if people:
            classes, languages = self.stage.book.reading(Classes), self.said["languages"]
            hear(
                self.stage, people,
                language=lambda person: languages.get(classes.codes(person).nationality, self.said["language"]),
            )  # fmt: skip
            assess(self.stage, people, to=self.said["to"], found=self.said["found"])


def hear(stage: Stage, people: Sequence[PersonId], *, language: Callable[[PersonId], str]) -> None:
    """A legal adviser asks each whether he fears the move; what he says is sealed."""
    acting = stage.desk(ADVISER)
    answers = stage.book.seal([(person, "fear", b"invented: what he answered") for person in people])
    stage.book.write_all(
        [
            acting.draft(
                FearHeard(person=person, heard="yes", asked_at=acting.at, interpreter=language(person), answer=answer)
            )
            for person, answer in zip(people, answers, strict=True)
        ]
    )  # fmt: skip


def assess(stage: Stage, people: Sequence[PersonId], *, to: str, found: Mapping[str, str]) -> None:
    """An independent reviewer says of each what awaits him in the hands of an authority, and he is told."""
    acting, holds = stage.desk(REVIEWER), stage.book.reading(Holds)
    reasons = stage.book.seal([(person, "risk-reasons", b"invented: on what it rests") for person in people])
    stage.book.write_all(
        [
            acting.draft(
                RefoulementAssessed(
                    person=person, to=to, outcome=_found(holds, person, found), reasons=why,
                    until=acting.at + HOLDS_MOST, told=True,
                )
            )
            for person, why in zip(people, reasons, strict=True)
        ]
    )  # fmt: skip


def _found(holds: Holds, person: PersonId, found: Mapping[str, str]) -> str:
    """What is found: something is only of whoever is held on a ground that speaks of danger, or of doubt."""
    return next((found[one.ground] for one in holds.on(person) if one.ground in found), NO_RISK)
