"""Kept points: the minutiae of a sitting as bytes to be sealed, and back, the same to the last bit.

`MBP1`, then for each finger: position (1 byte), count, width, height (2 bytes each, little-endian), then x, y,
direction, ending and confidence, `count` floats of 4 bytes each. Whoever opens these can draw a print: they are sealed
like a picture (biometrics.md section 12).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

import numpy as np

from musterbook.biometrics.engines import Points
from musterbook.terms.errors import Malformed

MAGIC: Final = b"MBP1"
_HEAD: Final = struct.Struct("<BHHH")
_FIELDS: Final = ("x", "y", "direction", "ending", "confidence")


def write_points(fingers: Mapping[int, Points]) -> bytes:
    """The points of a sitting, by position."""
    parts = [MAGIC]
    for position in sorted(fingers):
        points = fingers[position]
        parts.append(_HEAD.pack(position, len(points), points.width, points.height))
        parts += (np.asarray(getattr(points, name), "<f4").tobytes() for name in _FIELDS)
    return b"".join(parts)


def read_points(raw: bytes) -> dict[int, Points]:
    """The points of a sitting, by position.

    Raises:
        Malformed: these are no kept points, or they were cut off.
    """
    if not raw.startswith(MAGIC):
        raise Malformed.because("biometrics.no-points")
    at = len(MAGIC)
    fingers: dict[int, Points] = {}
    while at < len(raw):
        if at + _HEAD.size > len(raw):
            raise Malformed.because("biometrics.no-points")
        position, count, width, height = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        if at + 4 * count * len(_FIELDS) > len(raw):
            raise Malformed.because("biometrics.no-points")
        columns = np.frombuffer(raw, "<f4", count * len(_FIELDS), at).reshape(len(_FIELDS), count).astype(np.float32)
        x, y, direction, ending, confidence = columns
        fingers[position] = Points(x, y, direction, ending, confidence, width, height)
        at += 4 * count * len(_FIELDS)
    return fingers
