"""GeoJSON: control areas, places of detention drawn as points or outlines, and grounds that burn or flood.

Rings keep their degrees as they come; whoever measures unwraps them at 180° (`control`), so none is cut there.
A fault names the feature by its number in the file, from 1, because a feature has no line of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.control import Area
from musterbook.watch.sources import cells
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.opening import Opened
from musterbook.watch.sphere import km_between, unit_vectors

DIALECT: Final = "geojson"
FAR_KM: Final = 500.0
"""When everything lies farther than this from every site, its degrees may be swapped, or the file is a wrong one."""

RING_CLOSED: Final = "ring-closed"

Corner = tuple[float, float]
Polygon = tuple[tuple[Corner, ...], ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Dated ground: whose it is, or what happens on it.

    Attributes:
        kind: `control`, or the kind its source gives it, as fire or surge.
        area: where and when; for other kinds than control the name stands as its controller.
        source: who says so.
        confidence: as the source puts it.
        flags: what is odd about it.
    """

    kind: str
    area: Area
    source: str
    confidence: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """A place given as a point, or as an outline whose middle by area counts."""

    name: str
    lat: float
    lon: float
    kind: str
    source: str
    polygons: tuple[Polygon, ...] = ()
    flags: tuple[str, ...] = ()


class _Unfit(Exception):
    def __init__(self, rule: str, column: str) -> None:
        super().__init__(rule)
        self.rule, self.column = rule, column


def looks_like(text: str) -> bool:
    """Whether the file is JSON at all."""
    return text.lstrip()[:1] in {"{", "["}


def read_features(opened: Opened, *, arrived_at: datetime, sites: Iterable[Corner] = ()) -> Loaded[Ground | Spot]:
    """The features of one file.

    Args:
        opened: its letters.
        arrived_at: when this copy got it.
        sites: (degrees north, degrees east) of the sites of the operation; empty: nothing is said of distances.

    Malformed when the file is no GeoJSON, or is cut off.
    """
    good: list[Ground | Spot] = []
    bad: list[Fault] = []
    for number, feature in enumerate(_features(opened), start=1):
        try:
            good.append(_row(feature))
        except _Unfit as unfit:
            bad.append(Fault(unfit.rule, file=opened.file, row=number, column=unfit.column))
    far = (Fault("source.far-from-sites", file=opened.file, values={"km": int(FAR_KM)}),)
    days = [row.area.at.date() for row in good if isinstance(row, Ground)]
    return Loaded(
        file=opened.file,
        dialect=DIALECT,
        digest=opened.digest,
        arrived_at=arrived_at,
        rows=tuple(good),
        quarantined=tuple(bad),
        warnings=(*opened.warnings, *(far if _all_far(good, tuple(sites)) else ())),
        known_through=max(days, default=None),
    )


def _features(opened: Opened) -> list[Any]:
    try:
        told = json.loads(opened.text)
    except (ValueError, RecursionError) as broken:
        raise Malformed(Fault("source.not-json", file=opened.file)) from broken
    if isinstance(told, dict) and told.get("type") == "Feature":
        return [told]
    features = told.get("features") if isinstance(told, dict) else None
    if not isinstance(features, list):
        raise Malformed(Fault("source.no-features", file=opened.file))
    return features


def _row(feature: object) -> Ground | Spot:
    told = feature if isinstance(feature, dict) else {}
    geometry, said = told.get("geometry"), told.get("properties")
    if not isinstance(geometry, dict):
        raise _Unfit("source.cell-empty", "geometry")
    said = said if isinstance(said, dict) else {}
    polygons, odd = _polygons(geometry)
    if not polygons:
        lat, lon = _corner(geometry.get("coordinates"))[::-1]
        return _spot(said, lat, lon, (), odd)
    if "controller" in said:
        return _ground("control", _text(said, "controller", needed=True), said, polygons, odd)
    if "date" in said:
        return _ground(_text(said, "kind", needed=True), _text(said, "name"), said, polygons, odd)
    lat, lon = middle(polygons)
    return _spot(said, lat, lon, polygons, odd)


def _spot(said: Mapping[str, Any], lat: float, lon: float, polygons: tuple[Polygon, ...], odd: tuple[str, ...]) -> Spot:
    return Spot(_text(said, "name"), lat, lon, _text(said, "kind"), _text(said, "source"), polygons, odd)


def _ground(
    kind: str, whose: str, said: Mapping[str, Any], polygons: tuple[Polygon, ...], odd: tuple[str, ...]
) -> Ground:
    """Ground is shown as it was at the day's beginning and known from its end, as decision 0520 has it."""
    at = _day(said)
    area = Area(cells.midnight(at), cells.evening_of(at), whose, polygons)
    return Ground(kind, area, _text(said, "source"), _text(said, "confidence"), odd)


def _polygons(geometry: Mapping[str, Any]) -> tuple[tuple[Polygon, ...], tuple[str, ...]]:
    """The polygons of a geometry, none for a point; and a flag when a ring had to be closed."""
    kind, told = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point":
        return (), ()
    if kind not in {"Polygon", "MultiPolygon"}:
        raise _Unfit("source.cell-unreadable", "geometry")
    parts = [told] if kind == "Polygon" else told
    if not isinstance(parts, list) or not parts or not all(isinstance(part, list) and part for part in parts):
        raise _Unfit("source.cell-unreadable", "coordinates")
    rings = [[_ring(ring) for ring in part] for part in parts]
    closed = all(was_closed for part in rings for _, was_closed in part)
    return tuple(tuple(ring for ring, _ in part) for part in rings), () if closed else (RING_CLOSED,)


def _ring(told: object) -> tuple[tuple[Corner, ...], bool]:
    """A ring, closed, and whether it came closed."""
    corners = tuple(_corner(corner) for corner in told) if isinstance(told, list) else ()
    closed = len(corners) > 1 and corners[0] == corners[-1]
    if len(set(corners)) < 3:
        raise _Unfit("source.cell-unreadable", "coordinates")
    return (corners if closed else (*corners, corners[0])), closed


def _corner(told: object) -> Corner:
    """(degrees east, degrees north)."""
    if not isinstance(told, list) or len(told) < 2:
        raise _Unfit("source.cell-unreadable", "coordinates")
    lon, lat = told[0], told[1]
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in (lon, lat)):
        raise _Unfit("source.cell-unreadable", "coordinates")
    if not -90 <= lat <= 90:
        raise _Unfit(cells.outside("latitude", str(lat)), "coordinates")
    if not -360 <= lon <= 360:
        raise _Unfit("source.degrees-outside", "coordinates")
    return float(lon), float(lat)


def middle(polygons: Iterable[Polygon]) -> Corner:
    """The middle by area, holes taken out, as (degrees north, degrees east); of no area, the mean of the corners."""
    weight = east = north = 0.0
    first = None
    corners: list[Corner] = []
    for polygon in polygons:
        for place, ring in enumerate(polygon):
            first = ring[0][0] if first is None else first
            flat = _unwrapped(ring, near=first)
            corners += flat[:-1]
            area, lon, lat = _shoelace(flat)
            sign = (1 if area > 0 else -1) * (1 if place == 0 else -1)
            weight, east, north = weight + sign * area, east + sign * lon, north + sign * lat
    if abs(weight) < 1e-12:
        east, north = sum(lon for lon, _ in corners), sum(lat for _, lat in corners)
        weight = float(len(corners))
    return north / weight, (east / weight + 180) % 360 - 180


def _unwrapped(ring: tuple[Corner, ...], *, near: float) -> list[Corner]:
    """The ring with every corner within half a turn of the one before, the first one near `near`."""
    flat, last = [], near
    for lon, lat in ring:
        last += (lon - last + 180) % 360 - 180
        flat.append((last, lat))
    return flat


def _shoelace(ring: list[Corner]) -> tuple[float, float, float]:
    """Signed area in square degrees, and the area times its middle, east and north."""
    area = east = north = 0.0
    base_lon, base_lat = ring[0]
    for (x0, y0), (x1, y1) in pairwise((lon - base_lon, lat - base_lat) for lon, lat in ring):
        cross = x0 * y1 - x1 * y0
        area, east, north = area + cross / 2, east + (x0 + x1) * cross / 6, north + (y0 + y1) * cross / 6
    return area, east + base_lon * area, north + base_lat * area


def _text(said: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    text = str(said.get(name) or "").strip()
    if needed and not text:
        raise _Unfit("source.cell-empty", name)
    return text


def _day(said: Mapping[str, Any]) -> date:
    text = _text(said, "date", needed=True)
    try:
        return cells.day(text)
    except ValueError:
        raise _Unfit("source.cell-unreadable", "date") from None


def _all_far(rows: list[Ground | Spot], sites: tuple[Corner, ...]) -> bool:
    return bool(rows) and bool(sites) and not any(_near(row, site) for row in rows for site in sites)


def _near(row: Ground | Spot, site: Corner) -> bool:
    """Whether a corner is near the site, or the site lies within the reach of the corners."""
    lat, lon = site
    if isinstance(row, Spot):
        return _km(row.lat, row.lon, site) <= FAR_KM
    corners = [corner for polygon in row.area.polygons for corner in polygon[0]]
    norths, easts = [north for _, north in corners], [east for east, _ in corners]
    if min(norths) <= lat <= max(norths) and min(easts) <= lon <= max(easts):
        return True
    return any(_km(north, east, site) <= FAR_KM for east, north in corners)


def _km(lat: float, lon: float, site: Corner) -> float:
    return float(km_between(unit_vectors(lat, lon), unit_vectors(*site)))
