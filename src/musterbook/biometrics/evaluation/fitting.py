"""A calibration from a table of scores."""

from __future__ import annotations

import numpy as np

from musterbook.biometrics.evaluation.scores_file import Scored
from musterbook.biometrics.matching import calibration


def fit(scored: Scored, *, fitted_on: str) -> tuple[bytes, calibration.Calibration]:
    """The bytes of a calibration's file, and what they say.

    Raises:
        Malformed: `calibration.too-few`.
        Refused: `calibration.not-rising`.
    """
    pairs, told = scored.pairs, scored.told
    engine = f"{told.get('extractor', 'unknown')} + {told.get('matcher', 'unknown')}"
    fingers = len(np.unique(np.concatenate([pairs.left, pairs.right])))
    return calibration.written(pairs.score, pairs.same, engine=engine, fitted_on=fitted_on, fingers=fingers)
