"""Watched over, in a rehearsal: what is to be known of people is raised and lifted, and some are looked at every hour.

A watch is set at reception by two, renewed each day, and ended by health staff; of one person nobody renews it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from musterbook.custody.care.welfare import LOOK
from musterbook.custody.roll import Roll
from musterbook.operation import caring, sheets_watching
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId

OFFICER: Final = "officer:site-officer"
RECEIVING: Final = "officer:receiving-officer"
CLINICIAN: Final = "clinician:clinician"
SECURITY: Final = "security:security-officer"


@dataclass(slots=True)
class WatchedOver:
    """Warnings and watches.

    Attributes:
        stage: the shared stage.
        said: `[care.watched]`: `warnings` (`at`, `with`, `about`: how many of each; `lifted_hours` after which the
            first is lifted), and `watches` (`at`, `with`, `people`, `level`, `minutes` between looks, `hours` for which
            each is set, `days`, `forgotten`: of how many nobody renews it).
        chance: draws whom it is about.
        played: how many warnings and watches there were, and of how many watches nobody thought.
    """

    stage: Stage
    said: Mapping[str, Any]
    chance: Random
    played: dict[str, int] = field(default_factory=lambda: {"warnings": 0, "watches": 0, "forgotten": 0})

    def set(self) -> None:
        """Set both at their hours."""
        self.stage.at(self.said["warnings"]["at"], self._warn)
        self.stage.at(self.said["watches"]["at"], self._watch)

    def _warn(self) -> None:
        """A security officer has heard things about some."""
        said, stage = self.said["warnings"], self.stage
        about = [word for word, number in said["about"].items() for _ in range(number)]
        people = self._drawn(CustodianId(said["with"]), len(about))
        for person, word in zip(people, about, strict=False):
            sheets_watching.warn(
                stage.book, stage.desk(SECURITY), person, word, words="invented: what was heard of him"
            )
            self.played["warnings"] += 1
        if people:
            later = stage.now + timedelta(hours=said["lifted_hours"])
            stage.at(later, lambda: self._lift(people[0], about[0]))

    def _lift(self, person: PersonId, about: str) -> None:
        sheets_watching.lift_warning(
            self.stage.book, self.stage.desk(SECURITY), person, about, because="invented: it was said of another"
        )
        self.played["warnings"] -= 1

    def _watch(self) -> None:
        """At reception two officers find that some must be looked at every hour."""
        said, stage = self.said["watches"], self.stage
        place = CustodianId(said["with"])
        people = self._drawn(place, said["people"])
        if not people:
            return
        stage.notes["watched"] = "invented: who was watched, what was seen of him, and what was heard of others"
        for person in people:
            sheets_watching.set_watch(
                stage.book, stage.by(place, RECEIVING, CLINICIAN), person, said["level"], where="reception",
                signs="invented: does not speak, does not eat", until=self._until(),
            )  # fmt: skip
        self.played["watches"] += len(people)
        self.played["forgotten"] += min(said["forgotten"], len(people))
        kept = people[said["forgotten"] :]
        for day in range(1, said["days"]):
            later = stage.now + timedelta(hours=said["hours"]) * day - timedelta(minutes=20)
            stage.at(later, lambda: self._renew(place, kept))
        looks = int(said["days"] * said["hours"] * 60 / said["minutes"])
        for number in range(1, looks):
            stage.at(stage.now + timedelta(minutes=said["minutes"] - 3) * number, lambda: self._look(place, people))
        stage.at(
            stage.now + timedelta(hours=said["hours"]) * said["days"] - timedelta(hours=1),
            lambda: self._end(place, kept),
        )

    def _renew(self, place: CustodianId, people: Sequence[PersonId]) -> None:
        said, stage = self.said["watches"], self.stage
        for person in self._here(place, people):
            sheets_watching.set_watch(
                stage.book, stage.by(place, OFFICER), person, said["level"], signs="invented: as the day before",
                until=self._until(),
            )  # fmt: skip

    def _look(self, place: CustodianId, people: Sequence[PersonId]) -> None:
        here = self._here(place, people)
        if here:
            caring.give_welfare(self.stage.book, self.stage.by(place, OFFICER), "", what=LOOK, people=here)

    def _end(self, place: CustodianId, people: Sequence[PersonId]) -> None:
        """Health staff ends it, with an officer beside."""
        for person in self._here(place, people):
            sheets_watching.set_watch(
                self.stage.book, self.stage.by(place, CLINICIAN, OFFICER), person, "standard",
                signs="invented: speaks and eats again",
            )  # fmt: skip

    def _until(self) -> datetime:
        return (self.stage.now + timedelta(hours=self.said["watches"]["hours"])).astimezone(self.stage.zone)

    def _here(self, place: CustodianId, people: Sequence[PersonId]) -> list[PersonId]:
        return sorted(self.stage.book.reading(Roll).on(in_hand(place)) & frozenset(people))

    def _drawn(self, place: CustodianId, number: int) -> list[PersonId]:
        twice = {one for pair in self.stage.truth.twice for one in pair}
        here = sorted(self.stage.book.reading(Roll).on(in_hand(place)) - twice)
        return self.chance.sample(here, min(number, len(here)))
