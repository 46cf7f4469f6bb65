"""How far the nearest hostile ground is, how fast it comes nearer and when it may arrive, from dated control areas.

Nothing here is read from incidents: lethal fighting near a place is not called the front (watch.md section 10).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import NormalDist, median
from typing import Final

import numpy as np
from numpy.typing import NDArray

from musterbook.watch.sphere import EARTH_KM, unit_vectors

Ring = Sequence[tuple[float, float]]
"""Corners as (degrees east, degrees north), in order round; closed or not."""
WINDOW_DAYS: Final = 14
WINDOW_DAYS_IF_DAILY: Final = 7
_PIECE_DEGREES: Final = 0.1
"""Edges are cut this short, so that a straight piece lies within 3 m of the line between degrees it stands for."""
_NORMAL: Final = NormalDist()
_TENTH: Final = -_NORMAL.inv_cdf(0.1)


@dataclass(frozen=True, slots=True)
class Area:
    """Ground in somebody's hands on a day.

    Attributes:
        at: the moment it shows.
        known_at: when this copy could first have known it.
        controller: whose ground it is.
        polygons: each one outer ring and the rings of its holes. None may lie round a pole.
    """

    at: datetime
    known_at: datetime
    controller: str
    polygons: tuple[tuple[Ring, ...], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The nearest edge of hostile ground as one site sees it.

    Attributes:
        distance_km: how far it is in the newest areas; 0 where the site lies inside.
        speed_km_per_day: how much nearer it comes each day; None where only one day is known. Below 0: it withdraws.
        at: the moment the newest areas show.
    """

    distance_km: float
    speed_km_per_day: float | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """When the line may arrive: lognormal, in days from now.

    Attributes:
        median_days: as likely sooner as later.
        sigma: its spread in logarithms.
    """

    median_days: float
    sigma: float

    @property
    def early_days(self) -> float:
        """One time in ten it comes sooner."""
        return self.median_days * math.exp(-_TENTH * self.sigma)

    @property
    def late_days(self) -> float:
        """One time in ten it comes later."""
        return self.median_days * math.exp(_TENTH * self.sigma)

    def chance(self, days: float) -> float:
        """The chance that it comes within so many days; 0 for none."""
        if days <= 0:
            return 0.0
        return _NORMAL.cdf((math.log(days) - math.log(self.median_days)) / self.sigma)


def line(areas: Iterable[Area], *, lat: float, lon: float, hostile: Collection[str], now: datetime) -> Line | None:
    """The line as a site at `lat`, `lon` (degrees) knows it now; None when the newest areas show no hostile ground.

    Areas of the same moment are one picture. A picture without hostile ground says nothing about a distance.
    """
    pictures: dict[datetime, list[Area]] = {}
    for area in areas:
        if area.known_at <= now and area.at <= now:
            pictures.setdefault(area.at, []).append(area)
    seen: list[tuple[datetime, float]] = []
    newest: float | None = None
    for at in sorted(pictures):
        ground = [polygon for area in pictures[at] if area.controller in hostile for polygon in area.polygons]
        newest = distance_km(lat, lon, ground)
        if newest is not None:
            seen.append((at, newest))
    if newest is None:
        return None
    return Line(newest, speed_km_per_day(seen), seen[-1][0])


def distance_km(lat: float, lon: float, polygons: Iterable[Sequence[Ring]]) -> float | None:
    """Kilometres from a place to the nearest edge; 0 inside one of the polygons, None where there is none."""
    nearest: float | None = None
    for rings in polygons:
        outlines = [_outline(ring, lon) for ring in rings if len(ring) > 2]
        if not outlines:
            continue
        if _inside(lat, outlines):
            return 0.0
        least = min(_to_edges_km(lat, outline) for outline in outlines)
        nearest = least if nearest is None else min(nearest, least)
    return nearest


def speed_km_per_day(seen: Sequence[tuple[datetime, float]]) -> float | None:
    """The median, over the last days between pictures, of how much nearer hostile ground came in a day.

    `seen` is (moment, kilometres), oldest first. Distances between two pictures lie on a straight line. The days
    counted are the last 14 before the newest picture, 7 where there is one picture a day. None with fewer than two.
    """
    if len(seen) < 2:
        return None
    newest, oldest = seen[-1][0], seen[0][0]
    gaps = [after - before for (before, _), (after, _) in pairwise(seen) if after > newest - timedelta(WINDOW_DAYS)]
    window = WINDOW_DAYS_IF_DAILY if max(gaps) <= timedelta(1) else WINDOW_DAYS
    days = min(window, max(1, (newest - oldest) // timedelta(1)))
    moments = [max(oldest, newest - timedelta(day)) for day in range(days, -1, -1)]
    at = [(moment - oldest) / timedelta(1) for moment in moments]
    distances = np.interp(at, [(moment - oldest) / timedelta(1) for moment, _ in seen], [km for _, km in seen])
    drops = [(distances[i] - distances[i + 1]) / (at[i + 1] - at[i]) for i in range(len(at) - 1) if at[i + 1] > at[i]]
    return float(median(drops))


def arrival(line: Line, *, margin_km: float, speed_min: float, days_min: float, sigma: float) -> Arrival | None:
    """When a line may come within the margin of the site; None where it is not closing or its speed is not known."""
    speed = line.speed_km_per_day
    if speed is None or speed <= speed_min:
        return None
    return Arrival(max(max(line.distance_km - margin_km, 0.0) / speed, days_min), sigma)


def _outline(ring: Ring, lon: float) -> NDArray[np.float64]:
    """A closed ring with degrees east counted from the site and unwrapped, so that 180° is no edge."""
    corners = np.asarray(ring, dtype=np.float64)
    east = np.unwrap(corners[:, 0] - lon, period=360.0)
    east -= 360.0 * np.round(east.mean() / 360.0)
    outline = np.column_stack((east, corners[:, 1]))
    return outline if (outline[0] == outline[-1]).all() else np.vstack((outline, outline[:1]))


def _inside(lat: float, outlines: Iterable[NDArray[np.float64]]) -> bool:
    """Whether the site, at 0° east of itself, lies in the outer ring and in none of its holes: even and odd."""
    crossed = 0
    for outline in outlines:
        east, north = outline.T
        spans = (north[:-1] > lat) != (north[1:] > lat)
        rise = np.where(spans, north[1:] - north[:-1], 1.0)
        at = east[:-1] + (lat - north[:-1]) / rise * (east[1:] - east[:-1])
        crossed += int(np.count_nonzero(spans & (at > 0)))
    return crossed % 2 == 1


def _to_edges_km(lat: float, outline: NDArray[np.float64]) -> float:
    """Kilometres from the site to the nearest point of an outline, along the ground."""
    site = unit_vectors(lat, 0.0)
    east, north = np.vstack(list(_cut(outline))).T
    corners = unit_vectors(north, east)
    start, step = corners[:-1], np.diff(corners, axis=0)
    squared = np.einsum("ij,ij->i", step, step)
    along = np.einsum("ij,ij->i", site - start, step) / np.where(squared > 0, squared, 1.0)
    nearest = start + np.clip(along, 0.0, 1.0)[:, None] * step
    nearest /= np.linalg.norm(nearest, axis=1)[:, None]
    chord = float(np.linalg.norm(nearest - site, axis=1).min())
    return 2 * EARTH_KM * math.asin(min(1.0, chord / 2))


def _cut(outline: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    """Every edge in pieces, each without its end; the end of the last edge comes last."""
    for start, end in pairwise(outline):
        pieces = max(1, math.ceil(float(np.abs(end - start).max()) / _PIECE_DEGREES))
        yield start + np.arange(pieces)[:, None] / pieces * (end - start)
    yield outline[-1:]
