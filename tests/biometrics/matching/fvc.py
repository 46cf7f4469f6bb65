"""LEADER's points of the 320 pictures of FVC2002, where they lie beside the tree; never part of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from musterbook.biometrics.engines import Points

FILE = Path(__file__).parents[3] / "../shared/data/fingerprints/leader_minutiae_fvc2002.npz"
needs_fvc = pytest.mark.skipif(not FILE.exists(), reason="points of FVC2002 are not beside this tree")
DPI = {"fvc2002_DB2_B": 569}


def fvc_points() -> dict[str, Points]:
    """By `SET/NNN_M`, in order, at 500 dpi."""
    with np.load(FILE) as held:
        return {name: _points(held[name], DPI.get(name.split("/")[0], 500)) for name in sorted(held)}


def _points(rows: np.ndarray, dpi: int) -> Points:
    x, y, direction, ending, confidence = rows.astype(np.float32).T
    scale = np.float32(500 / dpi)
    return Points(x * scale, y * scale, direction, ending, confidence, 0, 0)
