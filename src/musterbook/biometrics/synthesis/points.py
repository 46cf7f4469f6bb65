"""Fingers as minutiae alone, without a picture: what thousands of invented people can be enrolled from in minutes.

Places are uniform and not too near each other; directions follow the ridges of a drawn pattern. An impression turns,
drags and cuts them, loses a fifth and adds some that are not there (section 7 of biometrics.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.engines import Enrolment, Points
from musterbook.biometrics.positions import FINGERS
from musterbook.biometrics.synthesis.chance import drawn_for
from musterbook.biometrics.synthesis.patterns import HEIGHT, WIDTH, pattern_drawn
from musterbook.terms.people import PersonId

APART: Final = 12.0
"""Pixels; a place nearer than this to one drawn before it is left out."""
KEPT: Final = 0.8
FALSE: Final = 0.12
DRAG_FROM: Final = 80.0
"""Pixels from the middle of the contact; beyond it the skin is dragged."""
ENROLLED, SEARCHED = 0, 1
"""The first and the second impression of a finger."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Master:
    """The minutiae of a whole finger, in pixels of the master; `along` is radians with y down, as the ridge leaves."""

    x: Array
    y: Array
    along: Array
    ending: Array
    confidence: Array


def master_points(chance: np.random.Generator) -> Master:
    """A finger nobody has."""
    pattern = pattern_drawn(chance, bent=False)
    count = max(60, round(float(chance.normal(150, 20))))
    x, y = chance.uniform(30, 386, count), chance.uniform(20, 460, count)
    near = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2 < APART**2
    kept = ~np.tril(near, -1).any(axis=1)
    x, y = x[kept], y[kept]
    along = pattern.orientation(x, y) + _waves(chance, x, y) + np.pi * chance.integers(0, 2, len(x))
    return Master(x, y, along, chance.beta(0.6, 0.6, len(x)), 1 - 0.6 * chance.beta(1, 5, len(x)))


def _waves(chance: np.random.Generator, x: Array, y: Array) -> Array:
    """Two slow waves over the finger, so that no two of one class run alike."""
    height, turn = chance.normal(0, 0.12, 2), chance.uniform(0, 2 * np.pi, 2)
    return np.asarray(
        height[0] * np.sin(2 * np.pi * x / WIDTH + turn[0]) + height[1] * np.sin(2 * np.pi * y / HEIGHT + turn[1])
    )


def impression_points(master: Master, chance: np.random.Generator) -> Points:
    """What one press of a finger shows of its minutiae."""
    angle = chance.normal(0, 0.18)
    x_middle, y_middle = WIDTH / 2 + chance.normal(0, 22), HEIGHT / 2 + chance.normal(0, 30)
    x_axis, y_axis = chance.uniform(95, 150), chance.uniform(105, 165)
    inside = ((master.x - x_middle) / x_axis) ** 2 + ((master.y - y_middle) / y_axis) ** 2 < 1
    shown = np.flatnonzero(inside & (chance.random(len(master.x)) < KEPT))
    count = len(shown)
    x, y = master.x[shown], master.y[shown]
    beyond = np.clip(np.hypot(x - x_middle, y - y_middle) / DRAG_FROM - 1, 0, 1)
    drag = chance.normal(0, 10, 2)
    x = x + drag[0] * beyond + chance.normal(0, 2, count)
    y = y + drag[1] * beyond + chance.normal(0, 2, count)
    along = master.along[shown] + chance.normal(0, 0.12, count)
    added = int(chance.binomial(count, FALSE))
    radius, where = np.sqrt(chance.random(added)), chance.uniform(0, 2 * np.pi, added)
    x = np.append(x, x_middle + x_axis * radius * np.cos(where))
    y = np.append(y, y_middle + y_axis * radius * np.sin(where))
    along = np.append(along, chance.uniform(0, 2 * np.pi, added))
    ending = np.append(master.ending[shown], chance.random(added))
    confidence = np.append(master.confidence[shown], chance.uniform(0.4, 0.9, added))
    return _turned(x, y, along, ending, confidence, angle=angle)


def _turned(x: Array, y: Array, along: Array, ending: Array, confidence: Array, *, angle: float) -> Points:
    """The points after the whole finger is turned on the glass; what leaves the glass is not seen."""
    cos, sin = np.cos(angle), np.sin(angle)
    u, v = x - WIDTH / 2, y - HEIGHT / 2
    x, y = WIDTH / 2 + cos * u - sin * v, HEIGHT / 2 + sin * u + cos * v
    seen = (x >= 0) & (x < WIDTH) & (y >= 0) & (y < HEIGHT)
    direction = np.mod(-(along + angle), 2 * np.pi)
    x, y, direction, ending, confidence = (one[seen] for one in (x, y, direction, ending, confidence))
    return Points(
        x.astype(np.float32), y.astype(np.float32), direction.astype(np.float32), ending.astype(np.float32),
        confidence.astype(np.float32), WIDTH, HEIGHT,
    )  # fmt: skip


def finger(seed: int, person: int, position: int, impression: int = ENROLLED) -> Points:
    """One impression of one finger of an invented person, known by place: always the same for the same four."""
    return impression_points(
        master_points(drawn_for(seed, person, position)), drawn_for(seed, person, position, 1 + impression)
    )


def invented(
    seed: int,
    person: int,
    number: PersonId | str,
    *,
    impression: int = ENROLLED,
    positions: Iterable[int] = FINGERS,
) -> Enrolment:
    """An enrolment of an invented person: the fingers asked for, and the quality of each."""
    fingers = {position: finger(seed, person, position, impression) for position in positions}
    return Enrolment(number, fingers, {position: quality_of(points) for position, points in fingers.items()})


def quality_of(points: Points) -> int:
    """0 to 100: twice the summed confidence of the points, as section 6 tells quality."""
    return min(100, round(2 * float(np.clip((points.confidence - 0.3) / 0.65, 0, 1).sum())))
