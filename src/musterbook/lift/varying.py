"""A plan drawn among those about as good as the best, so that nobody who watches learns when and where we move.

From the best plan a walk over its neighbours: any that loses at most a hundredth more may be the next step. Where the
walk stands when its time is up is the plan. The seed is chance's own and is told, so that the draw can be repeated.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from musterbook.lift.plan import Plan, serials
from musterbook.lift.search import columns as c
from musterbook.lift.search.engine import Engine, Lists
from musterbook.lift.search.race import Race
from musterbook.lift.search.sequences import Incumbent
from musterbook.lift.search.starts import Figures

WITHIN = 0.01
SHARE = 0.2
"""How much of the time, or of the trials, the walk has."""
STEP_TRIALS = 20
HEAT = 0.001
"""How much worse a single step may be in the mean, as a share of the best loss."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk from the best plan of a race: `walked(race)` is the race with the plan it ends at in front.

    Attributes:
        seed: what its steps are drawn from.
        seconds, trials: how long it may be; either, the other None.
        stop: asked between steps.
    """

    seed: int
    seconds: float | None
    trials: int | None = None
    stop: Callable[[], bool] = lambda: False
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def share_of(
        cls, seed: int, seconds: float, trials: int | None, stop: Callable[[], bool]
    ) -> tuple[Walk, float, int]:
        """A walk with its share of the time or trials, and what of both is left for the search before it."""
        walk = cls(seed, SHARE * seconds, None if trials is None else int(SHARE * trials), stop)
        return walk, (1 - SHARE) * seconds, (trials or 0) - (walk.trials or 0)

    def walked(self, race: Race) -> Race:
        """The race with a plan in front that loses at most `WITHIN` more than its best."""
        if not race.found:
            return race
        best = race.found[0]
        engine = Engine(race.problem, seed=self.seed)
        figures = replace(best.figures, noise=0.0, name="varied")
        lists = self._end(engine, best, figures)
        loss = engine.simulate(figures, lists)
        found = Incumbent(engine.worth(), lists, figures, "varied")
        return replace(race, found=(found, *race.found)) if loss <= self._most(best) else race

    def _end(self, engine: Engine, best: Incumbent, figures: Figures) -> Lists:
        began, tried, here = self.clock(), 0, best.lists
        engine.adopt(figures, here)
        while not self.stop() and not self._over(tried, self.clock() - began):
            engine.search(STEP_TRIALS, temperature=HEAT * best.worth.loss)
            tried += STEP_TRIALS
            if float(engine.control[c.C_CURRENT]) <= self._most(best):
                here = _current(engine)
            else:
                engine.adopt(figures, here)
        return here

    def _over(self, tried: int, seconds: float) -> bool:
        if self.trials is not None:
            return tried >= self.trials
        return self.seconds is None or seconds >= self.seconds

    def _most(self, best: Incumbent) -> float:
        return best.worth.loss * (1 + WITHIN) + 1e-9


def _current(engine: Engine) -> Lists:
    """The lists of the plan the search stands at."""
    lists = zip(engine.current, engine.current_n.tolist(), strict=True)
    return tuple(tuple(tuple(entry) for entry in some[:length].tolist()) for some, length in lists)


def alike(one: Plan, other: Plan) -> float:
    """The share of the serials of `one` that `other` has too: same carrier, ways and hour."""

    def facts(plan: Plan) -> set[tuple[str, str, str, int]]:
        return {(some.vehicle, some.origin, some.destination, some.depart // 60) for some in serials(plan)}

    mine = facts(one)
    return len(mine & facts(other)) / max(1, len(mine))
