"""A plan in a few futures, planned again at each fault that touches it, by somebody who never hears of one before.

Beside it the same futures in which nobody plans again: what planning again is worth, and how much of the pessimist's
figure is pessimism. Slow legs and slow loading are left out of both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from musterbook.lift.check import check
from musterbook.lift.dispatch.dispatcher import Progress
from musterbook.lift.plan import Plan
from musterbook.lift.planners import never, quiet
from musterbook.lift.problem import Problem
from musterbook.lift.replan import replan
from musterbook.lift.robust.faults import Future, News, without_slow_going
from musterbook.lift.robust.futures import Futures
from musterbook.lift.robust.outcomes import Spread
from musterbook.lift.robust.replay import replay
from musterbook.lift.robust.spans import Numbers
from musterbook.lift.rules import Finding

FREEZE_MIN = 120
TRIALS = 20
"""How many plans are tried at each fault: what a desk has seconds for."""


@dataclass(frozen=True, slots=True)
class Lived:
    """One future lived through: the loss in the end, how often it was planned again, serials changed, rules broken."""

    weighted_loss: float
    replans: int
    changed: int
    broken: int


@dataclass(frozen=True, eq=False)
class Replans:
    """The futures lived through, and the same without planning again. `kept` has one entry for each of `lived`."""

    lived: tuple[Lived, ...]
    kept: Numbers
    asked: int

    @property
    def loss(self) -> Spread:
        """The weighted loss when it is planned again."""
        return Spread.of(np.array([one.weighted_loss for one in self.lived]))

    @property
    def loss_kept(self) -> Spread:
        """The weighted loss in the same futures when it never is."""
        return Spread.of(self.kept)

    def mean(self, what: Callable[[Lived], int]) -> float:
        """A figure's mean over the futures."""
        return sum(map(what, self.lived)) / len(self.lived)

    def told(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "futures": len(self.lived),
            "asked": self.asked,
            "left_out": ["leg", "handling"],
            "loss": self.loss.told(),
            "loss_never_replanned": self.loss_kept.told(),
            "replans_mean": round(self.mean(lambda one: one.replans), 2),
            "serials_changed_mean": round(self.mean(lambda one: one.changed), 2),
            "futures_with_a_rule_broken": sum(one.broken > 0 for one in self.lived),
        }


def replanned(
    problem: Problem,
    plan: Plan,
    futures: Futures,
    count: int,
    *,
    seed: int = 1,
    progress: Progress = quiet,
    stop: Callable[[], bool] = never,
) -> Replans:
    """Live through the first `count` of the futures, planning again; the first one is always lived to its end."""
    worlds = worlds_of(futures, count)
    lived: list[Lived] = []
    for number in range(worlds.count):
        if lived and stop():
            break
        lived.append(live(problem, plan, Future(problem, worlds, number), seed=seed))
        progress(len(lived), worlds.count)
    return beside(problem, plan, worlds, lived, asked=count)


def worlds_of(futures: Futures, count: int) -> Futures:
    """The first few of the futures, without slow going."""
    return replace(futures, count=min(count, futures.count), chances=without_slow_going(futures.chances))


def beside(problem: Problem, plan: Plan, worlds: Futures, lived: Sequence[Lived], *, asked: int) -> Replans:
    """The futures lived through beside the same never planned again; `lived` are the first of `worlds`."""
    kept = replay(problem, plan, replace(worlds, count=len(lived))).weighted_loss
    return Replans(tuple(lived), kept, asked)


def live(problem: Problem, plan: Plan, future: Future, *, seed: int = 1) -> Lived:
    """One future: at each fault the plan is looked at, and planned again if it no longer holds.

    How bad hazards are is nobody's news; they count in the loss. Who is stranded with a carrier that failed counts as
    left behind.
    """
    fixed, heard = future.fixed(), set[tuple[str, ...]]()
    posed, stranded, replans, changed = problem, 0.0, 0, 0
    now, borne = 0, frozenset[tuple[str, str]]()
    while coming := _next(fixed, future.breakdowns(plan), heard, now):
        now = coming[0].minute
        for news in coming:
            heard.add(news.key)
            posed = news.told(posed, plan)
        if _borne(check(posed, plan).findings) <= borne:
            continue
        again = replan(posed, plan, now_minute=now, freeze_minute=now + FREEZE_MIN, seed=seed, trials=TRIALS)
        replans, changed = replans + 1, changed + again.changed
        stranded += sum(heads * _weight(posed, group) for group, heads in again.stranded.items())
        plan, posed, borne = again.plan, again.problem, _borne(again.findings)
    verdict = check(_as_bad(posed, future), plan)
    loss = verdict.objective.weighted_loss + stranded * problem.rules.left_behind_loss
    return Lived(loss, replans, changed, len(verdict.broken - {"R18"}))


def _borne(findings: Sequence[Finding]) -> frozenset[tuple[str, str]]:
    """What is wrong and where: what planning again could not mend is not planned again for. R18 is nobody's news."""
    return frozenset((one.rule, str(one.where)) for one in findings if one.rule != "R18")


def _next(fixed: Sequence[News], breakdowns: Sequence[News], heard: set[tuple[str, ...]], now: int) -> list[News]:
    """What is heard next, all of one minute."""
    coming = [one for one in (*breakdowns, *fixed) if one.minute >= now and one.key not in heard]
    first = min((one.minute for one in coming), default=0)
    return [one for one in coming if one.minute == first]


def _weight(problem: Problem, group: str) -> float:
    return problem.risk_class[problem.group[group].risk].weight


def _as_bad(problem: Problem, future: Future) -> Problem:
    """The problem with hazards as bad as they are in this future."""
    factors = future.hazards()

    def worse(steps: tuple[tuple[int, float], ...], factor: float) -> tuple[tuple[int, float], ...]:
        return tuple((minute, rate * factor) for minute, rate in steps)

    nodes = (replace(node, hazard=worse(node.hazard, factors.get(node.id, 1.0))) for node in problem.nodes)
    return replace(problem, nodes=tuple(nodes))
