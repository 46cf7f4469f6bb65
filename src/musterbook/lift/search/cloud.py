"""A cloud of figures: drawn around a centre that moves to where the better ones lie, and grows or shrinks with it.

A plan hangs on its figures by fits and starts: one a little different may lose much more or less. Whoever follows the
single best draw sits down where one draw was lucky. A cloud is led by several of its draws at once, and so comes to
where many are good (decision 0590). It is the evolution strategy of R. Ros and N. Hansen, A simple modification in
CMA-ES achieving linear time and space complexity (2008), with a spread of its own for each figure.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from musterbook.lift.search.starts import Figures
from musterbook.lift.search.tables import Array

DRAWS, LEADERS = 16, 5
"""How many are drawn around one centre, and how many of them lead to the next."""
SPREAD_FIRST, SPREAD_LEAST = 0.6, 0.1
"""In steps of each figure. A cloud smaller than the least has found what it can find."""
FAVOUR_STEP, FAVOUR_MOST = 0.3, 4.0
NOT_COUNTED = 1e299
"""A loss from here on only says that it is more than the limit."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One figure as the cloud sees it: its bounds, how much of it is one step, and whether steps multiply it."""

    name: str
    least: float
    most: float
    step: float
    times: bool = False
    whole: bool = False

    def steps(self, value: float) -> float:
        """A value as a number of steps."""
        return (math.log(max(value, self.least)) if self.times else value) / self.step

    def value(self, steps: float) -> float:
        """What so many steps are; never out of bounds."""
        value = steps * self.step
        if self.times:
            value = math.exp(min(math.log(self.most), value))
        value = min(self.most, max(self.least, value))
        return round(value) if self.whole else value


AXES = (
    Axis("ahead_min", 60, 30000, 0.35, times=True),
    Axis("staged", 1e-4, 10, 0.5, times=True),
    Axis("floor", 1e-5, 1, 0.5, times=True),
    Axis("to_hub", 0.01, 20, 0.3, times=True),
    Axis("settle_min", 1, 1000, 0.4, times=True),
    Axis("wait_min", 20, 5000, 0.5, times=True),
    Axis("tour_wait_min", 10, 5000, 0.5, times=True),
    Axis("idle_min", 20, 600, 0.5, times=True, whole=True),
    Axis("looks", 1, 8, 0.7, times=True, whole=True),
    Axis("escorts", 0, 5, 0.1),
    Axis("fill", 0.05, 1, 0.15),
    Axis("hold", 0.1, 1, 0.15),
    Axis("tour_fill", 0, 1, 0.2),
    Axis("least_escorts", 0.2, 1, 0.15),
    Axis("mix", 0, 3, 0.3),
    Axis("price", 0, 5, 0.02),
)
"""Bounds are those of `tune.varied`. A figure at its bound stays there while the centre lies beyond it."""


class Cloud:
    """Figures to try, one after the other; each must be answered with what it loses before the next is drawn.

    Args:
        first: figures around which the first are drawn.
        chance: what draws them.
        favourable: the numbers of the places a factor makes sense for.
    """

    def __init__(self, first: Figures, chance: random.Random, favourable: Sequence[int]) -> None:
        self.first, self.chance, self.favourable = first, chance, tuple(favourable)
        self.spread = SPREAD_FIRST
        self._centre = self._point(first)
        many = len(self._centre)
        self._law = _Law.of(many)
        self._squares = np.ones(many)
        self._path, self._pull = np.zeros(many), np.zeros(many)
        self._moved = 0
        self._step: Array = np.zeros(many)
        self._answers: list[tuple[float, Array]] = []

    @property
    def limit(self) -> float:
        """What the next draw must lose less than to be one of the leaders; more need not be counted to the end."""
        losses = sorted(loss for loss, _ in self._answers)
        return losses[LEADERS - 1] if len(losses) >= LEADERS else 1e300

    @property
    def settled(self) -> bool:
        """Has the cloud drawn together?"""
        return self.spread < SPREAD_LEAST

    def draw(self) -> Figures:
        """The next figures to try."""
        many = np.array([self.chance.gauss(0.0, 1.0) for _ in self._centre])
        self._step = np.sqrt(self._squares) * many
        return self._figures(self._centre + self.spread * self._step)

    def answer(self, loss: float) -> None:
        """What the figures drawn last lose, or `NOT_COUNTED` and more where it is more than the limit."""
        self._answers.append((loss, self._step))
        if len(self._answers) < DRAWS:
            return
        leaders = sorted((one for one in self._answers if one[0] < NOT_COUNTED), key=lambda one: one[0])[:LEADERS]
        self._answers = []
        if len(leaders) == LEADERS:
            self._move([step for _, step in leaders])

    def _move(self, leaders: Sequence[Array]) -> None:
        """The centre goes where the leaders are; the spread of each figure follows what moved it."""
        law, many = self._law, len(self._centre)
        self._moved += 1
        way = sum(weight * step for weight, step in zip(law.weights, leaders, strict=True))
        self._centre = self._centre + self.spread * way
        keep = math.sqrt(law.path * (2 - law.path) * law.mass)
        self._path = (1 - law.path) * self._path + keep * way / np.sqrt(self._squares)
        length = float(np.linalg.norm(self._path))
        usual = math.sqrt(many) * (1 - 1 / (4 * many) + 1 / (21 * many * many))
        known = math.sqrt(1 - (1 - law.path) ** (2 * self._moved))
        straight = length / known < (1.4 + 2 / (many + 1)) * usual
        self._pull = (1 - law.pull) * self._pull
        if straight:
            self._pull = self._pull + math.sqrt(law.pull * (2 - law.pull) * law.mass) * way
        drawn = sum(weight * step * step for weight, step in zip(law.weights, leaders, strict=True))
        self._squares = (1 - law.once - law.some) * self._squares + law.once * self._pull**2 + law.some * drawn
        self.spread *= math.exp(law.path / law.calm * (length / usual - 1))

    def _point(self, figures: Figures) -> Array:
        """Figures as steps along the axes, then the factors of places."""
        settings = [axis.steps(float(getattr(figures, axis.name))) for axis in AXES]
        known = dict(enumerate(figures.favour))
        return np.array([*settings, *(math.log(known.get(place, 1.0)) / FAVOUR_STEP for place in self.favourable)])

    def _figures(self, point: Array) -> Figures:
        settings: dict[str, Any] = {
            axis.name: axis.value(steps) for axis, steps in zip(AXES, point[: len(AXES)].tolist(), strict=True)
        }
        favour = [1.0] * (max(self.favourable, default=-1) + 1)
        for place, steps in zip(self.favourable, point[len(AXES) :].tolist(), strict=True):
            favour[place] = math.exp(min(FAVOUR_MOST, max(-FAVOUR_MOST, steps * FAVOUR_STEP)))
        return replace(self.first, name="tuned", favour=tuple(favour), **settings)


@dataclass(frozen=True, slots=True)
class _Law:
    """The numbers of the strategy for so many figures, as its authors give them.

    Attributes:
        weights: how much each leader counts, the best first; they sum to one.
        mass: how many equal leaders those are worth.
        path: how soon the way the centre went is forgotten, for the spread of all; `pull` for that of each.
        calm: how slowly the spread of all follows.
        once: how much the way of the centre counts for the spread of each figure; `some`: how much the leaders do.
    """

    weights: tuple[float, ...]
    mass: float
    path: float
    pull: float
    calm: float
    once: float
    some: float

    @classmethod
    def of(cls, many: int) -> _Law:
        raw = [math.log(LEADERS + 0.5) - math.log(place) for place in range(1, LEADERS + 1)]
        weights = tuple(weight / sum(raw) for weight in raw)
        mass = 1 / sum(weight * weight for weight in weights)
        path = (mass + 2) / (many + mass + 5)
        once = 2 / ((many + 1.3) ** 2 + mass) * (many + 2) / 3
        some = min(1 - once, 2 * (mass - 2 + 1 / mass) / ((many + 2) ** 2 + mass) * (many + 2) / 3)
        calm = 1 + 2 * max(0.0, math.sqrt(max(0.0, (mass - 1) / (many + 1))) - 1) + path
        return cls(weights, mass, path, 4 / (many + 4), calm, once, some)
