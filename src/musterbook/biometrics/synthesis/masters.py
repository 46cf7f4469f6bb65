"""A finger of nobody as a picture: pattern, orientation everywhere, ridge period, and the ridges grown on it.

Steps 1 to 4 of section 7 of biometrics.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from musterbook.biometrics.synthesis.chance import smooth_noise
from musterbook.biometrics.synthesis.growth import grown
from musterbook.biometrics.synthesis.patterns import HEIGHT, WIDTH, Pattern, pattern_drawn

Field = NDArray[np.float64]
LEVEL: Final = slice(round(0.08 * HEIGHT), round(0.14 * HEIGHT))
"""Rows near the tip, whose ridges lie level on every finger."""


@dataclass(frozen=True, slots=True, eq=False)
class MasterFinger:
    """A whole finger, as no glass ever shows it."""

    ridges: NDArray[np.float32]
    """-1 valley to 1 ridge, height x width at 500 dpi."""
    inside: NDArray[np.bool_]
    """Where there is a finger."""
    kind: str
    """Class of its pattern."""


def master_finger(chance: np.random.Generator) -> MasterFinger:
    """A finger nobody has."""
    pattern = pattern_drawn(chance, bent=True)
    orientation = _orientation(pattern, chance)
    rows = np.arange(HEIGHT)[:, None]
    period = chance.normal(9.0, 0.55) + 0.45 * smooth_noise(chance, (HEIGHT, WIDTH), 50)
    period = period + 0.5 * (rows - 0.42 * HEIGHT) / HEIGHT
    noise = (0.6 * chance.standard_normal((HEIGHT, WIDTH))).astype(np.float32)
    return MasterFinger(grown(noise, orientation, period), _shape(chance), pattern.kind)


def _orientation(pattern: Pattern, chance: np.random.Generator) -> Field:
    """Radians with y down, everywhere: the model, levelled at the tip, smoothed, and a little irregular."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    if pattern.kind == "arch":
        bend = np.maximum(0, chance.uniform(0.5, 1.1) * (1 - y / (1.05 * HEIGHT)))
        turned = np.arctan(-1.4 * bend * np.cos(np.pi * (x - WIDTH / 2) / WIDTH + np.pi / 2))
    else:
        turned = pattern.orientation(x, y)
        tip = np.exp(2j * turned[LEVEL, 2 * WIDTH // 5 : 3 * WIDTH // 5]).mean()
        turned = turned - np.angle(tip) / 2
    doubled = gaussian_filter(np.cos(2 * turned), 3) + 1j * gaussian_filter(np.sin(2 * turned), 3)
    return np.asarray(np.angle(doubled) / 2 + 0.10 * smooth_noise(chance, (HEIGHT, WIDTH), 40))


def _shape(chance: np.random.Generator) -> NDArray[np.bool_]:
    """Two half ellipses, the tip and the base, that meet at 0.45 of the height."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    half = chance.uniform(0.40, 0.46) * WIDTH
    top, bottom = chance.uniform(0.40, 0.46) * HEIGHT, chance.uniform(0.50, 0.56) * HEIGHT
    down = y - 0.45 * HEIGHT
    return np.asarray(((x - WIDTH / 2) / half) ** 2 + (down / np.where(down < 0, top, bottom)) ** 2 < 1)
