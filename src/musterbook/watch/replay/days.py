"""The replay itself: for each day, every forecast of every layer, from nothing that became known later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from musterbook.watch.forecast import FIGHTING, LAYERS, LINE, LOSS, NEAR, Forecast
from musterbook.watch.placed import Placed
from musterbook.watch.replay.fighting import FightingDays
from musterbook.watch.replay.ground import Ground
from musterbook.watch.replay.loss import LossDays
from musterbook.watch.replay.near import NearDays
from musterbook.watch.replay.world import World
from musterbook.watch.settings import DEFAULT, Assumptions


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a replay.

    Attributes:
        days: numbers of the days, rising.
        horizons: in days, of the layers that have no horizon of their own.
        layers: which.
        sites: ids; empty for all. The others still take part in what is learnt.
        assumed: the settings.
    """

    days: range
    horizons: tuple[int, ...] = (14,)
    layers: tuple[str, ...] = LAYERS
    sites: frozenset[str] = frozenset()
    assumed: Assumptions = DEFAULT


class OneDay(NamedTuple):
    """What was said at the end of one day, by site and layer."""

    day: date
    forecasts: tuple[Forecast, ...]


def replay(world: World, wanted: Wanted) -> Iterator[OneDay]:
    """Every day in turn; a day rests on what was known by its end, and on nothing else (watch.md section 15)."""
    if not wanted.days:
        return
    placed = world.placed(wanted.days[-1])
    parts = [part for numbers in world.by_country.values() for part in _layers(world, wanted, placed, numbers)]
    order = {site.site: number for number, site in enumerate(world.sites)}
    for day in wanted.days:
        said = [one for part in parts for one in part.on(day) if one.layer in wanted.layers]
        if wanted.sites:
            said = [one for one in said if one.site in wanted.sites]
        said.sort(key=lambda one: (order[one.site], LAYERS.index(one.layer), one.horizon_days))
        yield OneDay(date.fromordinal(day), tuple(said))


def _layers(
    world: World, wanted: Wanted, placed: Placed, numbers: tuple[int, ...]
) -> Iterator[FightingDays | NearDays | LossDays]:
    """The layers that are wanted, for the sites of one country."""
    sites = [world.sites[number] for number in numbers]
    country = next(name for name, there in world.by_country.items() if there == numbers)
    coverage, first, last = world.coverage[country], wanted.days[0], wanted.days[-1]
    ids = tuple(one.site for one in sites)
    lat, lon = np.array([one.lat for one in sites]), np.array([one.lon for one in sites])
    if FIGHTING in wanted.layers:
        earliest = int(placed.known.min(initial=last))
        yield FightingDays(placed, ids, lat, lon, coverage=coverage, first=earliest, last=last)
    if NEAR in wanted.layers:
        yield NearDays(
            placed, ids, lat, lon, coverage=coverage, horizons=wanted.horizons, first=first, last=last
        )  # fmt: skip
    if LOSS in wanted.layers or LINE in wanted.layers:
        grounds = {
            one.site: Ground(world.areas, lat=one.lat, lon=one.lon, hostile=one.hostile_to)
            for one in sites
            if world.areas and one.hostile_to
        }
        yield LossDays(
            placed, sites, coverage=coverage, grounds=grounds, assumed=wanted.assumed, horizons=wanted.horizons,
            first=first, last=last,
        )  # fmt: skip
