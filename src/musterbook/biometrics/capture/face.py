"""Pictures of faces, for people's eyes: whether light, sharpness and size will do. No face is looked for or compared.

Section 11 of biometrics.md; machine face matching is off. Pose and expression are the operator's to see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.capture.pictures import Picture

SIDE_MIN: Final = 240
"""Pixels of the shorter side below which two people cannot be told apart by eye; judged."""
SIDE_GOOD: Final = 480
DARK: Final = 50.0
BRIGHT: Final = 215.0
FLAT: Final = 22.0
CLIPPED: Final = 0.25
UNEVEN: Final = 45.0
"""Grey levels between the left and the right half."""
SHARP: Final = 60.0
"""Variance of the Laplacian of the picture made 480 pixels wide."""

ADVICE: Final = (
    "capture.face-small", "capture.face-dark", "capture.face-bright", "capture.face-flat", "capture.face-uneven",
    "capture.face-blurred",
)  # fmt: skip
"""What may be told, worst first: each is the rule of a sentence."""


@dataclass(frozen=True, slots=True)
class FaceQuality:
    """0 to 100, and what to mend."""

    shown: int
    advice: tuple[str, ...]


def judged(picture: Picture) -> FaceQuality:
    """Size, light and sharpness of the middle of the picture, where the face is to be."""
    height, width = picture.pixels.shape
    middle = picture.pixels[height // 8 : height - height // 8, width // 5 : width - width // 5].astype(np.float32)
    mean, deviation = float(middle.mean()), float(middle.std())
    clipped = float(((middle < 4) | (middle > 251)).mean())
    half = middle.shape[1] // 2
    uneven = abs(float(middle[:, :half].mean()) - float(middle[:, half:].mean()))
    sharp = _sharpness(picture.pixels)
    found = {
        "capture.face-small": min(height, width) < SIDE_MIN,
        "capture.face-dark": mean < DARK,
        "capture.face-bright": mean > BRIGHT or clipped > CLIPPED,
        "capture.face-flat": deviation < FLAT,
        "capture.face-uneven": uneven > UNEVEN,
        "capture.face-blurred": sharp < SHARP,
    }
    parts = (
        min(1.0, min(height, width) / SIDE_GOOD),
        min(1.0, mean / 90, (255 - mean) / 60),
        min(1.0, deviation / 40),
        1 - min(1.0, uneven / (2 * UNEVEN)),
        min(1.0, sharp / (2 * SHARP)),
    )
    shown = round(100 * float(np.prod(np.clip(parts, 0.0, 1.0)) ** 0.5))
    return FaceQuality(0 if deviation < 2 else shown, tuple(rule for rule in ADVICE if found[rule]))


def _sharpness(pixels: NDArray[np.uint8]) -> float:
    """Variance of the Laplacian at a width of about 480 pixels, so that larger is not sharper."""
    step = max(1, min(pixels.shape) // SIDE_GOOD)
    height, width = (length // step * step for length in pixels.shape)
    grey = pixels[:height, :width].reshape(height // step, step, width // step, step).mean(axis=(1, 3))
    inner = grey[1:-1, 1:-1]
    laplace = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * inner
    return float(laplace.var()) if laplace.size else 0.0
