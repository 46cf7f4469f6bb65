"""Invented fingers to be sent: a picture of slanted stripes, a few points, and whoever sends them."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from musterbook.biometrics.engines import Image, Points
from musterbook.biometrics.interchange.transactions import Finger, Sent

AT = datetime(2026, 1, 21, 6, 30, tzinfo=UTC)
KNOWN = {
    "name": "الوهمي, سامي", "sex": "male", "born": "1990-05", "retention": "N", "agency": "XX0000000",
    "reason": "invented for a test",
}  # fmt: skip


def stripes(position: int = 1, *, dpi: int = 500) -> Image:
    """Stripes nine pixels apart, at a slant of their own for each position."""
    y, x = np.mgrid[0:200, 0:160]
    slant = 0.3 * position
    waves = np.sin((x * np.cos(slant) + y * np.sin(slant)) * 2 * np.pi / 9)
    return Image((128 + 100 * waves).astype(np.uint8), dpi, position)


def points(count: int = 12, *, sure: float = 0.9, width: int = 160, height: int = 200) -> Points:
    """As many points, each in its place, the first the surest."""
    place = np.arange(count, dtype=np.float32)
    return Points(
        x=(place * 11) % width, y=(place * 17) % height, direction=(place * 0.37) % np.float32(2 * np.pi),
        ending=(place % 2).astype(np.float32), confidence=np.clip(sure - place * 0.001, 0, 1).astype(np.float32),
        width=width, height=height,
    )  # fmt: skip


def sent(*fingers: Finger, **changed: object) -> Sent:
    """A transaction of these fingers from an invented sender."""
    rest: dict[str, object] = {
        "number": "T-1", "at": AT, "sender": "WILLOW", "receiver": "HARBOUR", "known": KNOWN, **changed
    }  # fmt: skip
    return Sent(fingers=fingers, **rest)  # type: ignore[arg-type]  # each value is checked where it is used
