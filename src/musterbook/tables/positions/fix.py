"""One position as a file says it, and what is wrong with one that cannot be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.terms.digits import latin_digits
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.times import read_moment

LAT_MOST: Final = 90.0
LON_MOST: Final = 180.0
KMH_MOST: Final = 2_000.0


@dataclass(frozen=True, slots=True)
class Fix:
    """A position: of which carrier, when, where, and course and speed where they are said.

    Attributes:
        carrier: as the file calls it; empty where it does not.
        at: when, with its offset.
        lat, lon: degrees north and east.
        course: degrees from north.
        speed_kmh: km an hour.
        row: where it stands in its file.
    """

    carrier: str
    at: datetime
    lat: float
    lon: float
    course: float | None
    speed_kmh: float | None
    row: int


@dataclass(frozen=True, slots=True)
class Words:
    """A position as words, before it is believed."""

    row: int
    carrier: str = ""
    at: str = ""
    lat: str = ""
    lon: str = ""
    course: str = ""
    speed_kmh: str = ""


def fix_of(words: Words, file: str, carrier: str = "") -> Fix | Fault:
    """The position that words say, or what is wrong; a carrier named by whoever reads goes before the file's."""
    try:
        at = read_moment(latin_digits(words.at.strip()))
    except (Malformed, ValueError):
        return Fault("position.time", file=file, row=words.row, column="at")
    lat, lon = _figure(words.lat), _figure(words.lon)
    if lat is None or abs(lat) > LAT_MOST:
        return Fault("position.place", file=file, row=words.row, column="lat")
    if lon is None or abs(lon) > LON_MOST or (lat == 0 and lon == 0):
        return Fault("position.place", file=file, row=words.row, column="lon")
    course, speed = _figure(words.course), _figure(words.speed_kmh)
    return Fix(
        carrier or words.carrier.strip(), at, lat, lon, course % 360 if course is not None else None,
        speed if speed is not None and 0 <= speed <= KMH_MOST else None, words.row,
    )  # fmt: skip


def _figure(text: str) -> float | None:
    """A finite figure, in whatever digits; None where there is none."""
    try:
        found = float(latin_digits(text.strip()).replace("−", "-"))
    except ValueError:
        return None
    return found if math.isfinite(found) else None
