"""How far a chance may be off: each value it rests on is moved to its low and its high, and the changes are joined.

The changes of the log-odds are joined as the root of the sum of their squares, downward and upward apart (watch.md
section 7, "Range").
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from musterbook.watch.settings import Mark

_SMALLEST: Final = 1e-12
"""Log-odds are taken of nothing closer to 0 or 1."""


class Swing(NamedTuple):
    """How far one value moves a chance.

    Attributes:
        name: the setting, or `scenario:S1`, `threat:…`, `base_rate`.
        mark: on what the value rests.
        down: log-odds it takes away at most; 0 or below.
        up: log-odds it adds at most; 0 or above.
        p_low: the chance with this value alone at the end that lowers it.
        p_high: the chance with it alone at the end that raises it.
    """

    name: str
    mark: Mark
    down: float
    up: float
    p_low: float
    p_high: float


def swing(name: str, mark: Mark, p: float, ends: tuple[float, float]) -> Swing:
    """The swing of one value, from the chance at the default and at the value's two ends."""
    changes = [log_odds(end) - log_odds(p) for end in ends]
    return Swing(name, mark, min(0.0, *changes), max(0.0, *changes), min(p, *ends), max(p, *ends))


def spread(p: float, swings: Iterable[Swing]) -> tuple[float, float]:
    """The range of a chance: how low and how high it may be when all values are as uncertain as they are."""
    swings = tuple(swings)
    down = math.sqrt(math.fsum(one.down**2 for one in swings))
    up = math.sqrt(math.fsum(one.up**2 for one in swings))
    at = log_odds(p)
    return min(p, _chance(at - down)), max(p, _chance(at + up))


def odds_times(p: float, factor: float) -> float:
    """A chance with its odds multiplied: 0 stays 0 and 1 stays 1."""
    return p * factor / (1 - p + p * factor)


def log_odds(p: float) -> float:
    """Logarithm of p against 1 - p."""
    inside = min(max(p, _SMALLEST), 1 - _SMALLEST)
    return math.log(inside) - math.log1p(-inside)


@lru_cache(maxsize=256)
def rate_range(losses: float, site_years: float) -> tuple[float, float]:
    """The 5th and 95th percentile of a yearly rate, Gamma(losses, site-years); both above 0."""
    return _gamma_quantile(losses, 0.05) / site_years, _gamma_quantile(losses, 0.95) / site_years


def _gamma_quantile(shape: float, share: float) -> float:
    """Where a Gamma of this shape and scale 1 has so much of itself below, by halving an interval."""
    low, high = 0.0, shape + 10 * math.sqrt(shape) + 20
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _gamma_below(shape, middle) < share else (low, middle)
    return (low + high) / 2


def _gamma_below(shape: float, x: float) -> float:
    """Share of a Gamma of this shape and scale 1 below x: the series of the lower incomplete gamma function."""
    if x <= 0:
        return 0.0
    term = math.exp(shape * math.log(x) - x - math.lgamma(shape + 1))
    total, step = term, 0
    while term > total * 1e-15:
        step += 1
        term *= x / (shape + step)
        total += term
    return min(1.0, total)


def _chance(at: float) -> float:
    """The chance with these log-odds."""
    return 1 / (1 + math.exp(-at)) if at >= 0 else math.exp(at) / (1 + math.exp(at))
