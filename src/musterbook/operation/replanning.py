"""Planning a book again: what was told to have happened stands, and the rest of the plan in force changes little.

Joins lift with custody: the adopted plan is first made to say what the book says (who really boarded, which serials run
at other hours or not at all), and then planned again from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from musterbook.custody.diversions import Diversions
from musterbook.custody.handovers import Handovers
from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.lift.again import Again, dispatch_again
from musterbook.lift.altered import arriving, slipped, with_heads
from musterbook.lift.manifests import Manifest, Manifests
from musterbook.lift.plan import Plan, Serial, serials
from musterbook.lift.planners import Proposal
from musterbook.lift.problem import Problem
from musterbook.lift.replan import replan
from musterbook.lift.replanned import Replanned
from musterbook.operation.book import Book
from musterbook.operation.diverting import told_end
from musterbook.operation.lift_situation import Progress, Runs, papers_of
from musterbook.operation.planning import write_proposal
from musterbook.operation.plans_told import CARRIED_ON, DISPATCHED_AGAIN, REPLAN
from musterbook.operation.posing import Beds, Planned, minute_of, problem_of
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId

TRIALS: Final = 150
FREEZE_MINUTES: Final = 240
"""Serials that begin within so many minutes are committed (lift.md section 2, by road)."""


@dataclass(frozen=True, slots=True)
class PlannedAgain:
    """The plan in force planned again and proposed, not adopted.

    Attributes:
        before: the plan in force as the book has it: with those who really boarded, at the hours told since.
        found: the new plan, and what became of each serial.
        digest: under which the plan is kept and was proposed.
    """

    before: Plan
    found: Replanned
    digest: Digest


@dataclass(frozen=True, slots=True)
class PosedAgain:
    """What a book says at a moment is to be planned again; with it the book need not be open while it is searched.

    Attributes:
        at: the moment; `now_minute` the same in minutes of the problem.
        before: the plan in force as the book has it.
        problem: who is still to be moved, and with what, in the minutes of the plan in force.
        entries: how many the book had.
    """

    at: datetime
    before: Plan
    problem: Problem
    now_minute: int
    entries: int


def plan_again(
    book: Book, *, at: datetime, freeze_minutes: int = FREEZE_MINUTES, seed: int = 1, calm: float = 1.0,
    trials: int = TRIALS, beds: Beds | None = None, planned: Planned | None = None, beside: bool = False,
    by_hand: bool = True,
) -> PlannedAgain:  # fmt: skip
    """Plan the rest of the plan in force again, and write that it was proposed and checked.

    The same book, seed and trials give the same plan. `beds` and `planned` are those the plan in force was made with.
    `calm`, 0 to 3, says how dear change is. With `beside` two more are proposed, to be compared: what a planner by hand
    would have made of it at this moment (not with `by_hand` off, which saves half the time), and the plan in force
    carried on, less what cannot run any more.

    Raises:
        Malformed: no plan is in force, or its papers are not in this copy of the book.
    """
    posed = posed_again(book, at=at, beds=beds, planned=planned)
    freeze = posed.now_minute + freeze_minutes
    found = replan(
        posed.problem, posed.before, now_minute=posed.now_minute, freeze_minute=freeze, seed=seed, calm=calm,
        checked=True, trials=trials,
    )  # fmt: skip
    if beside and by_hand:
        rules = dispatch_again(
            posed.problem, posed.before, now_minute=posed.now_minute, freeze_minute=freeze, seed=seed
        )
        write_again(book, posed, rules, planner=DISPATCHED_AGAIN, seed=seed)
    if beside:
        write_again(book, posed, found.carried_on, planner=CARRIED_ON, seed=seed)
    return PlannedAgain(posed.before, found, write_again(book, posed, found, seed=seed))


def posed_again(
    book: Book, *, at: datetime, beds: Beds | None = None, planned: Planned | None = None
) -> PosedAgain:  # fmt: skip
    """Read from a book what is to be planned again.

    Raises:
        Malformed: no plan is in force, or its papers are not in this copy of the book.
    """
    adopted, problem = in_force(book)
    before, gone = as_told(book, adopted, problem, at=at)
    epoch = datetime.fromisoformat(problem.epoch)
    days = -(-problem.horizon_min // 1440)
    posed = problem_of(book, at=at, days=days, beds=beds, planned=planned, epoch=epoch, gone=gone)
    return PosedAgain(at, before, posed, minute_of(at, epoch, 0), len(book.entries()))


def write_again(
    book: Book, posed: PosedAgain, found: Again, *, planner: str = REPLAN, seed: int,
    written_at: datetime | None = None,
) -> Digest:  # fmt: skip
    """Write that a plan made of what was posed was proposed and checked; at `written_at`, if that is later."""
    # What has begun is told, not proposed: a service that took more people and a minute longer is nobody's plan.
    late = tuple(one for one in found.findings if one.minute is None or one.minute >= posed.now_minute)
    proposal = Proposal(
        plan=found.plan, objective=found.objective, unmoved=found.unmoved, planner=planner, seed=seed, late=late
    )
    return write_proposal(book, found.problem, found.plan, proposal, at=posed.at, written_at=written_at)


def in_force(book: Book) -> tuple[Plan, Problem]:
    """The plan adopted last and the problem it answers; Malformed when there is none here."""
    runs = book.reading(Runs)
    run = runs.get(runs.in_force.plan) if runs.in_force is not None else None
    if run is None:
        raise Malformed.because("plan.none-in-force")
    papers = papers_of(book, run)
    if papers is None:
        raise Malformed.because("plan.paper-not-here", digest=run.plan[:8])
    return papers


def as_told(book: Book, plan: Plan, problem: Problem, *, at: datetime) -> tuple[Plan, dict[str, int]]:
    """The plan with the hours and the heads the book has, and how many left each site under it.

    A serial that has or should have begun carries those who were let go aboard it; one that nobody boarded moves
    empty, and so does one that was scrubbed. One that was put to another hour runs then, and one under way, diverted or
    not, sets its people down when it was last told to. Whoever was set down where nobody's way ends
    goes on from there, and did not go this way.
    """
    now = minute_of(at, datetime.fromisoformat(problem.epoch), 0)
    told = _told(book, problem)
    boarded = _boarded(book, told.values())
    elsewhere = _taken_elsewhere(book, boarded)
    site_of = {
        person: origin for (_, origin, _, _), one in told.items() if problem.at_site(origin)
        for person in boarded[one.serial]
    }  # fmt: skip
    by_id = {serial.id: told[_trip(serial)] for serial in serials(plan) if _trip(serial) in told}
    for serial_id, manifest in by_id.items():
        later = round((manifest.leaves_at - _planned_leaving(book, manifest)) / timedelta(minutes=1))
        serial = next(one for one in serials(plan) if one.id == serial_id)
        if boarded[manifest.serial]:
            plan = arriving(plan, serial, _longer(book, manifest))
        elif later and not manifest.scrubbed:
            plan = slipped(plan, serial, later)
    gone: Counter[str] = Counter()
    for serial in serials(plan):
        one = by_id.get(serial.id)
        along = one is not None and one.serial not in elsewhere
        people = boarded[one.serial] if one is not None and along else frozenset[PersonId]()
        if serial.depart > now and not people and not (one is not None and one.scrubbed):
            continue
        heads = Counter(site_of[person] for person in people if person in site_of)
        if problem.at_site(serial.origin):
            gone[serial.origin] += heads[serial.origin]
        if dict(heads) != dict(serial.heads):
            plan = with_heads(plan, serial, heads)
    return plan, dict(gone)


Trip = tuple[str, str, str, int]
"""Carrier, from where, to where, minute of leaving: what tells a serial from all others, whatever it is called."""


def _trip(serial: Serial) -> Trip:
    return serial.vehicle, serial.origin, serial.destination, serial.depart


def _told(book: Book, problem: Problem) -> dict[Trip, Manifest]:
    """Each serial in the book as the trip it was planned to be, in minutes after the epoch of the plan in force."""
    epoch = datetime.fromisoformat(problem.epoch)
    sites = {place.custodian: place.site for place in book.places.sites.values() if place.site in problem.node}
    found = {}
    for manifest in book.reading(Manifests).serials.values():
        leaves = minute_of(_planned_leaving(book, manifest), epoch, 0)
        if manifest.giver in sites and manifest.receiver in sites:
            found[manifest.carrier, sites[manifest.giver], sites[manifest.receiver], leaves] = manifest
    return found


def _planned_leaving(book: Book, manifest: Manifest) -> datetime:
    return book.reading(Progress).courses[manifest.serial].planned_leaves_at


def _longer(book: Book, manifest: Manifest) -> int:
    """So many minutes later than planned a serial under way is to arrive, as was told last."""
    course = book.reading(Progress).courses[manifest.serial]
    _, arrives_at = told_end(manifest, book.reading(Diversions).by_serial.get(manifest.serial), course)
    return round((arrives_at - course.planned_arrives_at) / timedelta(minutes=1))


def _taken_elsewhere(book: Book, boarded: Mapping[str, frozenset[PersonId]]) -> frozenset[str]:
    """Serials that set their people down at another place than they were bound for, where nobody's way ends."""
    ends, manifests, roll = book.settings.ends, book.reading(Manifests).serials, book.reading(Roll)
    return frozenset(
        serial for serial, one in book.reading(Diversions).by_serial.items()
        if serial in boarded and one.to != manifests[serial].receiver and one.to not in ends
        and boarded[serial] & roll.on(in_hand(one.to))
    )  # fmt: skip


def _boarded(book: Book, manifests: Iterable[Manifest]) -> dict[str, frozenset[PersonId]]:
    """For each serial, who was let go aboard it and not taken back."""
    givers = {manifest.serial: manifest.giver for manifest in manifests}
    found: dict[str, frozenset[PersonId]] = dict.fromkeys(givers, frozenset())
    for handover in book.reading(Handovers).all():
        serial = handover.offered.serial
        if serial in givers and handover.giver == givers[serial]:
            found[serial] |= (handover.let_go.keys() | handover.accepted) - handover.taken_back.keys()
    return found
