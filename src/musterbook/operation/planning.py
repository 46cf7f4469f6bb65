"""Planning: book and folder become a problem; a plan is proposed, checked and adopted; its seats are filled.

Joins lift with custody, eligibility, coordination and the places. Only those whom nothing forbids to move are planned;
the rest stand in `left_behind` with their grounds. The planner counts by group; names are chosen when seats are filled.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from musterbook.eligibility.apart import KeepApart
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.lift.again import Again, dispatch_again
from musterbook.lift.facts import PlanAdopted, PlanChecked, PlanProposed, Seated, Unseated
from musterbook.lift.manifests import Manifests
from musterbook.lift.plan import Plan, Serial, serials
from musterbook.lift.plan_file import plan_values, read_plan
from musterbook.lift.planners import NoPlan, Proposal, planner_for
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import problem_values, read_problem
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book, Draft
from musterbook.operation.posing import Beds, Planned, minute_of, plannable, problem_of
from musterbook.operation.worth import proposed
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId

if TYPE_CHECKING:
    from musterbook.lift.bound import Bound


@dataclass(frozen=True, slots=True)
class Made:
    """A proposal and the problem it answers; `plan` is None when nobody can be moved."""

    problem: Problem
    found: Proposal | NoPlan
    digest: Digest | None = None

    @property
    def plan(self) -> Plan | None:
        """The plan, if there is one."""
        return self.found.plan if isinstance(self.found, Proposal) else None


def propose(
    book: Book, *, at: datetime, days: int, planner: str = "", seed: int = 1, seconds: float = 60.0,
    beds: Beds | None = None, planned: Planned | None = None,
) -> Made:  # fmt: skip
    """Make a plan from the book with a planner by name, and write that it was proposed and checked."""
    problem = problem_of(book, at=at, days=days, beds=beds, planned=planned)
    made = Made(problem, planner_for(problem, planner).plan(problem, seed=seed, seconds=seconds))
    if not isinstance(made.found, Proposal):
        return made
    digest = write_proposal(book, made.problem, made.found.plan, made.found, at=at, seconds=seconds)
    return replace(made, digest=digest)


def write_proposal(
    book: Book, problem: Problem, plan: Plan, found: Proposal, *, at: datetime, seconds: float | None = None,
    bound: Bound | None = None,
) -> Digest:  # fmt: skip
    """Keep a plan and its problem by digest, and write both that it was proposed and that the check found nothing."""
    digest = _keep(book, plan_values(plan))
    desk, posed = book.settings.desk, _keep(book, problem_values(problem))
    fact = proposed(digest, posed, problem, replace(found, plan=plan), seconds=seconds, bound=bound)
    checked = PlanChecked(plan=digest, checker="musterbook.lift.check", findings=tuple(str(one) for one in found.late))
    book.write_all([Draft(desk, one, (), at) for one in (fact, checked)])
    return digest


def plan_again(
    book: Book, adopted: Plan, *, epoch: datetime, at: datetime, freeze_minutes: int, days: int, seed: int = 1,
    beds: Beds | None = None, planned: Planned | None = None, gone: Mapping[str, int],
) -> tuple[Again, Problem, Digest]:  # fmt: skip
    """Dispatch the rest again from what the book says now; tours begun before the freeze line are kept.

    Returns:
        What was planned, the changed problem, and the digest under which both are kept and were proposed.
    """
    problem = problem_of(book, at=at, days=days, beds=beds, planned=planned, epoch=epoch, gone=gone)
    now = minute_of(at, epoch, 0)
    again = dispatch_again(problem, adopted, now_minute=now, freeze_minute=now + freeze_minutes, seed=seed)
    found = Proposal(
        plan=again.plan, objective=again.objective, unmoved=again.unmoved, planner="replan", seed=seed,
        late=again.findings,
    )  # fmt: skip
    return again, again.problem, write_proposal(book, again.problem, again.plan, found, at=at)


def adopt(book: Book, acting: Acting, plan: Digest, *, because: str, changed: Iterable[str] = ()) -> Entry:
    """Adopt a plan; it supersedes the one adopted before."""
    before = [one.fact for one in book.entries() if isinstance(one.fact, PlanAdopted)]
    superseded = before[-1].plan if before and isinstance(before[-1], PlanAdopted) else None
    return book.write(
        acting.draft(PlanAdopted(plan=plan, because=because, supersedes=superseded, changed=frozenset(changed)))
    )


def adopt_and_seat(
    book: Book, desk: Acting, planner: Acting, plan: str, *, because: str, changed: Iterable[str] = ()
) -> list[tuple[str, int]]:
    """Adopt a proposed plan by the first digits of its digest, and seat people on every serial that leaves a site.

    Returns:
        Each serial with how many are seated. Serials that leave a staging place are seated when people stand there.
    """
    digest, problem = proposed_as(book, plan)
    adopt(book, desk, digest, because=because, changed=changed)
    seated = []
    taken: set[PersonId] = set()
    for serial in sorted(serials(read_plan(_read(book, digest))), key=lambda one: (one.depart, one.id)):
        origin = book.places.custodian_at(serial.origin)
        if book.places.parts.get(origin) != "site":
            continue
        names = choose(book, origin, serial.people, taken=taken, at=desk.at)
        taken.update(names)
        seat(book, planner, serial, names, problem=problem, plan=digest)
        seated.append((serial.id, len(names)))
    return seated


def proposed_as(book: Book, plan: str) -> tuple[Digest, Problem]:
    """The proposal whose digest begins with `plan`, and its problem; Malformed when there is none, or several."""
    found = {
        fact.plan: fact.problem
        for fact in (one.fact for one in book.entries())
        if isinstance(fact, PlanProposed) and fact.plan.startswith(plan)
    }
    if len(found) != 1:
        raise Malformed.because("plan.unknown", plan=plan, found=len(found))
    ((digest, problem),) = found.items()
    return digest, read_problem(_read(book, problem))


def choose(
    book: Book, origin: CustodianId, heads: int, *, taken: set[PersonId], at: datetime,
    destination: CustodianId | None = None,
) -> list[PersonId]:  # fmt: skip
    """Names for `heads` seats out of a custodian's hands: those under keep-apart orders first, never two of a pair.

    They go first because each of them can still be placed while others are left to fill the seats beside him.
    """
    to = destination or book.settings.destination
    apart = book.reading(KeepApart)
    pairs: dict[PersonId, set[PersonId]] = {}
    for order in apart.orders():
        for one in order.pair:
            pairs.setdefault(one, set()).update(order.pair - {one})
    free = [one for one in plannable(book, origin, to, at) if one not in taken]
    free.sort(key=lambda one: (one not in pairs, one))
    chosen: list[PersonId] = []
    for one in free:
        if len(chosen) == heads:
            break
        if not pairs.get(one, set()) & set(chosen):
            chosen.append(one)
    return chosen


def seat(
    book: Book, acting: Acting, serial: Serial, people: Sequence[PersonId], *, problem: Problem, plan: Digest
) -> Entry | None:
    """Seat people on a serial of the plan; nothing is written when there is nobody."""
    if not people:
        return None
    epoch = datetime.fromisoformat(problem.epoch)
    kind = problem.vehicle_type[problem.vehicle[serial.vehicle].type]
    fact = Seated(
        serial=serial.id, carrier=serial.vehicle, people=frozenset(people), plan=plan,
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


def _keep(book: Book, values: Mapping[str, Any]) -> Digest:
    paper = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    digest = Digest(hashlib.sha256(paper).hexdigest())
    book.papers.keep(digest, paper)
    return digest


def _read(book: Book, digest: Digest) -> Mapping[str, Any]:
    paper = book.papers.read(digest)
    if paper is None:
        raise Malformed.because("plan.paper-not-here", digest=digest[:8])
    told: Mapping[str, Any] = json.loads(paper)
    return told
