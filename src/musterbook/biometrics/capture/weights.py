"""The network's weights: where set-up keeps them, and that they are the very bytes we measured.

LEADER by R. Cappelli (MIT), as ONNX from a package that `assets.toml` names (MIT); section 5 of biometrics.md. None
of it is in the project. Without them pictures are still taken and sealed; whatever needs points waits.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from musterbook.terms.errors import Refused, Tampered
from musterbook.terms.moves import Objection

PLACE: Final = Path(__file__).parents[1] / "models" / "leader-1.onnx"
SHA256: Final = "da96e1221eea4afdf153997d6c4854ed306c146cfac76046e66cdecc14b2a1bb"


def read(place: Path = PLACE) -> bytes:
    """The weights, compared byte by byte with what was measured.

    Raises:
        Refused: `capture.weights-absent`, which a door says once, and goes on without points.
        Tampered: `capture.weights-altered`; no picture is read by a network nobody measured.
    """
    try:
        content = place.read_bytes()
    except FileNotFoundError:
        raise Refused(Objection("capture.weights-absent", values={"file": place.name})) from None
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise Tampered("capture.weights-altered", file=place.name, found=found[:12], wanted=SHA256[:12])
    return content
