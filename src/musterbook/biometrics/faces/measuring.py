"""A face matcher measured on labelled pictures of the operator's own: every pair, and what threshold they bear.

The figures are those of fingers (`evaluation`): a false match is two people taken for one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.evaluation.rates import LEVELS, rates
from musterbook.biometrics.evaluation.scores_file import Scored
from musterbook.biometrics.evaluation.sets import Sample
from musterbook.biometrics.faces.matcher import Face, FaceMatcher
from musterbook.terms.errors import Malformed

LEVEL: Final = 1e-3
PEOPLE_MIN: Final = 20
"""Fewer bear no figure, and no switch."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What an evaluation bears: people, pairs of one and two, EER, misses and threshold at a false match in 1,000."""

    people: int
    same: int
    different: int
    eer: float
    missed: float
    threshold: float


def templates(
    samples: Sequence[Sample], matcher: FaceMatcher, told: Callable[[int, int], None]
) -> list[Face | None]:  # fmt: skip
    """Of each picture; None where no face, or more than one, was found, or it is no picture."""
    found: list[Face | None] = []
    for done, one in enumerate(samples, 1):
        try:
            found.append(matcher.template(one.path.read_bytes()))
        except Malformed:
            found.append(None)
        told(done, len(samples))
    return found


def compared(faces: Sequence[Face | None], matcher: FaceMatcher) -> list[NDArray[np.float64]]:
    """Of each its scores with all that come after it; 0 where one of the two shows no face."""
    return [
        np.array([
            0.0 if one is None or other is None else max(0.0, matcher.score(one, other)) for other in faces[place + 1 :]
        ])
        for place, one in enumerate(faces)
    ]  # fmt: skip


def measured(scored: Scored) -> Measured | None:
    """What a table of scores bears; None where it bears no threshold, having too few people or pairs."""
    found = rates(scored.pairs, draws=0)
    threshold, missed = found.thresholds[LEVELS.index(LEVEL)], found.missed[LEVELS.index(LEVEL)].value
    if found.fingers < PEOPLE_MIN or threshold is None or missed is None or found.eer.value is None:
        return None
    return Measured(found.fingers, found.same, found.different, found.eer.value, missed, threshold)
