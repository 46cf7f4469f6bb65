"""Planning: book and folder become a problem; a plan is proposed, checked and adopted; its seats are filled.

Joins lift with custody, eligibility, coordination and the places. Only those whom nothing forbids to move are planned;
the rest stand in `left_behind` with their grounds. The planner counts by group; names are chosen when seats are filled.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.lift.bound import Bound
from musterbook.lift.bound import bound as proved
from musterbook.lift.facts import PlanAdopted, PlanChecked, PlanProposed
from musterbook.lift.plan import Plan
from musterbook.lift.plan_file import plan_values
from musterbook.lift.planners import NoPlan, Proposal, Searched, planner_for
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import problem_values, read_problem
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book, Draft
from musterbook.operation.posing import Beds, Planned, problem_of
from musterbook.operation.worth import proposed
from musterbook.terms.errors import Malformed


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
    trials: int | None = None, beds: Beds | None = None, planned: Planned | None = None,
) -> Made:  # fmt: skip
    """Make a plan from the book with a planner by name, and write that it was proposed and checked.

    With `trials` the search ends after as many, whatever the seconds, and the same seed gives the same plan.
    """
    problem = problem_of(book, at=at, days=days, beds=beds, planned=planned)
    return proposed_for(book, problem, at=at, planner=planner, seed=seed, seconds=seconds, trials=trials)


def proposed_for(
    book: Book, problem: Problem, *, at: datetime, planner: str = "", seed: int = 1, seconds: float = 60.0,
    trials: int | None = None,
) -> Made:  # fmt: skip
    """Make a plan for a problem of the book's, and write that it was proposed and checked."""
    chosen = planner_for(problem, planner)
    if isinstance(chosen, Searched) and trials is not None:
        found = chosen.plan(problem, seed=seed, trials=trials)
    else:
        found = chosen.plan(problem, seed=seed, seconds=seconds)
    if not isinstance(found, Proposal):
        return Made(problem, found)
    given = None if trials is not None else seconds
    return Made(problem, found, write_proposal(book, problem, found.plan, found, at=at, seconds=given))


def write_proposal(
    book: Book, problem: Problem, plan: Plan, found: Proposal, *, at: datetime, written_at: datetime | None = None,
    seconds: float | None = None, bound: Bound | None = None,
) -> Digest:  # fmt: skip
    """Keep a plan and its problem by digest, and write both that it was proposed and that the check found nothing.

    `at` is the moment the problem was posed; a search that took long is written later than that, at `written_at`.
    With no `bound` given, the one that costs nothing stands with it: no plan is shown without its gap.
    """
    digest = _keep(book, plan_values(plan))
    desk, posed = book.settings.desk, _keep(book, problem_values(problem))
    fact = proposed(
        digest, posed, problem, replace(found, plan=plan), seconds=seconds, bound=bound or proved(problem, seconds=0.0)
    )
    checked = PlanChecked(plan=digest, checker="musterbook.lift.check", findings=tuple(str(one) for one in found.late))
    book.write_all([Draft(desk, one, (), at, written_at=written_at) for one in (fact, checked)])
    return digest


def adopt(book: Book, acting: Acting, plan: Digest, *, because: str, changed: Iterable[str] = ()) -> Entry:
    """Adopt a plan; it supersedes the one adopted before."""
    before = [one.fact for one in book.entries() if isinstance(one.fact, PlanAdopted)]
    superseded = before[-1].plan if before and isinstance(before[-1], PlanAdopted) else None
    return book.write(
        acting.draft(PlanAdopted(plan=plan, because=because, supersedes=superseded, changed=frozenset(changed)))
    )


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
    return digest, read_problem(paper_of(book, problem))


def _keep(book: Book, values: Mapping[str, Any]) -> Digest:
    paper = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    digest = Digest(hashlib.sha256(paper).hexdigest())
    book.papers.keep(digest, paper)
    return digest


def paper_of(book: Book, digest: Digest) -> Mapping[str, Any]:
    """A plan or problem kept by its digest, as it was written; Malformed when its paper is not on this machine."""
    paper = book.papers.read(digest)
    if paper is None:
        raise Malformed.because("plan.paper-not-here", digest=digest[:8])
    told: Mapping[str, Any] = json.loads(paper)
    return told
