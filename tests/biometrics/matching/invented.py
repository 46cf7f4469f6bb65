"""Invented prints for tests: points thrown on an oval with ridges around a core, and impressions of them."""

from __future__ import annotations

import numpy as np

from musterbook.biometrics.engines import Points


def finger(rng: np.random.Generator, count: int = 40) -> Points:
    """The points of a finger, at least 12 px apart."""
    x: list[float] = []
    y: list[float] = []
    while len(x) < count:
        u, v = rng.uniform(40, 380), rng.uniform(40, 440)
        if all(np.hypot(u - a, v - b) > 12 for a, b in zip(x, y, strict=True)):
            x.append(u)
            y.append(v)
    around = np.arctan2(np.array(y) - 200, np.array(x) - 210)
    direction = -(around + np.pi / 2 + rng.normal(0, 0.35, count)) + np.pi * rng.integers(0, 2, count)
    return made(np.array(x), np.array(y), direction, rng)


def impression(of: Points, rng: np.random.Generator, *, kept: float = 0.8, jitter_px: float = 2.0) -> Points:
    """The same finger put down again: turned, shifted, some points lost, some false."""
    held = rng.random(len(of)) < kept
    n, false = int(held.sum()), int(held.sum()) // 8
    turned = moved(of, turn=float(rng.normal(0, 0.2)), x=float(rng.normal(0, 15)), y=float(rng.normal(0, 15)))
    x = np.concatenate([turned.x[held] + rng.normal(0, jitter_px, n), rng.uniform(40, 380, false)])
    y = np.concatenate([turned.y[held] + rng.normal(0, jitter_px, n), rng.uniform(40, 440, false)])
    direction = np.concatenate([turned.direction[held] + rng.normal(0, 0.1, n), rng.uniform(-3, 3, false)])
    return made(x, y, direction, rng)


def moved(of: Points, *, turn: float, x: float, y: float) -> Points:
    """The same points turned (counter-clockwise as seen) about the middle of the picture, and shifted."""
    cos, sin = np.cos(turn), np.sin(turn)
    from_x, from_y = of.x - 210, of.y - 240
    return Points(
        (210 + x + cos * from_x + sin * from_y).astype(np.float32),
        (240 + y - sin * from_x + cos * from_y).astype(np.float32),
        (of.direction + turn).astype(np.float32),
        of.ending, of.confidence, of.width, of.height,
    )  # fmt: skip


def made(x: np.ndarray, y: np.ndarray, direction: np.ndarray, rng: np.random.Generator) -> Points:
    """Points of these places, most of them sure."""
    confidence = rng.uniform(0.35, 1.0, len(x))
    return Points(
        x.astype(np.float32), y.astype(np.float32), direction.astype(np.float32),
        np.full(len(x), 0.5, np.float32), confidence.astype(np.float32), 420, 480,
    )  # fmt: skip


def points(*rows: tuple[float, float, float], confidence: float = 0.9) -> Points:
    """Points written out by hand: x, y, direction."""
    columns = np.array(rows, np.float32).reshape(-1, 3)
    sure = np.full(len(columns), confidence, np.float32)
    return Points(columns[:, 0], columns[:, 1], columns[:, 2], sure * 0 + 0.5, sure, 400, 400)
