"""Beds of a rehearsal: kept for everyone who is named for a way, refused where there are none, overridden by name.

What is so stands in the scenario: an hour at which nobody thinks of keeping beds, an hour at which a wing is under
water, and a clerk who writes two men into one bed. What the book makes of it is the operation's doing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from musterbook.custody.beds.places import OpenedPlaces
from musterbook.custody.beds.reservations import Reservations
from musterbook.custody.roll import Roll
from musterbook.operation import bedding, making_room, overriding
from musterbook.rehearsal.besides import People
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Refused
from musterbook.terms.people import PersonId

RECEIVING: Final = "officer:receiving-officer"
GOVERNOR: Final = "governor:governor"
BEDS: Final = "custody.beds"
KEPT_FOR: Final = timedelta(days=7)
"""A reservation ends so long after a serial should be there: people wait on the ramp for days."""


@dataclass(slots=True)
class BedsKept:
    """Who keeps beds at the receiving places, and gives them out.

    Attributes:
        stage: the shared stage.
        said: `[care.beds]`: `forgotten` (after this moment one lot has no beds kept for it), `flooded` (with whom, at,
            hours), `given_back` (when what nobody needs is given back), `two_in_a_bed` (after this moment a clerk
            writes a second man into a bed).
        played: how often each of these happened.
    """

    stage: Stage
    said: Mapping[str, Any]
    played: dict[str, int] = field(default_factory=lambda: {"blocked": 0, "overridden": 0, "two_in_a_bed": 0})
    _forgotten: bool = False
    _overridden: set[str] = field(default_factory=set)
    _let_pass: set[PersonId] = field(default_factory=set)
    _full: set[CustodianId] = field(default_factory=set)

    def set(self) -> None:
        """Set the flood at its hour."""
        flooded = self.said["flooded"]
        self.stage.at(flooded["at"], self._flood)
        self.stage.at(self.said["given_back"], self._give_back)

    def keep(self, lot: str, giver: CustodianId, end: CustodianId, people: People, *, arrives_at: datetime) -> None:
        """Once people are named for a way, whoever receives them in the end keeps beds for them; once nobody does."""
        if self.stage.now >= self.said["forgotten"] and not self._forgotten and self._lacking(end, people):
            self._forgotten = True
            self.stage.notes["beds"] = "invented: a lot nobody kept beds for, a wing under water, two men in one bed"
            return
        self._reserve(lot, giver, end, people, until=arrives_at + KEPT_FOR)

    def found(self, handover: str, lot: str, giver: CustodianId, end: CustodianId, people: People) -> bool:
        """The place is asked again: it keeps beds now, or its governor lets these people come over its capacity."""
        self.played["blocked"] += 1
        if handover in self._overridden:
            return False
        if self._reserve(lot, giver, end, people, until=self.stage.now + KEPT_FOR):
            return True
        self._overridden.add(handover)
        self._let_pass |= people
        self.played["overridden"] = len(self._let_pass)
        overriding.override(
            self.stage.book, self.stage.by(end, GOVERNOR, RECEIVING), BEDS, people, handover=handover,
            because="a wing is under water; mattresses in the hall until it is dry",
        )  # fmt: skip
        return True

    def settle(self, place: CustodianId, people: People) -> None:
        """Whoever came is given a bed of those that have names, until there are no more."""
        opened = self.stage.book.reading(OpenedPlaces).get(place)
        if opened is None or not opened.beds or place in self._full:
            return
        placed = bedding.proposed(self.stage.book, place, people).placed
        if not placed:
            self._full.add(place)
            return
        bedding.assign(self.stage.book, self.stage.by(place, RECEIVING), place, placed)
        if self.stage.now >= self.said["two_in_a_bed"] and not self.played["two_in_a_bed"] and len(placed) > 1:
            self._write_two_into_one(place, placed)

    def _write_two_into_one(self, place: CustodianId, placed: Mapping[PersonId, str]) -> None:
        """A clerk reads the line above: the last man gets the bed of the one before him."""
        *_, (_, bed), (person, _) = sorted(placed.items())
        try:
            bedding.assign(self.stage.book, self.stage.by(place, "clerk:register-clerk"), place, {person: bed})
        except Refused:
            return  # the two may not lie together: another night, another clerk
        self.played["two_in_a_bed"] += 1

    def _lacking(self, end: CustodianId, people: People) -> People:
        """Those for whom the place at the end keeps no bed."""
        if not self.stage.book.reading(OpenedPlaces).of_custodian(end):
            return frozenset()
        kept = self.stage.book.reading(Reservations).at(end)
        return people - frozenset(one for each in kept if each.left(self.stage.now) for one in each.bound)

    def _reserve(self, lot: str, giver: CustodianId, end: CustodianId, people: People, *, until: datetime) -> bool:
        """Keep beds for those who have none; whether it could be done."""
        book, lacking = self.stage.book, self._lacking(end, people)
        if not lacking:
            return not self._is_full(end)
        making = str(giver) if self.stage.part(giver) == "receiving" else ""
        try:
            making_room.reserve(
                book, self.stage.by(end, RECEIVING), str(end), count=len(lacking), lot=lot,
                until=until.astimezone(self.stage.zone), displaced_from=making,
            )  # fmt: skip
        except Refused:
            return False
        return True

    def _is_full(self, end: CustodianId) -> bool:
        return making_room.room_of(self.stage.book, end, self.stage.now).free < 0

    def _flood(self) -> None:
        """A wing stands under water: nobody more can be taken in until it is dry."""
        said, stage = self.said["flooded"], self.stage
        place = CustodianId(said["with"])
        opened = stage.book.reading(OpenedPlaces).get(place)
        if opened is None:
            return
        here = len(stage.book.reading(Roll).answered_for(place))
        self._say(place, out_of_use=max(opened.out_of_use, opened.working - here))
        stage.at(stage.now + timedelta(hours=said["hours"]), lambda: self._say(place, out_of_use=opened.out_of_use))

    def _give_back(self) -> None:
        """The move is over: beds that are still kept for somebody are given back."""
        for one in self.stage.book.reading(Reservations).all():
            if one.left(self.stage.now):
                making_room.release(
                    self.stage.book, self.stage.by(one.custodian, RECEIVING), one.name, because="nobody else comes"
                )

    def _say(self, place: CustodianId, *, out_of_use: int) -> None:
        opened = self.stage.book.reading(OpenedPlaces).get(place)
        if opened is not None:
            making_room.open_place(
                self.stage.book, self.stage.by(place, GOVERNOR), str(place), maximum=opened.maximum,
                working=opened.working, certified=opened.certified, out_of_use=min(out_of_use, opened.working),
            )  # fmt: skip
