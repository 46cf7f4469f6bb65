"""Pictures drawn for tests: something with ridges, something without, and files of each kind."""

from __future__ import annotations

import io

import numpy as np
import PIL.Image
from numpy.typing import NDArray


def ridges(height: int = 240, width: int = 200, *, seed: int = 1, period: float = 9.0) -> NDArray[np.uint8]:
    """Round ridges on white, in an oval, as a whorl has them; the seed moves its middle."""
    y, x = np.mgrid[:height, :width].astype(float)
    chance = np.random.default_rng(seed)
    cy, cx = height * chance.uniform(0.4, 0.6), width * chance.uniform(0.4, 0.6)
    wave = np.cos(2 * np.pi * (np.hypot(x - cx, y - cy) + 1.3 * np.arctan2(y - cy, x - cx)) / period)
    inside = ((x - width / 2) / (0.42 * width)) ** 2 + ((y - height / 2) / (0.45 * height)) ** 2 < 1
    return np.where(inside, 128 - 100 * wave, 250).astype(np.uint8)


def saved(pixels: NDArray[np.uint8], kind: str = "PNG", *, dpi: int | None = 500) -> bytes:
    """The picture as a file of this kind."""
    place = io.BytesIO()
    said = {} if dpi is None else {"dpi": (dpi, dpi)}
    PIL.Image.fromarray(pixels).save(place, kind, **said)
    return place.getvalue()
