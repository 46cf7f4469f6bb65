"""NMEA 0183: the sentences of a receiver. RMC says when and where; what else it says is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from operator import xor
from typing import Final

from musterbook.tables.positions.fix import Words
from musterbook.terms.errors import Fault

KMH_A_KNOT: Final = 1.852
_SENTENCE: Final = re.compile(r"\$([A-Z]{2})([A-Z]{3}),([^*$]*)\*([0-9A-Fa-f]{2})")
_RMC_FIELDS: Final = 9


def sentences(text: str, file: str) -> Iterator[Words | Fault]:
    """Each position of a log of sentences; a fault for each whose checksum is wrong. A void one says nothing."""
    for row, line in enumerate(text.splitlines(), start=1):
        match = _SENTENCE.search(line)
        if match is None:
            if line.strip():
                yield Fault("position.sentence", file=file, row=row)
            continue
        talker, kind, said, checksum = match.groups()
        if reduce(xor, f"{talker}{kind},{said}".encode(), 0) != int(checksum, 16):
            yield Fault("position.checksum", file=file, row=row)
        elif kind == "RMC":
            yield from _rmc(said.split(","), row)


def _rmc(fields: list[str], row: int) -> Iterator[Words]:
    """hhmmss.ss, A or V, ddmm.mm, N or S, dddmm.mm, E or W, knots, course, ddmmyy."""
    if len(fields) < _RMC_FIELDS or fields[1] != "A":
        return
    hour, _, lat, north, lon, east, knots, course, day = fields[:_RMC_FIELDS]
    at = f"20{day[4:6]}-{day[2:4]}-{day[:2]}T{hour[:2]}:{hour[2:4]}:{hour[4:6]}Z"
    speed = f"{float(knots) * KMH_A_KNOT:.1f}" if re.fullmatch(r"\d+(\.\d*)?", knots) else ""
    yield Words(
        row, at=at, lat=_degrees(lat, south=north == "S"), lon=_degrees(lon, south=east == "W"), course=course,
        speed_kmh=speed,
    )  # fmt: skip


def _degrees(text: str, *, south: bool) -> str:
    """Degrees from degrees and minutes run together; empty when they are none."""
    match = re.fullmatch(r"(\d{1,3})(\d\d\.\d+|\d\d)", text)
    if match is None:
        return ""
    return f"{'-' if south else ''}{int(match[1]) + float(match[2]) / 60:.7f}"
