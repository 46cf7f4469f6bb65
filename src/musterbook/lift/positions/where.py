"""Where a carrier is, and how far that is from the way it should be on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Final

EARTH_KM: Final = 6371.0088
"""Mean radius of the Earth (IUGG)."""
Place = tuple[float, float]
"""Degrees north and east (WGS 84)."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """One reading: when a carrier was where; course in degrees from north and speed where the tracker says them."""

    at: datetime
    lat: float
    lon: float
    course: float | None = None
    speed_kmh: float | None = None

    @property
    def place(self) -> Place:
        """Degrees north and east."""
        return self.lat, self.lon


@dataclass(frozen=True, slots=True)
class Way:
    """What a serial is to run: between which places, how, and how many km the road between them is; None in the air."""

    serial: str
    mode: str
    start: Place
    end: Place
    leaves_at: datetime
    arrives_at: datetime
    road_km: float | None = None


def km_between(one: Place, other: Place) -> float:
    """Great-circle distance (haversine)."""
    (lat_a, lon_a), (lat_b, lon_b) = (tuple(map(math.radians, place)) for place in (one, other))
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def off_way_km(place: Place, way: Way) -> float:
    """How far off its way a place is at least.

    In the air: the distance from the straight line. On a road of `road_km`, whose bends nobody wrote down: whoever is
    at most x km off it has at most `road_km` + 2x to its two ends together, so half of what the two distances exceed
    it by is the least he can be off. Without the road's length the straight line is all there is to go by.
    """
    if way.mode == "road" and way.road_km is not None:
        length = max(way.road_km, km_between(way.start, way.end))
        return max(0.0, (km_between(way.start, place) + km_between(place, way.end) - length) / 2)
    return _from_line_km(place, way.start, way.end)


def _from_line_km(place: Place, start: Place, end: Place) -> float:
    """Distance from the line between two places, on a map that keeps distances near the place itself."""
    east = math.cos(math.radians(place[0])) * EARTH_KM * math.pi / 180
    north = EARTH_KM * math.pi / 180
    (ax, ay), (bx, by) = (
        (_turn(lon - place[1]) * east, (lat - place[0]) * north) for lat, lon in (start, end)
    )  # fmt: skip
    dx, dy = bx - ax, by - ay
    along = 0.0 if dx == dy == 0 else min(max(-(ax * dx + ay * dy) / (dx * dx + dy * dy), 0.0), 1.0)
    return math.hypot(ax + along * dx, ay + along * dy)


def _turn(degrees: float) -> float:
    """A difference of longitudes the short way round."""
    return (degrees + 180.0) % 360.0 - 180.0
