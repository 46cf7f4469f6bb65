"""Duties of a rehearsal beside the handovers: notices before a serial and after each day, a contest that is upheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, Final

from musterbook.coordination.family_word import FamilyWord
from musterbook.custody.roll import Roll
from musterbook.operation import contesting, noticing
from musterbook.operation.family_word import tell_families
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId, custodian_of, in_hand, part_of
from musterbook.terms.people import PersonId

NOTIFIER: Final = "duty:operation-desk"
REVIEWER: Final = "protection:protection-officer"
LIST: Final = "protecting-list"


@dataclass(slots=True)
class Duties:
    """What somebody owes people, or others because of them.

    Attributes:
        stage: the shared stage.
        said: `[care]`: `lists` (first and last day after which the protecting body gets its list, and on which days it
            is forgotten, after how many hours each is acknowledged, and which are not), `contest` (at, at whom, about,
            claim, answered after hours), `families` (`from`, `until`, `every_days`, `with`, and of how many nobody is
            known or they want no word: at a place that is not named nobody tells anybody).
        seed: of whose family nobody knows.
        unheard: how many lists nobody said he had.
    """

    stage: Stage
    said: Mapping[str, Any]
    seed: int
    unheard: int = 0

    def set(self) -> None:
        """Set the lists and the contest at their hours."""
        lists, contest = self.said["lists"], self.said["contest"]
        day = lists["from"]
        while day <= lists["until"]:
            if day not in lists["forgotten"]:
                self.stage.at(day, self._list)
            day += timedelta(days=1)
        self.stage.at(contest["at"], self._contest)
        families = self.said["families"]
        round_ = families["from"]
        while round_ <= families["until"]:
            self.stage.at(round_, self._families)
            round_ += timedelta(days=families["every_days"])

    def _list(self) -> None:
        """The protecting body gets the list of everyone who changed hands on the day before."""
        book, acting = self.stage.book, self.stage.desk(NOTIFIER)
        day = (acting.at.astimezone(book.settings.zone) - timedelta(days=1)).date().isoformat()
        people = self._changed_hands_on(day)
        if people:
            noticing.send(
                book, acting, LIST, people, whom=self.said["lists"]["whom"], about=day,
                letter=f"invented: list of {day}",
            )  # fmt: skip
            if day in self.said["lists"]["unacknowledged"]:
                self.unheard += 1
            else:
                later = self.stage.now + timedelta(hours=self.said["lists"]["acknowledged_hours"])
                self.stage.at(later, lambda: self._acknowledged(people, day))

    def _acknowledged(self, people: frozenset[PersonId], day: str) -> None:
        """The protecting body says that it has the list of a day."""
        acting = self.stage.desk(NOTIFIER)
        noticing.send(
            self.stage.book, acting, LIST, people, whom=self.said["lists"]["whom"], about=day, acknowledged_at=acting.at
        )

    def _families(self) -> None:
        """Whoever came to a place since the last round may write home; some know nobody, and some do not wish it."""
        said, stage, book = self.said["families"], self.stage, self.stage.book
        roll, word, days = book.reading(Roll), book.reading(FamilyWord), book.settings.coordination.family_word_days
        for place in map(CustodianId, said["with"]):
            groups: dict[str, set[PersonId]] = {"sent": set(), "none-known": set(), "declined": set()}
            for person in sorted(roll.on(in_hand(place))):
                since = roll.held_since(person)
                if since is not None and word.due(person, since.at, days) is not None:
                    drawn = Random(f"family/{self.seed}/{person}").random()
                    how = "none-known" if drawn < said["none_known"] else "sent"
                    groups["declined" if 1 - drawn < said["declined"] else how].add(person)
            for how, people in groups.items():
                if people:
                    letter = "invented: he is well, and where he may be written to" if how == "sent" else ""
                    tell_families(book, stage.by(place, "officer:site-officer"), people, how=how, letter=letter)

    def _changed_hands_on(self, day: str) -> frozenset[PersonId]:
        """Everyone who came from one custodian's hands into another's on a local day."""
        book, people = self.stage.book, frozenset[PersonId]()
        for line in book.reading(Roll).lines:
            giver, receiver = custodian_of(line.from_account), custodian_of(line.to_account)
            of_day = line.at.astimezone(book.settings.zone).date().isoformat() == day
            if of_day and part_of(line.to_account) == "in-hand" and giver not in (None, receiver):
                people |= line.people
        return people

    def _contest(self) -> None:
        """One of those who arrived says that something the book has of him is wrong."""
        said, stage = self.said["contest"], self.stage
        place = CustodianId(said["with"])
        here = sorted(stage.book.reading(Roll).on(in_hand(place)))
        if not here:
            return
        person = here[len(here) // 2]
        entry = contesting.contest(
            stage.book, stage.by(place, "officer:receiving-officer"), person, about=said["about"],
            statement="invented: he says it is another", language="ar",
        )  # fmt: skip
        stage.notes["contest"] = "invented: one contests what the book has of him, and is right"
        stage.at(stage.now + timedelta(hours=said["hours"]), lambda: self._uphold(entry.digest))

    def _uphold(self, contest: str) -> None:
        said = self.said["contest"]
        contesting.answer(
            self.stage.book, self.stage.desk(REVIEWER), contest, outcome="upheld",
            because="invented: his family card says so", claims=dict(said["claims"]),
        )  # fmt: skip
