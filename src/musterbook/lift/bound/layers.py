"""The layers of the bound, from one that costs nothing to the sharpest the time allows; the largest counts.

Each layer is valid by itself. A layer that gives nothing in its time says so and is never taken for 0.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from musterbook.lift.bound.climb import Climb
from musterbook.lift.bound.earliest import earliest_bound
from musterbook.lift.bound.fleets import Fleet, fleets_of
from musterbook.lift.bound.grain import Grain, carried, cut
from musterbook.lift.bound.people import People, Reals, people_of
from musterbook.lift.bound.pricing import Relaxation
from musterbook.lift.bound.rows import RESOURCES
from musterbook.lift.problem import Problem

Progress = Callable[["Layer"], None]

BINDING_SHOWN = 12
"""So many of the dearest rows are told with a layer."""
ROUTES_MOST = 20_000
"""With more routes than this only the first layer is worked out: the tables would not fit."""
ALONE_SHARE = 0.08
"""Share of the time each resource may take alone."""


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
    _started: float = field(init=False)

    def __post_init__(self) -> None:
        self._started = self.clock()

    def worked_out(self) -> Iterator[Layer]:
        """Each layer as it is done; the first always."""
        began = self.clock()
        yield self._told("earliest", earliest_bound(self.problem), began)
        if not self.problem.groups or not self.problem.vehicles or self._routes() > ROUTES_MOST:
            return
        grains = grains_of(self.problem)
        if self._over():
            return
        began = self.clock()
        rough = cut(self.problem, self._people, self._fleets, grains[0])
        for name, resources in (
            ("reception", {"reception", "aboard"}),
            ("carriers", {"carriers"}),
            ("escorts", {"escorts"}),
        ):
            if self._over():
                return
            climb = Climb(rough, frozenset(resources), self.clock)
            yield self._climbed(name, climb, min(self._left(), ALONE_SHARE * self.seconds), began)
            began = self.clock()
        yield from self._together(rough, grains)

    def _together(self, rough: Relaxation, grains: tuple[Grain, ...]) -> Iterator[Layer]:
        """All resources, first roughly, then with time cut ever finer; each cut starts from the prices of the last."""
        prices: Reals | None = None
        relaxation = rough
        for number, grain in enumerate(grains):
            if self._over():
                return
            began = self.clock()
            if number:
                finer = cut(self.problem, self._people, self._fleets, grain)
                prices = carried(prices, relaxation, finer) if prices is not None else None
                relaxation = finer
            climb = Climb(relaxation, frozenset(RESOURCES), self.clock)
            climb.prices = np.zeros(0) if prices is None else prices
            # the last cut is worth most; half of what is left goes to each before it
            share = 1.0 if number + 1 == len(grains) else 0.4
            yield self._climbed("together" if not number else f"finer-{number}", climb, self._left() * share, began)
            prices = climb.prices

    def _climbed(self, name: str, climb: Climb, seconds: float, began: float) -> Layer:
        value = climb.run(seconds, self.stop, lambda _value: None)
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
        return sum(len(fleet.origins) * len(fleet.targets) for fleet in self._fleets)

    def _left(self) -> float:
        return max(0.0, self.seconds - (self.clock() - self._started))

    def _over(self) -> bool:
        return self.stop() or self._left() <= 0

    @cached_property
    def _people(self) -> People:
        return people_of(self.problem)

    @cached_property
    def _fleets(self) -> tuple[Fleet, ...]:
        return fleets_of(self.problem)


def grains_of(problem: Problem) -> tuple[Grain, ...]:
    """From the roughest cut to the finest; the many sites of a larger problem are cut less finely."""
    sites = sum(node.kind == "site" for node in problem.nodes)
    steps = (240, 60, 30, 15) if sites <= 10 else (960, 480, 240, 120)
    return tuple(_grain(problem, step) for step in steps)


def _grain(problem: Problem, step: int) -> Grain:
    """Points and tiles `step` minutes apart in the first two fifths of the time, four times as far apart later."""
    late = int(problem.horizon_min * 0.4)
    by = max(240, step)
    return Grain(
        pace=((0, step), (late, 4 * step)),
        tiles=((0, step),),
        tiles_until=late,
        long_tiles_min=(1440,),
        by=((0, by), (late, 3 * by)),
    )


def binding_rows(relaxation: Relaxation, prices: Reals) -> tuple[Binding, ...]:
    """The dearest resources: for each the time over which it has a price, and the price of all there is of it."""
    found: list[Binding] = []
    for block in relaxation.rows.blocks:
        price = np.abs(prices[block.span])
        worth = float(price @ block.most)
        short = np.flatnonzero(price > 1e-12)
        if worth > 0 and len(short):
            since, until = int(block.since[short[0]]), int(block.until[short[-1]])
            found.append(Binding(block.resource, block.rule, block.name, since, until, worth))
    found.sort(key=lambda one: (-one.worth, one.resource, one.name))
    return tuple(found[:BINDING_SHOWN])
