"""Chance by seed and place: the same person of the same seed has the same fingers, whoever else is made."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates

GRID: Final = 8
"""Pixels between the places at which smooth noise is drawn."""


def drawn_for(seed: int, *places: int) -> np.random.Generator:
    """Chance for one thing: its seed, then whose, which finger, which impression."""
    return np.random.default_rng((seed, *places))


def smooth_noise(chance: np.random.Generator, shape: tuple[int, int], scale: float) -> NDArray[np.float32]:
    """A field of zero mean and unit deviation that changes over about `scale` pixels, at least `GRID`."""
    down, across = _cubic(shape[0]), _cubic(shape[1])
    coarse = chance.standard_normal((down.shape[1], across.shape[1]))
    field = down @ gaussian_filter(coarse, scale / GRID, mode="reflect") @ across.T
    field -= field.mean()
    return np.asarray(field / max(float(field.std()), 1e-9), np.float32)


@cache
def _cubic(side: int) -> NDArray[np.float64]:
    """What each pixel of a side takes of each place of the grid: cubic enlargement as a matrix."""
    places = side // GRID + 4
    pixels, grid = np.meshgrid(np.arange(side) / GRID + 1, np.arange(places), indexing="ij")
    return np.asarray(map_coordinates(np.eye(places), [pixels, grid], order=3))
