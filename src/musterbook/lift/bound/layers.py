"""The layers of the bound, from one that costs nothing to the sharpest the time allows; the largest counts.

Each layer is valid by itself. A layer that gives nothing in its time says so and is never taken for 0.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from musterbook.lift.bound.climb import CLOSE_ENOUGH, Climb
from musterbook.lift.bound.earliest import earliest_bound
from musterbook.lift.bound.fleets import fleets_of
from musterbook.lift.bound.grain import Grain, carried, cut
from musterbook.lift.bound.people import Reals, people_of
from musterbook.lift.bound.pricing import Relaxation, queue_worth
from musterbook.lift.bound.rows import QUEUE_RULE, RESOURCES, Resource
from musterbook.lift.problem import Problem

Progress = Callable[["Layer"], None]

BINDING_SHOWN = 12
"""So many of the dearest rows are told with a layer."""
ROUTES_MOST = 20_000
"""With more routes than this only the first layer is worked out: the tables would not fit."""
LARGE_SITES = 10
LARGE_STEPS = (((960, 960, 1440), 480), ((240, 480, 1440), 240), ((120, 240, 1440), 240), ((60, 120, 720), 120))
"""For larger problems: minutes between points in the first fifth, until half and after half of the time; then `by`."""
ALONE: tuple[tuple[str, tuple[Resource, ...]], ...] = (
    ("reception", ("reception", "aboard")),
    ("carriers", ("carriers",)),
    ("escorts", ("escorts",)),
)
"""The layers of smaller problems in which one resource counts alone; larger ones have no time for them."""
ALONE_SHARE = 0.05
"""Share of the time each resource may take alone."""
TOGETHER_SHARE = 0.7
"""Share of the time left that a cut may take when a finer one follows."""
NEAR_ENOUGH = 0.01
"""A cut gives way to a finer one when it is this near its end, as a share."""


@dataclass(frozen=True, slots=True)
class Binding:
    """What holds a bound up: a resource that runs short, and how much of the bound its price carries.

    Attributes:
        resource: carriers, escorts, reception or aboard.
        rule: the rule of the problem behind the row.
        name: the fleet, pool, facility or staging place.
        since_min, until_min: from when to when it is short; for a row that adds up, the time over which it is dear.
        worth: weighted loss less if there were 1 % more of it, at the margin, times a hundred.
    """

    resource: str
    rule: str
    name: str
    since_min: int
    until_min: int
    worth: float


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: its bound, or None when there was none in its time; seconds; rows; what binds."""

    name: str
    value: float | None
    seconds: float
    rows: int = 0
    binding: tuple[Binding, ...] = ()

    def told(self) -> dict[str, Any]:
        """The layer as JSON values."""
        return {
            "name": self.name,
            "value": self.value,
            "seconds": round(self.seconds, 3),
            "rows": self.rows,
            "binding": [
                {
                    "resource": one.resource,
                    "rule": one.rule,
                    "name": one.name,
                    "since_min": one.since_min,
                    "until_min": one.until_min,
                    "worth": round(one.worth, 6),
                }
                for one in self.binding
            ],
        }


@dataclass
class Layers:
    """The layers of one problem, worked out one after the other within the seconds given."""

    problem: Problem
    seconds: float
    stop: Callable[[], bool]
    progress: Progress
    clock: Callable[[], float] = time.monotonic
    prompt: bool = False
    _started: float = field(init=False)

    def __post_init__(self) -> None:
        self._started = self.clock()

    def worked_out(self) -> Iterator[Layer]:
        """Each layer as it is done; the first always."""
        began = self.clock()
        yield self._told("earliest", earliest_bound(self.problem), began)
        if not self.problem.groups or not self.problem.vehicles or self._routes() > ROUTES_MOST:
            return
        if self._over():
            return
        began = self.clock()
        cuts = self._cuts()
        rough = next(cuts)
        for name, resources in () if is_large(self.problem) else ALONE:
            if self._over():
                return
            climb = Climb(rough, frozenset(resources), self.clock)
            yield self._climbed(name, climb, min(self._left(), ALONE_SHARE * self.seconds), began)
            began = self.clock()
        yield from self._together(rough, cuts)

    def _cuts(self) -> Iterator[Relaxation]:
        """The relaxations from the roughest on; on larger problems the bases of a type stay merged."""
        fleets = fleets_of(self.problem, merged=is_large(self.problem))
        for grain in grains_of(self.problem):
            yield cut(self.problem, people_of(self.problem), fleets, grain, prompt=self.prompt)

    def _together(self, rough: Relaxation, finer: Iterator[Relaxation]) -> Iterator[Layer]:
        """All resources, first roughly, then with time cut ever finer; each cut starts from the prices of the last."""
        prices = np.zeros(0)
        relaxation: Relaxation | None = rough
        left = len(grains_of(self.problem))
        name, began = "together", self.clock()
        while relaxation is not None:
            last = left <= 1
            near = CLOSE_ENOUGH if last else NEAR_ENOUGH
            climb = Climb(relaxation, frozenset(RESOURCES), self.clock, near=near, prices=prices)
            share = 1.0 if last else TOGETHER_SHARE  # the last cut gets all that is left
            yield self._climbed(name, climb, self._left() * share, began)
            left, began, name = left - 1, self.clock(), f"finer-{len(grains_of(self.problem)) - left + 1}"
            if self._over():
                return
            known, relaxation = relaxation, next(finer, None)
            if relaxation is not None:
                prices = carried(climb.prices, known, relaxation) if len(climb.prices) else climb.prices

    def _climbed(self, name: str, climb: Climb, seconds: float, began: float) -> Layer:
        value = climb.run(seconds, self.stop)
        found = float(value) if np.isfinite(value) else None
        return self._told(name, found, began, climb.relaxation, climb.prices)

    def _told(
        self,
        name: str,
        value: float | None,
        began: float,
        relaxation: Relaxation | None = None,
        prices: Reals | None = None,
    ) -> Layer:
        rows = 0
        binding: tuple[Binding, ...] = ()
        if relaxation is not None and prices is not None:
            rows, binding = relaxation.rows.count, binding_rows(relaxation, prices)
        layer = Layer(name, value, self.clock() - began, rows, binding)
        self.progress(layer)
        return layer

    def _routes(self) -> int:
        """How many routes there may be: by type, places where people board times places where they are set down."""
        count = 0
        for kind in self.problem.vehicle_types:
            handling = [node.kind for node in self.problem.nodes if kind.mode in node.slots]
            boarding = sum(one in ("site", "hub") for one in handling)
            count += boarding * sum(one in ("hub", "dest") for one in handling)
        return count

    def _left(self) -> float:
        return max(0.0, self.seconds - (self.clock() - self._started))

    def _over(self) -> bool:
        return self.stop() or self._left() <= 0


def is_large(problem: Problem) -> bool:
    """Has the problem so many sites that it is cut less finely, and bases of a type are taken together?"""
    return sum(node.kind == "site" for node in problem.nodes) > LARGE_SITES


def grains_of(problem: Problem) -> tuple[Grain, ...]:
    """From the roughest cut to the finest."""
    horizon = problem.horizon_min
    if not is_large(problem):
        return tuple(_grain((step, 4 * step), (0, int(horizon * 0.4)), max(240, step)) for step in (240, 60, 30, 15))
    early, late = int(horizon * 0.19), int(horizon * 0.48)
    return tuple(_grain(steps, (0, early, late), by) for steps, by in LARGE_STEPS)


def _grain(steps: tuple[int, ...], since: tuple[int, ...], by_min: int) -> Grain:
    """Points and tiles `steps` minutes apart from each minute of `since` on; short tiles until the last of these."""
    pace = tuple(zip(since, steps, strict=True))
    by = tuple((start, by_min * 2**number) for number, start in enumerate(since))
    return Grain(pace=pace, tiles=pace[:-1], tiles_until=since[-1], long_tiles_min=(1440,), by=by)


def binding_rows(relaxation: Relaxation, prices: Reals) -> tuple[Binding, ...]:
    """The dearest resources: for each the time over which it has a price, and the price of all there is of it."""
    found: list[Binding] = []
    for block in relaxation.rows.blocks:
        price = np.abs(prices[block.span])
        queued = block.rule == QUEUE_RULE
        worth = -queue_worth(relaxation, block.name, prices[block.span]) if queued else float(price @ block.most)
        short = np.flatnonzero(price > 1e-12)
        if worth > 0 and len(short):
            since, until = int(block.since[short[0]]), int(block.until[short[-1]])
            found.append(Binding(block.resource, block.rule.split()[0], block.name, since, until, worth))
    found.sort(key=lambda one: (-one.worth, one.resource, one.name))
    return tuple(found[:BINDING_SHOWN])
