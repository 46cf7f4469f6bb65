"""How a large problem is planned: beds shared out, the rule carried out once, then both made better in turn.

One plan takes seconds where others take milliseconds, so each must teach something: when people really left for each
place is what the next sharing out of beds reckons with (decision 0440).
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from musterbook.lift.search import columns as c
from musterbook.lift.search.bookings import serial_rows
from musterbook.lift.search.engine import Engine, Lists
from musterbook.lift.search.starts import Figures, Taste
from musterbook.lift.search.tune import varied

FIRST = Figures("shared", looks=2, staged=0.2, fill=0.3, to_hub=0.7)
"""What large problems are begun with."""

SHARED_AGAIN = 0.45
"""How often beds are shared out again, rather than the rule's figures changed."""

WHOLE_SHARE = 0.5
"""How much of the time goes into whole plans; then mostly what leaves after some minute is planned again."""

REST_SHARE = 0.85
REST = "rest"
"""Figures of this name made only the end of their plan: whole plans are not begun with them."""


def taught(taste: Taste, left: Sequence[float], chance: random.Random) -> Taste:
    """A taste that reckons with when people left for each place in the plan before.

    `left` holds their mean minute by number of place, 0 where nobody goes. Whoever is added leaves last, so the mean is
    stretched; half-way between what was reckoned and what came out is surer than either.
    """
    stretch, share = chance.uniform(1.0, 2.2), chance.choice((0.5, 1.0))
    before = taste.reached_min or (0.0,) * len(left)
    reached = tuple(
        now * stretch if was <= 0.0 else was + share * (now * stretch - was) if now > 0.0 else was
        for was, now in zip(before, left, strict=True)
    )
    price = taste.minute_price * math.exp(chance.gauss(0.0, 0.4))
    return replace(taste, reached_min=reached, minute_price=min(0.01, max(1e-5, price)))


def changed(taste: Taste, chance: random.Random) -> Taste:
    """A taste a little different, whatever came out."""
    first, after = (min(20000.0, max(500.0, was * math.exp(chance.gauss(0.0, 0.3)))) for was in
                    (taste.first_min, taste.after_min))  # fmt: skip
    price = taste.minute_price * math.exp(chance.gauss(0.0, 0.4))
    reached = tuple(was * math.exp(chance.gauss(0.0, 0.15)) for was in taste.reached_min)
    return replace(
        taste, first_min=first, after_min=after, reached_min=reached, minute_price=min(0.01, max(1e-5, price))
    )


def left_for(engine: Engine) -> tuple[float, ...]:
    """The mean minute at which people left their sites for each place, in the plan simulated last; 0 for nobody."""
    head, whole = engine.tables.whole, engine.bookings.whole
    rows = serial_rows(engine.tables, engine.bookings)
    rows = rows[rows[:, c.R_KIND] == 0]
    rows = rows[head[head[c.AT_KIND] + rows[:, c.R_ORIGIN]] == c.SITE]
    heads = np.concatenate([[0], np.cumsum(whole[head[c.AT_LOAD_HEADS] : head[c.AT_LOAD_HEADS] + head[c.LOADS_MAX]])])
    people = (heads[rows[:, c.R_LOADS_END]] - heads[rows[:, c.R_LOADS]]).astype(np.float64)
    nodes = engine.tables.nodes
    many = np.bincount(rows[:, c.R_DEST], people, nodes)
    minutes = np.bincount(rows[:, c.R_DEST], people * rows[:, c.R_DEPART], nodes)
    return tuple((minutes / np.maximum(many, 1.0)).tolist())


def begun(engine: Engine, chance: random.Random) -> Lists:
    """The beginning of the plan simulated last, up to a minute drawn; what follows costs as much less to plan again."""
    makespan = engine.worth().makespan
    return engine.lists_done(int(makespan * chance.uniform(0.05, 0.6)))


def other_rest(figures: Figures, chance: random.Random, favourable: Sequence[int]) -> Figures:
    """Figures for the rest of a plan; beds and escorts stay as they were reckoned for its beginning."""
    return replace(varied(figures, chance, favourable), name=REST, quiet=False, least_escorts=figures.least_escorts)


def other_figures(
    figures: Figures, left: Sequence[float], chance: random.Random, favourable: Sequence[int]
) -> tuple[Figures, bool]:
    """Figures to try next, and whether the beds must be shared out again for them."""
    if chance.random() >= SHARED_AGAIN:
        return varied(figures, chance, favourable), False
    taste = taught(figures.taste, left, chance) if left and chance.random() < 0.6 else changed(figures.taste, chance)
    return replace(figures, name="shared", taste=taste), True
