"""The agency's tables and best tracks of `../shared/data/watch/nhc`, for tests and the benchmark."""

from __future__ import annotations

import csv
import gzip
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from musterbook.watch.storms import Advisory, ProbabilityRow, Radii, Track, TrackPoint

NHC = Path(__file__).parents[2] / "../shared/data/watch/nhc"
PROBABILITY_COLUMNS = ("Wind12", "Wind24Cum", "Wind36Cum", "Wind48Cum", "Wind72Cum", "Wind96Cum", "Wind120Cum")
Key = tuple[str, str]


def lines_of(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of one table of the folder."""
    with gzip.open(folder / f"{name}_1998_2014.csv.gz", "rt", newline="") as file:
        yield from csv.DictReader(file)


def key_of(line: dict[str, str]) -> Key:
    """Storm and advisory."""
    return line["Key"], line["Adv"]


def moment_of(text: str) -> datetime:
    """A moment of the tables, which are in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def number_of(text: str) -> float:
    """A figure; blank is not a number."""
    return float(text) if text not in {"", "NA"} else math.nan


def radii_of(line: dict[str, str]) -> Radii:
    """Of one row; a quadrant left blank has none of that wind."""
    return Radii(
        *(0.0 if math.isnan(number_of(line[name])) else number_of(line[name]) for name in ("NE", "SE", "SW", "NW"))
    )


def advisories(folder: Path, since: int) -> dict[Key, Advisory]:
    """By storm and number, of the years from `since` on; of a doubled one the first."""
    now_radii = {key_of(line): radii_of(line) for line in lines_of(folder, "wr") if line["WindField"] == "34.0"}
    then_radii = {
        (*key_of(line), line["FcstDate"]): radii_of(line)
        for line in lines_of(folder, "fcst_wr")
        if line["WindField"] == "34.0"
    }
    ahead: dict[Key, list[TrackPoint]] = defaultdict(list)
    for line in lines_of(folder, "fcst"):
        if not math.isnan(number_of(line["Lat"])):
            ahead[key_of(line)].append(
                point_of(line, line["FcstDate"], then_radii.get((*key_of(line), line["FcstDate"])))
            )
    found: dict[Key, Advisory] = {}
    for line in lines_of(folder, "adv"):
        key = key_of(line)
        if int(line["Key"][-4:]) >= since and not math.isnan(number_of(line["Lat"])):
            centre = point_of(line, line["Date"], now_radii.get(key))
            found.setdefault(key, Advisory(*key, moment_of(line["Date"]), centre, tuple(ahead[key])))
    return found


def point_of(line: dict[str, str], when: str, radii: Radii | None) -> TrackPoint:
    """A row of the track, or of its forecast."""
    wind = number_of(line["Wind"])
    return TrackPoint(moment_of(when), float(line["Lat"]), float(line["Lon"]), 0.0 if math.isnan(wind) else wind, radii)


def probabilities(folder: Path) -> dict[Key, list[ProbabilityRow]]:
    """Of 34-knot wind, for all points the agency names, as shares of 1."""
    found: dict[Key, list[ProbabilityRow]] = defaultdict(list)
    for line in lines_of(folder, "wndprb"):
        if line["Wind"] == "34.0":
            chances = tuple(number_of(line[name]) / 100 for name in PROBABILITY_COLUMNS)
            found[key_of(line)].append(ProbabilityRow(*key_of(line), line["Location"], chances))
    return found


def best_tracks(folder: Path, since: int) -> dict[str, Track]:
    """By storm, of the years from `since` on."""
    tracks: dict[str, Track] = {}
    with gzip.open(folder / "hurdat2_atlantic_1970_2014.txt.gz", "rt") as file:
        for line in file:
            cells = [cell.strip() for cell in line.split(",")]
            if cells[0].startswith("AL"):
                head, points = cells, []
                left = int(cells[2])
                continue
            points.append(settled(cells))
            left -= 1
            if not left and int(head[0][-4:]) >= since:
                tracks[head[0]] = Track(head[0], head[1], tuple(points))
    return tracks


def settled(cells: Sequence[str]) -> TrackPoint:
    """One row of a best track."""
    at = datetime.strptime(cells[0] + cells[1], "%Y%m%d%H%M").replace(tzinfo=UTC)
    lat = float(cells[4][:-1]) * (-1 if cells[4].endswith("S") else 1)
    lon = float(cells[5][:-1]) * (-1 if cells[5].endswith("W") else 1)
    radii = [float(cell) for cell in cells[8:12]]
    return TrackPoint(at, lat, lon, float(cells[6]), None if min(radii) < 0 else Radii(*radii))
