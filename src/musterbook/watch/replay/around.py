"""How many lethal incidents became known around each site, and which one was nearest, day by day."""

from __future__ import annotations

from math import cos, inf
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from musterbook.watch.placed import Ints, Placed, Surroundings
from musterbook.watch.sphere import EARTH_KM, km_between, unit_vectors


class Around:
    """Running counts within a radius of each site.

    Args:
        placed: incidents.
        lat: degrees north of the sites.
        lon: degrees east.
        km: the radius.
        window_days: how many days are counted together.
        first: number of the first day that will be asked about.
        last: of the last one; incidents known later are left out.
    """

    def __init__(
        self, placed: Placed, lat: ArrayLike, lon: ArrayLike, *, km: float, window_days: int, first: int, last: int
    ) -> None:
        self._window, self._first = window_days, first - window_days
        days = last - self._first + 1
        near = placed.taken((placed.known > self._first) & (placed.known <= last))
        rows, units = Surroundings(near), np.atleast_2d(unit_vectors(lat, lon))
        counted = np.zeros((len(units), days), np.int64)
        for site, cuts in enumerate(rows.around(lat, lon, km)):
            for begin, end in cuts:
                inside = rows.units[begin:end] @ units[site] >= cos(km / EARTH_KM)
                known = rows.placed.known[begin:end][inside] - self._first
                counted[site] += np.bincount(known, minlength=days)
        self._running = np.cumsum(counted, axis=1)

    def on(self, day: int, *, within_days: int | None = None) -> Ints:
        """How many became known in the window that ends with `day`, or in its last `within_days`, for each site."""
        end = day - self._first
        window = self._window if within_days is None else min(within_days, self._window)
        counted: Ints = self._running[:, end] - self._running[:, end - window]
        return counted


class Nearest(NamedTuple):
    """The nearest lethal incident of some days: how far, and in which direction from the site (degrees from north)."""

    km: float
    bearing: float


NOTHING: Final = Nearest(inf, 0.0)


class Nearby:
    """The incidents in the order in which they became known, to find the nearest of the newest."""

    def __init__(self, placed: Placed, lat: ArrayLike, lon: ArrayLike) -> None:
        order = np.argsort(placed.known, kind="stable")
        self._placed = placed.taken(order)
        self._units = unit_vectors(self._placed.lat, self._placed.lon)
        self._lat, self._lon = np.atleast_1d(np.asarray(lat, float)), np.atleast_1d(np.asarray(lon, float))
        self._places = np.atleast_2d(unit_vectors(lat, lon))

    def on(self, day: int, *, days: int) -> list[Nearest]:
        """The nearest incident to each site that became known in the `days` that end with `day`."""
        begin, end = np.searchsorted(self._placed.known, (day - days, day), "right").tolist()
        if begin == end:
            return [NOTHING] * len(self._places)
        rows = begin + np.argmax(self._places @ self._units[begin:end].T, axis=1)
        km = km_between(self._units[rows], self._places)
        lats, lons = self._placed.lat[rows], self._placed.lon[rows]
        turned = zip(self._lat, self._lon, lats, lons, strict=True)
        return [Nearest(float(far), _bearing(*ends)) for far, ends in zip(km, turned, strict=True)]


def _bearing(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """The direction in which a great circle leaves the first place for the second, in degrees from north."""
    north, east, to_north, to_east = np.radians((lat, lon, to_lat, to_lon))
    across = np.sin(to_east - east) * np.cos(to_north)
    along = np.cos(north) * np.sin(to_north) - np.sin(north) * np.cos(to_north) * np.cos(to_east - east)
    return float(np.degrees(np.arctan2(across, along)) % 360.0)
