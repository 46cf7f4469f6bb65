"""What is proposed of a pair: same, different or unsure; and the score that needs no training.

Section 6 of identity.md. `same` means no more than "put first": a named person decides, two to merge.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from musterbook.biometrics.names.alignment import Alignment
from musterbook.biometrics.names.interning import NO_TOKEN, Real

SAME_MIN: Final = 0.95
DIFFERENT_MAX: Final = 0.05
PAIR_WEIGHT: Final = 6.0
LEFT_BOTH_COST: Final = 1.2
LEFT_ONE_COST: Final = 0.1


def decision(chance: float) -> str:
    """What is proposed at a probability: same, different, unsure."""
    if chance >= SAME_MIN:
        return "same"
    return "different" if chance <= DIFFERENT_MAX else "unsure"


def rule_score(found: Alignment) -> Real:
    """The score of each pair by rule alone, from 0 to 1: likeness aligned, against what was left over.

    Tokens left over on both sides contradict; left over on one side they may only be missing on the other.
    """
    aligned = PAIR_WEIGHT * found.strength.sum(1)
    left_first = PAIR_WEIGHT * ((found.first != NO_TOKEN) & ~found.used_first).sum(1)
    left_second = PAIR_WEIGHT * ((found.second != NO_TOKEN) & ~found.used_second).sum(1)
    against = LEFT_BOTH_COST * np.minimum(left_first, left_second) + LEFT_ONE_COST * np.maximum(left_first, left_second)
    whole = PAIR_WEIGHT * found.aligned.sum(1) + against
    score: Real = aligned / np.maximum(whole, PAIR_WEIGHT)
    return score
