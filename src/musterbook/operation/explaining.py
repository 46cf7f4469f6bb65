"""Explaining: why someone is not on a serial. The gates speak first, then his other seat, then the plan is tried.

Joins every room with a say over a move, and lift, whose plan is asked about the site where he is held.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from musterbook.custody.roll import Roll
from musterbook.lift.explain.seat import Seat, one_more
from musterbook.lift.explain.telling import ToldAnswer, tell_answer, tell_seat
from musterbook.lift.explain.values import Answer, Price, Reason, Relaxation
from musterbook.lift.explain.why_not import why_not
from musterbook.lift.facts import PlanAdopted
from musterbook.lift.manifests import Manifest, Manifests
from musterbook.lift.plan import Plan, Serial, serials
from musterbook.lift.plan_file import read_plan
from musterbook.lift.problem import Problem
from musterbook.operation.book import Book
from musterbook.operation.gates import objections_to
from musterbook.operation.planning import proposed_as
from musterbook.operation.posing import minute_of
from musterbook.operation.serial_moves import SHORT_MOVE, Room, planned_serial, rooms
from musterbook.operation.serials import escort_of, mode_of
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

ASKED_WITHIN_MIN = 120
ROOMS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class NotAboard:
    """Why a person is not on a serial.

    Attributes:
        problem: what the plan answers.
        aboard: he is.
        objections: what the gates of custody, eligibility and coordination would say to his boarding it.
        beside: what those aboard and its seats and escorts as they are now would say.
        seated_on: the serial he is seated on instead.
        elsewhere: where he is held, when the serial does not leave from there.
        scrubbed: why it does not run, when it does not.
        rooms: other serials from his place with seats free.
        plan: the plan that was asked.
        answer: why its carrier does not fetch people of his site at that time; None when the serial is theirs anyway.
        seat: what comes of one person more on it in the plan; None when it does not leave from his site.
    """

    person: PersonId
    serial: str
    problem: Problem
    aboard: bool
    objections: tuple[Objection, ...] = ()
    beside: tuple[Objection, ...] = ()
    seated_on: str | None = None
    elsewhere: str | None = None
    scrubbed: str = ""
    rooms: tuple[Room, ...] = ()
    plan: Plan | None = None
    answer: Answer | None = None
    seat: Seat | None = None

    def told(self, prices: Mapping[tuple[Relaxation, ...], Price]) -> ToldAnswer | None:
        """What the plan says, as rules with values."""
        if self.seat is not None:
            return tell_seat(self.seat, prices)
        if self.answer is None:
            return None
        return tell_answer(self.answer, self.problem.vehicle[self.answer.question.vehicle].base, prices)

    @property
    def ways(self) -> tuple[tuple[Relaxation, ...], ...]:
        """What would let him go as far as the plan is concerned, where something does."""
        if self.seat is not None:
            return self.seat.helps
        return tuple(one.relaxations for one in self.answer.helps) if self.answer else ()

    @property
    def asked_of(self) -> tuple[str, int]:
        """The carrier and the minute that were asked about."""
        if self.seat is not None:
            return self.seat.vehicle, self.seat.at
        return (self.answer.question.vehicle, self.answer.question.at) if self.answer else ("", 0)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What is to be said beside the objections and the answer."""
        values = {"person": str(self.person), "serial": self.serial}
        if self.aboard:
            return (Reason("why-not.aboard-already", values),)
        found = []
        if self.scrubbed:
            found.append(Reason("why-not.scrubbed", {**values, "because": self.scrubbed}))
        if self.elsewhere is not None:
            found.append(Reason("why-not.held-elsewhere", {**values, "place": self.elsewhere}))
        if self.seated_on is not None:
            found.append(Reason("why-not.seated-elsewhere", {**values, "other": self.seated_on}))
        if not found and not self.objections and not self.beside and (self.seat is None or not self.seat.findings):
            found.append(Reason("why-not.a-seat-is-free", values))
        found += [
            Reason("why-not.seats-elsewhere",
                   {"serial": room.serial, "leaves": room.leaves_at.isoformat(), "free": room.seats_free})
            for room in self.rooms
            if room.serial != self.seated_on
        ]  # fmt: skip
        return tuple(found)


def why_not_aboard(book: Book, person: PersonId, serial: str) -> NotAboard:
    """Why `person` is not seated on `serial`, from the book as it stands; judged for the hour the serial leaves.

    Raises:
        Malformed: there is no such serial or person, or its plan is not kept here.
    """
    return asking_aboard(book, person, serial)()


def asking_aboard(book: Book, person: PersonId, serial: str) -> Callable[[], NotAboard]:
    """The same in two steps: the book is read now; what is given back tries the plan alone, wherever it is run."""
    holder = book.reading(Roll).holder(person)
    if holder is None:
        raise Malformed.because("explain.not-held", person=str(person))
    problem, plan = plan_kept(book)
    known = _serial(book, problem, plan, serial)
    if person in known.people:
        return partial(NotAboard, person, serial, problem, aboard=True)
    others = [one for one in book.reading(Manifests).serials_of(person) if one != serial]
    objections = [one for one in objections_to(book, _boarding(book, person, holder, known)) if not _seat(one)]
    place = book.places.place_of(holder)
    elsewhere = None if known.giver == holder else (place.site if place else str(holder))
    found = NotAboard(
        person, serial, problem, aboard=False, objections=tuple(one for one in objections if not _of_others(one)),
        beside=tuple(one for one in objections if _of_others(one)), seated_on=others[0] if others else None,
        elsewhere=elsewhere, scrubbed=known.scrubbed, rooms=_rooms(book, holder, known), plan=plan,
    )  # fmt: skip
    return partial(_tried, found, plan, known, place.site if place else "")


def _tried(found: NotAboard, plan: Plan, known: Manifest, site: str) -> NotAboard:
    """The plan asked: for a seat more where the serial leaves from his site, for a serial there where it does not."""
    problem = found.problem
    if site not in problem.node or not problem.at_site(site):
        return found
    if found.elsewhere is None:
        planned = planned_serial(found.serial, {one.id: one for one in serials(plan)})
        if planned is None or len(known.people) < planned.people:
            return found  # the plan has a seat there that nobody has been given yet
        group = problem.at_site(site)[0].id
        return replace(found, seat=one_more(problem, plan, planned.id, group, instead=found.seated_on or ""))
    at = minute_of(known.leaves_at, datetime.fromisoformat(problem.epoch), 0)
    at = max(0, min(problem.horizon_min - 1, at - ASKED_WITHIN_MIN))
    if known.carrier not in problem.vehicle:
        return found
    answer = why_not(problem, plan, vehicle=known.carrier, site=site, at=at, within=ASKED_WITHIN_MIN)
    return replace(found, answer=answer)


def _rooms(book: Book, holder: CustodianId, known: Manifest) -> tuple[Room, ...]:
    """Other serials of whoever holds him that have seats, near the one asked about."""
    asked = replace(known, giver=holder)
    return tuple(rooms(book, asked, now=known.leaves_at - SHORT_MOVE))[:ROOMS_SHOWN]


def plan_kept(book: Book, plan: str = "") -> tuple[Problem, Plan]:
    """The plan whose digest begins with `plan`, or the one in force, and the problem it answers.

    Raises:
        Malformed: no plan is in force, none is called so, or its paper is not kept here.
    """
    if not plan:
        adopted = [one.fact.plan for one in book.entries() if isinstance(one.fact, PlanAdopted)]
        if not adopted:
            raise Malformed.because("explain.no-plan-in-force")
        plan = adopted[-1]
    digest, problem = proposed_as(book, plan)
    paper = book.papers.read(digest)
    if paper is None:
        raise Malformed.because("plan.paper-not-here", digest=digest[:8])
    return problem, read_plan(json.loads(paper))


def _serial(book: Book, problem: Problem, plan: Plan, name: str) -> Manifest:
    """The serial as the book has it seated; else as the plan has it, with nobody seated yet."""
    seated = book.reading(Manifests).serials.get(name)
    if seated is not None:
        return seated
    planned = next((one for one in serials(plan) if one.id == name), None)
    if planned is None:
        raise Malformed.because("serial.unknown", serial=name)
    return _unseated(book, problem, planned)


def _unseated(book: Book, problem: Problem, serial: Serial) -> Manifest:
    epoch = datetime.fromisoformat(problem.epoch)
    kind = problem.vehicle_type[problem.vehicle[serial.vehicle].type]
    digest = next(one.fact.plan for one in reversed(book.entries()) if isinstance(one.fact, PlanAdopted))
    return Manifest(
        serial=serial.id, carrier=serial.vehicle, giver=_custodian(book, serial.origin),
        receiver=_custodian(book, serial.destination), leaves_at=epoch + timedelta(minutes=serial.depart),
        arrives_at=epoch + timedelta(minutes=serial.arrive), seats=kind.seats, escorts=serial.escorts, plan=digest,
        people=frozenset(),
    )  # fmt: skip


def _custodian(book: Book, place: str) -> CustodianId:
    return book.places.custodian_at(place) if place in book.places.sites else CustodianId(place)


def _boarding(book: Book, person: PersonId, holder: CustodianId, serial: Manifest) -> Move:
    """The move there would be if he were offered with those already seated."""
    day = serial.leaves_at.astimezone(book.settings.zone).date().isoformat()
    return Move(
        people=frozenset((person,)), giver=holder, receiver=escort_of(book, serial.carrier), at=serial.leaves_at,
        destination=book.settings.destination or serial.receiver, mode=mode_of(book, serial.carrier),
        serial=serial.serial, aboard=serial.people, day=day,
    )  # fmt: skip


def _of_others(objection: Objection) -> bool:
    """What is said because of who else is aboard, or of how many."""
    return objection.rule.startswith("lift.") or objection.rule in ("eligibility.kept-apart", "eligibility.never-with")


def _seat(objection: Objection) -> bool:
    """That he is not seated is what was asked, and no answer."""
    return objection.rule == "lift.manifest"
