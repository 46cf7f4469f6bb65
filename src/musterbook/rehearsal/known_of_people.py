"""Known of people in a rehearsal: faces, numbers of other registers, brothers, complaints, children a panel finds.

Each thing is one hour of somebody's work at one place; whom it is about is drawn, and everything said is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Final

from musterbook.custody.roll import Roll
from musterbook.eligibility.apart import KeepApart
from musterbook.eligibility.holds import Holds
from musterbook.operation import clearing, complaining, happening, linking, listing
from musterbook.operation.amending import note_identifier
from musterbook.operation.happening import Report
from musterbook.rehearsal.faces_drawn import draw_face
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId

OFFICER: Final = "officer:site-officer"
CLERK: Final = "clerk:register-clerk"
PROTECTION: Final = "protection:protection-officer"
LEGAL: Final = "legal:legal-reviewer"
SECURITY: Final = "security:security-officer"
PANEL: Final = ("desk.panel-1", "desk.panel-2", "desk.panel-3")


@dataclass(slots=True)
class KnownOfPeople:
    """What clerks, panels and protection officers write of people, one at a time.

    Attributes:
        stage: the shared stage.
        said: `[care.known]`: a table for each thing, with `at` and `with`.
        chance: draws whom it is about.
        played: how many of each there were.
    """

    stage: Stage
    said: Mapping[str, Any]
    chance: Random
    played: dict[str, int] = field(default_factory=dict)
    _met: set[PersonId] = field(default_factory=set)

    def set(self) -> None:
        """Set each at its hour."""
        for name, doing in (
            ("faces", self._photograph), ("registers", self._identify), ("brothers", self._link),
            ("complaints", self._complain), ("children", self._find_children), ("doubted", self._doubt),
            ("reconciled", self._reconcile), ("list", self._export),
        ):  # fmt: skip
            if name in self.said:
                self.stage.at(self.said[name]["at"], doing)

    def _photograph(self) -> None:
        """A clerk with a camera; of everybody else there is no picture."""
        stage = self.stage
        for person in self._drawn("faces"):
            acting = stage.by(self._place("faces"), CLERK)
            happening.photograph(stage.book, acting, person, draw_face(person), taken_at=acting.at)
            self._count("faces")
        stage.notes["known"] = "invented: faces, numbers of other registers, brothers, complaints, two children"

    def _identify(self) -> None:
        """Cards of another register: two of them have one number on it, and are perhaps one man."""
        stage, value = self.stage, ""
        for number, person in enumerate(self._drawn("registers")):
            value = value if number == 1 else f"DEMO {1000 + number * 7}"
            note_identifier(
                stage.book, stage.by(self._place("registers"), CLERK), person, scheme="icrc", issuer="ICRC",
                value=value, standing="seen",
            )  # fmt: skip
            self._count("registers")

    def _link(self) -> None:
        """Some say that they are brothers; of two it is not so, and two may be parted for a clinic's sake."""
        stage, place = self.stage, self._place("brothers")
        people = self._drawn("brothers")
        pairs = list(zip(people[::2], people[1::2], strict=False))
        for one, other in pairs:
            linking.link(stage.book, stage.by(place, CLERK), one, other, relation="sibling", source="claimed")
            self._count("brothers")
        if len(pairs) > 1:
            stage.at(stage.now + timedelta(hours=6), lambda: self._settle(pairs[0], pairs[1]))

    def _settle(self, parted: tuple[PersonId, PersonId], strangers: tuple[PersonId, PersonId]) -> None:
        stage = self.stage
        linking.part(
            stage.book, stage.desk(PROTECTION), parted, because="invented: one of them needs a clinic elsewhere",
            best_interest="invented: both were heard, and wish it",
        )  # fmt: skip
        linking.unlink(stage.book, stage.desk(PROTECTION), *strangers, because="invented: they only share a town")

    def _complain(self) -> None:
        """Some complain of an officer; a clerk writes it down, somebody else answers, and one waits too long."""
        stage, said, place = self.stage, self.said["complaints"], self._place("complaints")
        people = self._drawn("complaints")
        for number, person in enumerate(people):
            entry = complaining.complain(
                stage.book, stage.by(place, CLERK), person, statement="invented: what was done to him",
                against=f"{place}.officer", language="ar",
            )  # fmt: skip
            self._count("complaints")
            if number == len(people) - 1:
                return
            later = stage.now + timedelta(hours=said["answered_hours"] * (number + 1))
            outcome = said["outcomes"][number % len(said["outcomes"])]
            stage.at(later, lambda start=entry.digest, how=outcome: self._answer(start, how))  # type: ignore[misc]  # bound at once

    def _answer(self, complaint: str, outcome: str) -> None:
        complaining.answer(
            self.stage.book, self.stage.desk(PROTECTION), complaint, outcome=outcome,
            text="invented: who was asked, and what was found",
        )  # fmt: skip
        self._count("answered")

    def _find_children(self) -> None:
        """A panel finds that some who are held among adults are children: they stay held, and it is reported."""
        stage, place = self.stage, self._place("children")
        here = stage.truth.boys & stage.book.reading(Roll).on(in_hand(place))
        found = sorted(self.chance.sample(sorted(here), min(self.said["children"]["number"], len(here))))
        for person in found:
            clearing.decide_age(
                stage.book, stage.desk("panel-1:age-panel"), person, child="yes", panel=PANEL,
                basis="invented: a school certificate, and what he says of his brothers",
            )  # fmt: skip
            self._count("children")
        if found:
            told = Report(
                "child-found-among-adults", "invented: found by the panel, taken to another room", frozenset(found),
                place=str(place),
            )  # fmt: skip
            happening.report(stage.book, stage.by(place, OFFICER), told)

    def _doubt(self) -> None:
        """After arrival another says that one is under eighteen; within the day three decide that he is not."""
        stage = self.stage
        for person in self._drawn("doubted"):
            clearing.doubt_age(
                stage.book, stage.by(self._place("doubted"), OFFICER), person, said_by="officer",
                because="invented: an uncle of his says so",
            )  # fmt: skip
            self._count("doubted")
            stage.at(stage.now + timedelta(hours=self.said["doubted"]["hours"]), lambda one=person: self._adult(one))  # type: ignore[misc]  # bound at once

    def _adult(self, person: PersonId) -> None:
        clearing.decide_age(
            self.stage.book, self.stage.desk("panel-1:age-panel"), person, child="no", panel=PANEL,
            basis="invented: his passport was found",
        )  # fmt: skip

    def _reconcile(self) -> None:
        """Two of whom it was ordered that they stay apart need not any more."""
        stage = self.stage
        for one, other in _orders(stage)[: self.said["reconciled"]["number"]]:
            clearing.end_keep_apart(
                stage.book, stage.desk(SECURITY), one, other=other, because="invented: their families made peace"
            )
            self._count("reconciled")

    def _export(self) -> None:
        """A list leaves the book for one reader, numbered, so that it is known again if it turns up elsewhere."""
        stage, said = self.stage, self.said["list"]
        listing.export_roll(stage.book, stage.desk("duty:operation-desk"), self._place("list"), to=said["to"])
        self._count("list")

    def _drawn(self, name: str) -> list[PersonId]:
        """So many who are in hand at a place, whom nothing else is told about and nobody holds back."""
        stage, twice = self.stage, {one for pair in self.stage.truth.twice for one in pair}
        here = stage.book.reading(Roll).on(in_hand(self._place(name)))
        free = sorted(here - stage.book.reading(Holds).standing().keys() - twice - self._met)
        people = sorted(self.chance.sample(free, min(int(self.said[name]["number"]), len(free))))
        self._met.update(people)
        return people

    def _place(self, name: str) -> CustodianId:
        return CustodianId(self.said[name]["with"])

    def _count(self, name: str) -> None:
        self.played[name] = self.played.get(name, 0) + 1


def _orders(stage: Stage) -> list[tuple[PersonId, PersonId]]:
    """Every pair of whom it is ordered that they stay apart, by number."""
    orders = stage.book.reading(KeepApart).orders()
    return sorted({(min(order.pair), max(order.pair)) for order in orders})
