"""The way of the fighting, day by day: what became known near sites, which places it reached, and whom it came nearer.

Lethal incidents say where there is fighting; they are never called the front (watch.md section 10).
"""

from __future__ import annotations

from datetime import date
from math import cos
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musterbook.watch.approach import NEAREST_DAYS, REACHED_KM, ROUTINE_DAYS
from musterbook.watch.placed import Floats, Placed
from musterbook.watch.replay.around import Nearby, Nearest
from musterbook.watch.replay.near import side_of
from musterbook.watch.sphere import EARTH_KM, unit_vectors

WIDE_KM: Final = 100.0
CLOSER_KM: Final = 1.0
"""Sources round places; less than this is no coming nearer."""


class Reached(NamedTuple):
    """A place where lethal fighting became known with none within 15 km in the 90 days before: by its nearest site."""

    site: int
    km: float
    side: str


class Near(NamedTuple):
    """How near lethal fighting was to a site in the last 7 days, and how near the day before."""

    site: int
    nearest: Nearest
    before_km: float

    @property
    def nearer(self) -> bool:
        """Whether it came nearer."""
        return self.nearest.km < self.before_km - CLOSER_KM


class Way(NamedTuple):
    """One day.

    Attributes:
        day: by the end of which this was known.
        incidents: how many lethal ones became known within 100 km of a site.
        deaths: in them, by the source's best count.
        reached: places newly reached, nearest to a site first.
        near: sites with one within 100 km in the last 7 days, nearest first; `site` counts from 0.
    """

    day: date
    incidents: int
    deaths: int
    reached: tuple[Reached, ...]
    near: tuple[Near, ...]


class WayDays:
    """The incidents around some sites, in the order in which they became known."""

    def __init__(self, placed: Placed, lat: ArrayLike, lon: ArrayLike) -> None:
        self._placed = placed.taken(np.argsort(placed.known, kind="stable"))
        self._units: Floats = unit_vectors(self._placed.lat, self._placed.lon)
        self._lat, self._lon = np.asarray(lat, float), np.asarray(lon, float)
        self._places: Floats = np.atleast_2d(unit_vectors(lat, lon))
        self._nearby = Nearby(self._placed, lat, lon)

    def on(self, day: int) -> Way:
        """What became known on a day."""
        known = self._placed.known
        old, begin, end = np.searchsorted(known, (day - ROUTINE_DAYS, day - 1, day), "right").tolist()
        fresh = self._units[begin:end]
        inside = (fresh @ self._places.T >= cos(WIDE_KM / EARTH_KM)).any(axis=1)
        routine = (fresh @ self._units[old:begin].T >= cos(REACHED_KM / EARTH_KM)).any(axis=1)
        today, before = (self._nearby.on(one, days=NEAREST_DAYS) for one in (day, day - 1))
        near = [
            Near(site, now, then.km)
            for site, (now, then) in enumerate(zip(today, before, strict=True))
            if now.km <= WIDE_KM
        ]
        return Way(
            date.fromordinal(day),
            int(inside.sum()),
            int(self._placed.deaths[begin:end][inside].sum()),
            tuple(sorted(self._reached(np.flatnonzero(inside & ~routine) + begin), key=lambda one: one.km)),
            tuple(sorted(near, key=lambda one: one.nearest.km)),
        )

    def _reached(self, rows: NDArray[np.intp]) -> list[Reached]:
        """Each place of these rows once, by the site nearest to it."""
        found: dict[tuple[float, float], Reached] = {}
        for row in rows:
            at = (float(self._placed.lat[row]), float(self._placed.lon[row]))
            site = int(np.argmax(self._places @ self._units[row]))
            one = Nearby(self._placed.taken(np.array([row])), self._lat[site], self._lon[site])
            nearest = one.on(int(self._placed.known[row]), days=1)[0]
            found.setdefault(at, Reached(site, nearest.km, side_of(nearest)))
        return list(found.values())
