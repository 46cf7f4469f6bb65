"""How good frozen forecasts were: the numbers of the verification page, and when there is too little to judge by.

Everywhere `chances` are what was forecast, `outcomes` whether it then happened, both of shape (n,), and `averages` what
climatology known at issue would have said (watch.md section 15).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, lgamma, log
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from musterbook.watch.placed import Floats, Ints

EDGES: Final = (0.0, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
EDGES_WIND: Final = (0.0, 0.005, 0.05, 0.15, 0.3, 0.5, 0.7, 1.0)
"""Edges of the reliability table; a chance on an edge belongs to the upper bin, 1 to the last."""

BLOCK_DAYS: Final = 60
DRAWS: Final = 300
POSITIVES_MIN: Final = 10
"""With fewer positives there is no skill number: too few to judge."""

CLIP: Final = 1e-4
LEVEL: Final = 0.9
HALVINGS: Final = 200


@dataclass(frozen=True, slots=True)
class Bin:
    """One line of the reliability table: of `count` forecasts between the edges, how many came true.

    `forecast` is their mean chance and `observed` the share that came true; both are None in an empty bin.
    """

    low: float
    high: float
    count: int
    positives: int
    forecast: float | None
    observed: float | None


@dataclass(frozen=True, slots=True)
class Brier:
    """Mean squared error of chances, and its parts.

    `score` = `reliability` - `resolution` + `uncertainty` + `within`; the last is what the bins of the table hide, so
    that the parts sum.
    """

    score: float
    reliability: float
    resolution: float
    uncertainty: float
    within: float


@dataclass(frozen=True, slots=True)
class Scores:
    """The line of one layer.

    Attributes:
        n: forecasts judged.
        positives: how many came true.
        expected: how many should have, by the forecasts.
        interval: the positives' exact 90% Poisson interval.
        brier: squared error and its parts.
        log_score: mean of -ln of the chance given to what happened.
        auc: chance that a forecast that came true stood above one that did not; None unless there are both.
        skill: 1 - Brier / Brier of climatology; None where there is too little to judge by.
        skill_range: its 90% interval by block bootstrap; None where `skill` is.
        table: the reliability table.
    """

    n: int
    positives: int
    expected: float
    interval: tuple[float, float]
    brier: Brier
    log_score: float
    auc: float | None
    skill: float | None
    skill_range: tuple[float, float] | None
    table: tuple[Bin, ...]

    @property
    def too_few(self) -> bool:
        """Whether there is too little to judge by."""
        return self.positives < POSITIVES_MIN


def scores(
    chances: ArrayLike,
    outcomes: ArrayLike,
    averages: ArrayLike,
    blocks: ArrayLike,
    *,
    seed: int,
    edges: Sequence[float] = EDGES,
) -> Scores:
    """Everything the page says about one layer.

    Args:
        chances: what was forecast.
        outcomes: whether it happened.
        averages: what climatology known at issue said.
        blocks: what each forecast shares its luck with: `blocks_of(days)`, or the number of its storm.
        seed: of the bootstrap.
        edges: of the reliability table.

    Raises:
        ValueError: when there is nothing to score, lengths differ, or a chance lies outside 0 to 1.
    """
    p, y = _pair(chances, outcomes)
    ref, _ = _pair(averages, outcomes)
    positives = int(y.sum())
    judged = positives >= POSITIVES_MIN
    return Scores(
        n=p.size,
        positives=positives,
        expected=float(p.sum()),
        interval=poisson_interval(positives),
        brier=brier(p, y, edges=edges),
        log_score=log_score(p, y),
        auc=auc(p, y),
        skill=skill(p, y, ref) if judged else None,
        skill_range=skill_range(p, y, ref, blocks, seed=seed) if judged else None,
        table=reliability_table(p, y, edges=edges),
    )


def brier(chances: ArrayLike, outcomes: ArrayLike, *, edges: Sequence[float] = EDGES) -> Brier:
    """The Brier score and its parts over the bins between `edges` (Murphy 1973; Stephenson and others 2008)."""
    p, y = _pair(chances, outcomes)
    number = _bins(p, edges)
    count, share = np.bincount(number), y.mean()
    full = np.maximum(count, 1)
    forecast, observed = np.bincount(number, p) / full, np.bincount(number, y) / full
    off_p, off_y = p - forecast[number], y - observed[number]
    return Brier(
        score=float(((p - y) ** 2).mean()),
        reliability=float((count * (forecast - observed) ** 2).sum() / p.size),
        resolution=float((count * (observed - share) ** 2).sum() / p.size),
        uncertainty=float(share * (1 - share)),
        within=float((off_p**2 - 2 * off_p * off_y).mean()),
    )


def reliability_table(chances: ArrayLike, outcomes: ArrayLike, *, edges: Sequence[float] = EDGES) -> tuple[Bin, ...]:
    """What was said against what happened, bin by bin, with counts."""
    p, y = _pair(chances, outcomes)
    number = _bins(p, edges)
    table = []
    for k, (low, high) in enumerate(pairwise(edges)):
        inside = number == k
        count, positives = int(inside.sum()), int(y[inside].sum())
        forecast = float(p[inside].mean()) if count else None
        table.append(Bin(low, high, count, positives, forecast, positives / count if count else None))
    return tuple(table)


def skill(chances: ArrayLike, outcomes: ArrayLike, averages: ArrayLike) -> float | None:
    """1 - Brier / Brier of climatology: 1 is perfect, 0 no better; None where climatology was never wrong."""
    (p, y), (ref, _) = _pair(chances, outcomes), _pair(averages, outcomes)
    wrong = float(((ref - y) ** 2).sum())
    return 1 - float(((p - y) ** 2).sum()) / wrong if wrong > 0 else None


def skill_range(
    chances: ArrayLike,
    outcomes: ArrayLike,
    averages: ArrayLike,
    blocks: ArrayLike,
    *,
    seed: int,
    draws: int = DRAWS,
    level: float = LEVEL,
) -> tuple[float, float] | None:
    """The range of skill when whole blocks are drawn again with replacement; None where no draw can be judged."""
    (p, y), (ref, _) = _pair(chances, outcomes), _pair(averages, outcomes)
    _, number = np.unique(np.asarray(blocks), return_inverse=True)
    ours, theirs = np.bincount(number, (p - y) ** 2), np.bincount(number, (ref - y) ** 2)
    drawn = np.random.default_rng(seed).integers(0, ours.size, (draws, ours.size))
    wrong = theirs[drawn].sum(axis=1)
    skills = 1 - ours[drawn].sum(axis=1)[wrong > 0] / wrong[wrong > 0]
    if not skills.size:
        return None
    low, high = np.quantile(skills, ((1 - level) / 2, (1 + level) / 2))
    return float(low), float(high)


def blocks_of(days: ArrayLike, *, first: int, length: int = BLOCK_DAYS) -> Ints:
    """The block in which each day lies, counted from day `first`."""
    return np.asarray((np.asarray(days, np.int64) - first) // length)


def auc(chances: ArrayLike, outcomes: ArrayLike) -> float | None:
    """The chance that one that came true was given more than one that did not, ties counting half; by ranks."""
    p, y = _pair(chances, outcomes)
    positives = int(y.sum())
    if not 0 < positives < y.size:
        return None
    _, number, count = np.unique(p, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[number]
    above = float(rank[y > 0].sum()) - positives * (positives + 1) / 2
    return above / (positives * (y.size - positives))


def log_score(chances: ArrayLike, outcomes: ArrayLike) -> float:
    """Mean of -ln of the chance given to what happened, chances kept between .0001 and .9999; less is better."""
    p, y = _pair(chances, outcomes)
    kept = np.clip(p, CLIP, 1 - CLIP)
    return float(-(y * np.log(kept) + (1 - y) * np.log(1 - kept)).mean())


def value(chances: ArrayLike, outcomes: ArrayLike, *, cost_loss: float) -> float | None:
    """How much of what perfect knowledge would save is saved by acting whenever the chance is above C/L.

    1 is perfect, 0 is no better than always or never acting; below 0, the forecasts did harm (Richardson 2000).

    Args:
        chances: what was forecast.
        outcomes: whether it happened.
        cost_loss: the user's C/L, cost of acting for nothing over cost of the loss, between 0 and 1.

    Returns:
        None where always or never acting was already perfect.
    """
    p, y = _pair(chances, outcomes)
    act, share = p > cost_loss, y.mean()
    spent = cost_loss * act.mean() + (y * ~act).mean()
    plain, best = min(cost_loss, share), cost_loss * share
    return float((plain - spent) / (plain - best)) if plain > best else None


def poisson_interval(observed: int, *, level: float = LEVEL) -> tuple[float, float]:
    """The exact (Garwood 1936) interval of the expected number when `observed` were seen; none seen begins at 0."""
    tail = (1 - level) / 2
    if observed == 0:
        return 0.0, -log(1 - level)
    low = _crossing(lambda mean: 1 - _poisson_up_to(observed - 1, mean) < tail, observed)
    high = _crossing(lambda mean: _poisson_up_to(observed, mean) > tail, observed)
    return low, high


def _crossing(below: Callable[[float], bool], near: int) -> float:
    """The mean at which `below` stops being true, by halving."""
    low, high = 0.0, 10.0 + 3.0 * near
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return low


def _poisson_up_to(most: int, mean: float) -> float:
    """The chance of `most` or fewer."""
    if mean <= 0:
        return 1.0
    return min(1.0, sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(most + 1)))


def _bins(chances: Floats, edges: Sequence[float]) -> Ints:
    return np.asarray(np.clip(np.searchsorted(np.asarray(edges), chances, "right") - 1, 0, len(edges) - 2))


def _pair(chances: ArrayLike, outcomes: ArrayLike) -> tuple[Floats, Floats]:
    """Both as flat columns of numbers."""
    p, y = np.asarray(chances, float).ravel(), np.asarray(outcomes, float).ravel()
    if p.size != y.size or not p.size:
        raise ValueError("no forecasts, or not one outcome for each")
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("a chance outside 0 to 1")
    if not np.isin(y, (0.0, 1.0)).all():
        raise ValueError("an outcome that is neither yes nor no")
    return p, y
