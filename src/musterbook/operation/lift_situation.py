"""The lift as the book has it: plans proposed and adopted, and serials as planned and as told.

Everything here is read. `manifest_lists` asks the gates about who is seated, `serial_moves` proposes changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.lift.facts import (
    PlanAdopted,
    PlanChecked,
    PlanProposed,
    Scarce,
    Seated,
    SerialScrubbed,
    SerialSlipped,
    Unseated,
)
from musterbook.lift.plan import Plan
from musterbook.lift.plan_file import read_plan
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem
from musterbook.operation.book import Book
from musterbook.operation.manifest_issues import Issue, issue_after
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Adoption:
    """A plan became the plan, the how-manieth: when, why, what it superseded, and which serials changed."""

    plan: Digest
    at: datetime
    because: str
    entry: Digest
    supersedes: Digest | None
    changed: frozenset[str]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """One proposal: a planner's answer to a problem, what the check found, and whether it was ever adopted.

    Attributes:
        objective: the planner's figures as the book has them; those ending in `-milli` are thousandths.
        findings: what the independent check found; None while nobody has checked.
        bound: the weighted loss that no plan can go below, where any proposal for the same problem says one.
        seconds: the time the planner was given, where the proposal says so.
        binding: what runs short, the dearest first.
        adoption: its last adoption.
    """

    plan: Digest
    problem: Digest
    planner: str
    seed: int
    proposed_at: datetime
    entry: Digest
    objective: Mapping[str, int]
    findings: tuple[str, ...] | None = None
    bound: float | None = None
    seconds: int | None = None
    binding: tuple[Scarce, ...] = ()
    adoption: Adoption | None = None

    @property
    def loss(self) -> float:
        """Weighted expected loss."""
        return self.objective.get("weighted-loss-milli", 0) / 1000

    @property
    def gap(self) -> float | None:
        """How far the plan is above the bound, as a share of the plan; None without a bound."""
        if self.bound is None:
            return None
        return max(self.loss - self.bound, 0.0) / self.loss if self.loss else 0.0


class Runs:
    """Every plan that was proposed, by digest in the order of proposing; which is the plan now, after how many."""

    def __init__(self) -> None:
        self._proposed: dict[Digest, Run] = {}
        self._checked: dict[Digest, tuple[str, ...]] = {}
        self._adopted: dict[Digest, Adoption] = {}
        self._bounds: dict[Digest, float] = {}
        self.in_force: Adoption | None = None
        self.adoptions = 0

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The plans in `entries`."""
        runs = cls()
        for entry in entries:
            runs.add(entry)
        return runs

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible. A check may stand before the proposal it is of."""
        match entry.fact:
            case PlanProposed() as fact:
                self._proposed[fact.plan] = run = _proposed(fact, entry)
                if run.bound is not None:
                    self._bounds[run.problem] = max(run.bound, self._bounds.get(run.problem, 0.0))
            case PlanChecked(plan=plan, findings=findings):
                self._checked[plan] = findings
            case PlanAdopted() as fact:
                self.adoptions += 1
                self.in_force = Adoption(
                    fact.plan, entry.happened_at, fact.because, entry.digest, fact.supersedes, fact.changed,
                    self.adoptions,
                )  # fmt: skip
                self._adopted[fact.plan] = self.in_force
        return True

    def all(self) -> list[Run]:
        """Every proposal, the newest first."""
        return [self._whole(run) for run in reversed(self._proposed.values())]

    def get(self, plan: str) -> Run | None:
        """The one proposal whose digest begins so."""
        found = [run for digest, run in self._proposed.items() if digest.startswith(plan)] if plan else []
        return self._whole(found[0]) if len(found) == 1 else None

    def _whole(self, run: Run) -> Run:
        """A bound is one of the problem, so that the best one known stands with each of its plans."""
        return replace(
            run, findings=self._checked.get(run.plan), adoption=self._adopted.get(run.plan),
            bound=self._bounds.get(run.problem),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """A serial was put to other hours: when that was said, the hours, and why."""

    at: datetime
    leaves_at: datetime
    arrives_at: datetime
    because: str


@dataclass(frozen=True, slots=True)
class Off:
    """People lost their seats: when, who, and why."""

    at: datetime
    people: frozenset[PersonId]
    because: str


@dataclass(frozen=True, slots=True)
class Course:
    """One serial from its seating on: the hours it was planned for, what was told since, who was taken off.

    `seatings` says when people were seated and who; `issue` is the manifest's, as its paper counts them.
    """

    serial: str
    planned_leaves_at: datetime
    planned_arrives_at: datetime
    seatings: tuple[tuple[datetime, frozenset[PersonId]], ...]
    slips: tuple[Slip, ...] = ()
    offs: tuple[Off, ...] = ()
    scrubbed_at: datetime | None = None
    issue: Issue = field(default_factory=Issue)


class Progress:
    """Planned against told, by serial."""

    def __init__(self) -> None:
        self.courses: dict[str, Course] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The progress in `entries`."""
        progress = cls()
        for entry in entries:
            progress.add(entry)
        return progress

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        match entry.fact:
            case Seated() as fact:
                self._seat(fact, entry)
            case SerialSlipped(serial=serial, leaves_at=leaves, arrives_at=arrives, because=because):
                self._change(serial, slips=(Slip(entry.happened_at, leaves, arrives, because),))
            case Unseated(serial=serial, people=people, because=because):
                self._change(serial, offs=(Off(entry.happened_at, people, because),))
                self._issue(serial, entry)
            case SerialScrubbed(serial=serial) if serial in self.courses:
                self.courses[serial] = replace(self.courses[serial], scrubbed_at=entry.happened_at)
        return True

    def _seat(self, fact: Seated, entry: Entry) -> None:
        known = self.courses.get(fact.serial) or Course(fact.serial, fact.leaves_at, fact.arrives_at, ())
        seatings = (*known.seatings, (entry.happened_at, fact.people))
        self.courses[fact.serial] = replace(known, seatings=seatings, issue=issue_after(known.issue, entry))

    def _issue(self, serial: str, entry: Entry) -> None:
        known = self.courses.get(serial)
        if known is not None:
            self.courses[serial] = replace(known, issue=issue_after(known.issue, entry))

    def _change(self, serial: str, *, slips: tuple[Slip, ...] = (), offs: tuple[Off, ...] = ()) -> None:
        known = self.courses.get(serial)
        if known is not None:
            self.courses[serial] = replace(known, slips=known.slips + slips, offs=known.offs + offs)


def papers_of(book: Book, run: Run) -> tuple[Plan, Problem] | None:
    """The plan and the problem it answers, read from the papers beside the book; None when they are not here."""
    plan, problem = book.papers.read(run.plan), book.papers.read(run.problem)
    if plan is None or problem is None:
        return None
    return read_plan(json.loads(plan)), read_problem(json.loads(problem))


def _proposed(fact: PlanProposed, entry: Entry) -> Run:
    """Earlier proposals were written without bound, seconds and what binds."""
    return Run(
        plan=fact.plan, problem=fact.problem, planner=fact.planner, seed=fact.seed, proposed_at=entry.happened_at,
        entry=entry.digest, objective=fact.objective, bound=None if fact.bound is None else fact.bound / 1000,
        seconds=fact.seconds, binding=fact.binding,
    )  # fmt: skip
