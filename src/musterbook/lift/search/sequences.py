"""One search from first plan to last: simple rules, better figures, then the lists of decisions, anytime.

Everything follows from the seed and the number of trials; seconds only say when to stop.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from musterbook.lift.problem import Problem
from musterbook.lift.search import columns as c
from musterbook.lift.search.cloud import NOT_COUNTED, Cloud
from musterbook.lift.search.engine import LIST_MAX, Engine, Lists, Worth
from musterbook.lift.search.large import FIRST as FIRST_LARGE
from musterbook.lift.search.large import (
    REST,
    REST_SHARE,
    WHOLE_SHARE,
    begun,
    left_for,
    other_figures,
    other_rest,
)
from musterbook.lift.search.shares import Sharing
from musterbook.lift.search.starts import SIMPLE_RULES, Figures
from musterbook.lift.search.tune import FIRST, GRID, varied

LOOK_SECONDS = 0.05
MANY_PLACES = 20
FAVOURABLE = {"site", "hub", "dest"}
TUNED_SHARE, TUNED_SHARE_MANY = 0.15, 0.8
"""How much of the budget goes into better figures: most of it where there are many places (decisions 0461, 0591)."""
CLOUD_SHARE = 0.7
"""How much of the search for better figures is left to clouds; then others near the best are tried (decision 0590)."""
TIES_SHARE = 0.9
"""From this share of the budget on, only what does not lose more is looked for: sooner, then cheaper."""
HEAT = 0.001
RETURN_TRIALS = 10000
"""After so many trials the search goes back to the best lists and works their loss out afresh."""
HEARD_SECONDS = 2.0
NOISE = 0.15
OPEN_MOST = 1.005
"""How much more the best lists may lose, if carriers whose list is done are asked on, for the search to ask them."""
OWN_FIGURES = 0.5
"""How often whatever a list leaves open is decided by the figures of the best plan, and not by others near them."""


@dataclass(frozen=True, slots=True)
class Incumbent:
    """The best plan so far as the decisions that make it, the figures for the rest, and who found it.

    Its lists say all it does: with its figures they make it again to the minute (decision 0464). The figures are quiet,
    unless a list would be too long.
    """

    worth: Worth
    lists: Lists
    figures: Figures
    by: str


@dataclass(frozen=True, slots=True)
class Budget:
    """When to stop: after so many seconds, or, to give the same plan again, so many trials."""

    seconds: float
    trials: int | None = None
    stop: Callable[[], bool] = field(default=lambda: False)
    clock: Callable[[], float] = time.monotonic


class Hunt:
    """A search for one problem by one process.

    Args:
        problem: what to plan.
        seed: of everything drawn.
        budget: when to stop.
        publish: told every new best plan at once.
        heard: the best plan of others, if there is one to take up; asked now and then.
        engine: the simulation, if there is one already.
        turn: which simple rule comes first.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        seed: int,
        budget: Budget,
        publish: Callable[[Incumbent], None],
        heard: Callable[[], Incumbent | None] = lambda: None,
        engine: Engine | None = None,
        turn: int = 0,
    ) -> None:
        self.engine = engine or Engine(problem, seed=seed)
        self.budget, self.publish, self.heard = budget, publish, heard
        self.chance = random.Random(seed)
        self.turn = turn
        self.trials = 0
        self.best: Incumbent | None = None
        self.large = bool(self.engine.tables.whole[c.LARGE])
        self._favourable = [
            n for n, node in enumerate(problem.nodes) if node.kind in ({"hub", "dest"} if self.large else FAVOURABLE)
        ]
        self._sharing = Sharing(problem, self.engine.tables) if self.large else None
        self._left: tuple[float, ...] = ()
        self._began = budget.clock()
        self._tuned: tuple[float, Figures] | None = None

    @property
    def spent(self) -> float:
        """How much of the budget is used, from 0 to 1."""
        if self.budget.trials is not None:
            return self.trials / max(1, self.budget.trials)
        return (self.budget.clock() - self._began) / max(1e-9, self.budget.seconds)

    def run(self, start: Incumbent | None = None) -> Incumbent | None:
        """Search until the budget is used; the best plan. The first simple rule is always carried out.

        `start` is a plan to go on from: the answer is never worse.
        """
        if start is not None:
            self._take(start)
        if self._sharing is not None:
            self.tune_large(self._sharing)
            return self.best
        self.rules()
        self.tune(TUNED_SHARE_MANY if self.many else TUNED_SHARE)
        while not self.over():
            before = self.best
            self.change_lists()
            if self.best is before and self.settled():
                break
        return self.best

    @property
    def many(self) -> bool:
        """Are there many places?"""
        return len(self._favourable) >= MANY_PLACES

    def over(self) -> bool:
        """Is the budget used?"""
        return self.spent >= 1.0 or self.budget.stop()

    def rules(self, most: int | None = None) -> None:
        """Every simple rule, or the first few; the first one always to the end."""
        named = list(SIMPLE_RULES.items())
        named = named[self.turn % len(named) :] + named[: self.turn % len(named)]
        if self._sharing is not None:
            self.first_large(self._sharing)
            return
        for name, figures in named[:most]:
            if self.best is not None and self.over():
                return
            self._try(figures, name, cutoff=False)

    def first_large(self, sharing: Sharing) -> None:
        """The first plan of a large problem."""
        self._try(replace(FIRST_LARGE, shares=sharing.shares(FIRST_LARGE.taste)), "shared")

    def tune_large(self, sharing: Sharing) -> None:
        """Beds shared out, figures and the rest of the plan changed in turn, from the best plan, also of others."""
        if self.best is None:
            self.first_large(sharing)
        while self.best is not None and not self.over():
            other = self.heard()
            if other is not None:
                self._take(other)
            if self._tuned is None or (self.best.figures.name != REST and self.best.worth.loss < self._tuned[0] - 1e-9):
                self._tuned, self._left = (self.best.worth.loss, replace(self.best.figures, quiet=False)), ()
            if self.spent > WHOLE_SHARE and self.chance.random() < REST_SHARE:
                self._try_rest(self.best)
                continue
            figures, again = other_figures(self._tuned[1], self._left, self.chance, self._favourable)
            if again:
                figures = replace(figures, shares=sharing.shares(figures.taste))
            self._try(figures, figures.name)

    def tune(self, until: float) -> None:
        """Better figures for the rule, until so much of the budget is used."""
        for figures in (*FIRST, *GRID):
            if self.spent >= until or self.budget.stop():
                return
            self._try(figures, "tuned")
        self.follow_cloud(CLOUD_SHARE * until)
        asked = self.budget.clock()
        while self.spent < until and not self.budget.stop():
            if self.many and self.budget.clock() - asked > HEARD_SECONDS:
                asked = self.budget.clock()
                self._learn(self.heard())
            base = self._tuned[1] if self._tuned else SIMPLE_RULES["value-rate"]
            self._try(varied(base, self.chance, self._favourable), "tuned")

    def follow_cloud(self, until: float) -> None:
        """Figures drawn by clouds, until so much of the budget is used.

        Others are not heard meanwhile, so that each process comes to a place of its own.
        """
        cloud = None
        while self._tuned is not None and self.spent < until and not self.budget.stop():
            if cloud is None or cloud.settled:
                cloud = Cloud(self._tuned[1], self.chance, self._favourable)
            cloud.answer(self._try(cloud.draw(), "tuned", limit=cloud.limit))

    def change_lists(self) -> None:
        """Local search from the best plan, cooling down as the budget is used."""
        start = self.best
        if start is None:
            return
        engine = self.engine
        figures = self._adopt(start)
        chunk, looked, ties, returned = 4, self.budget.clock(), False, self.trials
        while not self.over():
            left = max(0.0, 1.0 - self.spent / TIES_SHARE)
            if (self.spent >= TIES_SHARE and not ties) or self.trials - returned >= RETURN_TRIALS:
                ties, returned = self.spent >= TIES_SHARE, self.trials
                start = self._confirm(figures, start)
                figures = self._adopt(start)
            own = ties or self.large or self.chance.random() < OWN_FIGURES
            engine.judge_by(figures if own else varied(figures, self.chance, self._favourable))
            if self.budget.trials is not None:
                chunk = max(1, min(chunk, self.budget.trials - self.trials))
            before = self.budget.clock()
            engine.search(chunk, temperature=HEAT * float(engine.control[c.C_BEST]) * left * left, ties=ties)
            self.trials += chunk
            took = max(1e-4, self.budget.clock() - before)
            chunk = max(1, min(2000, int(chunk * LOOK_SECONDS / took) + 1)) if self.budget.trials is None else 50
            if float(engine.control[c.C_BEST]) < start.worth.loss - 1e-9 and (
                self.budget.trials is not None or before - looked > 0.5
            ):
                start = self._confirm(figures, start)
                looked = before
            other = self.heard()
            if other is not None and other.worth.loss < min(start.worth.loss, float(engine.control[c.C_BEST])) - 1e-9:
                self._take(other)
                start = other
                figures = self._adopt(other)
        self._confirm(figures, start)

    def settled(self) -> bool:
        """Is there nothing left to search for? Only where there are hardly any serials."""
        return self.best is not None and sum(map(len, self.best.lists)) <= 1

    def _adopt(self, start: Incumbent) -> Figures:
        """Search from a plan; the figures to judge by.

        Carriers whose list is done are asked on, so that what one change leaves free another carrier takes. In some
        plans that alone does harm, for they are asked at other minutes than when the plan was made: there they rest.
        """
        figures = replace(start.figures, noise=NOISE, name="searched", quiet=False)
        loss = self.engine.adopt(replace(figures, noise=0.0), start.lists)
        if loss > start.worth.loss * OPEN_MOST:
            figures = replace(figures, quiet=True)
            self.engine.adopt(replace(figures, noise=0.0), start.lists)
        self.engine.judge_by(figures)
        return figures

    def _confirm(self, figures: Figures, before: Incumbent) -> Incumbent:
        """Publish the best lists of the search if their plan is better; the search goes on from where it is."""
        engine = self.engine
        if float(engine.control[c.C_BEST]) > before.worth.loss + 1e-9:
            return before
        lists, keep = engine.best_lists(), engine.figures.copy()
        found = min(
            (made(engine, replace(figures, noise=0.0, quiet=quiet), lists, "searched") for quiet in (False, True)),
            key=_key,
        )
        engine.figures[:] = keep
        self._take(found)
        return found if found.worth.key < before.worth.key else before

    def _learn(self, other: Incumbent | None) -> None:
        """Take up figures that others found better."""
        if other is None:
            return
        self._take(other)
        if other.figures.kind == c.VALUE_RATE and (self._tuned is None or other.worth.loss < self._tuned[0]):
            self._tuned = (other.worth.loss, replace(other.figures, quiet=False))

    def _try_rest(self, start: Incumbent) -> None:
        """What leaves after some minute planned again."""
        self.engine.simulate(start.figures, start.lists)
        lists = begun(self.engine, self.chance)
        figures = other_rest(start.figures, self.chance, self._favourable)
        self.trials += 1
        if self.engine.simulate(figures, lists, cutoff=start.worth.loss) < 1e299:
            self._take_simulated(figures, "rest")

    def _try(self, figures: Figures, by: str, *, cutoff: bool = True, limit: float | None = None) -> float:
        """One plan by the rule alone; what it loses, or very much once it is surely more than the limit.

        The limit is what the best figures lose, unless another is given; without `cutoff` there is none.
        """
        if limit is None:
            limit = self._tuned[0] if cutoff and self._tuned else 1e300
        loss = self.engine.simulate(figures, cutoff=limit)
        self.trials += 1
        if loss >= NOT_COUNTED:
            return loss
        if figures.kind == c.VALUE_RATE and (self._tuned is None or loss < self._tuned[0]):
            self._tuned = (loss, figures)
            self._left = left_for(self.engine) if self.large else ()
        self._take_simulated(figures, by)
        return loss

    def _take_simulated(self, figures: Figures, by: str) -> None:
        """Publish the plan simulated last if it is better."""
        if self.best is None or self.engine.worth().key < self.best.worth.key:
            self._take(_done(self.engine, figures, by))

    def _take(self, found: Incumbent) -> None:
        if self.best is None or found.worth.key < self.best.worth.key:
            self.best = found
            self.publish(found)


def made(engine: Engine, figures: Figures, lists: Lists, by: str) -> Incumbent:
    """What the lists make with these figures, told in whole."""
    engine.simulate(figures, lists)
    return _done(engine, figures, by)


def _done(engine: Engine, figures: Figures, by: str) -> Incumbent:
    """The plan simulated last; its lists hold all of it, unless one would be too long."""
    lists = engine.lists_done()
    whole = all(len(entries) <= LIST_MAX for entries in lists)
    return Incumbent(engine.worth(), lists, replace(figures, quiet=whole), by)


def _key(found: Incumbent) -> tuple[float, int, float]:
    return found.worth.key
