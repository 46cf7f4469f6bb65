"""Seating: a proposed plan is adopted, and people are named for its serials; what it supersedes gives way.

Who sits on a serial that the new plan keeps stays seated. Serials that leave a staging place are seated when people
stand there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.lift.choosing import choose_people
from musterbook.lift.facts import Seated, SerialScrubbed, Unseated
from musterbook.lift.manifests import Manifest, Manifests
from musterbook.lift.plan import Serial, serials
from musterbook.lift.plan_file import read_plan
from musterbook.lift.problem import Problem
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.lift_situation import Runs
from musterbook.operation.naming import candidates, who_may
from musterbook.operation.planning import adopt, paper_of, proposed_as
from musterbook.operation.posing import group_of, plannable
from musterbook.operation.serials import destination_at
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId

SUPERSEDED = "superseded"

Trip = tuple[str, CustodianId, CustodianId, datetime, datetime]


def adopt_and_seat(
    book: Book, desk: Acting, planner: Acting, plan: str, *, because: str, changed: Iterable[str] = ()
) -> list[tuple[str, int]]:
    """Adopt a proposed plan by the first digits of its digest, and seat people on every serial that leaves a site.

    `changed` names what the adoption changes against the plan in force; the serials it scrubs are named in any case.
    Serials of a plan before that nobody has boarded, and that the new plan does not have at the same hours, are
    scrubbed. One it does have keeps its name and its people; more are seated if it now takes more, the least urgent
    come off if fewer. Each seat is of one group of the plan: nobody of another group takes it.

    Returns:
        Each serial of the new plan that has not left, with how many are seated.
    """
    digest, problem = proposed_as(book, plan)
    waiting, under_way = _running(book)
    planned = {_trip(book, one, problem): one for one in serials(read_plan(paper_of(book, digest)))}
    dropped = [one for trip, one in waiting.items() if trip not in planned]
    adopt(book, desk, digest, because=because, changed={*changed, *(one.serial for one in dropped)})
    for manifest in dropped:
        book.write(planner.draft(SerialScrubbed(serial=manifest.serial, because=SUPERSEDED)))
    letter = _letter(book)
    taken = {person for trip, one in waiting.items() if trip in planned for person in one.people}
    seated = []
    for trip, serial in sorted(planned.items(), key=lambda one: (one[1].depart, one[1].id)):
        _, origin, end, leaves_at, _ = trip
        if leaves_at <= desk.at or trip in under_way or book.places.parts.get(origin) != "site":
            continue
        there = waiting.get(trip)
        name = there.serial if there is not None else f"{serial.id}{letter}"
        heads = serial.heads.get(group_of(book, origin), 0)
        before = there.people if there is not None else frozenset[PersonId]()
        kept = _keeping(book, origin, before, heads, at=desk.at, destination=destination_at(book, end))
        taken -= before - kept
        to = destination_at(book, end)
        more = choose(book, origin, heads - len(kept), taken=taken, at=desk.at, beside=kept, destination=to)
        taken.update(more)
        if before - kept:
            unseat(book, planner, name, before - kept, because=SUPERSEDED)
        seat(book, planner, serial, more, problem=problem, plan=digest, name=name)
        seated.append((name, len(kept) + len(more)))
    return seated


def choose(
    book: Book, origin: CustodianId, heads: int, *, taken: AbstractSet[PersonId], at: datetime,
    destination: CustodianId | None = None, beside: Iterable[PersonId] = (),
) -> list[PersonId]:  # fmt: skip
    """Names for `heads` seats out of a custodian's hands, the most urgent first (`lift.choosing`); fewer if few fit.

    Args:
        book: the book.
        origin: whose people.
        heads: how many seats of the group in which his people are planned (`posing.group_of`).
        taken: those seated on other serials.
        at: the hour for which the gates are asked.
        destination: where they go; the operation's own by default.
        beside: who is seated there already: nobody is chosen who must be kept apart from one of them.
    """
    if heads <= 0:
        return []
    aboard = frozenset(beside)
    able = who_may(book, origin, destination or book.settings.destination, at=at, taken=taken, aboard=aboard)
    group = group_of(book, origin)
    return list(choose_people({group: heads}, {group: able}, aboard=aboard)[group])


def seat(
    book: Book, acting: Acting, serial: Serial, people: Sequence[PersonId], *, problem: Problem, plan: Digest,
    name: str = "",
) -> Entry | None:  # fmt: skip
    """Seat people on a serial of the plan, called `name` if not as in the plan; nothing is written for nobody."""
    if not people:
        return None
    epoch = datetime.fromisoformat(problem.epoch)
    kind = problem.vehicle_type[problem.vehicle[serial.vehicle].type]
    fact = Seated(
        serial=name or serial.id, carrier=serial.vehicle, people=frozenset(people), plan=plan,
        giver=book.places.custodian_at(serial.origin), receiver=book.places.custodian_at(serial.destination),
        leaves_at=epoch + timedelta(minutes=serial.depart), arrives_at=epoch + timedelta(minutes=serial.arrive),
        seats=kind.seats, escorts=serial.escorts,
    )  # fmt: skip
    return book.write(acting.draft(fact))


def unseat(book: Book, acting: Acting, serial: str, people: Iterable[PersonId], *, because: str) -> Entry:
    """Take people off a serial again."""
    known = book.reading(Manifests).serials.get(serial)
    if known is None:
        raise Malformed.because("serial.unknown", serial=serial)
    return book.write(acting.draft(Unseated(serial=serial, people=frozenset(people), because=because)))


def _keeping(
    book: Book, origin: CustodianId, seated: frozenset[PersonId], heads: int, *, at: datetime,
    destination: CustodianId,
) -> frozenset[PersonId]:  # fmt: skip
    """Who keeps his seat on a serial that now takes so many: everyone, or the most urgent of those who may still go."""
    if len(seated) <= heads:
        return seated
    able = seated.intersection(plannable(book, origin, destination, at))
    group = group_of(book, origin)
    return frozenset(choose_people({group: heads}, {group: candidates(book, origin, able)})[group])


def _running(book: Book) -> tuple[dict[Trip, Manifest], set[Trip]]:
    """Serials with people: those nobody has boarded yet, be their hour past, and those under way or done."""
    waiting, under_way = {}, set()
    roll = book.reading(Roll)
    for one in book.reading(Manifests).serials.values():
        if one.people and not one.scrubbed:
            if one.people <= roll.on(in_hand(one.giver)):
                waiting[_trip_told(one)] = one
            else:
                under_way.add(_trip_told(one))
    return waiting, under_way


def _trip_told(manifest: Manifest) -> Trip:
    return manifest.carrier, manifest.giver, manifest.receiver, manifest.leaves_at, manifest.arrives_at


def _trip(book: Book, serial: Serial, problem: Problem) -> Trip:
    """What makes a serial of a plan the same as one in the book, whatever the two are called."""
    epoch = datetime.fromisoformat(problem.epoch)
    return (
        serial.vehicle, book.places.custodian_at(serial.origin), book.places.custodian_at(serial.destination),
        epoch + timedelta(minutes=serial.depart), epoch + timedelta(minutes=serial.arrive),
    )  # fmt: skip


def _letter(book: Book) -> str:
    """What tells the serials of the plan in force from those of plans before: nothing, then a, b, …, z, aa."""
    number, letters = book.reading(Runs).adoptions - 1, ""
    while number > 0:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters
