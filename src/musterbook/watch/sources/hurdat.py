"""HURDAT2, the agency's settled best tracks: a line for each storm and the lines of its points below it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.sources.cells import cells_of, known
from musterbook.watch.sources.grid import ends_well
from musterbook.watch.sources.loaded import Loaded, loaded_of
from musterbook.watch.sources.opening import Opened
from musterbook.watch.sources.positions import degrees, hour
from musterbook.watch.storms import Radii, Track, TrackPoint

DIALECT: Final = "hurdat2"
SYNOPTIC_HOURS: Final = (0, 6, 12, 18)
QUADRANTS: Final = 4
_HEADER_CELLS: Final = 3
_ROW_CELLS_MIN: Final = 12


@dataclass(slots=True)
class _Storm:
    """A storm as it stands in the file: how many lines it announces, how many it has, and those that can be read."""

    storm: str
    name: str
    announced: int | None
    lines: int = 0
    points: list[TrackPoint] = field(default_factory=list)


def looks_like(text: str) -> bool:
    """Whether the first line that is not blank announces a storm."""
    return _announced(cells_of(text.lstrip().partition("\n")[0])) is not None


def read_tracks(opened: Opened, *, arrived_at: datetime) -> Loaded[Track]:
    """The storms of the file in its order, their points in order of time.

    -99 and -999 stand for: not known (watch.md section 14). Radii are given where all four quadrants of the 34-knot
    wind are. A line that cannot be read is put aside and the storm goes on without it; storms with fewer or more lines
    than they announce are kept and warned about.

    Malformed when no storm stands in the file.
    """
    bad: list[Fault] = []
    storms = _storms(opened, bad)
    if not storms:
        raise Malformed(Fault("source.no-storm", file=opened.file))
    short = sum(one.announced != one.lines for one in storms)
    warning = (Fault("source.storm-short", file=opened.file, values={"storms": short}),) if short else ()
    tracks = tuple(Track(one.storm, one.name, tuple(sorted(one.points, key=lambda each: each.at))) for one in storms)
    return loaded_of(
        opened, DIALECT, tracks, arrived_at=arrived_at, bad=bad, warnings=(*ends_well(opened), *warning),
        known_through=max((point.at.date() for track in tracks for point in track.points), default=None),
    )  # fmt: skip


def off_hour(point: TrackPoint) -> bool:
    """Whether a point stands between the six-hourly ones, as landfalls and peaks do."""
    return point.at.hour not in SYNOPTIC_HOURS or point.at.minute != 0


def _storms(opened: Opened, bad: list[Fault]) -> list[_Storm]:
    storms: list[_Storm] = []
    for number, line in enumerate(opened.text.splitlines(), start=1):
        cells = cells_of(line)
        if not any(cells):
            continue
        announced = _announced(cells)
        if announced is not None:
            storms.append(announced)
            continue
        try:
            point = _point(cells)
            storms[-1].points.append(point)
        except (ValueError, IndexError, OverflowError):
            bad.append(Fault("source.line-unreadable", file=opened.file, row=number))
        if storms:
            storms[-1].lines += 1
    return storms


def _announced(cells: list[str]) -> _Storm | None:
    """The storm that a line announces (`AL092011, IRENE, 39,`); None for any other line."""
    if (
        not cells[0][:2].isalpha()
        or not cells[0][2:].isdecimal()
        or len(cells[0]) != len("AL092011")
        or len([one for one in cells if one]) > _HEADER_CELLS
    ):
        return None
    name, count = (*cells[1:3], "", "")[:2]
    return _Storm(cells[0].upper(), name, int(count) if count.isdecimal() else None)


def _point(cells: list[str]) -> TrackPoint:
    if len(cells) < _ROW_CELLS_MIN:
        raise ValueError(len(cells))
    at, lat, lon, wind_kt = hour(cells[0] + cells[1]), degrees(cells[4]), degrees(cells[5]), known(cells[6])
    radii_nmi = [radius for radius in map(known, cells[8:12]) if radius is not None]
    return TrackPoint(at, lat, lon, wind_kt, Radii(*radii_nmi) if len(radii_nmi) == QUADRANTS else None)
