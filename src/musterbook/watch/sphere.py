"""Distances on the globe for many places at once."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

EARTH_KM: Final = 6371.0088
"""Mean radius of the Earth (IUGG)."""

KM_A_DEGREE: Final = EARTH_KM * np.pi / 180
"""Of latitude."""


def unit_vectors(lat: ArrayLike, lon: ArrayLike) -> Numbers:
    """Points on the unit sphere, from degrees north and east of one shape; the last axis is x, y, z."""
    phi, theta = np.radians(np.asarray(lat, float)), np.radians(np.asarray(lon, float))
    return np.stack((np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)), axis=-1)


def km_between(these: Numbers, those: Numbers) -> Numbers:
    """Great-circle distances in km between unit vectors, by the chord, which is exact where the arccosine is not."""
    chord = np.sqrt(((these - those) ** 2).sum(axis=-1))
    return np.asarray(2 * EARTH_KM * np.arcsin(np.minimum(1.0, chord / 2)))
