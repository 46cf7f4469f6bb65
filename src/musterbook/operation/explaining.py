"""Explaining: why someone is not on a serial. The gates speak first, then the seats, then the plan for his group.

Joins every room with a say over a move, and lift, whose plan is asked about the site where he is held.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from musterbook.custody.roll import Roll
from musterbook.lift.explain.values import Answer, Reason
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
from musterbook.operation.serials import escort_of, mode_of
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

ASKED_WITHIN_MIN = 120


@dataclass(frozen=True, slots=True)
class NotAboard:
    """Why a person is not on a serial.

    Attributes:
        problem: what the plan answers.
        aboard: he is.
        objections: what every gate would say to his boarding it, his missing seat apart; seats and escorts included.
        seated_on: the serial he is seated on instead.
        elsewhere: where he is held, when the serial does not leave from there.
        answer: why its carrier does not fetch people of his site at that time; None when the serial is theirs anyway.
    """

    person: PersonId
    serial: str
    problem: Problem
    aboard: bool
    objections: tuple[Objection, ...] = ()
    seated_on: str | None = None
    elsewhere: str | None = None
    answer: Answer | None = None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What is to be said beside the objections and the answer."""
        values = {"person": str(self.person), "serial": self.serial}
        if self.aboard:
            return (Reason("why-not.aboard-already", values),)
        found = []
        if self.elsewhere is not None:
            found.append(Reason("why-not.held-elsewhere", {**values, "place": self.elsewhere}))
        if self.seated_on is not None:
            found.append(Reason("why-not.seated-elsewhere", {**values, "other": self.seated_on}))
        if not found and not self.objections:
            found.append(Reason("why-not.a-seat-is-free", values))
        return tuple(found)


def why_not_aboard(book: Book, person: PersonId, serial: str) -> NotAboard:
    """Why `person` is not seated on `serial`, from the book as it stands; judged for the hour the serial leaves.

    Raises:
        Malformed: there is no such serial or person, or its plan is not kept here.
    """
    holder = book.reading(Roll).holder(person)
    if holder is None:
        raise Malformed.because("explain.not-held", person=str(person))
    problem, plan = plan_kept(book)
    known = _serial(book, problem, plan, serial)
    if person in known.people:
        return NotAboard(person, serial, problem, aboard=True)
    others = [one for one in book.reading(Manifests).serials_of(person) if one != serial]
    objections = tuple(one for one in objections_to(book, _boarding(book, person, holder, known)) if not _seat(one))
    place = book.places.place_of(holder)
    elsewhere = None if known.giver == holder else (place.site if place else str(holder))
    answer = None
    if elsewhere is not None and elsewhere in problem.node and problem.at_site(elsewhere):
        at = minute_of(known.leaves_at, datetime.fromisoformat(problem.epoch), 0)
        at = max(0, min(problem.horizon_min - 1, at - ASKED_WITHIN_MIN))
        answer = why_not(problem, plan, vehicle=known.carrier, site=elsewhere, at=at, within=ASKED_WITHIN_MIN)
    return NotAboard(
        person, serial, problem, aboard=False, objections=objections, seated_on=others[0] if others else None,
        elsewhere=elsewhere, answer=answer,
    )  # fmt: skip


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


def _seat(objection: Objection) -> bool:
    """That he is not seated is what was asked, and no answer."""
    return objection.rule == "lift.manifest"
