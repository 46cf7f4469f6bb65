"""Incidents as columns, and which of them lie around a place, on a sphere, across 180 degrees and at the poles.

The rows are kept in belts of latitude and by longitude within a belt, so that the surroundings of a place are a few
slices. Pairs are never listed, and nothing is done row by row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import radians
from typing import Final, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musterbook.watch.incidents import Incident
from musterbook.watch.sphere import EARTH_KM, unit_vectors

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BELT_DEGREES: Final = 0.15
"""Height of a belt. Lower belts hold fewer rows that turn out too far, and cost more slices for each place."""

HAIR_DEGREES: Final = 1e-6
"""A tenth of a metre by which slices are cut too long, so that rounding never loses a row at the rim."""


def day_of(when: date | datetime) -> int:
    """The number of a day, in UTC where an hour is given; numbers of days that follow each other differ by one."""
    if isinstance(when, datetime):
        return when.astimezone(UTC).toordinal()
    return when.toordinal()


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Incidents that take part in distances, a column for each thing known about them.

    Attributes:
        lat: degrees north.
        lon: degrees east.
        start: number of the first day on which it may have happened (`day_of`).
        known: number of the day on which it could first be known; a figure at an earlier day does not see it.
        deaths: the source's best count.
    """

    lat: Floats
    lon: Floats
    start: Ints
    known: Ints
    deaths: Ints

    @classmethod
    def from_columns(
        cls, *, lat: ArrayLike, lon: ArrayLike, start: ArrayLike, known: ArrayLike, deaths: ArrayLike | None = None
    ) -> Self:
        """Incidents from plain columns of equal length; days are numbers, longitudes may lie beyond 180 degrees.

        Raises:
            ValueError: when the columns differ in length, or a place is not on the Earth.
        """
        north, east = np.array(lat, float), np.array(lon, float)
        if not (np.abs(north) <= 90).all() or not np.isfinite(east).all():
            raise ValueError("a latitude beyond 90 degrees, or a place that is no number")
        days = np.array(start, np.int64), np.array(known, np.int64)
        dead = np.zeros(north.size, np.int64) if deaths is None else np.array(deaths, np.int64)
        if {column.shape for column in (north, east, *days, dead)} != {(north.size,)}:
            raise ValueError("columns of different length")
        return cls(north, (east + 180.0) % 360.0 - 180.0, *days, dead)

    @classmethod
    def of(cls, incidents: Iterable[Incident], *, now: datetime, deaths_min: int = 0) -> Self:
        """What could be known at `now`, in place and time well enough for distances.

        Of the revisions of a row the newest known one counts, from the day on which the first became known: a changed
        count of dead makes no second fight, and no old fight new.

        Args:
            incidents: rows in any order; revisions are rows of one source with the same id.
            now: rows known later are left out.
            deaths_min: rows with fewer dead are left out: 1 for a source that lists bloodless ones too.
        """
        known: dict[tuple[str, str], int] = {}
        newest: dict[tuple[str, str], Incident] = {}
        for row in sorted(
            (row for row in incidents if row.known_at <= now), key=lambda row: (row.known_at, row.digest)
        ):
            known.setdefault((row.source, row.id), day_of(row.known_at))
            newest[row.source, row.id] = row
        kept = [(name, row) for name, row in newest.items() if row.placed and row.deaths.best >= deaths_min]
        return cls.from_columns(
            lat=[row.lat for _, row in kept],
            lon=[row.lon for _, row in kept],
            start=[day_of(row.start) for _, row in kept],
            known=[known[name] for name, _ in kept],
            deaths=[row.deaths.best for _, row in kept],
        )

    def __len__(self) -> int:
        return self.lat.size

    def taken(self, chosen: NDArray[np.bool_] | Ints) -> Placed:
        """Only the rows chosen, by mask or by number."""
        return Placed(self.lat[chosen], self.lon[chosen], self.start[chosen], self.known[chosen], self.deaths[chosen])


class Surroundings:
    """The incidents around any place, found without looking at those of other belts and longitudes.

    Attributes:
        placed: the incidents in the order of belts; the slices of `around` refer to this order.
        units: the same as unit vectors.
    """

    def __init__(self, placed: Placed) -> None:
        key = _key(_belt(placed.lat), placed.lon + 180.0)
        order = np.argsort(key)
        self.placed: Final = placed.taken(order)
        self.units: Final = unit_vectors(self.placed.lat, self.placed.lon)
        self._key: Final = key[order]

    def around(self, lat: ArrayLike, lon: ArrayLike, km: float) -> list[list[tuple[int, int]]]:
        """For each place, slices that hold every incident within `km` once, and some that lie a little farther."""
        begins, ends = self.spans(lat, lon, km)
        return [
            [(a, b) for a, b in zip(begin, end, strict=True) if a < b]
            for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
        ]

    def spans(self, lat: ArrayLike, lon: ArrayLike, km: float) -> tuple[Ints, Ints]:
        """The same as rows, first and behind the last, (places, spans) each; empty where they end before they begin."""
        north, east = np.atleast_1d(np.asarray(lat, float)), np.atleast_1d(np.asarray(lon, float))
        reach = km / EARTH_KM + radians(HAIR_DEGREES)
        lowest, highest = _belt(north - np.degrees(reach)), _belt(north + np.degrees(reach))
        belts = lowest[:, None] + np.arange((highest - lowest).max(initial=0) + 1)
        width = _half_width(belts, north[:, None], reach)
        at = (east[:, None] + 180.0) % 360.0
        return self._spans(belts, at - width, at + width, whole=width >= 180.0 - HAIR_DEGREES)

    def _spans(self, belts: Ints, west: Floats, east: Floats, *, whole: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """First and last row of three spans a belt: the middle one, and what passes 180 degrees on either side."""
        beyond, under = (east > 360.0) & ~whole, (west < 0.0) & ~whole
        first = (np.where(whole | under, 0.0, west), np.where(under, west + 360.0, 1.0), np.zeros(west.shape))
        last = (
            np.where(whole | beyond, 360.0, east),
            np.where(under, 360.0, 0.0),
            np.where(beyond, east - 360.0, -1.0),
        )
        begin = np.searchsorted(self._key, _key(np.hstack((belts,) * 3), np.hstack(first)), "left")
        end = np.searchsorted(self._key, _key(np.hstack((belts,) * 3), np.hstack(last)), "right")
        return begin, end


def _belt(lat: Floats) -> Ints:
    """The belt in which a latitude lies; beyond a pole, the belt nearest to it."""
    return (np.clip(lat + 90.0, 0.0, 180.0) / BELT_DEGREES).astype(np.int64)


def _key(belt: Ints, east: Floats) -> Floats:
    """Orders rows by belt and, within it, by degrees east of the date line (0 to 360)."""
    return belt * 361.0 + east


def _half_width(belts: Ints, lat: Floats, reach: float) -> Floats:
    """Degrees of longitude to either side that hold a circle of `reach` (radians) about `lat`, belt by belt.

    Where the circle holds a pole, all of them. Elsewhere cos d = (cos r - sin a sin b) / (cos a cos b), greatest where
    sin b = sin a / cos r, so a belt is judged by its latitude nearest to that.
    """
    centre = np.radians(lat)
    widest = np.arcsin(np.clip(np.sin(centre) / np.cos(reach), -1.0, 1.0))
    low = np.radians(belts * BELT_DEGREES - 90.0)
    nearest = np.clip(widest, low, np.minimum(low + np.radians(BELT_DEGREES), np.pi / 2))
    below = np.maximum(np.cos(centre) * np.cos(nearest), 1e-300)
    share = (np.cos(reach) - np.sin(centre) * np.sin(nearest)) / below
    width = np.degrees(np.arccos(np.clip(share, -1.0, 1.0))) + HAIR_DEGREES
    return np.asarray(np.where(np.abs(centre) + reach >= np.pi / 2, 180.0, np.minimum(width, 180.0)))
