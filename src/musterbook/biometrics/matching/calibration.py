"""What a score weighs: the natural-log likelihood ratio that two prints are of one finger (biometrics.md, section 6).

x = ln(1 + score); weight = intercept + linear x + square x², cut to what so few fingers can bear out. A calibration is
a small file whose digest stands in every search that used it.
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection

WEIGHT_MIN: Final = -6.0
WEIGHT_MAX: Final = 40.0
SHIPPED: Final = "fvc2002.toml"
PENALTY: Final = 0.1
"""On the squares of the two slopes; one over the C of 10 that the first calibration was fitted with."""
STEPS_MAX: Final = 100

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How scores of one engine become weights, and what that rests on."""

    engine: str
    """Extractor and matcher whose scores it is for."""
    intercept: float
    linear: float
    square: float
    fitted_on: str
    fingers: int
    same: int
    different: int
    digest: str
    """SHA-256 of the file."""

    def weights(self, scores: ArrayLike) -> Reals:
        """The weight of each score, from -6 to 40."""
        x = np.log1p(np.asarray(scores, np.float64))
        return np.clip(self.intercept + self.linear * x + self.square * x * x, WEIGHT_MIN, WEIGHT_MAX)

    def weight(self, score: float) -> float:
        """The weight of one score."""
        return float(self.weights(score))


def shipped() -> Calibration:
    """The first calibration, from 40 fingers: an order for a queue until it is fitted again on local fingers."""
    return read(shipped_bytes(), SHIPPED)


def shipped_bytes() -> bytes:
    """The file of the first calibration, as workers elsewhere are given it."""
    return (resources.files(__package__) / "calibrations" / SHIPPED).read_bytes()


def read(content: bytes, file: str) -> Calibration:
    """A calibration from the bytes of its file.

    Raises:
        Malformed: `calibration.unreadable`, `calibration.not-a-number`, `calibration.missing`.
        Refused: `calibration.not-rising`.
    """
    try:
        told: dict[str, Any] = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise Malformed(Fault("calibration.unreadable", file=file)) from None
    wanted = {
        "engine": str, "fitted_on": str, "intercept": float, "linear": float, "square": float,
        "fingers": int, "same": int, "different": int,
    }  # fmt: skip
    lacking = [name for name, kind in wanted.items() if not _is(told.get(name), kind)]
    if lacking:
        raise Malformed.of(Fault("calibration.missing", file=file, column=name) for name in lacking)
    values = {name: kind(told[name]) for name, kind in wanted.items()}
    _rising(values["linear"], values["square"])
    return Calibration(**values, digest=hashlib.sha256(content).hexdigest())


def _is(value: object, kind: type) -> bool:
    if isinstance(value, bool):
        return False
    if kind is float:
        return isinstance(value, int | float) and math.isfinite(value)
    return isinstance(value, kind)


def written(
    scores: Reals, same: NDArray[np.bool_], *, engine: str, fitted_on: str, fingers: int
) -> tuple[bytes, Calibration]:
    """A calibration fitted on labelled scores, as the bytes of its file and read from them.

    Raises:
        Malformed: `calibration.too-few`, where pairs of one kind are lacking.
        Refused: `calibration.not-rising`, where a higher score would weigh less somewhere: look at the labels.
    """
    intercept, linear, square = fitted(scores, same)
    content = "\n".join([
        "# What a score weighs (natural-log likelihood ratio) = intercept + linear x + square x², x = ln(1 + score)",
        f"engine = {_quoted(engine)}",
        f"fitted_on = {_quoted(fitted_on)}",
        f"fingers = {fingers}",
        f"same = {int(same.sum())}",
        f"different = {int((~same).sum())}",
        f"intercept = {intercept:.6f}",
        f"linear = {linear:.6f}",
        f"square = {square:.6f}",
        "",
    ]).encode()  # fmt: skip
    return content, read(content, "calibration")


def _quoted(text: str) -> str:
    """A string of TOML; what cannot stand in one is left out."""
    kept = "".join(letter for letter in text if letter.isprintable())
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'


def fitted(scores: Reals, same: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Intercept and slopes by logistic regression on (x, x²), less the log odds of the pairs it was fitted on."""
    count = int(same.sum())
    if not 0 < count < len(same):
        raise Malformed.because("calibration.too-few", same=count, different=len(same) - count)
    x = np.log1p(scores)
    columns = np.stack([np.ones_like(x), x, x * x], axis=1)
    penalty = np.diag([0.0, PENALTY, PENALTY])
    slopes = np.zeros(3)
    for _ in range(STEPS_MAX):
        likely = 1 / (1 + np.exp(-np.clip(columns @ slopes, -500, 500)))
        gradient = columns.T @ (likely - same) + penalty @ slopes
        curvature = (columns * (likely * (1 - likely))[:, None]).T @ columns + penalty + 1e-12 * np.eye(3)
        step = np.linalg.solve(curvature, gradient)
        slopes = slopes - step * min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-300))
        if np.abs(step).max() < 1e-9:
            break
    intercept, linear, square = (float(one) for one in slopes)
    _rising(linear, square)
    return intercept - math.log(count / (len(same) - count)), linear, square


def _rising(linear: float, square: float) -> None:
    if linear < 0 or square < 0 or linear + square == 0:
        raise Refused(
            Objection("calibration.not-rising", values={"linear": f"{linear:.3f}", "square": f"{square:.3f}"})
        )
