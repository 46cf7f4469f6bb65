"""The futures a plan is tried in: drawn once from a seed, the same whatever the plan.

Every draw is named by what it befalls (a carrier's tour on a day, a leg, a road, an area) and not by when it is asked
for. So two plans, and two fleets, meet the same weather, the same shut roads and the same bad areas, and a difference
between them is the plans' and not the dice's. Futures come in blocks: the first hundred of a thousand are the hundred.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from musterbook.lift.courses import distance_km
from musterbook.lift.problem import Problem
from musterbook.lift.robust.chances import Chances
from musterbook.lift.robust.spans import DAY_MIN, Closures, Mask, Minutes, Numbers

BLOCK = 500
"""How many futures are drawn and replayed together."""

Z90 = 1.2815515655446004
"""The 90th percentile of the standard normal."""


@dataclass(frozen=True, slots=True)
class Futures:
    """`count` futures of one seed. `areas` names for each place the area whose hazards rise and fall together."""

    count: int
    seed: int
    chances: Chances
    days: int
    areas: Mapping[str, str]

    def blocks(self) -> Iterator[Block]:
        """The futures, `BLOCK` at a time."""
        for number in range(-(-self.count // BLOCK)):
            yield Block(self, number, min(BLOCK, self.count - number * BLOCK))


def futures(
    problem: Problem,
    count: int = 1000,
    seed: int = 1,
    chances: Chances | None = None,
    *,
    areas: Mapping[str, str] | None = None,
) -> Futures:
    """Draw `count` futures for `problem`; the same arguments give the same futures.

    Args:
        problem: the places and the horizon.
        count: how many, at least one.
        seed: what they are drawn from.
        chances: how often things go wrong; the judged defaults if None.
        areas: place to area; if None, the places nearest to the same base form one area.

    Raises:
        ValueError: fewer than one future is asked for.
    """
    if count < 1:
        raise ValueError(f"{count} futures asked for, at least 1 needed")
    days = problem.horizon_min // DAY_MIN + 2
    return Futures(count, seed, chances or Chances(), days, areas_of(problem) if areas is None else areas)


def areas_of(problem: Problem) -> dict[str, str]:
    """For each place the base nearest to it, whose name the area takes; without bases all is one area."""
    bases = [node for node in problem.nodes if node.kind == "base"]
    return {
        node.id: min(bases, key=lambda base: (distance_km(node, base), base.id)).id if bases else ""
        for node in problem.nodes
    }


@dataclass(frozen=True, slots=True)
class Block:
    """Some of the futures: every answer is an array with one entry for each."""

    futures: Futures
    number: int
    size: int
    _kept: dict[tuple[str, ...], Closures | None] = field(default_factory=dict)

    def breakdown(self, vehicle: str, tour: str, mode: str) -> tuple[Mask, Numbers, Minutes] | None:
        """Whether the carrier fails on the tour, how far through it (0 to 1), for how many minutes; None: never."""
        chances = self.futures.chances
        often = chances.breaks_per_tour.get(mode, 0.0)
        if not often:
            return None
        broken, where, length = self._draw("breakdown", vehicle, tour).random((3, BLOCK))[:, : self.size]
        out = _between(length, chances.break_least_min, chances.break_most_min)
        return broken < often, where, out

    def leg_factor(self, vehicle: str, leg: str, mode: str) -> Numbers | None:
        """The factor on a leg's time; None: always 1."""
        return self._factor(self.futures.chances.leg_spread.get(mode, 0.0), "leg", vehicle, leg)

    def handling_factor(self, vehicle: str, service: str) -> Numbers | None:
        """The factor on a service's time; None: always 1."""
        return self._factor(self.futures.chances.handling_spread, "handling", vehicle, service)

    def weather(self) -> Closures | None:
        """When helicopters are grounded; None: never."""
        chances = self.futures.chances
        return self._closures(chances.weather_per_day, (chances.weather_least_min, chances.weather_most_min), "weather")

    def road(self, a: str, b: str, route: int) -> Closures | None:
        """When a road is shut beside its known closures, in both directions; None: never."""
        chances, (a, b) = self.futures.chances, sorted((a, b))
        between = (chances.road_shut_least_min, chances.road_shut_most_min)
        return self._closures(chances.road_shuts(a, b), between, "road", a, b, str(route))

    def consent_delay(self, node: str) -> Minutes:
        """By how many minutes a facility's first opening is late."""
        drawn = self._draw("consent", node).random(BLOCK)[: self.size]
        return np.ceil(-np.log1p(-drawn) * self.futures.chances.consent_delay_min - 1e-9).astype(np.int64)

    def hazard_factor(self, node: str) -> Numbers:
        """The factor on the hazards of a place's area."""
        drawn = self._draw("hazard", self.futures.areas.get(node, "")).standard_normal(BLOCK)[: self.size]
        return np.asarray(np.exp(drawn * math.log(self.futures.chances.hazard_p90) / Z90), dtype=np.float64)

    def _factor(self, spread: float, *key: str) -> Numbers | None:
        if not spread:
            return None
        drawn = self._draw(*key).standard_normal(BLOCK)[: self.size]
        return np.asarray(np.exp(drawn * spread), dtype=np.float64)

    def _closures(self, often: float, between: tuple[int, int], *key: str) -> Closures | None:
        if key not in self._kept:
            self._kept[key] = self._drawn_closures(often, between, *key) if often else None
        return self._kept[key]

    def _drawn_closures(self, often: float, between: tuple[int, int], *key: str) -> Closures:
        days = self.futures.days
        happens, when, length = self._draw(*key).random((3, days, BLOCK))[:, :, : self.size]
        starts = np.arange(days)[:, None] * DAY_MIN + np.floor(when * DAY_MIN).astype(np.int64)
        ends = starts + np.minimum(_between(length, *between), DAY_MIN)
        none = happens >= often
        return Closures(np.where(none, -1, starts), np.where(none, -1, ends))

    def _draw(self, *key: str) -> np.random.Generator:
        """A stream of its own for what is named, so that no draw depends on what else was asked."""
        name = "\x1f".join((str(self.futures.seed), str(self.number), *key))
        digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
        return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "little")))


def _between(drawn: Numbers, least: int, most: int) -> Minutes:
    return np.asarray(np.floor(least + drawn * (most - least + 1)), dtype=np.int64)
