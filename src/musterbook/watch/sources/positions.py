"""Positions as weather services write them: a number and a letter for the side of the earth."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

_POSITION: Final = re.compile(r"(\d{1,3}(?:\.\d+)?)([NSEW])")
_TENTHS: Final = re.compile(r"(\d{1,4})([NSEW])")
_HOUR: Final = re.compile(r"\d{10}(?:\d\d)?")


def degrees(text: str) -> float:
    """`17.9N`, `79.0W`: degrees north, or degrees east from -180 to 180. ValueError otherwise."""
    found = _POSITION.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return _turned(float(found[1]), found[2])


def tenths(text: str) -> float:
    """`373N`: 37.3 degrees north; ValueError otherwise."""
    found = _TENTHS.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return _turned(int(found[1]) / 10, found[2])


def hour(text: str) -> datetime:
    """`2023011612`, also with minutes behind it, Zulu. ValueError otherwise."""
    if _HOUR.fullmatch(text) is None:
        raise ValueError(text)
    return datetime.strptime(text.ljust(12, "0"), "%Y%m%d%H%M").replace(tzinfo=UTC)


def _turned(size: float, side: str) -> float:
    northward = side in {"N", "S"}
    if size > (90 if northward else 360):
        raise ValueError(size)
    signed = -size if side in {"S", "W"} else size
    return signed if northward else eastward(signed)


def eastward(degrees_east: float) -> float:
    """The same meridian between -180 and 180; a figure already there is left exactly as it is."""
    return degrees_east if -180 <= degrees_east <= 180 else (degrees_east + 180) % 360 - 180
