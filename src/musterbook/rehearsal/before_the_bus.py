"""Before the bus, in a rehearsal: one who is named turns out to be a witness, some are unfit, one asks for protection.

Each has a seat or might have had one. What the gates make of it at the door of the bus is the operation's doing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Final

from musterbook.custody.roll import Roll
from musterbook.custody.sheets.sheets import Sheets
from musterbook.eligibility.clearance import Clearances
from musterbook.eligibility.facts import AsylumClaimed
from musterbook.eligibility.holds import Holds
from musterbook.lift.manifests import Manifests
from musterbook.operation import caring_condition, clearing, sheets
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId

LEGAL: Final = "legal:legal-reviewer"
SECURITY: Final = "security:security-officer"
REVIEWER: Final = "reviewer-1:eligibility-reviewer"
CLINICIAN: Final = "clinician:clinician"
NOT_FOR_RELEASE: Final = "release-status"
"""The question of the escort sheet that speaks of holds."""
SOON: Final = timedelta(hours=5)
"""Whoever leaves within so long has his seat already."""


@dataclass(slots=True)
class BeforeTheBus:
    """Whom somebody keeps from a bus, or who keeps himself from it.

    Attributes:
        stage: the shared stage.
        said: `[care.before]`: `witness` (from which moment on the first who is named for a bus), `heard_hours` (until
            a court has heard him), `unfit` (`at`, `with`,
            `number`, of those held on medical grounds), `asylum` (`at`, `with`, and the `ground` of whose hold).
        chance: draws who it is.
        played: how many of each there were.
    """

    stage: Stage
    said: Mapping[str, Any]
    chance: Random
    played: dict[str, int] = field(default_factory=dict)

    def set(self) -> None:
        """Set each at its hour."""
        self.stage.at(self.said["witness"], self._find_witness)
        self.stage.at(self.said["unfit"]["at"], self._find_unfit)
        self.stage.at(self.said["asylum"]["at"], self._ask_for_protection)

    def _find_witness(self) -> None:
        """Of one who has a seat a court hears that he saw something: he stays, cleared or not."""
        stage, book = self.stage, self.stage.book
        roll, clearances = book.reading(Roll), book.reading(Clearances, book.settings.eligibility)
        seated = [
            person for one in book.reading(Manifests).serials.values()
            if not one.scrubbed and stage.now + timedelta(minutes=30) < one.leaves_at < stage.now + SOON
            for person in one.people & roll.on(in_hand(one.giver)) if clearances.is_cleared(person, stage.now)
        ]  # fmt: skip
        if not seated:
            stage.at(stage.now + timedelta(hours=1), self._find_witness)
            return
        person = self.chance.choice(sorted(seated))
        clearing.hold(book, stage.desk(LEGAL), person, ground="witness", authority="legal-reviewer")
        clearing.withdraw_clearance(
            book, stage.desk(REVIEWER), [person], because="invented: a court wishes to hear him where he is"
        )
        stage.notes["before"] = "invented: a witness named for a bus, some who were unfit, one who asked to stay"
        self.played["witness"] = 1
        stage.at(stage.now + timedelta(hours=self.said["heard_hours"]), lambda: self._heard(person))

    def _heard(self, person: PersonId) -> None:
        """The court has heard him, two say: nothing holds him, and his sheet, which still says so, is put right."""
        stage, book = self.stage, self.stage.book
        clearing.lift_hold(
            book, stage.desk(LEGAL, SECURITY), person, ground="witness", because="invented: the court has heard him"
        )
        holder = book.reading(Roll).holder(person)
        if holder is not None and "hold" in book.reading(Sheets).calls_for(person):
            sheets.amend(book, stage.by(holder, stage.giving(holder)), person, [(NOT_FOR_RELEASE, "for-release")])

    def _find_unfit(self) -> None:
        """A clinician looks at those who are held on medical grounds, and some cannot travel."""
        stage, said = self.stage, self.said["unfit"]
        held, here = stage.book.reading(Holds), stage.book.reading(Roll).on(in_hand(CustodianId(said["with"])))
        sick = sorted(one for one in here if any(hold.ground == "medical" for hold in held.on(one)))
        people = self.chance.sample(sick, min(said["number"], len(sick)))
        if people:
            caring_condition.find_unfit(
                stage.book, stage.desk(CLINICIAN), people, modes=("road", "heli"), because="recent-operation"
            )
            self.played["unfit"] = len(people)

    def _ask_for_protection(self) -> None:
        """One says that he must not be brought there; what he fears is sealed, and an independent reviewer decides."""
        stage, said = self.stage, self.said["asylum"]
        held, place = stage.book.reading(Holds), CustodianId(said["with"])
        here = sorted(
            one for one in stage.book.reading(Roll).on(in_hand(place))
            if any(hold.ground == said["ground"] for hold in held.on(one))
        )  # fmt: skip
        if here:
            person = self.chance.choice(here)
            self._write_claim(person)

    def _write_claim(self, person: PersonId) -> None:
        stage = self.stage
        (claim,) = stage.book.seal([(person, "asylum", b"invented: what he fears, and from whom")])
        stage.book.write(stage.desk(LEGAL).draft(AsylumClaimed(person=person, claim=claim)))
        self.played["asylum"] = 1
