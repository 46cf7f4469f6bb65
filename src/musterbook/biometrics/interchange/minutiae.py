"""Points of fingers as ISO/IEC 19794-2:2005 or ANSI/INCITS 378-2004 records, both ways, every length checked.

Section 10 of biometrics.md. The two differ in the header (length, product, device) and in the step of an angle; points
are the same: place in pixels from the upper left, direction counter-clockwise. What was read can be trusted to lie
inside its picture; extended blocks are passed over, never trusted.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from musterbook.biometrics.engines import DPI, Points
from musterbook.terms.errors import Fault, Malformed

PER_CM: Final = 197
"""Pixels a centimetre at 500 dpi, as these records say it (196.85)."""
AT_MOST: Final = 255
"""Points of one view: their count is one byte."""
SURE_ENOUGH: Final = 0.6
"""Points below this confidence are not exported (section 5)."""
NOT_SAID: Final = 0.5
"""The confidence of a point whose quality is 0, which means that nobody said: the matcher uses it."""

_MAGIC: Final = b"FMR\0 20\0"
_ISO: Final = struct.Struct(">8sIHHHHHBB")
_INCITS: Final = struct.Struct(">8sHHHHHHHHBB")
_INCITS_LONG: Final = struct.Struct(">8sHIHHHHHHHBB")
_VIEW: Final = struct.Struct(">BBBB")
_POINT: Final = struct.Struct(">HHBB")
_ENDING, _BIFURCATION = 1, 2


@dataclass(frozen=True, slots=True)
class Form:
    """One of the two standards."""

    name: str
    step: float
    """Degrees in one step of an angle."""


ISO: Final = Form("ISO/IEC 19794-2:2005", 360 / 256)
INCITS: Final = Form("ANSI/INCITS 378-2004", 2.0)
FORMS: Final = {"iso": ISO, "incits": INCITS}


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One finger of a record."""

    position: int
    """ANSI/NIST finger number; 0 unknown."""
    quality: int
    """0 to 100."""
    points: Points
    impression: int = 0
    """0 live-scan plain, 1 live-scan rolled, 2 and 3 the same not live, 8 swipe."""


def write(views: Iterable[View], form: Form) -> bytes:
    """A record of these fingers; of each at most 255 points, the surest, none below `SURE_ENOUGH`.

    Raises:
        Malformed: there is none, or more than fit (255), or two pictures of different size: one record has one size.
    """
    fingers = tuple(views)
    sizes = {(view.points.width, view.points.height) for view in fingers}
    if not fingers or len(fingers) > AT_MOST:
        raise Malformed.because("minutiae.no-views", count=len(fingers))
    width, height = max(w for w, _ in sizes), max(h for _, h in sizes)
    seen: dict[int, int] = {}
    body = b""
    for view in fingers:
        number = seen.get(view.position, 0)
        seen[view.position] = number + 1
        body += _view_bytes(view, number, form)
    return _header(form, len(body), width, height, len(fingers)) + body


def read(data: bytes) -> tuple[Form, tuple[View, ...]]:
    """The standard a record is of, and its fingers with points at 500 dpi.

    Raises:
        Malformed: it is neither, a length lies, a point is outside the picture, or something is left over.
    """
    form, width, height, across, down, count, at = _read_header(data)
    views = []
    for _ in range(count):
        view, at = _read_view(data, at, form, (width, height), (_scale(across), _scale(down)))
        views.append(view)
    if at != len(data):
        raise Malformed(Fault("minutiae.left-over", values={"count": len(data) - at}))
    return form, tuple(views)


def _header(form: Form, body: int, width: int, height: int, views: int) -> bytes:
    if form is ISO:
        return _ISO.pack(_MAGIC, _ISO.size + body, 0, width, height, PER_CM, PER_CM, views, 0)
    total = _INCITS.size + body
    if total <= 0xFFFF:
        return _INCITS.pack(_MAGIC, total, 0, 0, 0, width, height, PER_CM, PER_CM, views, 0)
    return _INCITS_LONG.pack(
        _MAGIC, 0, _INCITS_LONG.size + body, 0, 0, 0, width, height, PER_CM, PER_CM, views, 0
    )  # fmt: skip


def _view_bytes(view: View, number: int, form: Form) -> bytes:
    points = view.points.best(SURE_ENOUGH)
    kept = min(len(points), AT_MOST)
    out = [_VIEW.pack(view.position, (number & 15) << 4 | view.impression & 15, min(100, max(0, view.quality)), kept)]
    steps = round(360 / form.step)
    for place in range(kept):
        kind = _ENDING if points.ending[place] >= 0.5 else _BIFURCATION
        x = min(view.points.width - 1, max(0, round(float(points.x[place]))))
        y = min(view.points.height - 1, max(0, round(float(points.y[place]))))
        angle = round(float(np.degrees(points.direction[place])) / form.step) % steps
        out.append(
            _POINT.pack(kind << 14 | x, y, angle, max(1, min(100, round(100 * float(points.confidence[place])))))
        )
    return b"".join(out) + b"\0\0"


def _read_header(data: bytes) -> tuple[Form, int, int, int, int, int, int]:
    if len(data) < _ISO.size or data[:8] != _MAGIC:
        raise Malformed(Fault("minutiae.not-a-record"))
    (long_length,) = struct.unpack_from(">I", data, 8)
    (short_length,) = struct.unpack_from(">H", data, 8)
    if long_length == len(data):
        _, _, _, width, height, across, down, count, _ = _ISO.unpack_from(data)
        form, at = ISO, _ISO.size
    elif short_length == len(data) and len(data) >= _INCITS.size:
        _, _, _, _, _, width, height, across, down, count, _ = _INCITS.unpack_from(data)
        form, at = INCITS, _INCITS.size
    elif len(data) >= _INCITS_LONG.size and _INCITS_LONG.unpack_from(data)[1:3] == (0, len(data)):
        _, _, _, _, _, _, width, height, across, down, count, _ = _INCITS_LONG.unpack_from(data)
        form, at = INCITS, _INCITS_LONG.size
    else:
        raise Malformed(Fault("minutiae.lying-length", values={"said": long_length, "are": len(data)}))
    if not (0 < across <= 1000 and 0 < down <= 1000):
        raise Malformed(Fault("minutiae.no-resolution", values={"x": across, "y": down}))
    return form, width, height, across, down, count, at


def _read_view(
    data: bytes, at: int, form: Form, size: tuple[int, int], scales: tuple[float, float]
) -> tuple[View, int]:
    if at + _VIEW.size > len(data):
        raise Malformed(Fault("minutiae.cut-short", values={"at": at}))
    position, kind, quality, count = _VIEW.unpack_from(data, at)
    at += _VIEW.size
    end = at + count * _POINT.size
    if end + 2 > len(data):
        raise Malformed(Fault("minutiae.cut-short", values={"at": at}))
    rows = np.frombuffer(data, np.dtype([("x", ">u2"), ("y", ">u2"), ("a", "u1"), ("q", "u1")]), count, at)
    x, y = (rows["x"] & 0x3FFF).astype(np.int32), (rows["y"] & 0x3FFF).astype(np.int32)
    if count and (int(x.max()) >= size[0] or int(y.max()) >= size[1]):
        raise Malformed(Fault("minutiae.outside-the-picture", values={"position": position}))
    if position > 10 or quality > 100 or (count and (int(rows["q"].max()) > 100 or _too_wide(rows["a"], form))):
        raise Malformed(Fault("minutiae.no-such-value", values={"position": position}))
    points = Points(
        x=(x * scales[0]).astype(np.float32), y=(y * scales[1]).astype(np.float32),
        direction=np.radians(rows["a"] * form.step).astype(np.float32),
        ending=_endings(rows["x"] >> 14),
        confidence=np.where(rows["q"] == 0, NOT_SAID, rows["q"] / 100).astype(np.float32),
        width=round(size[0] * scales[0]), height=round(size[1] * scales[1]),
    )  # fmt: skip
    (extended,) = struct.unpack_from(">H", data, end)
    if end + 2 + extended > len(data):
        raise Malformed(Fault("minutiae.cut-short", values={"at": end}))
    return View(position, quality, points, kind & 15), end + 2 + extended


def _too_wide(angles: np.ndarray, form: Form) -> bool:
    return int(angles.max()) >= round(360 / form.step)


def _endings(kinds: np.ndarray) -> np.ndarray:
    return np.select([kinds == _ENDING, kinds == _BIFURCATION], [1.0, 0.0], 0.5).astype(np.float32)


def _scale(per_cm: int) -> float:
    """From this resolution to 500 dpi; 197 a centimetre is what these records call 500 dpi."""
    return 1.0 if per_cm == PER_CM else DPI / 2.54 / per_cm
