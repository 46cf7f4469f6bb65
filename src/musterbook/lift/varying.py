"""A plan among those about as good as the best: any of them, so that no pattern shows, or the best by another measure.

From the best plan a walk over its neighbours: any that loses at most a hundredth more may be the next step. To vary,
the plan is where the walk stands when its time is up; its seed is told, so that the draw can be repeated.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from musterbook.lift.plan import Plan, serials
from musterbook.lift.search import columns as c
from musterbook.lift.search.engine import Engine, Lists
from musterbook.lift.search.race import Race
from musterbook.lift.search.sequences import Incumbent

WITHIN = 0.01
SHARE = 0.2
"""How much of the time, or of the trials, the walk has."""
STEP_TRIALS = 20
SCORED_TRIALS = 100
"""How far the walk goes from one plan that is scored to the next: scoring costs more than the way."""
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
        cls, seed: int, seconds: float, trials: int | None, stop: Callable[[], bool], *, share: float = SHARE
    ) -> tuple[Walk, float, int]:
        """A walk with its share of the time or trials, and what of both is left for the search before it."""
        walk = cls(seed, share * seconds, None if trials is None else int(share * trials), stop)
        return walk, (1 - share) * seconds, (trials or 0) - (walk.trials or 0)

    def walked(self, race: Race) -> Race:
        """The race with a plan in front that loses at most `WITHIN` more than its best."""
        if not race.found:
            return race
        end = race.found[0]
        for stop in self._stops(race, STEP_TRIALS):
            end = stop
        return replace(race, found=(end, *race.found))

    def least(self, race: Race, score: Callable[[Plan], float]) -> Race:
        """The race with that plan in front, of its best and the stops of a walk from it, whose score is least."""
        if not race.found:
            return race
        best, least = race.found[0], score(race.plan(0, {}))
        for stop in self._stops(race, SCORED_TRIALS):
            found = score(replace(race, found=(stop,)).plan(0, {}))
            if found < least:
                best, least = stop, found
        return replace(race, found=(best, *race.found))

    def _stops(self, race: Race, every: int) -> Iterator[Incumbent]:
        """Where the walk stands after so many trials each time, as long as it may be."""
        best, began, tried = race.found[0], self.clock(), 0
        engine, measure = Engine(race.problem, seed=self.seed), Engine(race.problem, seed=self.seed)
        figures, here = replace(best.figures, noise=0.0, name="varied"), best.lists
        engine.adopt(figures, here)
        while not self.stop() and not self._over(tried, self.clock() - began):
            for _ in range(0, every, STEP_TRIALS):
                engine.search(STEP_TRIALS, temperature=HEAT * best.worth.loss)
                tried += STEP_TRIALS
                if float(engine.control[c.C_CURRENT]) <= self._most(best):
                    here = _current(engine)
                else:
                    engine.adopt(figures, here)
            if measure.simulate(figures, here) <= self._most(best):
                yield Incumbent(measure.worth(), here, figures, "varied")

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
