"""Found at doors, in a rehearsal: a seal that is broken, a pack that is not there, sheets that do not fit the man.

The receiver names each as an exception when he signs; what somebody then does about it is played too, and of some
things nobody does anything, which the account has to show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from musterbook.custody.care.medicine import Medicine
from musterbook.custody.care.property import Property
from musterbook.custody.facts import HandoverException
from musterbook.operation import caring_property, sheets
from musterbook.rehearsal.besides import People
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

RECEIVING: Final = "officer:receiving-officer"
GIVING: Final = "officer:site-officer"


@dataclass(slots=True)
class FoundAtDoors:
    """What receivers find that is not as it was signed.

    Attributes:
        stage: the shared stage.
        said: `[care.found]`: `seal_broken` and `medicine_missing` (after which moment), `sheets_doubted` (`after`,
            `number`, `question`, `instead`, `amended_hours`: after which the site amends the first), `kept_back`
            (`after`, `number`: bags that do not fit on a carrier).
        chance: draws whose.
        played: how often each was found.
        without_pack: whose medicine was not there.
    """

    stage: Stage
    said: Mapping[str, Any]
    chance: Random
    played: dict[str, int] = field(default_factory=dict)
    without_pack: set[PersonId] = field(default_factory=set)

    def named(self, receiver: CustodianId, people: People) -> tuple[HandoverException, ...]:
        """What a receiving place names when it signs for these people."""
        if self.stage.part(receiver) != "receiving":
            return ()
        return (*self._seal(people), *self._medicine(people), *self._doubts(people))

    def signed(self, receiver: CustodianId, exceptions: Sequence[HandoverException]) -> None:
        """What the receiver does once he has signed: a broken seal is replaced, a doubt is written down."""
        stage, book = self.stage, self.stage.book
        doubted = [one.person for one in exceptions if one.code == "sheet-doubted" and one.person is not None]
        for one in exceptions:
            if one.code == "seal-broken" and one.person is not None:
                caring_property.open_property(
                    book, stage.by(receiver, RECEIVING), one.person, one.seal, because="damaged",
                    resealed=f"{one.seal}-R",
                )  # fmt: skip
        said = self.said["sheets_doubted"]
        for person in doubted:
            sheets.doubt(
                book, stage.by(receiver, RECEIVING), person, said["question"],
                because="invented: he walks with a stick", instead=said["instead"],
            )  # fmt: skip
        if doubted:
            later = stage.now + timedelta(hours=said["amended_hours"])
            stage.at(later, lambda: self._amend(receiver, doubted[0]))

    def keep_back(self, giver: CustodianId, people: People) -> None:
        """Before an offer: some bags are too large for the carrier and stay where they are."""
        said = self.said["kept_back"]
        if not self._is_due("kept_back", said["after"]):
            return
        known = self.stage.book.reading(Property)
        bags = [
            (person, bag.seal) for person in sorted(people) for bag in known.of_person(person)
            if bag.travels and bag.at == giver
        ][: said["number"]]  # fmt: skip
        if bags:
            self.played["kept_back"] = len(bags)
            acting = self.stage.by(giver, GIVING)
            caring_property.keep_back_property(self.stage.book, acting, bags, place=giver, because="too-large")

    def _seal(self, people: People) -> tuple[HandoverException, ...]:
        known = self.stage.book.reading(Property)
        bags = [bag for one in sorted(people) for bag in known.of_person(one) if bag.travels]
        if not bags or not self._is_due("seal_broken", self.said["seal_broken"]):
            return ()
        self.played["seal_broken"] = 1
        self.stage.notes["doors"] = "invented: a broken seal, medicine that was not there, sheets that were doubted"
        bag = self.chance.choice(bags)
        return (HandoverException(code="seal-broken", person=bag.person, seal=bag.seal),)

    def _medicine(self, people: People) -> tuple[HandoverException, ...]:
        medicine = self.stage.book.reading(Medicine)
        packed = sorted(one for one in people if (pack := medicine.pack(one)) is not None and pack.next_due is not None)
        if not packed or not self._is_due("medicine_missing", self.said["medicine_missing"]):
            return ()
        self.played["medicine_missing"] = 1
        person = self.chance.choice(packed)
        self.without_pack.add(person)
        return (HandoverException(code="medicine-missing", person=person),)

    def _doubts(self, people: People) -> tuple[HandoverException, ...]:
        said = self.said["sheets_doubted"]
        if len(people) < said["number"] or not self._is_due("sheets_doubted", said["after"]):
            return ()
        self.played["sheets_doubted"] = said["number"]
        drawn = sorted(self.chance.sample(sorted(people), said["number"]))
        return tuple(HandoverException(code="sheet-doubted", person=one) for one in drawn)

    def _amend(self, receiver: CustodianId, person: PersonId) -> None:
        """Whoever holds him now puts the answer right; both versions stay."""
        said = self.said["sheets_doubted"]
        acting = self.stage.by(receiver, GIVING)
        sheets.amend(self.stage.book, acting, person, [(said["question"], said["instead"])])
        self.played["sheets_amended"] = 1

    def _is_due(self, name: str, after: datetime) -> bool:
        return self.stage.now >= after and name not in self.played
