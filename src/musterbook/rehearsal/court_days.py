"""A day at court in a rehearsal: some go, each is heard; one is freed and one bailed, and both are let go in the end.

From the order until the hour somebody opens the door they are overheld, and the book lists them; whoever is let go has
his property back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Final

from musterbook.custody.care.property import Property
from musterbook.custody.roll import Roll
from musterbook.eligibility.holds import Holds
from musterbook.operation import caring_property, departing, handing_over, passing
from musterbook.operation.passing import Whom
from musterbook.rehearsal.stage import Stage, paper_of
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId

OFFICER: Final = "officer:site-officer"
CLERK: Final = "clerk:register-clerk"
BEFORE: Final = ("papers-given", "cell-share-assessed", "cell-assigned", "ready-in-custody", "delay-not-by-carrier")
"""Steps that everybody passes, before anybody is heard."""
EACH: Final = ("to-dock", "hearing", "from-dock")
"""Steps of each, one after another."""
HEARING: Final = timedelta(minutes=25)


@dataclass(slots=True)
class CourtDays:
    """Whoever is taken to a court and back.

    Attributes:
        stage: the shared stage.
        said: `[care.courts]`: `at`, `with`, `court`, `sent` (how many go), `hours` (until they are back),
            `released_hours` (until those who were freed are let go).
        chance: draws who goes.
        played: how many were sent, and how many of those freed were let go.
    """

    stage: Stage
    said: Mapping[str, Any]
    chance: Random
    played: dict[str, int] = field(default_factory=lambda: {"sent": 0, "let_go": 0})

    @property
    def place(self) -> CustodianId:
        """Who holds them."""
        return CustodianId(self.said["with"])

    def set(self) -> None:
        """Set the day."""
        self.stage.at(self.said["at"], self._go)

    def _go(self) -> None:
        """They leave for the court and are due back in the evening."""
        stage, held = self.stage, self.stage.book.reading(Holds).standing()
        free = sorted(stage.book.reading(Roll).on(in_hand(self.place)) - held.keys())
        people = sorted(self.chance.sample(free, min(int(self.said["sent"]), len(free))))
        if len(people) < len(("freed", "bailed")):
            return
        self.played["sent"] = len(people)
        stage.notes["courts"] = "invented: a court, who was heard there, and what it ordered"
        due = (stage.now + timedelta(hours=self.said["hours"])).astimezone(stage.zone)
        passing.passed(
            stage.book, stage.by(self.place, OFFICER), "out", Whom(frozenset(people)), place=self.said["court"],
            due_back=due,
        )  # fmt: skip
        for number, step in enumerate(BEFORE):
            self._at(timedelta(minutes=60 + 12 * number), step, people)
        for number, person in enumerate(people):
            for part, step in enumerate(EACH):
                self._at(timedelta(hours=3, minutes=6 * part) + HEARING * number, step, [person])
        visited, freed, bailed = people[-1], people[0], people[1]
        ends = timedelta(hours=3) + HEARING * (len(people) + 1)
        for minutes, step, whom in (
            (0, "to-visitors", visited), (20, "from-visitors", visited), (25, "task", visited),
            (30, "pre-release-checks-done", freed), (35, "release-ordered", freed), (40, "bail-granted", bailed),
        ):  # fmt: skip
            self._at(ends + timedelta(minutes=minutes), step, [whom])
        stage.at(due - timedelta(minutes=15), lambda: self._back(people, (freed, bailed)))

    def _at(self, after: timedelta, step: str, people: Iterable[PersonId]) -> None:
        stage, words = self.stage, f"invented: {step}"
        named = sorted(people)
        stage.at(
            stage.now + after,
            lambda: passing.court_step(
                stage.book, stage.by(self.place, OFFICER), step, named, court=self.said["court"], words=words
            ),
        )

    def _back(self, people: Iterable[PersonId], freed: Iterable[PersonId]) -> None:
        """All come back, those who were freed among them: their papers come a day later."""
        stage = self.stage
        acting = stage.by(self.place, OFFICER)
        passing.passed(stage.book, acting, "back", Whom(frozenset(people)), place=self.place)
        passing.remark(
            stage.book, stage.by(self.place, OFFICER), Whom(frozenset(freed)),
            "invented: the court's messenger brings the orders tomorrow",
        )  # fmt: skip
        for number, person in enumerate(sorted(freed)):
            later = stage.now + timedelta(hours=self.said["released_hours"], minutes=30 * number)
            stage.at(later, lambda one=person: self._let_go(one))  # type: ignore[misc]  # bound at once

    def _let_go(self, person: PersonId) -> None:
        """He is looked at by two officers, has his things, and goes."""
        stage, book = self.stage, self.stage.book
        if book.reading(Roll).holder(person) != self.place:
            return
        handing_over.check_identities(book, stage.by(self.place, OFFICER), "release", [person], how="finger")
        bags = [
            (person, bag.seal)
            for bag in book.reading(Property).of_person(person)
            if bag.travels and bag.at == self.place
        ]
        if bags:
            caring_property.return_property(book, stage.by(self.place, OFFICER), bags, mark="signed")
        departing.depart(
            book, stage.by(self.place, OFFICER, CLERK), person, outcome="released",
            papers=paper_of(f"order of {self.said['court']}"), authority=self.said["court"],
        )  # fmt: skip
        self.played["let_go"] += 1
