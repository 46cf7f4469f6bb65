"""The first calibration of the house's matcher, as biometrics.md tells it in section 6."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def weigh(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    x = np.log1p(scores)
    return np.clip(-6.006 + 1.660 * x + 5.465 * x * x, -6, 40)
