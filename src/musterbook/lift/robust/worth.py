"""Which one more of something is worth most: planned again with it, replayed in the same futures, compared in pairs."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from musterbook.lift.dispatch.dispatcher import Progress
from musterbook.lift.plan import Plan
from musterbook.lift.planners import Planner, Proposal, never, quiet
from musterbook.lift.problem import Problem
from musterbook.lift.robust.futures import Futures
from musterbook.lift.robust.outcomes import Spread
from musterbook.lift.robust.replay import replay
from musterbook.lift.robust.resources import Resource, ResourceKind, resources_of
from musterbook.lift.robust.spans import Numbers

Research = Callable[[Problem, int], Plan | None]
"""Plans a problem again from a seed; None when it finds nothing."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A problem, plans to replay in it, and the seed to plan it again from; None: it is not planned again."""

    problem: Problem
    plans: tuple[Plan, ...]
    seed: int | None


@dataclass(frozen=True, eq=False, slots=True)
class Played:
    """A plan and its weighted loss in each future, in the pessimist's figure and if those left were fetched."""

    plan: Plan
    weighted_loss: Numbers
    if_fetched: Numbers


Tries = Callable[[Sequence[Trial], Futures], Iterator[tuple[int, tuple[Played, ...]]]]
"""Carries out trials: for each that was, its number, and its plans in their order with the one found last."""

SEEDS = (1, 2, 3)
ERRORS_OUT_OF_NOISE = 2.0
"""A gain counts when it is more than so many times its error."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Loss saved, mean over the futures, with the standard error of the paired differences and their middle 80 %."""

    mean: float
    standard_error: float
    p10: float
    p90: float

    @classmethod
    def of(cls, before: Numbers, after: Numbers) -> Saved:
        """What is saved in each future when `before` becomes `after`."""
        pairs = before - after
        error = float(np.std(pairs, ddof=1)) / math.sqrt(len(pairs)) if len(pairs) > 1 else 0.0
        return cls(float(pairs.mean()), error, float(np.percentile(pairs, 10)), float(np.percentile(pairs, 90)))

    def told(self) -> dict[str, float]:
        """JSON-ready, to four digits."""
        return {
            "mean": round(self.mean, 4),
            "standard_error": round(self.standard_error, 4),
            "p10": round(self.p10, 4),
            "p90": round(self.p90, 4),
        }


@dataclass(frozen=True, slots=True)
class Gain:
    """What one more of something saves: in the pessimist's figure, and if those left behind were fetched in the end.

    `above_noise`: `saved` is more than twice its error, in which the luck of the search is counted beside the futures.
    """

    kind: ResourceKind
    where: str
    amount: float
    saved: Saved
    saved_if_fetched: Saved
    above_noise: bool
    above_noise_if_fetched: bool

    @property
    def saved_per_unit(self) -> float:
        """Loss saved per vehicle, escort, slot, hour of window or per cent of reception."""
        return self.saved.mean / self.amount if self.amount else 0.0

    def told(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {
            "kind": self.kind,
            "where": self.where,
            "amount": round(self.amount, 2),
            "saved": self.saved.told(),
            "saved_per_unit": round(self.saved_per_unit, 4),
            "saved_if_fetched": self.saved_if_fetched.told(),
            "above_noise": self.above_noise,
            "above_noise_if_fetched": self.above_noise_if_fetched,
        }


@dataclass(frozen=True, slots=True)
class Worth:
    """The gains, the largest first; `complete` is false when it was stopped before all were tried.

    `search_error` and `search_error_if_fetched` say by how much plans of the unchanged problem differ from one search
    to the next: less than that cannot be told from the luck of the search.
    """

    base: Spread
    base_if_fetched: Spread
    search_error: float
    search_error_if_fetched: float
    gains: tuple[Gain, ...]
    complete: bool

    @property
    def above_noise(self) -> tuple[Gain, ...]:
        """The gains one may believe; none is an answer."""
        return tuple(gain for gain in self.gains if gain.above_noise or gain.above_noise_if_fetched)

    def told(self) -> dict[str, Any]:
        """JSON-ready: the table."""
        return {
            "loss": self.base.told(),
            "loss_if_fetched": self.base_if_fetched.told(),
            "search_error": round(self.search_error, 4),
            "search_error_if_fetched": round(self.search_error_if_fetched, 4),
            "gains": [gain.told() for gain in self.gains],
            "nothing_above_noise": not self.above_noise,
            "complete": self.complete,
        }


def researched_by(planner: Planner, seconds: float = 5.0, stop: Callable[[], bool] = never) -> Research:
    """A planner as `worth` asks for plans: so many seconds for each."""

    def again(problem: Problem, seed: int) -> Plan | None:
        found = planner.plan(problem, seed=seed, seconds=seconds, stop=stop)
        return found.plan if isinstance(found, Proposal) else None

    return again


def worth(
    problem: Problem,
    plan: Plan,
    futures: Futures,
    resources: Sequence[Resource] | None = None,
    *,
    research: Research,
    seeds: Sequence[int] = SEEDS,
    progress: Progress = quiet,
    stop: Callable[[], bool] = never,
    tries: Tries | None = None,
) -> Worth:
    """What one more of each resource would save.

    The unchanged problem is planned again too, once a seed and from the second on told in another order: what a search
    finds by itself is not the resource's merit, and how its plans differ is the search's own error. With a resource it
    is planned again from the first seed; the better of it and the plan there is, is compared with the better
    one without, future by future.

    Args:
        problem: the problem as it is.
        plan: the plan in hand; one the check has passed.
        futures: the futures all plans are replayed in.
        resources: what to try; `resources_of(problem, plan)` if None.
        research: plans again; see `researched_by`.
        seeds: for planning again, at least one; with one alone the search's error is not known and taken as 0.
        progress: told (plans replayed, plans to replay).
        stop: asked between plans; the gains found so far are the answer.
        tries: who carries out the trials; this process, one after another, if None.
    """
    tried = tuple(resources_of(problem, plan) if resources is None else resources)
    tries = tries or _one_by_one(research, stop)
    heard = _Count(progress, len(seeds) + len(tried))
    unchanged = [Trial(problem, (plan,), seeds[0])]
    unchanged += [Trial(retold(problem, seed), (), seed) for seed in seeds[1:]]
    first = dict(heard.each(tries(unchanged, futures)))
    own = first.get(0) or tried_here(Trial(problem, (plan,), None), futures)
    best = min(own, key=_mean)
    errors = _search_errors([*own[1:], *(one for number in range(1, len(seeds)) for one in first.get(number, ()))])
    with_more = [Trial(one.problem, (best.plan,), seeds[0]) for one in tried]
    found = [] if stop() else heard.each(tries(with_more, futures))
    gains = [_gain(tried[number], best, min(played, key=_mean), errors) for number, played in found if played]
    gains.sort(key=lambda gain: (-gain.saved.mean, gain.kind, gain.where))
    base = Spread.of(best.weighted_loss), Spread.of(best.if_fetched)
    return Worth(*base, *errors, tuple(gains), complete=len(gains) == len(tried))


def tried_here(trial: Trial, futures: Futures, research: Research | None = None) -> tuple[Played, ...]:
    """The plans of a trial, and the one found from its seed, replayed in this process."""
    found = research(trial.problem, trial.seed) if research is not None and trial.seed is not None else None
    plans = (*trial.plans, *([found] if found is not None else []))
    outcomes = [replay(trial.problem, plan, futures) for plan in plans]
    return tuple(Played(plan, one.weighted_loss, one.if_fetched) for plan, one in zip(plans, outcomes, strict=True))


def _one_by_one(research: Research, stop: Callable[[], bool]) -> Tries:
    def tries(trials: Sequence[Trial], futures: Futures) -> Iterator[tuple[int, tuple[Played, ...]]]:
        for number, trial in enumerate(trials):
            if stop():
                return
            yield number, tried_here(trial, futures, research)

    return tries


def retold(problem: Problem, seed: int) -> Problem:
    """The same problem with carriers, groups and places in another order: any plan for one is a plan for the other."""
    chance = random.Random(seed)
    return replace(
        problem,
        vehicles=tuple(chance.sample(problem.vehicles, len(problem.vehicles))),
        groups=tuple(chance.sample(problem.groups, len(problem.groups))),
        nodes=tuple(chance.sample(problem.nodes, len(problem.nodes))),
    )


def _mean(played: Played) -> float:
    return float(played.weighted_loss.mean())


def _gain(resource: Resource, base: Played, with_it: Played, errors: tuple[float, float]) -> Gain:
    saved = Saved.of(base.weighted_loss, with_it.weighted_loss)
    saved_if_fetched = Saved.of(base.if_fetched, with_it.if_fetched)
    return Gain(
        kind=resource.kind,
        where=resource.where,
        amount=resource.amount,
        saved=saved,
        saved_if_fetched=saved_if_fetched,
        above_noise=_believed(saved, errors[0]),
        above_noise_if_fetched=_believed(saved_if_fetched, errors[1]),
    )


def _believed(saved: Saved, search_error: float) -> bool:
    return saved.mean > ERRORS_OUT_OF_NOISE * math.hypot(saved.standard_error, search_error)


def _search_errors(found: Sequence[Played]) -> tuple[float, float]:
    """How plans of one problem differ from search to search, in either figure."""
    if len(found) < 2:
        return 0.0, 0.0
    losses, fetched = [one.weighted_loss.mean() for one in found], [one.if_fetched.mean() for one in found]
    return float(np.std(losses, ddof=1)), float(np.std(fetched, ddof=1))


@dataclass(slots=True)
class _Count:
    """Counts the trials and tells it."""

    progress: Progress
    total: int
    done: int = 0

    def each(self, tried: Iterator[tuple[int, tuple[Played, ...]]]) -> Iterator[tuple[int, tuple[Played, ...]]]:
        for number, played in tried:
            self.done += 1
            self.progress(self.done, self.total)
            yield number, played
