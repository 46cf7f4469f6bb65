"""Storm outlooks beside what came, row by row, for `scoring` to judge; for tests and the benchmark.

A row is one advisory and one point the wind has not reached yet; advisories with the centre in 10–35 N and 60–100 W for
which the agency printed any probability. The outcome is the first hour within the best track's 34-knot radius.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from musterbook.watch.sources.agency_tables import TableRow, advisories
from musterbook.watch.sources.storm_reading import read_agency_table, read_best_tracks
from musterbook.watch.sphere import Numbers
from musterbook.watch.storm_runs import RUNS, Errors
from musterbook.watch.storms import Advisory, Place, ProbabilityRow, Track, WindOutlook, onset, wind_outlooks

NHC = Path(__file__).parents[2] / "../shared/data/watch/nhc"
ARRIVED = datetime(2015, 1, 1, tzinfo=UTC)
Key = tuple[str, str]

ERRORS_2005_09 = Errors(((12, 56), (24, 94), (36, 134), (48, 167), (72, 245), (96, 340), (120, 450)))
"""Known before the storms of 2010–14; the last two are judged (watch.md section 11)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One advisory at one point: what was said, and after how many hours the wind came (infinite: never)."""

    outlook: WindOutlook
    hours: float

    @property
    def storm(self) -> str:
        """The storm spoken of."""
        return self.outlook.storm


@dataclass(frozen=True, slots=True)
class Seasons:
    """What was said of some years' storms, and when the wind came to each point: (storm, point) where it did."""

    told: Sequence[Advisory]
    points: Sequence[Place]
    tables: Mapping[Key, Sequence[ProbabilityRow]]
    onsets: Mapping[tuple[str, str], datetime]

    @classmethod
    def of(cls, folder: Path, *, since: int) -> Seasons:
        """All that the folder holds from the year `since` on."""
        with (folder / "florida_verification_points.csv").open(newline="") as file:
            points = [Place(row["Location"], float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)]
        rows = tables_in(folder)
        tracks = {storm: track for storm, track in settled(folder).items() if int(storm[-4:]) >= since}
        tables: dict[Key, list[ProbabilityRow]] = defaultdict(list)
        for row in rows:
            if isinstance(row, ProbabilityRow):
                tables[row.storm, row.number].append(row)
        onsets = {
            (storm, point.name): came
            for storm, track in tracks.items()
            for point in points
            if (came := onset(track, Place(point.name, point.lat, point.lon))) is not None
        }
        told = [
            advisory
            for advisory in advisories(rows)
            if (advisory.storm, advisory.number) in tables and advisory.storm in tracks and near(advisory)
        ]
        return cls(told, points, tables, onsets)

    def since(self, year: int) -> Seasons:
        """The later years alone."""
        return replace(self, told=[advisory for advisory in self.told if int(advisory.storm[-4:]) >= year])

    def agency(self, advisory: Advisory) -> tuple[WindOutlook, ...]:
        """What the agency's table says at every point."""
        rows = self.tables[advisory.storm, advisory.number]
        return wind_outlooks(advisory, self._places(), errors=ERRORS_2005_09, points=self.points, rows=rows, runs=1)

    def own(self, advisory: Advisory, runs: int = RUNS) -> tuple[WindOutlook, ...]:
        """What our own runs say at every point."""
        return wind_outlooks(advisory, self._places(), errors=ERRORS_2005_09, runs=runs)

    def rows(self, said: Callable[[Advisory], tuple[WindOutlook, ...]]) -> Iterator[Row]:
        """What `said` says at every point the wind has not reached when the advisory comes."""
        for advisory in self.told:
            for outlook in said(advisory):
                came = self.onsets.get((advisory.storm, outlook.place.name))
                hours = math.inf if came is None else (came - advisory.issued_at) / timedelta(hours=1)
                if hours > 0:
                    yield Row(outlook, hours)

    def _places(self) -> list[Place]:
        return [Place(point.name, point.lat, point.lon) for point in self.points]


def tables_in(folder: Path) -> list[TableRow]:
    """The rows of all five tables of the agency."""
    names = ("adv", "fcst", "wr", "fcst_wr", "wndprb")
    return [
        row for name in names for row in read_agency_table(folder / f"{name}_1998_2014.csv.gz", arrived_at=ARRIVED).rows
    ]


def settled(folder: Path) -> dict[str, Track]:
    """The best tracks by storm."""
    file = folder / "hurdat2_atlantic_1970_2014.txt.gz"
    return {track.storm: track for track in read_best_tracks(file, arrived_at=ARRIVED).rows}


def near(advisory: Advisory) -> bool:
    """Whether the storm is where it may concern Florida."""
    return 10 <= advisory.centre.lat <= 35 and -100 <= advisory.centre.lon <= -60


def said_and_came(rows: Sequence[Row], hours: float) -> tuple[Numbers, Numbers]:
    """The chances by `hours`, and 1 where the wind came by then, else 0."""
    return (
        np.array([row.outlook.chance(hours) for row in rows]),
        np.array([row.hours <= hours for row in rows], dtype=float),
    )


def flat(came: Numbers) -> Numbers:
    """What always saying the mean of what came would have said: what skill is measured against."""
    return np.full(came.size, came.mean())
