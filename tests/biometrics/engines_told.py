"""Engines for tests: a matcher that is told the truth, an extractor that finds nothing, points that carry a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.engines import Comparison, Enrolment, Image, Made, Points, Template
from musterbook.biometrics.positions import FINGERS

ALIKE, UNLIKE = 9.0, 0.1
"""Scores of two prints of one finger, and of two."""
NUMBER_PLACES = 4000
POINTS = 8


@dataclass(frozen=True, slots=True)
class Named:
    """A template that is nothing but the number of a finger."""

    made: Made
    finger: int


class OracleMatcher:
    """Told the truth by `named_points`; satisfies `engines.Matcher`. `asked` counts comparisons."""

    def __init__(self, version: str = "1") -> None:
        self.made = Made("oracle", version)
        self.asked = 0

    def template(self, points: Points) -> Named:
        return Named(self.made, round(float(points.x[0])) + NUMBER_PLACES * round(float(points.y[0])))

    def compare(self, probe: Template, other: Template) -> Comparison:
        return Comparison(float(self.match_many(probe, [other])[0]))

    def match_many(self, probe: Template, others: Sequence[Template]) -> NDArray[np.float64]:
        assert isinstance(probe, Named)
        self.asked += len(others)
        return np.array([
            ALIKE if isinstance(other, Named) and other.finger == probe.finger else UNLIKE for other in others
        ])  # fmt: skip


class NullExtractor:
    """Finds no point in any picture; satisfies `engines.Extractor`."""

    made = Made("null", "1")

    def points(self, image: Image) -> Points:
        height, width = image.pixels.shape
        none = np.zeros(0, np.float32)
        return Points(none, none, none, none, none, width, height)


def named_points(finger: int) -> Points:
    """Points of which an `OracleMatcher` reads which finger it is: 0 to some 16 million."""
    x = np.full(POINTS, finger % NUMBER_PLACES, np.float32)
    y = np.full(POINTS, finger // NUMBER_PLACES, np.float32)
    same = np.full(POINTS, 0.9, np.float32)
    return Points(x, y, np.zeros(POINTS, np.float32), same, same, NUMBER_PLACES, NUMBER_PLACES)


def named_person(number: str, person: int, positions: Sequence[int] = FINGERS, quality: int = 60) -> Enrolment:
    """Somebody whose fingers are known by his number in the test and their position."""
    fingers = {position: named_points(person * 10 + position) for position in positions}
    return Enrolment(number, fingers, dict.fromkeys(positions, quality))
