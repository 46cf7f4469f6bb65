"""Pictures drawn for tests: something with ridges, something without, and files of each kind."""

from __future__ import annotations

import importlib
import io

import numpy as np
import PIL.Image
import PIL.ImageDraw
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
    if kind == "WSQ":
        importlib.import_module("wsq")
    place = io.BytesIO()
    said = {} if dpi is None else {"dpi": (dpi, dpi)}
    PIL.Image.fromarray(pixels).save(place, kind, **said)
    return place.getvalue()


def fur(height: int = 300, width: int = 300, *, seed: int = 1) -> NDArray[np.uint8]:
    """Hairs of all lengths and greys lying in tufts: what a cat shows of itself."""
    chance = np.random.default_rng(seed)
    drawing = PIL.Image.new("L", (width, height), 120)
    pen = PIL.ImageDraw.Draw(drawing)
    for _ in range(height * width // 18):
        x, y = chance.uniform(0, width), chance.uniform(0, height)
        angle = np.sin(x / 90) + 1.2 * np.cos(y / 70) + chance.normal(0, 0.2)
        end = (x + chance.uniform(8, 24) * np.cos(angle), y + chance.uniform(8, 24) * np.sin(angle))
        pen.line([(x, y), end], fill=int(chance.uniform(20, 240)), width=int(chance.integers(1, 3)))
    return np.asarray(drawing, np.uint8)


def stripes(height: int = 300, width: int = 280) -> NDArray[np.uint8]:
    """Straight lines as far apart as ridges, and no end anywhere."""
    y, x = np.mgrid[:height, :width].astype(float)
    drawn: NDArray[np.uint8] = (128 + 110 * np.sin(2 * np.pi * (x + 0.3 * y) / 9)).astype(np.uint8)
    return drawn


def slap(tips: int = 4, *, turned: float = 0.0, joints: bool = True, seed: int = 1) -> NDArray[np.uint8]:
    """Fingers side by side on white, each with its lower joint below a crease, turned by so many degrees."""
    page = np.full((900, 300 * tips + 100), 250, np.uint8)
    for place in range(tips):
        left, top = 50 + 300 * place, 120 + 40 * abs(place - 1)
        page[top : top + 320, left : left + 240] = ridges(320, 240, seed=seed + place)
        if joints:
            page[top + 350 : top + 600, left + 10 : left + 230] = ridges(250, 220, seed=seed + 50 + place)
    leaning = PIL.Image.fromarray(page).rotate(-turned, PIL.Image.Resampling.BICUBIC, expand=True, fillcolor=250)
    return np.asarray(leaning, np.uint8)
