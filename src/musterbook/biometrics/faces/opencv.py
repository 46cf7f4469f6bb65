"""Two ONNX files of the operator's through OpenCV: `detector` (FaceDetectorYN) and `recognizer` (FaceRecognizerSF).

OpenCV is not among what this program brings: without it the matcher says so and nothing else changes.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from musterbook.biometrics.capture import pictures
from musterbook.biometrics.engines import Made
from musterbook.biometrics.faces.matcher import Face
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

VERSION: Final = "1"
MODELS: Final = ("detector", "recognizer")
SIDE_MAX: Final = 1280
"""Pixels; a larger picture is made smaller before a face is looked for."""


class OpenCvFaces:
    """Finds one face, turns it upright, and tells its cosine from another's, plus one."""

    def __init__(self, models: Mapping[str, Path], digest: str) -> None:
        """Open both files.

        Raises:
            Refused: `faces.no-opencv`, or `faces.model-absent` where one of the two was not stated.
        """
        for name in MODELS:
            if name not in models:
                raise Refused(Objection("faces.model-absent", values={"model": name}))
        if find_spec("cv2") is None:
            raise Refused(Objection("faces.no-opencv"))
        self._cv: Any = importlib.import_module("cv2")
        self._detector = self._cv.FaceDetectorYN.create(str(models["detector"]), "", (320, 320))
        self._recognizer = self._cv.FaceRecognizerSF.create(str(models["recognizer"]), "")
        self._made = Made("opencv", f"{VERSION} on {self._cv.__version__}", digest)

    @property
    def made(self) -> Made:
        """Name, version and digest of what was stated."""
        return self._made

    def template(self, content: bytes) -> Face | None:
        """The face's numbers; None where not exactly one is found."""
        pictures.read(content)  # within the limits of this program before anybody else's decoder sees it
        image = self._cv.imdecode(np.frombuffer(content, np.uint8), self._cv.IMREAD_COLOR)
        if image is None:
            return None
        height, width = image.shape[:2]
        scale = SIDE_MAX / max(height, width)
        if scale < 1:
            image = self._cv.resize(image, (round(width * scale), round(height * scale)))
            height, width = image.shape[:2]
        self._detector.setInputSize((width, height))
        _, found = self._detector.detect(image)
        if found is None or len(found) != 1:
            return None
        feature = self._recognizer.feature(self._recognizer.alignCrop(image, found[0]))
        return np.asarray(feature, np.float32).reshape(-1).copy()

    def score(self, one: Face, other: Face) -> float:
        """0 for opposite, 2 for equal."""
        length = float(np.linalg.norm(one) * np.linalg.norm(other))
        return 1.0 + float(one @ other) / length if length else 0.0
