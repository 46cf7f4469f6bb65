"""A chance as it may be told: its word, its figures in whole per cent, and how sure we are of it.

Words of likelihood are the first set of ICD 203 and stand here as codes; what people read stands in `words`.
Likelihood and confidence are never told in one sentence (watch.md section 7, "Words").
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from musterbook.watch.outlook import Outlook
from musterbook.watch.rungs import BY_CHANCE, threshold
from musterbook.watch.settings import Mark
from musterbook.watch.spread import Swing
from musterbook.watch.values import Values


class Likelihood(StrEnum):
    """What a chance is called."""

    BELOW_1_IN_100 = "below-1-in-100"
    ALMOST_NO_CHANCE = "almost-no-chance"
    VERY_UNLIKELY = "very-unlikely"
    UNLIKELY = "unlikely"
    ROUGHLY_EVEN = "roughly-even-chance"
    LIKELY = "likely"
    VERY_LIKELY = "very-likely"
    ALMOST_CERTAIN = "almost-certain"
    ABOVE_99_IN_100 = "above-99-in-100"


class Confidence(StrEnum):
    """How much a chance may still be moved by what is old, unknown or judged."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


BOUNDARIES: Final = (0.01, 0.05, 0.2, 0.45, 0.55, 0.8, 0.95, 0.99)
"""Where each word but the first begins; a boundary belongs to the upper word."""

BOUNDARIES_PERCENT: Final = (1, 5, 20, 45, 55, 80, 95, 99, 101)

NOT_FRESH: Final = frozenset({
    "guards-unknown", "guards-stale", "base-unknown", "occupancy-unknown", "violence-unknown", "distance-unknown",
    "line-stale", "beyond-reach",
})  # fmt: skip
"""Remarks of an outlook that say that an input is old, unknown or does not reach so far."""


GUARDS_OLD: Final = ("guards-unknown", "guards-stale")
"""Those of them that are about guards."""


class Sureness(NamedTuple):
    """Confidence, and why it is not higher: remarks of the outlook, and names of judged values."""

    confidence: Confidence
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A chance as it may be told; never without its range.

    Attributes:
        likelihood: its word.
        percent: in whole per cent; 0 means below 1, 100 means above 99.
        low_percent: the lower end of its range, likewise.
        high_percent: the upper end, likewise.
        rate_ratio: how many times the usual rate, to be told where the chance is below 1 in 100.
        confidence: to be told in a sentence of its own.
    """

    likelihood: Likelihood
    percent: int
    low_percent: int
    high_percent: int
    rate_ratio: float | None
    confidence: Confidence


def told(found: Outlook, values: Values) -> Told:
    """An outlook as it may be told."""
    return Told(
        likelihood(found.p),
        percent(found.p),
        percent(found.low),
        percent(found.high),
        found.rate_ratio,
        sureness(found, values).confidence,
    )


def likelihood(p: float) -> Likelihood:
    """The word for a chance between 0 and 1; ValueError for anything else."""
    if not 0 <= p <= 1:
        raise ValueError("a chance outside 0 to 1")
    return tuple(Likelihood)[bisect_right(BOUNDARIES, p)]


def percent(p: float) -> int:
    """A chance between 0 and 1 in whole per cent: 0 for below 1 in 100, 100 for 99 in 100 and above.

    It is not rounded into the next word: .0496 is 4 and almost no chance, so that figure and word agree.
    """
    word = likelihood(p)
    if word is Likelihood.BELOW_1_IN_100:
        return 0
    if word is Likelihood.ABOVE_99_IN_100:
        return 100
    number = tuple(Likelihood).index(word)
    return min(max(round(100 * p), BOUNDARIES_PERCENT[number - 1]), BOUNDARIES_PERCENT[number] - 1)


def sureness(found: Outlook, values: Values) -> Sureness:
    """Confidence by rule, from what the outlook says of its inputs and of each uncertain value.

    Low where the guard report is old or missing, or one judged value makes more than half of the range: of the squares
    that are summed to its lower or its upper end. High only where every input is fresh and no judged value, alone at
    one end of its own range, would move the chance over the threshold of a rung.
    """
    low = [code for code in found.remarks if code in GUARDS_OLD]
    low += [one.name for one in found.swings if one.mark is Mark.JUDGED and _carries_most(one, found.swings)]
    if low:
        return Sureness(Confidence.LOW, tuple(low))
    lacking = [code for code in found.remarks if code in NOT_FRESH]
    lacking += [one.name for one in found.swings if one.mark is Mark.JUDGED and _crosses(one, values)]
    return Sureness(Confidence.MODERATE if lacking else Confidence.HIGH, tuple(lacking))


def _carries_most(one: Swing, swings: tuple[Swing, ...]) -> bool:
    """Whether a value makes more than half of the range, on either side."""
    return any(
        getattr(one, side) ** 2 > sum(getattr(other, side) ** 2 for other in swings) / 2 for side in ("down", "up")
    )


def _crosses(one: Swing, values: Values) -> bool:
    """Whether a value alone moves the chance over a threshold: one lies above its lower end, not above its upper."""
    levels = [level for rung in BY_CHANCE if (level := threshold(values, rung)) is not None]
    return any(one.p_low < level <= one.p_high for level in levels)
