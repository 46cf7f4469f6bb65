"""From a score to a probability that means what it says, and from one prior to another.

Isotonic regression on scores of pairs not trained on (identity.md section 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from musterbook.biometrics.names.interning import Real, Whole

LEAST: Final = 0.0005
"""No pair is ever certain: probabilities stay this far from 0 and 1."""
ERROR_BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising line through points: `scores` (log-odds) and the `chances` they stand for."""

    scores: Real
    chances: Real

    def chance(self, scores: Real) -> Real:
        """The calibrated probability of each score."""
        chance: Real = np.clip(np.interp(scores, self.scores, self.chances), LEAST, 1.0 - LEAST)
        return chance


def at_prior(chance: Real, *, prior: float, trained_share: float | Real) -> Real:
    """A probability corrected from the share of positives in training to the prior of the question at hand."""
    odds = chance / (1 - chance) * (prior / (1 - prior)) / (trained_share / (1 - trained_share))
    corrected: Real = odds / (1 + odds)
    return corrected


def calibration_error(chance: Real, truth: Whole) -> float:
    """The expected calibration error: how far chances are from shares, over ten bands of equal width."""
    band = np.minimum((chance * ERROR_BINS).astype(np.int64), ERROR_BINS - 1)
    gaps = [abs(chance[band == at].mean() - truth[band == at].mean()) * (band == at).sum() for at in np.unique(band)]
    return float(sum(gaps) / max(1, len(chance)))
