"""Better figures for the rule: the best known ones changed a little, again and again."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace

from musterbook.lift.search.starts import Figures

GRID = tuple(
    Figures(f"value-rate {escorts}/{ahead}/{staged}", ahead_min=ahead, staged=staged, escorts=escorts)
    for escorts in (0.0, 0.1, 0.4)
    for ahead in (1440.0, 4320.0, 8640.0)
    for staged in (0.02, 0.08)
)
"""Eighteen settings tried before anything is drawn."""

FIRST = (
    Figures("patient", wait_min=240, tour_wait_min=480, settle_min=20, escorts=0.05, fill=0.7, price=0.05, mix=0.3),
    Figures("guarded", wait_min=600, tour_wait_min=1300, settle_min=45, escorts=0.09, to_hub=0.4, tour_fill=0.15),
    Figures("unhurried", idle_min=480),
    Figures("guarded, unhurried", wait_min=600, tour_wait_min=1300, settle_min=45, escorts=0.09, idle_min=480),
)
"""Settings that were good on other problems."""

IDLE_MIN = (30, 60, 120, 240, 480)
IDLE_OTHER = 0.15


def varied(figures: Figures, chance: random.Random, favourable: Sequence[int]) -> Figures:
    """Each figure multiplied with probability .4 by exp(N(0, .3)); now and then a place is favoured or not.

    `favourable` are the numbers of the places a factor makes sense for: sites, staging places, destinations.
    """

    def near(value: float, least: float, most: float, *, fresh: float = 0.0, seldom: float = 0.15) -> float:
        if value <= 0.0 and fresh > 0.0 and chance.random() < seldom:
            value = fresh * chance.random()
        if chance.random() < 0.4:
            value *= math.exp(chance.gauss(0.0, 0.3))
        return min(most, max(least, value))

    return replace(
        figures,
        name="tuned",
        ahead_min=near(figures.ahead_min, 60, 30000),
        staged=near(figures.staged, 1e-4, 10),
        floor=near(figures.floor, 1e-5, 1),
        to_hub=near(figures.to_hub, 0.01, 20),
        settle_min=near(figures.settle_min, 1, 1000),
        escorts=near(figures.escorts, 0, 5, fresh=0.2),
        fill=near(figures.fill, 0.05, 1),
        wait_min=near(figures.wait_min, 20, 5000),
        tour_wait_min=near(figures.tour_wait_min, 10, 5000),
        hold=near(figures.hold, 0.1, 1),
        tour_fill=near(figures.tour_fill, 0, 1, fresh=0.6),
        looks=chance.choice((2, 4, 8)) if chance.random() < 0.3 else figures.looks,
        least_escorts=near(figures.least_escorts, 0.2, 1),
        mix=near(figures.mix, 0, 3, fresh=0.6),
        price=near(figures.price, 0, 5, fresh=0.1),
        idle_min=chance.choice(IDLE_MIN) if chance.random() < IDLE_OTHER else figures.idle_min,
        favour=_favoured(figures.favour, chance, favourable),
    )


def _favoured(favour: tuple[float, ...], chance: random.Random, favourable: Sequence[int]) -> tuple[float, ...]:
    if chance.random() < 0.6 or not favourable:
        return favour
    found = list(favour or [1.0] * (max(favourable) + 1))
    for _ in range(1 + chance.randrange(3)):
        found[chance.choice(favourable)] *= math.exp(chance.gauss(0.0, 0.3))
    return tuple(found)
