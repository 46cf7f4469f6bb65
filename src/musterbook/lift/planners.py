"""The planners to choose from. Each gives a plan the check has passed, or says who cannot be moved and why.

The door for other planners: anything with a `name` and a `plan(…)` of this shape may join `PLANNERS`. One that takes
`workers` (processes) and `trials` (a limit, to give the same plan again) says so by its arguments.
"""

from __future__ import annotations

import logging
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from musterbook.lift.check import Objective, check
from musterbook.lift.dispatch.desk import Desk
from musterbook.lift.dispatch.dispatcher import Dispatch, Manner, Progress
from musterbook.lift.dispatch.network import Network
from musterbook.lift.dispatch.policies import (
    BiggestFirst,
    MostAtRiskFirst,
    NearestFirst,
    OneSiteAtATime,
    Policy,
    ValueRate,
)
from musterbook.lift.dispatch.unmoved import Unmoved, unmoved_of
from musterbook.lift.plan import Plan
from musterbook.lift.plan_file import write_plan
from musterbook.lift.problem import Problem
from musterbook.lift.rules import Finding
from musterbook.lift.search.race import Race, Told, race, untold
from musterbook.lift.search.warm import prepare

logger = logging.getLogger(__name__)

FEW_SITES = 10
"""Up to so many the simple dispatcher is done in moments, and begins the search."""

LARGE_PROBLEM_SITES = 100
"""From here on only the nearest destinations of each site are looked at, so that a plan comes in minutes."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that breaks no rule, what it is worth, and who it leaves behind.

    `late` holds breaches of R18 only (a site that must be empty by a minute is not): such a plan is the best effort
    and may not be adopted without a second key. A plan with any other breach is never proposed.
    """

    plan: Plan
    objective: Objective
    unmoved: tuple[Unmoved, ...]
    planner: str
    seed: int
    late: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class NoPlan:
    """Nobody can be moved at all; `unmoved` says of every group why."""

    unmoved: tuple[Unmoved, ...]


class Planner(Protocol):
    """Whoever makes plans."""

    @property
    def name(self) -> str:
        """What the planner is called."""
        ...

    def plan(
        self,
        problem: Problem,
        *,
        seed: int = 1,
        seconds: float = 60.0,
        progress: Progress = ...,
        stop: Callable[[], bool] = ...,
    ) -> Proposal | NoPlan:
        """A plan for `problem`. `progress(people planned, people)` is told as it goes; `stop()` asks it to end."""
        ...


def quiet(_done: int, _total: int) -> None:
    """A listener for progress that does nothing."""


def never() -> bool:
    """A `stop` that never says stop."""
    return False


@dataclass(frozen=True, slots=True)
class SimpleRule:
    """One policy, carried out once. The seed changes nothing; out of time, the plan is what was dispatched so far."""

    policy: Policy
    manner: Manner = field(default_factory=Manner)
    clock: Callable[[], float] = time.monotonic

    @property
    def name(self) -> str:
        """The policy's name."""
        return self.policy.name

    def plan(
        self,
        problem: Problem,
        *,
        seed: int = 1,
        seconds: float = 60.0,
        progress: Progress = quiet,
        stop: Callable[[], bool] = never,
    ) -> Proposal | NoPlan:
        """The plan of this policy."""
        ends = self.clock() + seconds
        desk = Desk(problem)
        run = Dispatch(desk, self.policy, fitting(self.manner, problem))
        run.run(lambda: stop() or self.clock() > ends, progress)
        return judged(problem, desk.plan({"planner": self.name, "seed": seed}), self.name, seed)


@dataclass(frozen=True, slots=True)
class BestOfRules:
    """Every simple rule, with and without staging places, then value rates drawn from the seed; the best one is kept.

    Trials beyond the first stop when the time is up; within the time, the same seed gives the same plan byte for byte.
    """

    name: str = "best-of-rules"
    draws: int = 4
    clock: Callable[[], float] = time.monotonic
    rules: tuple[Policy, ...] = field(
        default=(MostAtRiskFirst(), ValueRate(), OneSiteAtATime(), BiggestFirst(), NearestFirst())
    )

    def plan(
        self,
        problem: Problem,
        *,
        seed: int = 1,
        seconds: float = 60.0,
        progress: Progress = quiet,
        stop: Callable[[], bool] = never,
    ) -> Proposal | NoPlan:
        """The best plan of all trials by the check's objective; the first trial always ends."""
        started = self.clock()
        network = Network(problem)
        best: Proposal | NoPlan | None = None
        for policy, manner in self.trials(problem, random.Random(seed)):
            over = self._over(started, seconds, stop) if best else stop
            desk = Desk(problem, network)
            Dispatch(desk, policy, fitting(manner, problem)).run(over, progress)
            if best and over():
                break
            found = judged(problem, desk.plan({"planner": policy.name, "seed": seed}), policy.name, seed)
            if isinstance(found, NoPlan):
                best = best or found
            elif not isinstance(best, Proposal) or _key(found) < _key(best):
                best = found
        return best or NoPlan(unmoved_of(problem, Plan(problem.name, {})))

    def trials(self, problem: Problem, chance: random.Random) -> Iterator[tuple[Policy, Manner]]:
        """What is tried, the most promising first."""
        staged = any(node.kind == "hub" for node in problem.nodes)
        manners = [
            Manner(wait_max_min=wait, relay=relay) for wait in (720, 240) for relay in (True, False)[: 1 + staged]
        ]
        for manner in manners:
            for policy in self.rules[:2]:
                yield policy, manner
        for policy in self.rules[2:]:
            yield policy, manners[0]
        for _ in range(self.draws):
            yield _drawn(chance), chance.choice(manners)

    def _over(self, started: float, seconds: float, stop: Callable[[], bool]) -> Callable[[], bool]:
        return lambda: stop() or self.clock() - started > seconds


def _as_it_is(run: Race) -> Race:
    """A race as it ended."""
    return run


@dataclass(frozen=True, slots=True)
class Searched:
    """Every simple rule, tuned, then searched for better lists of decisions: `lift.search`.

    With one worker and a number of trials the same seed gives the same plan byte for byte. A plan the check refuses is
    never proposed: it is written to a file for whoever mends the search, and the best one the check passes is taken.
    """

    name: str = "search"
    clock: Callable[[], float] = time.monotonic

    def plan(
        self,
        problem: Problem,
        *,
        seed: int = 1,
        seconds: float = 60.0,
        progress: Progress = quiet,
        stop: Callable[[], bool] = never,
        workers: int = 1,
        trials: int | None = None,
        told: Told = untold,
        start: Plan | None = None,
        then: Callable[[Race], Race] = _as_it_is,
    ) -> Proposal | NoPlan:
        """The best plan found in the time. `told(best loss, seconds, trials, bound)` hears of it at every gain.

        With `start` the search goes on from that plan; else, where there are few sites, from what a planner would do by
        hand, and it never loses more than that.

        `workers` processes search beside each other. With `trials` the search ends after as many in each of them. The
        time begins when the compiled simulation is at hand, which it is but for the first time on a machine. `then` may
        put another plan in front of those found.
        """
        people = sum(group.count for group in problem.groups)
        prepare()

        def heard(best: float, spent: float, tried: int, bound: float | None) -> None:
            progress(int(people * min(1.0, spent / max(seconds, 1e-9))), people)
            told(best, spent, tried, bound)

        hand = self._by_hand(problem, seed, seconds if trials is None else None, stop)
        if start is None and isinstance(hand, Proposal):
            start = hand.plan
        run = race(
            problem,
            seconds=seconds if trials is None else float("inf"),
            seed=seed,
            workers=workers,
            trials=trials,
            told=heard,
            stop=stop,
            clock=self.clock,
            start=start,
        )
        found = proposed(problem, then(run), planner=self.name, seed=seed)
        if isinstance(hand, Proposal) and not (isinstance(found, Proposal) and _key(found) <= _key(hand)):
            return hand
        return found

    def _by_hand(
        self, problem: Problem, seed: int, seconds: float | None, stop: Callable[[], bool]
    ) -> Proposal | NoPlan | None:
        """The better of the two rules planners follow most, by the dispatcher that shares no code with the search.

        It waits and gathers at staging places in another way, and is sometimes the better for it where there are few
        sites. Where there are many it is not, and takes too long.
        """
        if sum(node.kind == "site" for node in problem.nodes) > FEW_SITES:
            return None
        each = 60.0 if seconds is None else seconds / 10
        found = [
            SimpleRule(rule, clock=self.clock).plan(problem, seed=seed, seconds=each, stop=stop)
            for rule in (MostAtRiskFirst(), ValueRate())
        ]
        return min((one for one in found if isinstance(one, Proposal)), key=_key, default=None)


def proposed(problem: Problem, run: Race, *, planner: str, seed: int) -> Proposal | NoPlan:
    """The best plan of a race that the check passes; what it refuses is kept in a file for who mends the search."""
    notes: dict[str, str | int | float] = {"planner": planner, "seed": seed}
    for number in range(len(run.found)):
        plan = run.plan(number, notes)
        found = judged(problem, plan, planner, seed)
        if isinstance(found, Proposal) or not plan.stops:
            return found
        _put_aside(plan)
    return NoPlan(unmoved_of(problem, Plan(problem.name, {})))


def judged(problem: Problem, plan: Plan, planner: str, seed: int) -> Proposal | NoPlan:
    """The plan as a proposal when the check finds nothing, or only a site not cleared in time.

    A breach of any other rule is a fault of the planner: it is logged and the plan is not proposed.
    """
    verdict = check(problem, plan)
    unmoved = unmoved_of(problem, plan)
    broken = verdict.broken - {"R18"}
    if broken:
        logger.error("a plan of %s breaks %s and is not proposed", planner, ",".join(sorted(broken)))
    if broken or (not plan.stops and unmoved):
        return NoPlan(unmoved)
    return Proposal(plan, verdict.objective, unmoved, planner, seed, verdict.findings)


def fitting(manner: Manner, problem: Problem) -> Manner:
    """The manner for a problem of this size: very large ones look at the nearest destinations only."""
    if sum(node.kind == "site" for node in problem.nodes) < LARGE_PROBLEM_SITES:
        return manner
    return Manner(
        gather_min=manner.gather_min,
        stay_max_min=manner.stay_max_min,
        wait_max_min=manner.wait_max_min,
        looks=1,
        relay=manner.relay,
        near=4,
        again_min=240,
        again_max_min=960,
    )


def _put_aside(plan: Plan) -> None:
    """Write a plan the check refused to a file and say where, loudly."""
    with tempfile.NamedTemporaryFile(prefix="refused-plan-", suffix=".json", delete=False) as file:
        where = Path(file.name)
    write_plan(plan, where)
    logger.error("the search made a plan the check refuses; it is in %s and not proposed", where)


def _key(proposal: Proposal) -> tuple[bool, float, int, float]:
    return (bool(proposal.late), *proposal.objective.key)


def _drawn(chance: random.Random) -> ValueRate:
    return ValueRate(
        name="value-rate-drawn",
        ahead_min=chance.choice((1440, 2880, 4320, 8640)),
        floor=chance.choice((0.0005, 0.002, 0.01)),
        staging=chance.choice((0.6, 1.0, 1.5)),
        settle_min=chance.choice((10, 30, 120)),
        escort_cost=chance.choice((0.0, 0.1, 0.4)),
    )


PLANNERS: tuple[Planner, ...] = (
    Searched(),
    BestOfRules(),
    SimpleRule(MostAtRiskFirst()),
    SimpleRule(ValueRate()),
    SimpleRule(NearestFirst()),
    SimpleRule(BiggestFirst()),
    SimpleRule(OneSiteAtATime()),
)
"""The planners one may name; the first is the default."""

FEW_PEOPLE = 150
"""Up to so many people go on a handful of serials: the rules are done before the search has been compiled."""


def planner_for(problem: Problem, name: str = "") -> Planner:
    """The planner called `name`, or the default: the search, and for a few people the best of the simple rules.

    Raises:
        KeyError: there is no planner of that name.
    """
    few = sum(group.count for group in problem.groups) <= FEW_PEOPLE
    return planner_named(name) if name else next(one for one in PLANNERS if not (few and isinstance(one, Searched)))


def planner_named(name: str) -> Planner:
    """The planner called `name`.

    Raises:
        KeyError: there is none; `PLANNERS` lists those there are.
    """
    return {planner.name: planner for planner in PLANNERS}[name]
