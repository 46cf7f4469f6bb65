"""A finger pressed on a glass: turned, dragged, too wet or too dry, broken, creased, and never twice the same.

The impression of section 7 of biometrics.md; the skin's plastic drag is Cappelli's model. Grey 0 is ridge, 255 glass.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates

from musterbook.biometrics.engines import DPI, Image
from musterbook.biometrics.synthesis.chance import smooth_noise
from musterbook.biometrics.synthesis.masters import MasterFinger

WIDTH: Final = 336
HEIGHT: Final = 400
SHAPE: Final = (HEIGHT, WIDTH)
GLASS: Final = 0.96
"""Brightness of the empty glass, 0 to 1."""

Field = NDArray[np.float64]


def impression(master: MasterFinger, chance: np.random.Generator, *, position: int = 0) -> Image:
    """One press of a finger, 400 x 336 at 500 dpi; quality is drawn with the rest."""
    goodness = float(chance.beta(2.2, 1.7))
    ridges, there = _sampled(master, chance)
    ridges = _inked(ridges, chance, goodness)
    touch = _contact(chance) * there
    poor = smooth_noise(chance, SHAPE, 26) - (1 + 1.2 * goodness)
    touch = touch * (1 - np.clip(poor / 0.5, 0, 1))
    touch = touch * _creases(chance, goodness)
    dark = (1 + ridges) / 2
    grey = GLASS - touch * (GLASS - (0.92 - 0.80 * dark))
    grey = gaussian_filter(grey, 0.7) + 0.025 * chance.standard_normal(SHAPE)
    return Image(np.rint(255 * np.clip(grey, 0, 1)).astype(np.uint8), DPI, position)


def _sampled(master: MasterFinger, chance: np.random.Generator) -> tuple[Field, Field]:
    """The ridges as they lie on the glass after turning, shifting and dragging, and where there is a finger."""
    tall, wide = master.ridges.shape
    angle, x_shift, y_shift = np.deg2rad(chance.normal(0, 11)), chance.normal(0, 24), chance.normal(0, 34)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    u, v = x - WIDTH / 2, y - HEIGHT / 2
    x_skin, y_skin = _dragged(u, v, chance)
    cos, sin = np.cos(angle), np.sin(angle)
    places = np.array([
        tall / 2 + sin * x_skin + cos * y_skin - y_shift,
        wide / 2 + cos * x_skin - sin * y_skin - x_shift,
    ])  # fmt: skip
    ridges = map_coordinates(master.ridges, places, order=1, mode="constant", cval=-1.0, output=np.float64)
    there = map_coordinates(master.inside.astype(np.float32), places, order=1, mode="constant", output=np.float64)
    return ridges, there


def _dragged(u: Field, v: Field, chance: np.random.Generator) -> tuple[Field, Field]:
    """Skin inside the contact holds; outside it is pulled and twisted, the more the farther out."""
    excess = np.clip(np.hypot(u / (0.26 * WIDTH), v / (0.26 * HEIGHT)) - 1, 0, 1)
    rising = 0.5 * (1 - np.cos(np.pi * excess))
    pull, twist = chance.normal(0, 11, 2), chance.normal(0, 0.09)
    x_pulled = u + rising * (pull[0] - twist * v) + 1.6 * smooth_noise(chance, SHAPE, 45)
    y_pulled = v + rising * (pull[1] + twist * u) + 1.6 * smooth_noise(chance, SHAPE, 45)
    return x_pulled, y_pulled


def _inked(ridges: Field, chance: np.random.Generator, goodness: float) -> Field:
    """Wet or dry as a whole and in patches, pores and breaks, then hardened to ridge and valley."""
    wet = chance.normal(0, 0.28 + 0.25 * (1 - goodness))
    inked = ridges + wet + 0.35 * (1 - goodness) * smooth_noise(chance, SHAPE, 30)
    fine = gaussian_filter(chance.standard_normal(SHAPE), 1.6)
    inked = inked + (0.35 + 0.75 * (1 - goodness)) * fine / fine.std()
    return np.asarray(np.tanh(2.2 * inked))


def _contact(chance: np.random.Generator) -> Field:
    """How well each place touches the glass, 0 to 1: an irregular ellipse with a soft edge."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    x_axis, y_axis = chance.uniform(0.27, 0.44) * WIDTH, chance.uniform(0.25, 0.42) * HEIGHT
    radius = np.hypot((x - WIDTH / 2) / x_axis, (y - HEIGHT / 2) / y_axis)
    return np.asarray(gaussian_filter((radius + 0.07 * smooth_noise(chance, SHAPE, 18) < 1).astype(np.float64), 4))


def _creases(chance: np.random.Generator, goodness: float) -> Field:
    """1 where skin is whole, 0 along white lines across it."""
    whole = np.ones(SHAPE)
    for _ in range(int(chance.poisson(0.6 + 3 * (1 - goodness)))):
        half, broad, angle = chance.uniform(30, 160) / 2, chance.uniform(1, 3), chance.uniform(0, np.pi)
        x, y = chance.uniform(0.2, 0.8) * WIDTH, chance.uniform(0.2, 0.8) * HEIGHT
        v, u = np.ogrid[0:HEIGHT, 0:WIDTH]
        along = (u - x) * np.cos(angle) + (v - y) * np.sin(angle)
        off = np.abs((v - y) * np.cos(angle) - (u - x) * np.sin(angle))
        whole[(np.abs(along) < half) & (off < broad / 2)] = 0
    return whole
