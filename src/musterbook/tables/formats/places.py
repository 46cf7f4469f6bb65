"""Places and carriers on other people's maps: GeoJSON (RFC 7946) and KML 2.2. Never a person.

A mark has a name, a kind and a position, and no field in which a person could stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import orjson

from musterbook.tables.formats.elements import Node, root
from musterbook.tables.formats.stamp import Stamp
from musterbook.terms.times import written

KML: Final = "http://www.opengis.net/kml/2.2"
Kind = Literal["site", "staging", "receiving", "heli", "fixed", "road"]
CARRIERS: Final = ("heli", "fixed", "road")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place, or a carrier where it was last.

    Attributes:
        name: its short name.
        kind: a place's part in the operation, or how a carrier travels.
        lat, lon: degrees north and east (WGS 84).
        at: when a carrier was there; None for a place.
        said: its name in print.
        serial: the serial a carrier runs.
        course: degrees from north; None when not known.
        speed_kmh: None when not known.
    """

    name: str
    kind: Kind
    lat: float
    lon: float
    at: datetime | None = None
    said: str = ""
    serial: str = ""
    course: float | None = None
    speed_kmh: float | None = None

    @property
    def told(self) -> dict[str, str]:
        """What is known of it, in words and figures; what is not known is left out."""
        found = {
            "kind": self.kind, "said": self.said, "serial": self.serial, "at": written(self.at) if self.at else "",
            "course": "" if self.course is None else f"{self.course:g}",
            "speed_kmh": "" if self.speed_kmh is None else f"{self.speed_kmh:g}",
        }  # fmt: skip
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Way:
    """A serial as it is to run: from where to where, as (lat, lon), and when."""

    serial: str
    points: Sequence[tuple[float, float]]
    leaves_at: datetime
    arrives_at: datetime


def geojson(stamp: Stamp, marks: Iterable[Mark], ways: Iterable[Way] = ()) -> bytes:
    """Marks as points and ways as lines, with the stamp as a member of its own."""
    features = [
        _feature(one.name, {"type": "Point", "coordinates": [one.lon, one.lat]}, {"name": one.name, **one.told})
        for one in marks
    ]
    features += [
        _feature(
            way.serial,
            {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in way.points]},
            {
                "name": way.serial, "kind": "way", "leaves": written(way.leaves_at), "arrives": written(way.arrives_at),
            },
        )
        for way in ways
    ]  # fmt: skip
    whole = {"type": "FeatureCollection", "musterbook": stamp.fields, "stamp": stamp.line, "features": features}
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2) + b"\n"


def kml(stamp: Stamp, marks: Iterable[Mark], ways: Iterable[Way] = ()) -> bytes:
    """The same for programs of the earth."""
    whole = root("kml", {"": KML})
    document = whole.under("Document")
    document.say("name", f"{stamp.operation} {stamp.of}".strip())
    document.say("description", stamp.line)
    for mark in marks:
        place = _placemark(document, mark.name, mark.told)
        place.under("Point").say("coordinates", f"{mark.lon:.6f},{mark.lat:.6f}")
    for way in ways:
        place = _placemark(document, way.serial, {"leaves": written(way.leaves_at), "arrives": written(way.arrives_at)})
        line = place.under("LineString")
        line.say("tessellate", "1")
        line.say("coordinates", " ".join(f"{lon:.6f},{lat:.6f}" for lat, lon in way.points))
    return whole.written()


def _feature(name: str, geometry: dict[str, Any], told: dict[str, str]) -> dict[str, Any]:
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": told}


def _placemark(document: Node, name: str, told: dict[str, str]) -> Node:
    """A placemark with its name, its moment and what is known of it; the order is the schema's."""
    place = document.under("Placemark")
    place.say("name", name)
    if "at" in told:
        place.under("TimeStamp").say("when", told["at"])
    extended = place.under("ExtendedData")
    for key, value in told.items():
        extended.under("Data", name=key).say("value", value)
    return place
