"""The first night, before any plan: 150 offered in one handover, 144 accepted, the six by the second aircraft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from musterbook.custody.facts import HandoverException
from musterbook.custody.roll import Roll
from musterbook.lift.facts import Seated
from musterbook.lift.manifests import ESCORTS_LEAST, PEOPLE_PER_ESCORT
from musterbook.operation import clearing, handing_over, seating
from musterbook.rehearsal.lifting import Lifting
from musterbook.rehearsal.stage import Stage, drawn, paper_of
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId


@dataclass(slots=True)
class FirstNight:
    """Orders given by hand: some buses to the ramp, one flight of two aircraft to the facility."""

    stage: Stage
    lifting: Lifting
    fault: Mapping[str, Any]
    people: tuple[PersonId, ...] = ()

    @property
    def origin(self) -> CustodianId:
        """The site that gives the people."""
        return CustodianId(self.fault["origin"])

    @property
    def buses(self) -> Sequence[str]:
        """The carriers to the ramp, in the order in which they leave."""
        return tuple(self.fault["buses"])

    @property
    def flight(self) -> str:
        """The carrier on to the facility."""
        return str(self.fault["flight"])

    def set(self) -> None:
        """Set every step at its hour."""
        began: datetime = self.fault["at"]
        self.stage.at(began, self.seat)
        for number, bus in enumerate(self.buses):
            leaves = began + timedelta(hours=2, minutes=30 * number)
            self.stage.at(leaves, lambda bus=bus: self.drive(bus))  # type: ignore[misc]  # bound at once
        self.stage.at(began + timedelta(hours=10, minutes=30), self.fly)

    def seat(self) -> None:
        """Clear so many people and seat them on the buses and the flight."""
        stage, book = self.stage, self.stage.book
        number = int(self.fault["offered"])
        self.people = tuple(
            seating.choose(book, self.origin, number, taken=stage.seated, at=stage.now, destination=self.lifting.end)
        )
        stage.seated.update(self.people)
        clearing.clear(
            book, stage.desk("reviewer-1:eligibility-reviewer"), self.people, destination=self.lifting.end,
            legal_basis=book.settings.legal_basis,
        )  # fmt: skip
        stage.rooms.keep(
            str(self.origin), self.origin, self.lifting.end, frozenset(self.people),
            arrives_at=stage.now + timedelta(hours=13),
        )  # fmt: skip
        ramp = next(place.custodian for place in book.places.sites.values() if place.part == "staging")
        for number, bus in enumerate(self.buses):
            leaves = stage.now + timedelta(hours=2, minutes=30 + 30 * number)
            aboard = self.people[number :: len(self.buses)]
            self._seat(bus, f"N-{number + 1}", aboard, giver=self.origin, receiver=ramp, leaves=leaves, seats=51)
        self._seat(
            self.flight, "N-5", self.people, giver=ramp, receiver=self.lifting.end,
            leaves=stage.now + timedelta(hours=11), seats=172,
        )  # fmt: skip

    def drive(self, bus: str) -> None:
        """One bus to the ramp."""
        stage, escort = self.stage, CustodianId(bus)
        people = frozenset(self.people[self.buses.index(bus) :: len(self.buses)])
        if bus == self.fault.get("called_off"):
            self._call_off(bus, people)
        handover = self.lifting.hand(
            self.origin, escort, people, serial=f"N-{self.buses.index(bus) + 1}", carrier=bus, mode="road",
            stage_name="boarding", due_by=stage.now + timedelta(hours=1),
        )  # fmt: skip
        stage.at(stage.now + timedelta(minutes=8), lambda: self.lifting.take(handover, escort, people))
        stage.at(stage.now + timedelta(hours=3, minutes=20), lambda: self._on_the_ramp(escort, people))

    def _call_off(self, bus: str, people: frozenset[PersonId]) -> None:
        """The offer names a bus whose door does not shut; it is called off, and made again for the one that came."""
        stage = self.stage
        stage.notes["called-off"] = "invented: a bus whose door did not shut"
        handover = self.lifting.hand(
            self.origin, CustodianId(bus), people, serial=f"N-{self.buses.index(bus) + 1}", carrier=bus, mode="road",
            stage_name="boarding", due_by=stage.now + timedelta(hours=1), let_go=False,
        )  # fmt: skip
        handing_over.withdraw(
            stage.book, stage.by(self.origin, stage.giving(self.origin)), handover, because="unsuitable_vehicle"
        )

    def fly(self) -> None:
        """Both aircraft load under one escort; the receiver takes whom the first one brought."""
        stage, escort = self.stage, CustodianId(self.flight)
        ramp = next(place.custodian for place in stage.book.places.sites.values() if place.part == "staging")
        aboard = stage.book.reading(Roll).on(in_hand(ramp)) & frozenset(self.people)
        handover = self.lifting.hand(
            ramp, escort, aboard, serial="N-5", carrier=self.flight, mode="fixed", stage_name="boarding",
            due_by=stage.now + timedelta(hours=1),
        )  # fmt: skip
        stage.at(stage.now + timedelta(minutes=11), lambda: self.lifting.take(handover, escort, aboard))
        stage.at(stage.now + timedelta(hours=2), lambda: self._land(escort, aboard))

    def _on_the_ramp(self, escort: CustodianId, people: frozenset[PersonId]) -> None:
        stage = self.stage
        ramp = next(place.custodian for place in stage.book.places.sites.values() if place.part == "staging")
        handover = self.lifting.hand(
            escort, ramp, people, serial="", carrier=str(escort), mode="road", stage_name="arriving",
            due_by=stage.now + timedelta(hours=1),
        )  # fmt: skip
        stage.at(stage.now + timedelta(minutes=13), lambda: self.lifting.take(handover, ramp, people))

    def _land(self, escort: CustodianId, aboard: frozenset[PersonId]) -> None:
        """150 are offered; 144 are there; the six are named, and come four hours later in the same handover."""
        stage, end = self.stage, self.lifting.end
        late = frozenset(drawn(stage.chance, aboard, int(self.fault["late"])))
        handover = self.lifting.hand(
            escort, end, aboard, serial="N-5", carrier=self.flight, mode="fixed", stage_name="arriving",
            due_by=stage.now + timedelta(hours=1),
        )  # fmt: skip
        missing = tuple(HandoverException(code="missing", person=one) for one in sorted(late))
        stage.at(stage.now + timedelta(minutes=25), lambda: self.lifting.take(handover, end, aboard - late, missing))
        later = stage.now + timedelta(minutes=25 + int(self.fault["late_minutes"]))
        stage.at(later, lambda: self.lifting.take(handover, end, late))
        stage.notes["first-night"] = "invented: the six stood on the second aircraft's list and came four hours later"

    def _seat(
        self, carrier: str, serial: str, people: tuple[PersonId, ...], *, giver: CustodianId, receiver: CustodianId,
        leaves: datetime, seats: int,
    ) -> None:  # fmt: skip
        zone = self.stage.zone
        fact = Seated(
            serial=serial, carrier=carrier, people=frozenset(people), plan=paper_of("orders of the first night"),
            giver=giver, receiver=receiver, leaves_at=leaves.astimezone(zone),
            arrives_at=(leaves + timedelta(hours=3)).astimezone(zone), seats=seats,
            escorts=max(ESCORTS_LEAST, -(-len(people) // PEOPLE_PER_ESCORT)),
        )  # fmt: skip
        self.stage.book.write(self.stage.desk("planner:planner").draft(fact))
