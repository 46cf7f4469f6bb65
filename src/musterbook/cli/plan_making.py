"""How `plan make` makes its plan: which planner, for how long, from which start."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from musterbook.cli.plan_choosing import bad_futures, near_the_best
from musterbook.cli.search_progress import SearchProgress
from musterbook.cli.tongue import aside
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.lift.bound import Bound
    from musterbook.lift.cluster.crew import Crew
    from musterbook.lift.plan import Plan
    from musterbook.lift.planners import NoPlan, Planner, Proposal
    from musterbook.lift.problem import Problem

SEARCHES = 3
BOUND_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a plan is asked for."""

    planner: str
    seed: int
    seconds: float
    start: Path | None
    stop: Callable[[], bool]
    progress: Callable[[int, int], None]
    robust: bool = False
    workers: int | None = None
    trials: int | None = None
    bound: float | None = None
    crew: Crew | None = None
    seeds: int | None = None
    vary: bool = False
    drawn_from: int | None = None

    @property
    def bound_seconds(self) -> float:
        """The time for the bound: a quarter of the search's; none where trials are to give the same plan each time."""
        if self.bound is not None:
            return self.bound
        return 0.0 if self.trials is not None else self.seconds * BOUND_SHARE

    @property
    def futures_seed(self) -> int:
        """What the futures of `robust` are drawn from: the same for all searches of one plan."""
        return self.seed if self.drawn_from is None else self.drawn_from


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it: the problem, the proposal or word that nobody can be moved, its digest in the book, a bound.

    `since` counts the entries that came into the book while it was planned.
    """

    problem: Problem
    found: Proposal | NoPlan
    digest: str | None = None
    bound: Bound | None = None
    since: int = 0

    @property
    def plan(self) -> Plan | None:
        """The plan, if there is one."""
        return getattr(self.found, "plan", None)

    @property
    def late(self) -> bool:
        """A site is not empty by its minute: the plan is the best effort, and not feasible."""
        return bool(getattr(self.found, "late", ()))


def read_instance(path: Path) -> Problem:
    """The instance in a file."""
    from musterbook.lift.problem_file import read_problem  # noqa: PLC0415  heavy

    return read_problem(path)


def planned(problem: Problem, wanted: Wanted) -> Made:
    """Plan an instance; the answer is the better of what is found and the plan to start from."""
    from musterbook.lift.planners import Proposal  # noqa: PLC0415  heavy

    chosen = _planner(problem, wanted)
    begun = None if wanted.start is None else _judged_start(problem, wanted)
    plan = begun.plan if isinstance(begun, Proposal) else None
    found = _robustly(problem, chosen, wanted, plan) if wanted.robust else _searched(problem, chosen, wanted, plan)
    if isinstance(begun, Proposal) and not (isinstance(found, Proposal) and _key(found) <= _key(begun)):
        found = begun
    return Made(problem, found, bound=_bounded(problem, found, wanted))


def _bounded(problem: Problem, found: Proposal | NoPlan, wanted: Wanted) -> Bound | None:
    """How good any plan could be, when there is a plan to hold against it; without time for it the first layer."""
    from musterbook.lift.bound import bound  # noqa: PLC0415  heavy
    from musterbook.lift.planners import Proposal  # noqa: PLC0415  heavy

    if not isinstance(found, Proposal):
        return None
    if wanted.bound_seconds < 1.0 or wanted.stop():
        return bound(problem, seconds=0.0)
    aside(
        in_words(
            "proving how good any plan could be, {bound_seconds} s at most", bound_seconds=f"{wanted.bound_seconds:.0f}"
        )
    )
    return bound(problem, seconds=wanted.bound_seconds, stop=wanted.stop)


def _planner(problem: Problem, wanted: Wanted) -> Planner:
    """The planner asked for; whoever asks for processes or trials asks for the search."""
    from musterbook.lift.planners import PLANNERS, planner_for  # noqa: PLC0415  heavy
    from musterbook.terms.errors import Malformed  # noqa: PLC0415  heavy

    name = wanted.planner
    if name not in ("", *(one.name for one in PLANNERS)):
        raise Malformed.because("plan.unknown-planner", planner=name, known=", ".join(one.name for one in PLANNERS))
    if wanted.crew is not None:
        from musterbook.lift.cluster.spread import SpreadSearch  # noqa: PLC0415  heavy

        if name not in ("", SpreadSearch.name):
            raise Malformed.because("cli.planner-cannot", planner=name, option="cluster")
        return SpreadSearch(wanted.crew, wanted.seeds)
    if wanted.seeds is not None:
        raise Malformed.because("cluster.seeds-without")
    searches = wanted.workers is not None or wanted.trials is not None or wanted.vary
    return planner_for(problem, name or ("search" if searches else ""))


def _searched(problem: Problem, planner: Planner, wanted: Wanted, start: Plan | None) -> Proposal | NoPlan:
    """Ask the planner; processes, trials, a plan to go on from and a listener are given to one that takes them."""
    from musterbook.terms.errors import Malformed  # noqa: PLC0415  heavy

    takes = inspect.signature(planner.plan).parameters
    more: dict[str, Any] = {"workers": wanted.workers, "trials": wanted.trials}
    more = {name: value for name, value in more.items() if value is not None}
    for name in more.keys() - takes.keys():
        raise Malformed.because("cli.planner-cannot", planner=planner.name, option=name)
    if "workers" in takes:
        # A number of trials asks for the same plan each time, which only one process gives.
        more.setdefault("workers", 1 if wanted.trials is not None else os.cpu_count() or 1)
    if "start" in takes and start is not None:
        more["start"] = start
    progress, seconds = wanted.progress, wanted.seconds
    if "told" in takes:
        more["told"], progress = SearchProgress(None if wanted.trials else wanted.seconds), _quiet
    if wanted.vary or (wanted.robust and "then" in takes):
        score = bad_futures(problem, wanted.futures_seed) if wanted.robust else None
        seconds = near_the_best(planner, more, seed=wanted.seed, seconds=seconds, stop=wanted.stop, score=score)
    return planner.plan(problem, seed=wanted.seed, seconds=seconds, progress=progress, stop=wanted.stop, **more)


def _quiet(_done: int, _whole: int) -> None:
    """A listener that does nothing: the gains are told instead."""


def _robustly(problem: Problem, planner: Planner, wanted: Wanted, start: Plan | None) -> Proposal | NoPlan:
    """Of several searches from different seeds the one whose 90th percentile of loss over the futures is least."""
    from musterbook.lift.planners import Proposal  # noqa: PLC0415  heavy

    score = bad_futures(problem, wanted.futures_seed)
    best: Proposal | NoPlan | None = None
    least = float("inf")
    for number in range(SEARCHES):
        if best is not None and wanted.stop():
            break
        share = replace(
            wanted, seed=wanted.seed + number, drawn_from=wanted.futures_seed, seconds=wanted.seconds / SEARCHES
        )
        one = _searched(problem, planner, share, start)
        scored = score(one.plan) if isinstance(one, Proposal) else float("inf")
        if best is None or scored < least:
            best, least = one, scored
    assert best is not None
    return best


def _judged_start(problem: Problem, wanted: Wanted) -> Proposal | NoPlan:
    """The plan to start from, judged; Malformed when it is for another instance, Refused when it breaks a rule."""
    from musterbook.cli.plan_files import answering  # noqa: PLC0415  heavy
    from musterbook.lift.plan_file import read_plan  # noqa: PLC0415  heavy
    from musterbook.lift.planners import judged  # noqa: PLC0415  heavy

    plan = answering(problem, read_plan(wanted.start)) if wanted.start is not None else None
    assert plan is not None
    return judged(problem, plan, str(plan.notes.get("planner", "start")), wanted.seed)


def _key(found: Proposal) -> tuple[object, ...]:
    return (bool(found.late), *found.objective.key)
