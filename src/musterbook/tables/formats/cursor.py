"""Cursor on Target: places and carriers for the map that escorts and air liaison already look at. Never a person.

One message a line, as a server of such maps takes them from a stream; each says by itself whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from musterbook.tables.formats.elements import Node, root
from musterbook.tables.formats.places import CARRIERS, Mark
from musterbook.tables.formats.stamp import Stamp

TYPES: Final[Mapping[str, str]] = {
    "site": "a-n-G-I", "staging": "a-n-G-I-B-A", "receiving": "a-n-G-I", "heli": "a-f-A-M-H", "fixed": "a-f-A-M-F",
    "road": "a-f-G-E-V",
}  # fmt: skip
"""Kind → type in the tree of MIL-STD-2525: installations, an airfield, rotary and fixed wing, a vehicle."""
STALE_AFTER: Final = {True: timedelta(minutes=15), False: timedelta(days=1)}
"""A carrier's mark fades after a quarter of an hour, a place's after a day."""
NOT_KNOWN: Final = "9999999.0"


def cursor_on_target(stamp: Stamp, marks: Iterable[Mark]) -> bytes:
    """Marks as messages, one a line."""
    return b"".join(_message(stamp, mark).line() for mark in marks)


def _message(stamp: Stamp, mark: Mark) -> Node:
    moves = mark.kind in CARRIERS
    at = mark.at or stamp.as_of
    one = root(
        "event", {}, version="2.0", uid=f"musterbook.{stamp.operation}.{mark.name}".replace(" ", "-"),
        type=TYPES[mark.kind], how="m-g" if mark.at else "h-g-i-g-o",
        time=_zulu(stamp.as_of), start=_zulu(at), stale=_zulu(at + STALE_AFTER[moves]),
    )  # fmt: skip
    one.under("point", lat=f"{mark.lat:.6f}", lon=f"{mark.lon:.6f}", hae=NOT_KNOWN, ce=NOT_KNOWN, le=NOT_KNOWN)
    detail = one.under("detail")
    detail.under("contact", callsign=mark.serial or mark.said or mark.name)
    if mark.course is not None or mark.speed_kmh is not None:
        speed = (mark.speed_kmh or 0.0) / 3.6
        detail.under("track", course=f"{mark.course or 0.0:.1f}", speed=f"{speed:.2f}")
    detail.say("remarks", stamp.line, source="musterbook")
    return one


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
