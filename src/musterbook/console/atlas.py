"""The map as plain SVG: borders, rivers, places and serials under way, from one file that ships with the program.

It needs neither WebGL nor any asset, prints as it is, and says nothing the table beside it does not say.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Protocol

import orjson

from musterbook.console.labels import Box, Label, placed
from musterbook.console.outlines import path_of
from musterbook.console.source import SerialRow, SiteRow, Situation
from musterbook.words.languages import lettered

BASEMAP: Final = Path(__file__).parent / "static" / "basemap" / "levant.json"
MARGIN_SHARE: Final = 0.24
"""How much wider than the places themselves the map is drawn, on each side."""

NORTH: Final = 39.95
SOUTH: Final = 27.55
WEST: Final = 33.55
EAST: Final = 50.95
"""Where the basemap ends; a map with room for more shows more of the other side."""

Point = tuple[float, float]


class Placed(Protocol):
    """Something that may have a position."""

    @property
    def lat(self) -> float | None:
        """Degrees north."""

    @property
    def lon(self) -> float | None:
        """Degrees east."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place as drawn."""

    site: SiteRow
    x: float
    y: float
    r: float


@dataclass(frozen=True, slots=True)
class Track:
    """A serial under way: from, to, and where it was seen last, or should be now on the straight line between."""

    row: SerialRow
    start: Point
    end: Point
    at: Point


@dataclass(frozen=True, slots=True)
class Atlas:
    """The whole drawing, in px."""

    width: int
    height: int
    land: str
    land_near: str
    provinces: str
    rivers: str
    lakes: str
    dots: tuple[Dot, ...]
    tracks: tuple[Track, ...]
    labels: tuple[Label, ...]
    scale_km: int
    scale_px: float


@dataclass(frozen=True, slots=True)
class Frame:
    """Mercator fitted to a box of longitudes and latitudes: `scale` px a radian, and where its corner lies."""

    width: int
    height: int
    left: float
    top: float
    scale: float

    def at(self, lon: float, lat: float) -> Point:
        """Where a position is drawn."""
        return (
            round((math.radians(lon) - self.left) * self.scale, 1),
            round((self.top - _mercator(lat)) * self.scale, 1),
        )


def frame_for(sites: Sequence[Placed], *, width: int, height: int) -> Frame:
    """The frame that shows all `sites` with a margin; the whole basemap when there is none."""
    known = positions_of(sites)
    lons = [lon for lon, _ in known] or [35.0, 49.0]
    lats = [lat for _, lat in known] or [30.0, 38.0]
    west, east = math.radians(min(lons)), math.radians(max(lons))
    south, north = _mercator(min(lats)), _mercator(max(lats))
    across, up = max(east - west, 0.02), max(north - south, 0.02)
    scale = min(width / (across * (1 + 2 * MARGIN_SHARE)), height / (up * (1 + MARGIN_SHARE)))
    top = (north + south + height / scale) / 2
    left = (west + east - width / scale) / 2
    if _on_basemap(lons, lats):
        top = min(max(top, _mercator(SOUTH) + height / scale), _mercator(NORTH))
        left = min(max(left, math.radians(WEST)), math.radians(EAST) - width / scale)
    return Frame(width, height, left, top, scale)


def atlas_of(
    situation: Situation, *, width: int, height: int, language: str = "en", seen: Mapping[str, Point] | None = None
) -> Atlas:
    """The map of a situation, `width` by `height` px, names in `language` where the basemap has them.

    `seen` has longitude and latitude of carriers by serial, which go before the place where each should be.
    """
    sites = situation.sites
    frame = frame_for(sites, width=width, height=height)
    paths = ground(sites, frame)
    dots = tuple(dot for site in sorted(sites, key=lambda one: -one.in_hand) if (dot := _dot(site, frame)))
    tracks = tuple(_tracks(situation, frame, seen or {}))
    kilometres, pixels = scale_bar(frame)
    return Atlas(
        width=width,
        height=height,
        **paths,
        dots=dots,
        tracks=tracks,
        labels=tuple(_labels(dots, tracks, frame, language)),
        scale_km=kilometres,
        scale_px=pixels,
    )


def _on_basemap(lons: Sequence[float], lats: Sequence[float]) -> bool:
    """Whether the basemap has ground for any of these; elsewhere the places stand on an empty sheet."""
    return any(WEST <= lon <= EAST and SOUTH <= lat <= NORTH for lon, lat in zip(lons, lats, strict=True))


def share_of(row: SerialRow, now: datetime) -> float:
    """How much of a serial's planned time has gone by, 0 to 1."""
    return min(max((now - row.leaves_at) / max(row.arrives_at - row.leaves_at, row.arrives_at.resolution), 0.0), 1.0)


def positions_of(sites: Iterable[Placed]) -> tuple[Point, ...]:
    """Longitude and latitude of each place that has them."""
    return tuple((site.lon, site.lat) for site in sites if site.lon is not None and site.lat is not None)


def ground(sites: Iterable[Placed], frame: Frame) -> dict[str, str]:
    """Land, provinces, rivers and lakes as paths; countries that hold one of the places apart."""
    return _ground(frame, _countries_of(positions_of(sites)))


def towns(frame: Frame, language: str, *, but: Iterable[str] = ()) -> list[tuple[str, str, float, float, float]]:
    """Towns that may be named in a drawing of this size, as wanted labels."""
    named, wanted = set(but), []
    for town in sorted(_basemap()["towns"], key=lambda one: one["rank"]):
        x, y = frame.at(town["x"], town["y"])
        crowded = town["rank"] > (3 if frame.width > 600 else 2)
        if not crowded and 0 <= x <= frame.width and 0 <= y <= frame.height and town["en"] not in named:
            wanted.append(("town", town.get(language) or town["en"], x, y, 4.0))
    return wanted


def scale_bar(frame: Frame) -> tuple[int, float]:
    """A round number of kilometres and how long it is drawn, at the middle of the map."""
    px_a_km = px_per_km(frame)
    kilometres = next((one for one in (10, 20, 50, 100, 200, 500) if one * px_a_km >= 50), 500)
    return kilometres, round(kilometres * px_a_km, 1)


def px_per_km(frame: Frame) -> float:
    """How long a kilometre is drawn, at the middle of the map."""
    middle = 2 * math.atan(math.exp(frame.top - frame.height / frame.scale / 2)) - math.pi / 2
    return frame.scale / (6371 * math.cos(middle))


def _dot(site: SiteRow, frame: Frame) -> Dot | None:
    if site.lon is None or site.lat is None:
        return None
    x, y = frame.at(site.lon, site.lat)
    return Dot(site, x, y, round((9 + 0.55 * math.sqrt(site.in_hand)) / 2, 1))


def _tracks(situation: Situation, frame: Frame, seen: Mapping[str, Point]) -> Iterable[Track]:
    places = {site.id: position for site in situation.sites for position in positions_of([site])}
    for row in situation.serials:
        origin, destination = places.get(row.origin), places.get(row.destination)
        if row.stage != "under-way" or origin is None or destination is None:
            continue
        start, end = frame.at(*origin), frame.at(*destination)
        share = share_of(row, situation.stamp.as_of)
        at = (round(start[0] + (end[0] - start[0]) * share, 1), round(start[1] + (end[1] - start[1]) * share, 1))
        yield Track(row, start, end, frame.at(*seen[row.serial]) if row.serial in seen else at)


def _labels(dots: Sequence[Dot], tracks: Sequence[Track], frame: Frame, language: str) -> list[Label]:
    """Names of places first, then serials, then towns, each only where nothing stands yet."""
    taken = [Box(dot.x - dot.r, dot.y - dot.r, dot.x + dot.r, dot.y + dot.r) for dot in dots]
    taken += [Box(track.at[0] - 7, track.at[1] - 7, track.at[0] + 7, track.at[1] + 7) for track in tracks]
    wanted = [("site", lettered(language, d.site.name, d.site.name_ar), d.x, d.y, d.r + 5) for d in dots]
    wanted += [("serial", f"{t.row.serial} · {t.row.accepted or t.row.seated}", *t.at, 11.0) for t in tracks]
    wanted += towns(frame, language, but=[dot.site.name for dot in dots])
    edges = Box(4, 4, frame.width - 4, frame.height - 26)
    return placed(wanted, taken=taken, within=edges)


@lru_cache(maxsize=32)
def _ground(frame: Frame, near: frozenset[str]) -> dict[str, str]:
    base, sheet = _basemap(), (frame.width, frame.height)
    countries = base["countries"]["features"]
    far = [one["geometry"] for one in countries if one["properties"]["name"] not in near]
    ours = [one["geometry"] for one in countries if one["properties"]["name"] in near]
    drawn = {"land": (far, True), "land_near": (ours, True), "provinces": (base["admin1"]["geometries"], False),
             "rivers": (base["rivers"]["geometries"], False), "lakes": (base["lakes"]["geometries"], True)}  # fmt: skip
    return {
        name: path_of([_on(line, frame) for shape in shapes for line in _lines(shape)], sheet, closed=closed)
        for name, (shapes, closed) in drawn.items()
    }


def _on(line: Iterable[Sequence[float]], frame: Frame) -> list[Point]:
    return [frame.at(lon, lat) for lon, lat, *_ in line]


def _lines(geometry: Mapping[str, Any]) -> list[Any]:
    coordinates = geometry["coordinates"]
    nested = {"LineString": [coordinates], "MultiLineString": coordinates, "Polygon": coordinates}
    return nested.get(geometry["type"]) or [ring for part in coordinates for ring in part]


@lru_cache(maxsize=16)
def _countries_of(positions: tuple[Point, ...]) -> frozenset[str]:
    """Names of the countries that hold a place: drawn lighter, so the operation stands out."""
    return frozenset(
        one["properties"]["name"]
        for one in _basemap()["countries"]["features"]
        if any(_inside(position, line) for position in positions for line in _lines(one["geometry"]))
    )


def _inside(position: Point, ring: Sequence[Sequence[float]]) -> bool:
    """Whether a ray to the east of `position` crosses the ring an odd number of times."""
    x, y = position
    crossings = (
        (a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
    )
    return sum(crossings) % 2 == 1


def _mercator(lat: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


@cache
def _basemap() -> dict[str, Any]:
    """The basemap, read once."""
    read: dict[str, Any] = orjson.loads(BASEMAP.read_bytes())
    return read
