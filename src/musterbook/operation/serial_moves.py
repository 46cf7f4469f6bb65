"""Moving a serial on paper: later or earlier, not at all, or with people on another one; judged before anyone signs.

Joins lift with every gate: the plan is changed as proposed, the independent check is run on it, and the gates are asked
at the new hour. Nothing is written but by `write_…`, with the signer's own key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.lift.altered import scrubbed, slipped
from musterbook.lift.check import Verdict, check
from musterbook.lift.facts import Seated, SerialScrubbed, SerialSlipped, Unseated
from musterbook.lift.manifests import ESCORTS_LEAST, PEOPLE_PER_ESCORT, Manifest, Manifests
from musterbook.lift.plan import Plan, Serial, serials
from musterbook.lift.problem import Problem
from musterbook.lift.rules import Finding
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.gates import objections_to
from musterbook.operation.lift_situation import Runs, papers_of
from musterbook.operation.manifest_lists import boarding_of, freezes_at
from musterbook.operation.serials import serial_named
from musterbook.terms.custodians import in_hand
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

OTHERS_MAX: Final = 8
"""So many other serials are looked at for people who lose their seat."""
SHORT_MOVE: Final = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Judged:
    """A change of one serial, and all that stands against it.

    Attributes:
        act: slip, scrub or reseat.
        leaves_at, arrives_at: the hours it would have; those it has, when it is not slipped.
        people: how many it is about.
        findings: rules the changed plan breaks and the plan as it stands does not; None when its paper is not here.
        objections: what gates would say at the new hour.
        pushed: other serials of the plan that the check meets at other hours or without people.
        loss_more: weighted expected loss of the changed plan, less that of the plan as it stands.
        frozen: the serial is inside the freeze line, so that a change needs a reason more than convenience.
        target, named: the serial people would go to, and who.
        epoch: from which the minutes of the findings count.
    """

    act: str
    serial: str
    leaves_at: datetime
    arrives_at: datetime
    people: int
    findings: tuple[Finding, ...] | None
    objections: tuple[Objection, ...] = ()
    pushed: tuple[str, ...] = ()
    loss_more: float | None = None
    frozen: bool = False
    target: str = ""
    named: tuple[PersonId, ...] = ()
    epoch: datetime | None = None

    @property
    def clear(self) -> bool:
        """Nothing stands against it, as far as this book can say."""
        return self.findings == () and not self.objections


@dataclass(frozen=True, slots=True)
class Room:
    """Another serial of the same giver that has seats left, with how many."""

    serial: str
    leaves_at: datetime
    seats_free: int


def slip(book: Book, manifest: Manifest, *, leaves_at: datetime, now: datetime) -> Judged:
    """The serial at another hour; the rest of its carrier's tour moves with it, and later tours give way."""
    later = leaves_at - manifest.leaves_at
    waiting = _waiting(book, manifest)
    objections = objections_to(book, boarding_of(book, manifest, waiting, at=leaves_at)) if waiting else []
    about = Judged(
        "slip", manifest.serial, leaves_at, manifest.arrives_at + later, len(manifest.people), None,
        tuple(objections), frozen=now >= freezes_at(book, manifest),
    )  # fmt: skip
    found = _planned(book, manifest)
    if found is None:
        return about
    plan, problem, serial = found
    minutes = round((leaves_at - _epoch(problem)) / timedelta(minutes=1)) - serial.depart
    return _judged(about, problem, plan, slipped(plan, serial, minutes), serial)


def scrub(book: Book, manifest: Manifest, *, now: datetime) -> Judged:
    """The serial not at all: its people stay where they are."""
    about = Judged(
        "scrub", manifest.serial, manifest.leaves_at, manifest.arrives_at, len(manifest.people), None,
        frozen=now >= freezes_at(book, manifest),
    )  # fmt: skip
    found = _planned(book, manifest)
    if found is None:
        return about
    plan, problem, serial = found
    return _judged(about, problem, plan, scrubbed(plan, serial), serial)


def reseat(book: Book, manifest: Manifest, target: Manifest, people: Iterable[PersonId], *, now: datetime) -> Judged:
    """People of a serial on another one instead; asked of every gate as if they sat there already."""
    going = frozenset(people) & _waiting(book, manifest)
    there = replace(target, people=target.people | going)
    asked = objections_to(book, boarding_of(book, there, there.people, at=max(target.leaves_at, now)))
    return Judged(
        "reseat", manifest.serial, target.leaves_at, target.arrives_at, len(going), (),
        tuple(one for one in asked if one.rule != "lift.manifest" or one.person not in going),
        frozen=now >= min(freezes_at(book, manifest), freezes_at(book, target)), target=target.serial,
        named=tuple(sorted(going)),
    )  # fmt: skip


def rooms(book: Book, manifest: Manifest, *, now: datetime) -> list[Room]:
    """Serials of the same giver that have not left and have seats, the soonest first."""
    found = []
    for one in book.reading(Manifests).serials.values():
        near = now < one.leaves_at < manifest.leaves_at + SHORT_MOVE
        if one.serial != manifest.serial and one.giver == manifest.giver and not one.scrubbed and near:
            free = seats_free(one)
            if free > 0:
                found.append(Room(one.serial, one.leaves_at, free))
    return sorted(found, key=lambda room: (room.leaves_at, room.serial))[:OTHERS_MAX]


def seats_free(manifest: Manifest) -> int:
    """How many more may sit there, with the escorts they would need."""
    aboard = len(manifest.people)
    free = 0
    while aboard + free + 1 + max(ESCORTS_LEAST, -(-(aboard + free + 1) // PEOPLE_PER_ESCORT)) <= manifest.seats:
        free += 1
    if manifest.escorts:
        free = min(free, manifest.escorts * PEOPLE_PER_ESCORT - aboard)
    return max(free, 0)


def write_slip(
    book: Book, acting: Acting, serial: str, *, leaves_at: datetime, arrives_at: datetime, because: str
) -> Entry:
    """Write that a serial runs at other hours; Malformed when nobody was ever seated on it."""
    serial_named(book, serial)
    fact = SerialSlipped(serial=serial, leaves_at=leaves_at, arrives_at=arrives_at, because=because)
    return book.write(acting.draft(fact))


def write_scrub(book: Book, acting: Acting, serial: str, *, because: str) -> Entry:
    """Write that a serial does not run; its people lose their seats."""
    serial_named(book, serial)
    return book.write(acting.draft(SerialScrubbed(serial=serial, because=because)))


def write_reseat(
    book: Book, acting: Acting, serial: str, target: str, people: Iterable[PersonId], *, because: str
) -> list[Entry]:
    """Take people off one serial and seat them on another; nobody when they sit there already or nowhere here."""
    source, there = serial_named(book, serial), serial_named(book, target)
    going = (frozenset(people) or source.people) & source.people
    if not going:
        return []
    seated = Seated(
        serial=there.serial, carrier=there.carrier, people=going, plan=there.plan, giver=there.giver,
        receiver=there.receiver, leaves_at=there.leaves_at, arrives_at=there.arrives_at, seats=there.seats,
        escorts=there.escorts,
    )  # fmt: skip
    off = Unseated(serial=serial, people=going, because=because)
    return book.write_all([acting.draft(off), acting.draft(seated)])


def planned_serial(serial: str, by_name: Mapping[str, Serial]) -> Serial | None:
    """The serial of a plan under the name the book has it by: a replanned one carries a letter more."""
    return by_name.get(serial) or by_name.get(serial.rstrip("abcdefghijklmnopqrstuvwxyz"))


def _judged(about: Judged, problem: Problem, before: Plan, after: Plan, serial: Serial) -> Judged:
    verdicts = check(problem, before), check(problem, after)
    then = {one.id: one for one in serials(after)}
    pushed = [
        one.id
        for one in serials(before)
        if one.vehicle == serial.vehicle and one.id != serial.id and then.get(one.id) != one
    ]
    return replace(
        about, epoch=_epoch(problem), findings=_new(*verdicts), pushed=tuple(pushed) if about.act == "slip" else (),
        loss_more=verdicts[1].objective.weighted_loss - verdicts[0].objective.weighted_loss,
    )  # fmt: skip


def _new(before: Verdict, after: Verdict) -> tuple[Finding, ...]:
    known = {(one.rule, one.where) for one in before.findings}
    return tuple(one for one in after.findings if (one.rule, one.where) not in known)


def _planned(book: Book, manifest: Manifest) -> tuple[Plan, Problem, Serial] | None:
    run = book.reading(Runs).get(manifest.plan)
    papers = papers_of(book, run) if run is not None else None
    if papers is None:
        return None
    serial = planned_serial(manifest.serial, {one.id: one for one in serials(papers[0])})
    return (*papers, serial) if serial is not None else None


def _waiting(book: Book, manifest: Manifest) -> frozenset[PersonId]:
    return manifest.people & book.reading(Roll).on(in_hand(manifest.giver))


def _epoch(problem: Problem) -> datetime:
    return datetime.fromisoformat(problem.epoch)
