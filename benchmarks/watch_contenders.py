"""What the counts of the room are timed against: an invented world, a compiled loop, and the plain numpy way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numba
import numpy as np

from musterbook.watch.counts import NEAR_KM, WIDE_KM, WINDOWS_DAYS, Counts
from musterbook.watch.placed import Floats, Ints, Placed
from musterbook.watch.sphere import EARTH_KM, unit_vectors

INCIDENTS: Final = 400_000
SITES: Final = 500
DAYS: Final = 5_000
BEFORE_DAYS: Final = 365
"""Days counted before the first that is asked for, which the longest window needs."""

LOGS: Final = np.log1p(np.arange(INCIDENTS))


@dataclass(frozen=True, slots=True)
class World:
    """Invented incidents and sites, spread evenly over a box."""

    placed: Placed
    lat: Floats
    lon: Floats
    days: range
    first: int

    @classmethod
    def drawn(cls, seed: int) -> World:
        """The same for the same seed; every incident is known the day after it began."""
        draw = np.random.default_rng(seed)
        start = draw.integers(0, DAYS - 1, INCIDENTS)
        placed = Placed.from_columns(
            lat=draw.uniform(29, 37, INCIDENTS), lon=draw.uniform(39, 48, INCIDENTS), start=start, known=start + 1
        )
        return cls(placed, draw.uniform(29, 37, SITES), draw.uniform(39, 48, SITES), range(DAYS), -BEFORE_DAYS)

    def ours(self) -> Floats:
        """The counts of the room, outcomes included, and their features."""
        return Counts.of(self.placed, self.lat, self.lon, first=self.first, last=DAYS - 1).features(self.days)

    def fused(self) -> Floats:
        """One compiled loop; sorting and unit vectors are part of it."""
        order = np.argsort(self.placed.lat)
        lat, lon = self.placed.lat[order], self.placed.lon[order]
        column, sites = self.placed.known[order] - self.first, unit_vectors(self.lat, self.lon)
        found: Floats = COMPILED(unit_vectors(lat, lon), lat, column, sites, LOGS)
        return found

    def plain(self) -> Floats:
        """For each site one product with every incident, a count by day for each radius, and sums for windows."""
        units, sites = unit_vectors(self.placed.lat, self.placed.lon), unit_vectors(self.lat, self.lon)
        column, out = self.placed.known - self.first, np.empty((4, SITES, DAYS))
        for site in range(SITES):
            dots = units @ sites[site]
            sums = []
            for km in (NEAR_KM, WIDE_KM):
                by_day = np.bincount(column[dots >= np.cos(km / EARTH_KM)], minlength=BEFORE_DAYS + DAYS)
                sums.append(np.concatenate(([0], np.cumsum(by_day))))
            for number, (k, window) in enumerate([*((0, window) for window in WINDOWS_DAYS), (1, WINDOWS_DAYS[0])]):
                ends = sums[k][BEFORE_DAYS + 1 :]
                out[number, site] = np.log1p(ends - sums[k][BEFORE_DAYS + 1 - window : -window])
        return out


def fused(units: Floats, lat: Floats, column: Ints, sites: Floats, logs: Floats) -> Floats:
    """For each site, the band of latitude once, and its windows as the days go by; incidents sorted by latitude."""
    out = np.empty((4, len(sites), DAYS))
    near, wide = np.zeros(BEFORE_DAYS + DAYS, np.int64), np.zeros(BEFORE_DAYS + DAYS, np.int64)
    reach = np.degrees(WIDE_KM / EARTH_KM) + 1e-9
    rim_near, rim_wide = np.cos(NEAR_KM / EARTH_KM), np.cos(WIDE_KM / EARTH_KM)
    for s in range(len(sites)):
        near[:], wide[:] = 0, 0
        x, y, z = sites[s]
        middle = np.degrees(np.arcsin(z))
        for i in range(np.searchsorted(lat, middle - reach), np.searchsorted(lat, middle + reach)):
            dot = units[i, 0] * x + units[i, 1] * y + units[i, 2] * z
            if dot >= rim_wide:
                wide[column[i]] += 1
                if dot >= rim_near:
                    near[column[i]] += 1
        month = quarter = year = around = 0
        for t in range(BEFORE_DAYS + DAYS):
            month += near[t] - (near[t - 30] if t >= 30 else 0)
            quarter += near[t] - (near[t - 90] if t >= 90 else 0)
            year += near[t] - (near[t - 365] if t >= 365 else 0)
            around += wide[t] - (wide[t - 30] if t >= 30 else 0)
            if t >= BEFORE_DAYS:
                k = t - BEFORE_DAYS
                out[0, s, k], out[1, s, k], out[2, s, k] = logs[month], logs[quarter], logs[year]
                out[3, s, k] = logs[around]
    return out


COMPILED: Final[Any] = numba.njit(fused)
