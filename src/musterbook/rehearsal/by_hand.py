"""Orders by hand: a few people whom no plan counts, because they may only go by themselves or in another's care.

Children ride as a protective lot of their own; whoever lies on a stretcher is held by a clinician, who lifts the hold
when the ambulance stands at the gate. Everything else is the same handover as anybody's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.holds import Holds
from musterbook.lift.facts import Seated
from musterbook.lift.manifests import ESCORTS_LEAST, PEOPLE_PER_ESCORT
from musterbook.operation import clearing
from musterbook.operation.serials import mode_of
from musterbook.rehearsal.lifting import BOARDING, UNLOADING, Lifting
from musterbook.rehearsal.stage import Stage, paper_of
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId

SEATED_BEFORE: Final = timedelta(minutes=40)
"""So long before they leave the people are named and cleared, and a clinician's hold is lifted."""
CHILDREN: Final = "children"


@dataclass(frozen=True, slots=True)
class ByHand:
    """One order: who of a site goes where, on which carriers, under which agreement.

    Attributes:
        said: `serial`, `who` (children, or the ground of a clinician's hold), `origin`, `to`, `carriers`,
            `drive_minutes`, `kind` of move, `basis` and `hours` after the first plan.
    """

    stage: Stage
    lifting: Lifting
    said: Mapping[str, Any]

    @property
    def origin(self) -> CustodianId:
        """Who gives them."""
        return CustodianId(self.said["origin"])

    @property
    def to(self) -> CustodianId:
        """Who receives them."""
        return CustodianId(self.said["to"])

    def set(self, planned_at: datetime) -> None:
        """Set the order at its hour after the first plan."""
        self.stage.at(planned_at + timedelta(hours=self.said["hours"]) - SEATED_BEFORE, self.seat)

    def seat(self) -> None:
        """Name, clear and seat them, as far as they are still there, and let each carrier leave."""
        people = self._people()
        if not people:
            return
        stage, leaves = self.stage, self.stage.now + SEATED_BEFORE
        self._lift_holds(people)
        clearing.clear(
            stage.book, stage.desk(f"{self.lifting.reviewer}:eligibility-reviewer"), people, destination=self.to,
            legal_basis=self.said["basis"],
        )  # fmt: skip
        stage.seated.update(people)
        carriers = self.said["carriers"]
        for number, carrier in enumerate(carriers):
            aboard = frozenset(people[number :: len(carriers)])
            if aboard:
                serial = f"{self.said['serial']}{'abcd'[number] if len(carriers) > 1 else ''}"
                self._seat(serial, carrier, aboard, leaves=leaves)
                stage.at(leaves, lambda who=(serial, carrier, aboard): self.leave(*who))  # type: ignore[misc]  # bound

    def leave(self, serial: str, carrier: str, aboard: frozenset[PersonId]) -> None:
        """One carrier boards its people and drives to the place of arrival."""
        stage, escort, mode = self.stage, CustodianId(carrier), mode_of(self.stage.book, carrier)
        handover = self.lifting.hand(
            self.origin, escort, aboard, serial=serial, carrier=carrier, mode=mode, stage_name="boarding",
            due_by=stage.now + timedelta(hours=1), kind=self.said["kind"], destination=self.to,
        )  # fmt: skip
        stage.at(stage.now + BOARDING, lambda: self.lifting.take(handover, escort, aboard))
        arrives = stage.now + BOARDING + timedelta(minutes=self.said["drive_minutes"])
        stage.at(arrives, lambda: self._arrive(serial, carrier, aboard))

    def _arrive(self, serial: str, carrier: str, aboard: frozenset[PersonId]) -> None:
        stage, escort = self.stage, CustodianId(carrier)
        handover = self.lifting.hand(
            escort, self.to, aboard, serial=serial, carrier=carrier, mode=mode_of(stage.book, carrier),
            stage_name="arriving", due_by=stage.now + timedelta(hours=1), kind=self.said["kind"], destination=self.to,
        )  # fmt: skip
        stage.at(stage.now + UNLOADING, lambda: self.lifting.take(handover, self.to, aboard))

    def _people(self) -> Sequence[PersonId]:
        book = self.stage.book
        there = sorted(book.reading(Roll).on(in_hand(self.origin)))
        if self.said["who"] == CHILDREN:
            classes = book.reading(Classes)
            return [one for one in there if classes.codes(one).child == "yes"]
        holds = book.reading(Holds)
        return [one for one in there if any(held.ground == self.said["who"] for held in holds.on(one))]

    def _lift_holds(self, people: Sequence[PersonId]) -> None:
        if self.said["who"] == CHILDREN:
            return
        for person in people:
            clearing.lift_hold(
                self.stage.book, self.stage.desk("clinician:clinician"), person, ground=self.said["who"],
                because="an ambulance with a nurse is at the gate",
            )  # fmt: skip

    def _seat(self, serial: str, carrier: str, people: frozenset[PersonId], *, leaves: datetime) -> None:
        stage, zone = self.stage, self.stage.zone
        seats = next(
            row.must("seats", int) for row in stage.book.places.rows("fleet") if row.must("carrier", str) == carrier
        )
        fact = Seated(
            serial=serial, carrier=carrier, people=people, plan=paper_of(f"order {self.said['serial']}"),
            giver=self.origin, receiver=self.to, leaves_at=leaves.astimezone(zone),
            arrives_at=(leaves + BOARDING + timedelta(minutes=self.said["drive_minutes"])).astimezone(zone),
            seats=seats, escorts=max(ESCORTS_LEAST, -(-len(people) // PEOPLE_PER_ESCORT)),
        )  # fmt: skip
        stage.book.write(stage.desk("planner:planner").draft(fact))
