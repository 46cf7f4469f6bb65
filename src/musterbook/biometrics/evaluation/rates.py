"""How often prints of one finger are missed and prints of two taken for one, with intervals (biometrics.md, section 8).

FNMR(t) is the share of pairs of one finger below t, FMR(t) the share of pairs of two at t or above; thresholds are the
scores observed. EER is the mean of the two where they are closest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

LEVELS: Final = (1e-2, 1e-3, 1e-4)
"""Rates of false matches at which misses are told."""
DRAWS: Final = 1000
DRAWS_AT_ONCE: Final = 25
FAR_DOWN: Final = 5.0
"""Draws look at false matches down to so many times the rate that matters; what scores lower is only counted."""

Reals = NDArray[np.float64]
Wholes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Compared pairs: score, and the number of the finger on each side; one number is one finger."""

    score: Reals
    left: Wholes
    right: Wholes

    @property
    def same(self) -> NDArray[np.bool_]:
        """Which pairs are of one finger."""
        alike: NDArray[np.bool_] = self.left == self.right
        return alike


@dataclass(frozen=True, slots=True)
class Rate:
    """A share and where it may lie, 95 in 100; None where there were too few pairs to say."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Rates:
    """What was found among some pairs."""

    same: int
    different: int
    fingers: int
    eer: Rate
    missed: tuple[Rate, ...]
    """FNMR at each of `LEVELS` of FMR."""
    thresholds: tuple[float | None, ...]
    """The scores at which they are told."""


def rates(pairs: Pairs, *, seed: int = 1, draws: int = DRAWS) -> Rates:
    """EER and misses, each with an interval from `draws` drawings of fingers; `draws` 0 for none."""
    alike = pairs.same
    same, different = np.sort(pairs.score[alike]), np.sort(pairs.score[~alike])
    fingers = len(np.unique(np.concatenate([pairs.left, pairs.right])))
    if not len(same) or not len(different):
        empty = Rate(None)
        return Rates(len(same), len(different), fingers, empty, (empty,) * len(LEVELS), (None,) * len(LEVELS))
    at = np.unique(pairs.score)
    fnmr = np.searchsorted(same, at, side="left") / len(same)
    fmr = 1 - np.searchsorted(different, at, side="left") / len(different)
    values = _told(fnmr[None], fmr[None])[0]
    places = [_place(fmr, level) for level in LEVELS]
    lows, highs = _intervals(pairs, float(values[0]), seed, draws) if draws else (values * np.nan, values * np.nan)
    told = [
        Rate(*(None if np.isnan(one) else float(one) for one in row)) for row in zip(values, lows, highs, strict=True)
    ]
    thresholds = tuple(None if place is None else float(at[place]) for place in places)
    return Rates(len(same), len(different), fingers, told[0], tuple(told[1:]), thresholds)


def _place(fmr: Reals, level: float) -> int | None:
    """Where the smallest threshold stands at which false matches are as rare as that."""
    place = int(np.searchsorted(-fmr, -level, side="left"))
    return place if place < len(fmr) else None


def _told(fnmr: Reals, fmr: Reals) -> Reals:
    """EER and FNMR at each level, row by row; thresholds rise along a row."""
    rows = np.arange(len(fnmr))
    closest = np.abs(fnmr - fmr).argmin(axis=1)
    told = [(fnmr[rows, closest] + fmr[rows, closest]) / 2]
    for level in LEVELS:
        fits = fmr <= level
        told.append(np.where(fits.any(axis=1), fnmr[rows, fits.argmax(axis=1)], np.nan))
    return np.stack(told, axis=1)


def _intervals(pairs: Pairs, eer: float, seed: int, draws: int) -> tuple[Reals, Reals]:
    """Fingers are drawn with replacement; a pair counts as often as both of its fingers were drawn."""
    names, numbered = np.unique(np.concatenate([pairs.left, pairs.right]), return_inverse=True)
    left, right = numbered[: len(pairs.left)], numbered[len(pairs.left) :]
    alike = left == right
    order = np.argsort(pairs.score, kind="stable")
    low = pairs.score[~alike]
    reach = min(1.0, FAR_DOWN * max(eer, *LEVELS))
    floor = np.quantile(low, 1 - reach) if reach < 1 else -np.inf
    order = order[alike[order] | (pairs.score[order] >= floor)]
    score, left_kept, right_kept, alike_kept = pairs.score[order], left[order], right[order], alike[order]
    starts = np.flatnonzero(np.concatenate([[True], score[1:] != score[:-1]]))
    counts = np.zeros((len(names), len(names)))
    np.add.at(counts, (left[~alike], right[~alike]), 1.0)
    chance = np.random.default_rng(seed)
    found = []
    for begin in range(0, draws, DRAWS_AT_ONCE):
        drawn = chance.multinomial(len(names), np.full(len(names), 1 / len(names)), min(DRAWS_AT_ONCE, draws - begin))
        times = drawn.astype(np.float64)
        whole = np.einsum("df,df->d", times @ counts, times)
        weight = times[:, left_kept] * np.where(alike_kept, 1.0, times[:, right_kept])
        same = np.add.reduceat(weight * alike_kept, starts, axis=1)
        other = np.add.reduceat(weight * ~alike_kept, starts, axis=1)
        missed = np.cumsum(same, axis=1) - same
        false = np.cumsum(other[:, ::-1], axis=1)[:, ::-1]
        fit = (whole > 0) & (same.sum(axis=1) > 0)
        found.append(_told(missed[fit] / same[fit].sum(axis=1)[:, None], false[fit] / whole[fit][:, None]))
    drawn_rates = np.concatenate(found)
    with_value = [column[~np.isnan(column)] for column in drawn_rates.T]
    edges = [np.quantile(column, (0.025, 0.975)) if len(column) else np.full(2, np.nan) for column in with_value]
    return np.array([low for low, _ in edges]), np.array([high for _, high in edges])
