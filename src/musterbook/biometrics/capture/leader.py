"""LEADER: the network that finds the points of a print, run by onnxruntime on one thread.

Section 5 of biometrics.md. It looks at the whole picture as it is; where that is not at 500 dpi the points are moved,
not the picture resampled (decision 0750). It is run in fewer steps than its file has (`fused`, decision 0753).
"""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.capture import weights
from musterbook.biometrics.capture.fused import fused
from musterbook.biometrics.engines import DPI, Image, Made, Points
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

VERSION: Final = "1"
CONFIDENCE_MIN: Final = 0.1
"""Points less sure than this are not kept."""
STRIDE: Final = 32
"""The network halves a picture five times; sides are a multiple of this."""


class Leader:
    """An `engines.Extractor`. Opening it takes a tenth of a second; one may serve many pictures, in one thread."""

    def __init__(self, place: Path = weights.PLACE) -> None:
        """Open the network.

        Raises:
            Refused: `capture.weights-absent` or `capture.no-runner`, where it is not on this machine.
            Tampered: `capture.weights-altered`.
        """
        content = weights.read(place)
        if find_spec("onnxruntime") is None:
            raise Refused(Objection("capture.no-runner", values={"package": "onnxruntime"}))
        self._session = _session(content)
        self._made = Made("leader", VERSION, weights.SHA256)

    @property
    def made(self) -> Made:
        """Name, version and digest of the weights."""
        return self._made

    def points(self, image: Image) -> Points:
        """The points of a picture, at 500 dpi, all of confidence 0.1 or more, the surest first.

        Raises:
            Malformed: `capture.no-numbers` where the network answers with what is no number.
        """
        height, width = image.pixels.shape
        padded, top, left = _padded(image.pixels)
        (answer,) = self._session.run(None, {"input": padded.astype(np.float32)[np.newaxis, :, :, np.newaxis]})
        maps: NDArray[np.float32] = answer[0, top : top + height, left : left + width]
        if not np.isfinite(maps).all():
            raise Malformed.because("capture.no-numbers")
        rows, columns = np.nonzero(maps[..., 3] >= CONFIDENCE_MIN)
        found = maps[rows, columns]
        scale = DPI / image.dpi
        return Points(
            x=(columns * scale).astype(np.float32),
            y=(rows * scale).astype(np.float32),
            direction=found[:, 1],
            ending=found[:, 2],
            confidence=found[:, 3],
            width=round(width * scale),
            height=round(height * scale),
        ).best(CONFIDENCE_MIN)


def _session(content: bytes) -> Any:  # noqa: ANN401  onnxruntime comes without types
    runtime = importlib.import_module("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return runtime.InferenceSession(fused(content), options, providers=["CPUExecutionProvider"])


def _padded(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int, int]:
    """The picture in the middle of sides the network can halve, and where it begins: row, column."""
    height, width = pixels.shape
    rows, columns = -height % STRIDE, -width % STRIDE
    top, left = rows // 2, columns // 2
    edges = ((top, rows - top), (left, columns - left))
    return np.pad(pixels, edges, constant_values=pixels[0, 0]), top, left
