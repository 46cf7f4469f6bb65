"""Fits the parameters of codes to invented prints: what differs most between prints is what a code tells.

Nothing of a real finger goes in, so that the parameters may be given away (biometrics.md, section 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from scipy.linalg import eigh

from musterbook.biometrics.engines import Extractor, Matcher
from musterbook.biometrics.search.codes import CENTRES, LENGTH, SHORT, Coder, Described, shared
from musterbook.biometrics.synthesis.chance import drawn_for
from musterbook.biometrics.synthesis.folder import finger_picture
from musterbook.biometrics.synthesis.masters import master_finger
from musterbook.biometrics.synthesis.points import finger

PRESSES: Final = 3
"""Impressions of each finger without pictures."""
PICTURES_OF_ONE: Final = 4
COUNTED_AS: Final = 6
"""A picture shows what a network makes of ridges, so it counts as so many prints without one (decision 0762)."""
ROWS_MAX: Final = 60_000
"""Neighbourhoods that the centres are fitted to."""


def invented_prints(matcher: Matcher, *, people: int, seed: int) -> Iterator[Described]:
    """Three impressions of one finger of each of so many people nobody knows, as points without pictures."""
    for person in range(people):
        for press in range(PRESSES):
            yield cast("Described", matcher.template(finger(seed, person, 1 + person % 10, press)))


def invented_pictures(extractor: Extractor, matcher: Matcher, *, people: int, seed: int) -> Iterator[Described]:
    """Four pictures of one finger of each of so many people nobody knows; about three seconds each person."""
    for person in range(people):
        position = 1 + person % 10
        master = master_finger(drawn_for(seed, person, position))
        for press in range(PICTURES_OF_ONE):
            points = extractor.points(finger_picture(seed, person, position, press, master=master))
            yield cast("Described", matcher.template(points))


def fit(fingers: Iterable[Described], seed: int) -> Coder:
    """Parameters for codes of fingers like these, at least a few hundred."""
    chance = np.random.default_rng(seed)
    told = [finger for finger in fingers if len(finger.near)]
    rows = np.sqrt(np.concatenate([finger.near for finger in told]))
    if len(rows) > ROWS_MAX:
        rows = rows[np.sort(chance.choice(len(rows), ROWS_MAX, replace=False))]
    mean = rows.mean(0)
    short = _axes(rows - mean, SHORT)[0]
    centres, _ = kmeans2((rows - mean) @ short, CENTRES, iter=25, minit="++", seed=chance)
    blank = np.zeros(0, np.float32)
    begun = Coder(_single(mean), _single(short), _single(centres), blank, blank, seed)
    gathered = np.array([shared(begun, finger) for finger in told], np.float64)
    shared_mean = gathered.mean(0)
    axes, variance = _axes(gathered - shared_mean, LENGTH)
    axes = axes / np.maximum(variance, 1e-9) ** 0.25
    return Coder(begun.mean, begun.short, begun.centres, _single(shared_mean), _single(axes / np.abs(axes).max()), seed)


def _axes(told: NDArray[Any], count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The directions along which rows of zero mean differ most, as columns, the sign of each fixed; and how much."""
    rows, length = told.shape
    if rows < length:
        _, sizes, turned = np.linalg.svd(told.astype(np.float64), full_matrices=False)
        axes, variance = turned[:count].T, sizes[:count] ** 2 / (rows - 1)
    else:
        spread = np.cov(told, rowvar=False, dtype=np.float64)
        variance, axes = eigh(spread, subset_by_index=(length - count, length - 1))
        axes, variance = axes[:, ::-1], variance[::-1]
    return axes * np.sign(axes[np.abs(axes).argmax(0), np.arange(count)]), variance


def _single(array: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(array, np.float32)
