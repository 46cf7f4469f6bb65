"""The map of the watch: sites by how much is to be done, fighting, dated control areas, rings, and arrivals.

Plain SVG over the same ground as the overview's map. Size says how many are held, colour and shape the rung, so that
nothing rests on colour alone. There is no cone: what is not known to a range is not drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.console.atlas import Frame, frame_for, ground, px_per_km, scale_bar, towns
from musterbook.console.labels import Box, Label, placed
from musterbook.console.watch_rows import RUNGS, AreaShape, IncidentDot, OutlookRow, WatchMap

RINGS_KM: Final = (25, 50)
RECENT_DAYS: Final = 7
LEAST_PX: Final = 3.0
CORNERS: Final = {"none": 0, "watch": 0, "prepare": 3, "ready": 4, "move": 5, "now": 8}
"""Corners of the sign of a rung; none is a circle."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A site as drawn: a circle of `r`, or the path of a shape with corners.

    `arrives` is when wind or fire may come.
    """

    row: OutlookRow
    x: float
    y: float
    r: float
    path: str
    arrives: datetime | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """An incident as drawn, with the circle within which it lies; `recent` within a week."""

    dot: IncidentDot
    x: float
    y: float
    r: float
    within: float
    recent: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """A control area as drawn."""

    area: AreaShape
    path: str


@dataclass(frozen=True, slots=True)
class WatchAtlas:
    """The whole drawing, in px."""

    width: int
    height: int
    land: str
    land_near: str
    provinces: str
    rivers: str
    lakes: str
    grounds: tuple[Ground, ...]
    spots: tuple[Spot, ...]
    rings: tuple[tuple[float, float, float, int], ...]
    signs: tuple[Sign, ...]
    labels: tuple[Label, ...]
    scale_km: int
    scale_px: float


def watch_atlas(
    found: WatchMap, *, layers: Sequence[str], width: int, height: int, language: str,
    named: Mapping[str, str] | None = None,
) -> WatchAtlas:  # fmt: skip
    """The map of the watch with the layers asked for; `named` says sites in the language, by their id."""
    frame = frame_for(found.rows, width=width, height=height)
    signs = tuple(_signs(found, frame, arrivals="arrivals" in layers))
    kilometres, pixels = scale_bar(frame)
    return WatchAtlas(
        width=width,
        height=height,
        **ground(found.rows, frame),
        grounds=tuple(_grounds(found.areas, frame)) if "areas" in layers else (),
        spots=tuple(_spots(found.incidents, frame)) if "incidents" in layers else (),
        rings=tuple(_rings(signs, frame)) if "rings" in layers else (),
        signs=signs,
        labels=tuple(_labels(signs, frame, language, named or {})),
        scale_km=kilometres,
        scale_px=pixels,
    )


def _signs(found: WatchMap, frame: Frame, *, arrivals: bool) -> Iterator[Sign]:
    for row in sorted(found.rows, key=lambda one: (RUNGS.index(one.rung), -(one.people or 0))):
        if row.lat is None or row.lon is None:
            continue
        x, y = frame.at(row.lon, row.lat)
        r = round((11 + 0.55 * math.sqrt(row.people or 0)) / 2, 1)
        yield Sign(row, x, y, r, _shape(x, y, r, CORNERS[row.rung]), found.arrivals.get(row.id) if arrivals else None)


def _shape(x: float, y: float, r: float, corners: int) -> str:
    """A regular shape on its corner; nothing for a circle."""
    turns = [2 * math.pi * at / corners - math.pi / 2 for at in range(corners)]
    points = [f"{x + 1.15 * r * math.cos(turn):.1f},{y + 1.15 * r * math.sin(turn):.1f}" for turn in turns]
    return "M" + "L".join(points) + "Z" if points else ""


def _spots(incidents: Iterable[IncidentDot], frame: Frame) -> Iterator[Spot]:
    px_a_km = px_per_km(frame)
    for dot in sorted(incidents, key=lambda one: -one.age_days):
        x, y = frame.at(dot.lon, dot.lat)
        if 0 <= x <= frame.width and 0 <= y <= frame.height:
            size = LEAST_PX + 0.8 * math.log1p(dot.deaths)
            yield Spot(
                dot, x, y, round(size, 1), round((dot.precision_km or 0) * px_a_km, 1), dot.age_days <= RECENT_DAYS
            )


def _grounds(areas: Iterable[AreaShape], frame: Frame) -> Iterator[Ground]:
    for area in areas:
        rings = ([frame.at(lon, lat) for lon, lat in ring] for ring in area.rings)
        path = "".join("M" + "L".join(f"{x:g},{y:g}" for x, y in ring) + "Z" for ring in rings if len(ring) > 2)
        if path:
            yield Ground(area, path)


def _rings(signs: Iterable[Sign], frame: Frame) -> Iterator[tuple[float, float, float, int]]:
    """Around sites that are watched for a reason: rings around all of them would hide the map."""
    px_a_km = px_per_km(frame)
    for sign in signs:
        if sign.row.rung != "none":
            yield from ((sign.x, sign.y, round(km * px_a_km, 1), km) for km in RINGS_KM)


def _labels(signs: Sequence[Sign], frame: Frame, language: str, named: Mapping[str, str]) -> list[Label]:
    """Names of sites, the most pressing first, then towns, each only where nothing stands yet."""
    taken = [Box(one.x - one.r, one.y - one.r, one.x + one.r, one.y + one.r) for one in signs]
    wanted = [("site", named.get(one.row.id, one.row.name), one.x, one.y, one.r + 5) for one in reversed(signs)]
    wanted += towns(frame, language, but=[one.row.name for one in signs])
    return placed(wanted, taken=taken, within=Box(4, 4, frame.width - 4, frame.height - 26))
