"""Lifting: a plan's serials carried out one by one: people named and cleared, checked, offered, let go and accepted.

Every step is the operation's own function; what a real officer would do at that hour is done here by the clock.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from musterbook.custody.facts import HandoverException
from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.escorting import WOMEN_LEAST
from musterbook.eligibility.facts import EscortsCounted
from musterbook.ledger.facts import Digest
from musterbook.lift.facts import SerialScrubbed
from musterbook.lift.manifests import ESCORTS_LEAST, PEOPLE_PER_ESCORT, Manifest, Manifests
from musterbook.lift.plan import Plan, Serial, serials
from musterbook.lift.problem import Problem
from musterbook.operation import clearing, handing_over, seating
from musterbook.operation.handing_over import Handing
from musterbook.operation.serials import escort_of, next_handover
from musterbook.rehearsal.ramp import longest_waiting
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.errors import Refused
from musterbook.terms.people import PersonId

_log = logging.getLogger(__name__)

CLEARANCE: Final = "eligibility.clearance"
BEDS: Final = "custody.beds"
LOCK: Final = timedelta(hours=5)
"""How long before a serial leaves its people are named (freeze line and an hour, lift.md section 9)."""
BOARDING: Final = timedelta(minutes=9)
UNLOADING: Final = timedelta(minutes=14)


@dataclass(frozen=True, slots=True)
class Way:
    """A carrier's way from one custodian to another, with its hours."""

    vehicle: str
    origin: CustodianId
    destination: CustodianId
    leaves_at: datetime
    arrives_at: datetime


@dataclass(slots=True)
class Trip:
    """One serial under way.

    Attributes:
        serial: as planned, under a name no other plan of this operation has.
        way: whence, whither and when; by it the serial is found again in a later plan.
        problem, plan: what it was planned for, and the plan's digest.
        scrubbed, named, boarded: how far it has come.
    """

    serial: Serial
    way: Way
    problem: Problem
    plan: Digest
    scrubbed: bool = False
    named: bool = False
    boarded: bool = False

    @property
    def leaves_at(self) -> datetime:
        """When it is to leave."""
        return self.way.leaves_at

    @property
    def arrives_at(self) -> datetime:
        """When it is to arrive."""
        return self.way.arrives_at

    @property
    def origin(self) -> CustodianId:
        """Who gives."""
        return self.way.origin

    @property
    def destination(self) -> CustodianId:
        """Who receives from the escort."""
        return self.way.destination


@dataclass(slots=True)
class Lifting:
    """Carries adopted plans out.

    Attributes:
        stage: the shared stage.
        end: the custodian these people go to, unless their trip ends at another receiving place.
        reviewer: who clears them.
        kind: kind of move.
        trips: every trip of the adopted plan, by serial.
    """

    stage: Stage
    end: CustodianId
    kind: str = "evacuation"
    reviewer: str = "reviewer-1"
    trips: dict[str, Trip] = field(default_factory=dict)

    def adopt(self, plan: Plan, problem: Problem, digest: Digest, *, tag: str = "") -> None:
        """Let a plan be the plan now: its serials are carried out, those of plans before only where it has them too.

        `tag` tells the new serials of this plan from those of plans before.
        """
        planned = {self._way(one, problem): one for one in serials(plan)}
        running = {trip.way: trip for trip in self.trips.values() if not trip.scrubbed}
        for way, trip in running.items():
            if trip.boarded:
                continue
            if way in planned:
                trip.serial = _named(planned[way], trip.serial.id)
            else:
                self.scrub(trip, "superseded")
        for way, serial in planned.items():
            if way in running or way.leaves_at <= self.stage.now:
                continue
            trip = Trip(_named(serial, f"{serial.id}{tag}"), way, problem, digest)
            self.trips[trip.serial.id] = trip
            from_site = self.stage.part(trip.origin) != "staging"
            name_at = way.leaves_at - (LOCK if from_site else timedelta(minutes=40))
            self.stage.at(name_at, lambda one=trip: self.name(one))  # type: ignore[misc]  # bound at once

    def name(self, trip: Trip) -> None:
        """Name, clear and seat the people of a trip, and set its hours."""
        if trip.scrubbed:
            return
        trip.named = True
        people = self._people_for(trip)
        if people:
            self._clear(trip, people)
            seating.seat(
                self.stage.book, self.stage.desk("planner:planner"), trip.serial, people, problem=trip.problem,
                plan=trip.plan,
            )  # fmt: skip
            self.stage.seated.update(people)
            self.stage.care.named(trip.serial.id, trip.destination, frozenset(people))
            self.stage.rooms.keep(
                trip.serial.id, trip.origin, self.bound(trip), frozenset(people), arrives_at=trip.arrives_at
            )
            self.stage.at(trip.leaves_at - timedelta(minutes=20), lambda: self.board(trip))

    def board(self, trip: Trip) -> None:
        """Check identities, offer, let go; the escort accepts; then the trip runs."""
        stage, manifest = self.stage, self._manifest(trip)
        if trip.scrubbed or manifest is None:
            return
        held = stage.book.reading(Roll).on(in_hand(trip.origin))
        people = manifest.people & held
        if not people:
            return
        escort = escort_of(stage.book, trip.serial.vehicle)
        handover, aboard = self._offer_who_may(trip, escort, people)
        if not aboard:
            self.scrub(trip, "nobody may board")
            return
        trip.boarded = True
        _log.debug("serial %s: %d people offered to %s in %s", trip.serial.id, len(aboard), escort, handover)
        stage.at(stage.now + BOARDING, lambda: self.take(handover, escort, aboard))
        stage.at(
            max(trip.leaves_at, stage.now + BOARDING),
            lambda: stage.along.left(
                trip.serial.id, escort, trip.destination, aboard, arrives_at=trip.arrives_at
            ),
        )  # fmt: skip
        stage.at(trip.arrives_at, lambda: self.arrive(trip, escort, aboard))

    def arrive(self, trip: Trip, escort: CustodianId, people: frozenset[PersonId]) -> None:
        """The escort offers everyone aboard to the place of arrival, which accepts."""
        aboard = self.stage.book.reading(Roll).on(in_hand(escort)) & people
        if not aboard:
            return
        self.stage.along.came(trip.serial.id, escort, trip.destination, aboard)
        handover = self.hand(
            escort, trip.destination, aboard, serial=trip.serial.id, carrier=trip.serial.vehicle, mode=mode_of(trip),
            stage_name="arriving", due_by=self.stage.now + timedelta(hours=1), destination=self.bound(trip),
        )  # fmt: skip
        self.received(trip, handover, escort, aboard)

    def ends(self, trip: Trip) -> bool:
        """Whether a trip goes all the way to a receiving place, not to a staging place."""
        return self.stage.part(trip.destination) == "receiving"

    def bound(self, trip: Trip) -> CustodianId:
        """The receiving custodian the people of a trip are on their way to."""
        return trip.destination if self.ends(trip) else self.end

    def received(self, trip: Trip, handover: str, escort: CustodianId, people: frozenset[PersonId]) -> None:
        """What the receiver does with an arrival; faults take its place for some serials."""
        self.stage.at(self.stage.now + UNLOADING, lambda: self.take_in(trip, handover, escort, people))

    def take_in(self, trip: Trip, handover: str, escort: CustodianId, people: frozenset[PersonId]) -> None:
        """The receiver accepts an arrival, and the leg is over."""
        self.take(handover, trip.destination, people)
        self.stage.along.taken(trip.serial.id, escort, trip.destination, people)

    def hand(
        self, giver: CustodianId, receiver: CustodianId, people: frozenset[PersonId], *, serial: str, carrier: str,
        mode: str, stage_name: str, due_by: datetime, kind: str = "", destination: CustodianId | None = None,
        let_go: bool = True,
    ) -> str:  # fmt: skip
        """Check, offer and let go, unless it is to be called off; the reference of the handover."""
        stage, book = self.stage, self.stage.book
        handover = next_handover(book, giver)
        handing_over.check_identities(book, stage.by(giver, stage.giving(giver)), handover, people, how="photo")
        seals = stage.care.before(handover, giver, receiver, people, destination=destination or self.end)
        acting = stage.by(giver, stage.giving(giver))
        boarding = stage_name == "boarding"
        if boarding:
            self._count_escorts(giver, handover, people)
        handing_over.offer(
            book, acting,
            Handing(
                handover, people, receiver, due_by.astimezone(stage.zone), stage="boarding" if boarding else "arriving",
                destination=destination or self.end, kind=kind or self.kind, mode=mode, serial=serial, carrier=carrier,
                aboard=book.reading(Roll).on(in_hand(receiver)) if boarding else frozenset(), seals=seals,
            ),
        )  # fmt: skip
        if let_go:
            stage.at(
                stage.now + timedelta(minutes=2),
                lambda: handing_over.let_go(book, stage.by(giver, stage.giving(giver)), handover),
            )
        return handover

    def _count_escorts(self, giver: CustodianId, handover: str, people: frozenset[PersonId]) -> None:
        """Where a woman or perhaps one goes, half of the escorts are women, one at least, and they search women."""
        stage, classes = self.stage, self.stage.book.reading(Classes)
        if not any(classes.codes(person).may_be_woman for person in people):
            return
        escorts = max(ESCORTS_LEAST, -(-len(people) // PEOPLE_PER_ESCORT))
        women = max(WOMEN_LEAST, escorts // 2)
        acting = stage.by(giver, stage.giving(giver))
        counted = EscortsCounted(handover=handover, women=women, men=escorts - women, women_search=True)
        stage.book.write(acting.draft(counted))

    def take(
        self, handover: str, receiver: CustodianId, people: frozenset[PersonId],
        exceptions: Sequence[HandoverException] = (),
    ) -> None:  # fmt: skip
        """The receiver accepts."""
        named = (*exceptions, *self.stage.care.found(handover, receiver, people))
        acting = self.stage.by(receiver, self.stage.taking(receiver))
        handing_over.accept(self.stage.book, acting, handover, people, named)
        self.stage.care.after(handover, receiver, people)
        self.stage.rooms.settle(receiver, people)

    def room(self, trip: Trip) -> int:
        """Seats on a carrier at the ramp: those planned, and as many more as its escorts can answer for.

        Whoever an earlier carrier had to leave behind goes with the next; nobody is forgotten on the ramp.
        """
        seats = trip.problem.vehicle_type[trip.problem.vehicle[trip.serial.vehicle].type].seats
        return max(trip.serial.people, min(trip.serial.escorts * PEOPLE_PER_ESCORT, seats - trip.serial.escorts))

    def scrub(self, trip: Trip, because: str) -> None:
        """A serial does not run; its people lose their seats."""
        if trip.scrubbed:
            return
        trip.scrubbed = True
        _log.info("serial %s does not run: %s", trip.serial.id, because)
        manifest = self._manifest(trip)
        if manifest is None:
            return
        self.stage.seated -= manifest.people
        acting = self.stage.desk("planner:planner")
        self.stage.book.write(acting.draft(SerialScrubbed(serial=trip.serial.id, because=because)))

    def _offer_who_may(
        self, trip: Trip, escort: CustodianId, people: frozenset[PersonId]
    ) -> tuple[str, frozenset[PersonId]]:
        """Offer these people; whoever a gate objects to is taken off the manifest by name, and the rest go.

        Whose clearance has lapsed while he waited is reviewed once more, there and then.

        Returns:
            The reference of the handover and those offered; nobody when a gate objects to the trip as a whole.
        """
        reviewed: frozenset[PersonId] = frozenset()
        while people:
            try:
                handover = self.hand(
                    trip.origin, escort, people, serial=trip.serial.id, carrier=trip.serial.vehicle, mode=mode_of(trip),
                    stage_name="boarding", due_by=trip.leaves_at + timedelta(hours=1), destination=self.bound(trip),
                )  # fmt: skip
            except Refused as refused:
                objected = people & {one.person for one in refused.objections if one.person is not None}
                if not objected:
                    if {one.rule for one in refused.objections} == {BEDS} and self._bed_found(trip, people):
                        continue
                    break
                lapsed = objected & {one.person for one in refused.objections if one.rule == CLEARANCE} - reviewed
                if lapsed and self._cleared_again(trip, lapsed):
                    reviewed |= lapsed
                    continue
                rule = next(one.rule for one in refused.objections if one.person in objected)
                _log.info("serial %s: %d people not boarded [%s]", trip.serial.id, len(objected), rule)
                self._unseat(trip, objected, because=rule)
                people -= objected
            else:
                return handover, people
        return "", frozenset()

    def _bed_found(self, trip: Trip, people: frozenset[PersonId]) -> bool:
        """Whether the place they go to has beds for them after all, once it was asked."""
        handover = next_handover(self.stage.book, trip.origin)
        return self.stage.rooms.found(handover, trip.serial.id, trip.origin, self.bound(trip), people)

    def _cleared_again(self, trip: Trip, people: frozenset[PersonId]) -> bool:
        """A reviewer clears people anew; not when a hold stands against one of them."""
        book = self.stage.book
        try:
            clearing.clear(
                book, self.stage.desk(f"{self.reviewer}:eligibility-reviewer"), sorted(people),
                destination=self.bound(trip), legal_basis=book.settings.legal_basis,
            )  # fmt: skip
        except Refused:
            return False
        return True

    def _unseat(self, trip: Trip, people: frozenset[PersonId], *, because: str) -> None:
        """Take people off the manifest; they stay where they are and may be seated again when nothing objects."""
        seating.unseat(self.stage.book, self.stage.desk("planner:planner"), trip.serial.id, people, because=because)
        if self.stage.part(trip.origin) != "staging":
            self.stage.seated -= people

    def _way(self, serial: Serial, problem: Problem) -> Way:
        epoch, places = datetime.fromisoformat(problem.epoch), self.stage.book.places
        return Way(
            serial.vehicle, places.custodian_at(serial.origin), places.custodian_at(serial.destination),
            epoch + timedelta(minutes=serial.depart), epoch + timedelta(minutes=serial.arrive),
        )  # fmt: skip

    def _manifest(self, trip: Trip) -> Manifest | None:
        return self.stage.book.reading(Manifests).serials.get(trip.serial.id)

    def _people_for(self, trip: Trip) -> list[PersonId]:
        """At a site, whoever may go and has no seat; on the ramp, whoever has stood there longest."""
        book = self.stage.book
        if self.stage.part(trip.origin) != "staging":
            return seating.choose(
                book, trip.origin, trip.serial.people, taken=self.stage.seated, at=self.stage.now,
                destination=self.bound(trip),
            )  # fmt: skip
        return longest_waiting(book, trip.origin, heads=self.room(trip))

    def _clear(self, trip: Trip, people: Sequence[PersonId]) -> None:
        """A reviewer clears each person who has no clearance that lasts until the trip is over."""
        if self.stage.part(trip.origin) == "staging":
            return
        book = self.stage.book
        clearing.clear(
            book, self.stage.desk(f"{self.reviewer}:eligibility-reviewer"), people, destination=self.bound(trip),
            legal_basis=book.settings.legal_basis,
        )  # fmt: skip


def mode_of(trip: Trip) -> str:
    """How the carrier of a trip moves: road, heli or fixed."""
    return trip.problem.vehicle_type[trip.problem.vehicle[trip.serial.vehicle].type].mode


def _named(serial: Serial, name: str) -> Serial:
    """The serial under the name this operation has it by."""
    return Serial(
        name, serial.vehicle, serial.origin, serial.destination, serial.board_start, serial.board_end,
        serial.depart, serial.arrive, serial.set_down, serial.heads, serial.escorts,
    )  # fmt: skip
