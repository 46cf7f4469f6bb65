"""Invented worlds whose true chance of a loss is known: the truth is drawn first, then what can be known of it.

Independent of the room: the formulas of watch.md section 7 are written out here once more, for the kinds of site that
are drawn. What the room assumes of a value (its default, its low and its high) is taken to be right: the true value
lies below its low one time in twenty and above its high one time in twenty.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from statistics import NormalDist

from musterbook.watch.settings import DEFAULT
from musterbook.watch.site_today import Fabric, SiteToday
from tests.watch.sites import relief, scenario, site

HORIZON_DAYS = 14.0
_NORMAL = NormalDist()
_TWENTIETH = _NORMAL.inv_cdf(0.95)


@dataclass(frozen=True, slots=True)
class World:
    """One world: what is known of its site, and the chance of a loss as only its maker knows it."""

    today: SiteToday
    truth: float


def world(seed: int) -> World:
    """The world of a seed: a usual rate, a past of quiet sites, true multipliers and one site under some strain."""
    chance = random.Random(seed)
    rate, years = chance.gammavariate(2, 1 / 100), chance.choice([0.0, 5.0, 20.0, 60.0])
    losses = happened(chance, rate * years)
    share, held = chance.choice([1.0, 0.8, 0.5, 0.3]), chance.choice([0.9, 1.2, 1.6])
    incidents, fabric = chance.choice([0, 0, 12]), chance.choice([None, Fabric.CONVERTED, Fabric.DAMAGED])
    line = chance.choice([None, None, (150.0, 12.0), (80.0, 6.0)])
    today = replace(
        site(share=share, occupied=held, incidents=incidents, fabric=fabric, line=line), losses=losses, site_years=years
    )
    factor = share ** -_scaled(chance, "guards_exponent") if share < 1 else 1.0
    factor *= held ** _scaled(chance, "occupancy_exponent") if held > 1 else 1.0
    factor *= _scaled(chance, "violence_ratio") if incidents else 1.0
    factor *= _scaled(chance, f"fabric_{fabric.value}") if fabric else 1.0
    safe = math.exp(-HORIZON_DAYS / 365.25 * rate * min(50.0, factor))
    if line is not None:
        median = max(line[0] - _scaled(chance, "front_margin_km"), 0.0) / line[1]
        comes = _NORMAL.cdf(math.log(HORIZON_DAYS / max(median, 0.25)) / _scaled(chance, "front_sigma"))
        lost = _odds(chance, "front_loss_below_half" if share < 0.5 else "front_loss_posts_kept")
        safe *= 1 - comes * lost
    if chance.random() < 0.2:
        signed = chance.random() < 0.5
        today = replace(today, reliefs=(relief(days=5, signed=signed),))
        safe *= 1 - _odds(chance, "relief_signed" if signed else "relief_absent")
    if chance.random() < 0.2:
        likely, given = chance.choice([0.05, 0.2, 0.4]), 0.7
        today = replace(today, scenarios=(scenario(likely, given),))
        safe *= 1 - _odds_of(chance, likely) * _odds_of(chance, given)
    return World(today, 1 - safe)


def _scaled(chance: random.Random, name: str) -> float:
    """A true multiplier or scale: lognormal, with the room's low and high as its 5th and 95th percentiles."""
    said = DEFAULT.settings[name]
    spread = math.log(said.high / said.low) / 2 / _TWENTIETH
    return said.value * math.exp(spread * chance.gauss(0, 1))


def _odds(chance: random.Random, name: str) -> float:
    """A true probability: its log-odds normal, half and twice the odds as 5th and 95th percentiles."""
    return _odds_of(chance, DEFAULT.settings[name].value)


def _odds_of(chance: random.Random, p: float) -> float:
    odds = p / (1 - p) * math.exp(math.log(2) / _TWENTIETH * chance.gauss(0, 1))
    return odds / (1 + odds)


def happened(chance: random.Random, mean: float) -> int:
    """A Poisson count, by the times between happenings."""
    count, passed = 0, chance.expovariate(1)
    while passed < mean:
        count, passed = count + 1, passed + chance.expovariate(1)
    return count
