"""GPX tracks and Cursor on Target messages: XML from a stranger, read without entities, without a network, bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]  # the library has no types

from musterbook.tables.positions.fix import Words
from musterbook.terms.errors import Fault, Malformed

_MESSAGE: Final = re.compile(rb"<event\b.*?(?:</event\s*>|/>(?=\s*(?:<event|<\?xml|$)))", re.DOTALL)
_PS: Final = 3.6
"""km an hour in a metre a second."""


def gpx(content: bytes, file: str) -> Iterator[Words]:
    """Each point of each track: its place, its time, and the track's name as the carrier's.

    Malformed: it is no XML, or declares entities.
    """
    root = _tree(content, file)
    for track in root.iter("{*}trk", "{*}rte"):
        name = track.findtext("{*}name", default="")
        for point in track.iter("{*}trkpt", "{*}rtept"):
            yield Words(
                point.sourceline or 0, carrier=name or "", at=point.findtext("{*}time", default=""),
                lat=point.get("lat", ""), lon=point.get("lon", ""), course=point.findtext(".//{*}course", default=""),
                speed_kmh=_kmh(point.findtext(".//{*}speed", default="")),
            )  # fmt: skip


def cursor(content: bytes, file: str) -> Iterator[Words | Fault]:
    """Each message of a stream: its point, when it was there, and its call sign as the carrier's."""
    row = 1
    reached = 0
    for match in _MESSAGE.finditer(content):
        row += content.count(b"\n", reached, match.start())
        reached = match.start()
        try:
            one = _tree(match.group(), file)
        except Malformed:
            yield Fault("position.message", file=file, row=row)
            continue
        point, contact, track = one.find("{*}point"), one.find("{*}detail/{*}contact"), one.find("{*}detail/{*}track")
        if point is None:
            yield Fault("position.place", file=file, row=row, column="point")
            continue
        yield Words(
            row, carrier=contact.get("callsign", "") if contact is not None else one.get("uid", ""),
            at=one.get("start") or one.get("time", ""), lat=point.get("lat", ""), lon=point.get("lon", ""),
            course=track.get("course", "") if track is not None else "",
            speed_kmh=_kmh(track.get("speed", "")) if track is not None else "",
        )  # fmt: skip


def _kmh(metres_a_second: str) -> str:
    try:
        return f"{float(metres_a_second) * _PS:.1f}"
    except ValueError:
        return ""


def _tree(content: bytes, file: str) -> Any:  # noqa: ANN401  the library has no types
    """The root of a file that declares nothing; Malformed for any other."""
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise Malformed(Fault("position.markup", file=file))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Malformed(Fault("position.markup", file=file, row=error.lineno or None)) from None
