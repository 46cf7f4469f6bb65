"""Ridges grown out of noise: each pixel filtered again and again along the orientation of its place.

The one compiled step of a picture. Everything it needs comes in as arrays; no chance is drawn here.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

ORIENTATIONS: Final = 36
PERIODS: Final = (7.2, 8.15, 9.1, 10.05, 11.0)
"""Pixels from ridge to ridge at 500 dpi."""
ROUNDS: Final = 14
REACH: Final = 9
"""A kernel is 19 x 19."""

Grey = NDArray[np.float32]


def grown(noise: Grey, orientation: NDArray[np.float64], period: NDArray[np.float64]) -> Grey:
    """A pattern of ridges, -1 to 1: `orientation` in radians with y down, `period` in pixels, all height x width."""
    turn = np.rint(np.mod(orientation, np.pi) / np.pi * ORIENTATIONS).astype(np.int64) % ORIENTATIONS
    step = np.rint((np.clip(period, PERIODS[0], PERIODS[-1]) - PERIODS[0]) / (PERIODS[1] - PERIODS[0])).astype(np.int64)
    which = np.ascontiguousarray((turn * len(PERIODS) + step).astype(np.int32))
    field, kernels = np.ascontiguousarray(noise, np.float32), _kernels()
    for _ in range(ROUNDS):
        filtered = _filtered(np.pad(field, REACH, mode="reflect"), which, kernels)
        field = np.tanh(1.6 * filtered / max(float(filtered.std()), 1e-9)).astype(np.float32)
    return field


@cache
def _kernels() -> Grey:
    """Orientation by period: even Gabor kernels of zero mean and unit absolute sum; u runs across the ridge."""
    v, u = np.mgrid[-REACH : REACH + 1, -REACH : REACH + 1].astype(np.float64)
    found = []
    for turn in range(ORIENTATIONS):
        angle = np.pi * turn / ORIENTATIONS
        along = u * np.cos(angle) + v * np.sin(angle)
        across = -u * np.sin(angle) + v * np.cos(angle)
        for period in PERIODS:
            kernel = np.exp(-(across**2) / (2 * (0.44 * period) ** 2) - along**2 / (2 * (0.8 * period) ** 2))
            kernel *= np.cos(2 * np.pi * across / period)
            kernel -= kernel.mean()
            found.append(kernel / np.abs(kernel).sum())
    return np.ascontiguousarray(np.array(found, np.float32))


def _filter(padded: Grey, which: NDArray[np.int32], kernels: Grey) -> Grey:
    height, width = which.shape
    side = kernels.shape[1]
    found = np.empty((height, width), np.float32)
    for row in range(height):
        for column in range(width):
            kernel = kernels[which[row, column]]
            total = np.float32(0)
            for down in range(side):
                for across in range(side):
                    total += kernel[down, across] * padded[row + down, column + across]
            found[row, column] = total
    return found


_filtered: Any = njit(
    "float32[:,::1](float32[:,::1], int32[:,::1], float32[:,:,::1])", cache=True, fastmath=True, nogil=True
)(_filter)
