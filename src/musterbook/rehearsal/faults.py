"""Faults: what goes wrong with a serial of a rehearsal, from a bus that breaks down to a paper typed in late.

A receiver without room, a bus that breaks down, one that is sent elsewhere, paper typed in late. Each happens in the
world; what the book makes of it is the operation's doing, not ours.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from musterbook.custody.roll import Roll
from musterbook.lift.facts import CarrierWithdrawn
from musterbook.lift.manifests import Manifests
from musterbook.operation import diverting, handing_over
from musterbook.rehearsal.lifting import UNLOADING, Lifting, Trip, mode_of
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TakenAway:
    """A carrier that is taken away in the middle of a rehearsal, at whatever hour somebody chose."""

    carrier: str
    at: datetime
    hours: float


@dataclass(slots=True)
class FaultyLifting(Lifting):
    """Lifting in which some serials do not end as planned.

    Attributes:
        faults: `[faults]` of the scenario.
        replan: asked for when a carrier is gone.
    """

    faults: Mapping[str, Any] = field(default_factory=dict)
    replan: Callable[[str], None] = lambda _because: None
    done: set[str] = field(default_factory=set)

    def take_away(self, taken: TakenAway) -> None:
        """A carrier cannot be had for some hours once those aboard it are set down, and the rest is planned again."""
        aboard = [
            _set_down(trip) for trip in self.trips.values()
            if trip.boarded and trip.serial.vehicle == taken.carrier and _set_down(trip) > self.stage.now
        ]  # fmt: skip
        since = max(aboard, default=self.stage.now)
        until = self.stage.now + timedelta(hours=taken.hours)
        if until > since:
            self._withdraw(taken.carrier, "not-released", since=since, until=until)
            self.replan("a carrier was taken away")

    def arrive(self, trip: Trip, escort: CustodianId, people: frozenset[PersonId]) -> None:
        """A bus that broke down arrives by another."""
        if trip.serial.id not in self.done:
            Lifting.arrive(self, trip, escort, people)

    def board(self, trip: Trip) -> None:
        """After boarding, the bus chosen for it breaks down on the road, and another is sent elsewhere."""
        Lifting.board(self, trip)
        if self._due("diverted") and trip.boarded and self._is_road(trip) and not self.ends(trip):
            self.done.add("diverted")
            self.stage.at(trip.leaves_at + timedelta(minutes=25), lambda: self._send_elsewhere(trip))
            return
        fault = self.faults.get("breakdown")
        if fault is None or self.stage.now < fault["at"] or "breakdown" in self.done:
            return
        if trip.boarded and trip.serial.vehicle == fault["carrier"] and self._is_road(trip):
            self.done |= {"breakdown", trip.serial.id}
            self.stage.at(trip.leaves_at + timedelta(minutes=35), lambda: self._break_down(trip))

    def received(self, trip: Trip, handover: str, escort: CustodianId, people: frozenset[PersonId]) -> None:
        """At the facility one arrival is refused for want of space, and one is accepted on paper."""
        if self.ends(trip) and self._due("no_space") and self._can_wait(trip):
            self.done.add("no_space")
            self._refuse(trip, handover, escort, people)
        elif self.ends(trip) and self._due("paper"):
            self.done.add("paper")
            self._on_paper(trip, handover, escort, people)
        else:
            Lifting.received(self, trip, handover, escort, people)

    def _is_road(self, trip: Trip) -> bool:
        return mode_of(trip) == "road"

    def _due(self, name: str) -> bool:
        if name not in self.faults or name in self.done:
            return False
        on: date = self.faults[name]["date"]
        return self.stage.now >= datetime(on.year, on.month, on.day, tzinfo=UTC)

    def _can_wait(self, trip: Trip) -> bool:
        """Whether the refused could stay aboard until the morning; those that can go on to another place need not."""
        fault = self.faults["no_space"]
        return any(self._others(trip)) if fault.get("divert") else self._idle_after(trip, fault["hours"])

    def _idle_after(self, trip: Trip, hours: int) -> bool:
        """Whether the carrier has nothing to do for so long after its arrival."""
        free_until = trip.arrives_at + timedelta(hours=hours + 2)
        return not any(
            other.serial.vehicle == trip.serial.vehicle and trip.leaves_at < other.leaves_at < free_until
            for other in self.trips.values()
            if not other.scrubbed
        )

    def _break_down(self, trip: Trip) -> None:
        """The bus is withdrawn, a spare takes its people over on the road, and the rest is planned again."""
        stage, fault = self.stage, self.faults["breakdown"]
        broken, spare = CustodianId(trip.serial.vehicle), CustodianId(fault["spare"])
        self._withdraw(
            trip.serial.vehicle, "broken", since=stage.now, until=stage.now + timedelta(hours=fault["hours"])
        )

        def transfer() -> None:
            aboard = stage.book.reading(Roll).on(in_hand(broken))
            handover = self.hand(
                broken, spare, aboard, serial=trip.serial.id, carrier=spare, mode="road", stage_name="arriving",
                due_by=stage.now + timedelta(hours=1),
            )  # fmt: skip
            stage.at(stage.now + timedelta(minutes=16), lambda: self.take(handover, spare, aboard))
            stage.at(stage.now + timedelta(minutes=95), lambda: Lifting.arrive(self, trip, spare, aboard))

        stage.at(stage.now + timedelta(minutes=70), transfer)
        aboard = stage.book.reading(Roll).on(in_hand(broken))
        stage.along.broke_down(trip.serial.id, broken, spare, aboard)
        self.replan("a bus broke down")

    def _send_elsewhere(self, trip: Trip) -> None:
        """The road ahead is closed: the desk sends the bus to a prison on the way, and its people are planned again."""
        stage, fault = self.stage, self.faults["diverted"]
        end, arrives = CustodianId(fault["to"]), stage.now + timedelta(minutes=fault["minutes"])
        if end == trip.origin:
            self.done.discard("diverted")
            return
        diverting.write_divert(
            stage.book, stage.desk("duty:operation-desk"), trip.serial.id, end,
            arrives_at=arrives.astimezone(stage.zone), because=fault["because"],
        )  # fmt: skip
        stage.notes["diverted"] = "invented: a road that was closed, and the bus that was sent to another prison"
        escort = CustodianId(trip.serial.vehicle)
        aboard = stage.book.reading(Roll).on(in_hand(escort))
        self.done.add(trip.serial.id)  # it never comes where it was bound
        there = replace(trip, way=replace(trip.way, destination=end, arrives_at=arrives))
        self._withdraw(
            trip.serial.vehicle, "not-released", since=_set_down(trip), until=arrives + timedelta(hours=fault["hours"])
        )
        stage.at(arrives, lambda: self._come_elsewhere(there, escort, aboard))

    def _come_elsewhere(self, trip: Trip, escort: CustodianId, people: frozenset[PersonId]) -> None:
        """They are taken in there for now; nobody of them has a seat any more."""
        Lifting.arrive(self, trip, escort, people)
        self.stage.at(self.stage.now + UNLOADING * 2, lambda: self._unseated(people))

    def _unseated(self, people: frozenset[PersonId]) -> None:
        self.stage.seated -= people
        self.replan("a road was closed")

    def _withdraw(self, carrier: str, because: str, *, since: datetime, until: datetime) -> None:
        """The desk says that a carrier cannot be had for some time."""
        zone = self.stage.zone
        fact = CarrierWithdrawn(
            carrier=carrier, because=because, from_=since.astimezone(zone), until=until.astimezone(zone)
        )
        self.stage.book.write(self.stage.desk("planner:planner").draft(fact))

    def _refuse(self, trip: Trip, handover: str, escort: CustodianId, people: frozenset[PersonId]) -> None:
        stage = self.stage
        stage.at(
            stage.now + timedelta(minutes=12),
            lambda: handing_over.refuse(
                stage.book, stage.by(trip.destination, stage.taking(trip.destination)), handover, because="no_space"
            ),
        )
        stage.at(
            stage.now + timedelta(minutes=20),
            lambda: handing_over.take_back(stage.book, stage.by(escort, stage.giving(escort)), handover, people),
        )
        if self.faults["no_space"].get("divert"):
            stage.at(stage.now + timedelta(minutes=30), lambda: self._divert(trip, escort, people))
            return
        again = stage.now + timedelta(hours=self.faults["no_space"]["hours"])
        stage.at(
            stage.now + timedelta(minutes=22),
            lambda: stage.along.turned_away(trip.serial.id, escort, trip.destination, people, until=again),
        )
        stage.at(again, lambda: Lifting.arrive(self, trip, escort, people))
        self._withdraw(trip.serial.vehicle, "not-released", since=_set_down(trip), until=again + UNLOADING)
        stage.at(stage.now + timedelta(minutes=25), lambda: self.replan("no room at the destination"))

    def _others(self, trip: Trip) -> list[tuple[float, str]]:
        """Receiving places a road leads to from the end of a trip, the nearest first, with the minutes it takes."""
        rows, speed = self.stage.book.places.rows("roads"), trip.problem.vehicle_type[
            trip.problem.vehicle[trip.serial.vehicle].type
        ].speed_kmh  # fmt: skip
        here, places = str(trip.destination), self.stage.book.places.sites
        ends = [({row.must("from", str), row.must("to", str)}, float(row.must("km", Decimal))) for row in rows]
        return sorted(
            (km / speed * 60, other)
            for pair, km in ends if here in pair
            for other in pair - {here} if places[other].part == "receiving"
        )  # fmt: skip

    def _divert(self, trip: Trip, escort: CustodianId, people: frozenset[PersonId]) -> None:
        """The desk sends the bus on to the nearest place against which no gate speaks."""
        stage, book = self.stage, self.stage.book
        manifest = book.reading(Manifests).serials[trip.serial.id]
        for minutes, other in self._others(trip):
            arrives = (stage.now + timedelta(minutes=minutes)).astimezone(stage.zone)
            if diverting.divert(book, manifest, other, arrives_at=arrives, now=stage.now).objections:
                continue
            end = book.places.custodian_at(other)
            diverting.write_divert(
                book, stage.desk("duty:operation-desk"), trip.serial.id, end, arrives_at=arrives, because="no_space"
            )
            back = arrives + timedelta(minutes=minutes) + UNLOADING * 2
            self._withdraw(trip.serial.vehicle, "not-released", since=_set_down(trip), until=back)
            trip.way = replace(trip.way, destination=end, arrives_at=arrives)
            stage.at(arrives, lambda: Lifting.arrive(self, trip, escort, people))
            self.replan("no room at the destination")
            return

    def _on_paper(self, trip: Trip, handover: str, escort: CustodianId, people: frozenset[PersonId]) -> None:
        """Signed on paper at the door, typed in hours later: both times stand."""
        stage = self.stage
        happened = stage.now + UNLOADING
        typed = happened + timedelta(minutes=self.faults["paper"]["late_minutes"])
        stage.at(happened, lambda: stage.care.off(people))

        def enter() -> None:
            named = stage.care.found(handover, trip.destination, people)
            acting = replace(
                stage.by(trip.destination, stage.taking(trip.destination), at=happened),
                written_at=typed.astimezone(stage.zone), via="paper",
            )  # fmt: skip
            handing_over.accept(stage.book, acting, handover, people, named)
            stage.care.after(handover, trip.destination, people)
            stage.rooms.settle(trip.destination, people)
            stage.along.taken(trip.serial.id, escort, trip.destination, people)

        stage.at(typed, enter)


def _set_down(trip: Trip) -> datetime:
    """When the people of a trip were to be off their carrier."""
    return trip.arrives_at + timedelta(minutes=trip.serial.set_down - trip.serial.arrive)
