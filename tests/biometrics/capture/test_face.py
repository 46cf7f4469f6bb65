"""A face's picture is judged by light, sharpness and size, and never by whose face it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from musterbook.biometrics.capture.face import ADVICE, judged
from musterbook.biometrics.capture.pictures import Picture


def drawn(side: int = 600) -> NDArray[np.float64]:
    """An oval with eyes and grain, evenly lit."""
    y, x = np.mgrid[:side, :side] / side
    oval = ((x - 0.5) / 0.25) ** 2 + ((y - 0.5) / 0.34) ** 2 < 1
    eyes = sum((np.hypot(x - at, y - 0.45) < 0.03 for at in (0.42, 0.58)), np.zeros((side, side), int)) > 0
    grain = np.random.default_rng(1).normal(0, 6, (side, side))
    return np.clip(np.where(eyes, 40, np.where(oval, 165, 90)) + grain, 0, 255)


def told(pixels: NDArray[np.float64]) -> tuple[int, tuple[str, ...]]:
    found = judged(Picture(np.clip(pixels, 0, 255).astype(np.uint8), None))
    return found.shown, found.advice


def test_a_well_lit_sharp_and_large_face_needs_nothing() -> None:
    shown, advice = told(drawn())

    assert advice == ()
    assert shown > 80


def test_each_lack_is_told_and_lowers_the_figure() -> None:
    good, _ = told(drawn())
    side = np.linspace(0.1, 1.6, 600)[None, :]
    worse = {
        "capture.face-small": drawn(200),
        "capture.face-dark": drawn() * 0.2,
        "capture.face-bright": drawn() * 0.3 + 200,
        "capture.face-flat": 120 + (drawn() - 120) * 0.2,
        "capture.face-uneven": drawn() * side,
        "capture.face-blurred": ndimage.gaussian_filter(drawn(), 6),
    }

    for rule, pixels in worse.items():
        shown, advice = told(pixels)
        assert rule in advice
        assert shown < good
    assert set(worse) == set(ADVICE)


def test_an_empty_picture_is_worth_nothing() -> None:
    assert told(np.full((600, 600), 128.0))[0] == 0
