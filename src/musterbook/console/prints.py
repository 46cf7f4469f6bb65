"""Prints as a page shows them: each side's picture as a data address, in pixels at 500 dpi, with what was paired."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable

from PIL import Image

from musterbook.biometrics.capture import pictures
from musterbook.biometrics.engines import DPI
from musterbook.console.identity_rows import FingerPair, Side
from musterbook.operation.examining import OpenedFinger


def shown(fingers: Iterable[OpenedFinger]) -> tuple[FingerPair, ...]:
    """Opened fingers ready for a page.

    Raises:
        Malformed: a picture cannot be read any more.
    """
    return tuple(
        FingerPair(
            one.left_position,
            _side(one.left, tuple((x, y) for x, y, _, _ in one.paired)),
            _side(one.right, tuple((x, y) for _, _, x, y in one.paired)),
        )
        for one in fingers
    )


def _side(content: bytes, points: tuple[tuple[float, float], ...]) -> Side:
    picture = pictures.read(content)
    height, width = picture.pixels.shape
    scale = DPI / (picture.dpi or DPI)
    out = io.BytesIO()
    Image.fromarray(picture.pixels).save(out, "PNG")
    address = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    return Side(address, round(width * scale), round(height * scale), points)
