"""What a transaction of others brings of a person: pictures at their own resolution, points, fingers that are missing.

Section 10 of biometrics.md. A picture that is not compressed becomes a PNG. Resolution is the record's: of type 4 the
standard's least or that of 1.011, of types 10 and 14 their own fields; where a record is silent, the picture's own
header or whoever reads it must say.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import PIL.Image

from musterbook.biometrics.engines import DPI, Points
from musterbook.biometrics.interchange.itl import Field, Record
from musterbook.biometrics.positions import FINGERS
from musterbook.terms.errors import Fault

FACE: Final = 0
"""In place of a finger's position: the picture is one of a face."""
UNSAID: Final = -1
LEAST_PER_MM: Final = 19.69
"""Pixels in a millimetre of the standard's least resolution, 500 an inch, which 4.005 = 0 says."""
_PICTURED: Final = {4: 4, 14: 13}
"""The field that says which finger, by type of record."""
_PACKING: Final = {4: 8, 10: 11, 14: 11}
_PLAIN: Final = frozenset({"NONE", "0"})
_UNABLE: Final = {"XX": "amputated", "UP": "not-possible", "SR": "worn"}
"""Codes of 14.018 and 2.084 as ours."""
_OTHERS_BYTES: Final = {1: "L", 3: "RGB"}
"""Bytes of a pixel, and what a picture of such pixels is called."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One picture of a transaction."""

    position: int
    """ANSI/NIST finger or slap; `FACE`."""
    file: str
    """The transaction and the record in it, from 1."""
    content: bytes
    dpi: int | None = None
    """As its record says; None where it says nothing."""


def pictures_of(records: Sequence[Record], file: str) -> tuple[tuple[Picture, ...], tuple[Fault, ...]]:
    """Pictures of fingers, slaps and faces, and what is wrong with those that cannot be taken."""
    found, faults = list[Picture](), list[Fault]()
    for row, record in enumerate(records, 1):
        position = _position(record)
        if not record.data or position is None:
            continue
        if position is UNSAID:
            faults.append(Fault("itl.no-position", file=f"{file} record {row}"))
            continue
        content = _plain_picture(record) if record.text(_PACKING[record.type]) in _PLAIN else record.data
        where = f"{file} record {row}"
        if content is None:
            wanted = record.whole(6) * record.whole(7)
            faults.append(Fault("itl.pixels", file=where, values={"bytes": len(record.data), "wanted": wanted}))
        else:
            found.append(Picture(position, where, content, _dpi(record, records[0])))
    return tuple(found), tuple(faults)


def missing_of(records: Iterable[Record]) -> dict[int, str]:
    """Fingers a transaction says could not be printed, and why, as we say it."""
    said = [items for one in records for number in (18, 84) for items in _unable(one, number)]
    return {
        int(items[0]): _UNABLE.get(items[1], "not-possible") for items in said if len(items) == 2 and items[0].isdigit()
    }


def points_of(records: Iterable[Record]) -> dict[int, Points]:
    """Points of fingers as INCITS 378 has them in type 9 (9.126 to 9.137), at 500 dpi; none of what cannot be read."""
    found = {}
    for record in records:
        position = record.whole(134)
        if record.type == 9 and position in FINGERS and 137 in record.fields:
            points = _points(record)
            if points is not None:
                found[position] = points
    return found


def _position(record: Record) -> int | None:
    """Which finger a picture shows, `UNSAID` where it does not say; None for records of other things."""
    if record.type == 10:
        return FACE if record.text(3).upper() == "FACE" else None
    return record.whole(_PICTURED[record.type]) or UNSAID if record.type in _PICTURED else None


def _dpi(record: Record, head: Record) -> int | None:
    """Pixels an inch of a picture, as its record says."""
    if record.type == 4:
        per_mm = LEAST_PER_MM if record.whole(5) == 0 else _number(head.text(11))
        return round(per_mm * 25.4) if per_mm else None
    scale = {1: 1.0, 2: 2.54}.get(record.whole(8))
    across, down = record.whole(9), record.whole(10)
    if scale is None or not across or across != down:
        return None
    return round(across * scale)


def _plain_picture(record: Record) -> bytes | None:
    """Pixels that are not compressed, as a PNG; None where there are more or fewer than the record says."""
    width, height = record.whole(6), record.whole(7)
    if not width or not height or len(record.data) % (width * height):
        return None
    mode = _OTHERS_BYTES.get(len(record.data) // (width * height))
    if mode is None:
        return None
    out = io.BytesIO()
    PIL.Image.frombytes(mode, (width, height), record.data).save(out, "PNG")
    return out.getvalue()


def _points(record: Record) -> Points | None:
    scale = {1: 1.0, 2: 2.54}.get(record.whole(130))
    across, down = record.whole(131), record.whole(132)
    try:
        rows = np.array([[int(item) for item in items[1:6]] for items in record.fields[137]], np.float64)
    except ValueError:
        return None
    if scale is None or not across or not down or rows.ndim != 2 or rows.shape[1] != 5:
        return None
    x_scale, y_scale = DPI / (across * scale), DPI / (down * scale)
    sure = np.where((rows[:, 4] >= 1) & (rows[:, 4] <= 100), rows[:, 4] / 100, 0.5)
    ending = np.select([rows[:, 3] == 1, rows[:, 3] == 2], [1.0, 0.0], 0.5)
    columns = (rows[:, 0] * x_scale, rows[:, 1] * y_scale, np.radians(2 * rows[:, 2]), ending, sure)
    x, y, direction, ending, confidence = (one.astype(np.float32) for one in columns)
    return Points(
        x, y, direction, ending, confidence, round(record.whole(128) * x_scale), round(record.whole(129) * y_scale)
    )


def _unable(record: Record, number: int) -> Field:
    return record.fields.get(number, ()) if (record.type, number) in {(14, 18), (2, 84)} else ()


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        return 0.0
    return found if 0 < found < 1000 else 0.0
