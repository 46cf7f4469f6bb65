"""Runs: one official track, told a thousand times with the errors such forecasts have had."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import numpy as np

from musterbook.watch.sphere import EARTH_KM, KM_A_DEGREE, Numbers, unit_vectors

RUNS: Final = 1000
STEP_HOURS: Final = 3.0
END_HOURS: Final = 120.0
KM_A_NAUTICAL_MILE: Final = 1.852

CORRELATION: Final = 0.97
"""Of the error of a forecast with its error three hours further on."""

SPREAD_KM_AT_0: Final = 15.0
"""How far off the centre itself may be set, north and east each."""

SPREAD_OF_BREADTH: Final = 0.25
"""Of the logarithm of the factor by which a run is broader or narrower than forecast."""

MEDIAN_OF_SPREAD: Final = 1.1774
"""The median distance of a point drawn with spread 1 to the north and to the east: the root of 2 ln 2."""

GALE_KT: Final = 34.0
CALM_BELOW_KT: Final = 30.0
"""Below this wind no 34-knot wind is expected anywhere, whatever radii stand."""

PLACES_AT_ONCE: Final = 64
"""So many places by all hours and runs are some 20 MB."""


@dataclass(frozen=True, slots=True)
class Errors:
    """How far off the agency's track forecasts were: (lead in hours, median error in km), leads rising.

    The agency publishes them by the year; the latest five years are kept in the settings.
    """

    medians_km: tuple[tuple[float, float], ...]

    def spread_km(self, hours: Numbers) -> Numbers:
        """Of the error to the north, and of that to the east, at each lead; past the last one given it stays."""
        leads = [0.0, *(lead for lead, _ in self.medians_km)]
        spreads = [SPREAD_KM_AT_0, *(median / MEDIAN_OF_SPREAD for _, median in self.medians_km)]
        return np.interp(hours, leads, spreads)


ERRORS_2015_19: Final = Errors(((12, 38), (24, 59), (36, 78), (48, 98), (72, 148), (96, 217), (120, 318)))
"""The latest five years there were when this was measured."""


@dataclass(frozen=True, slots=True)
class Path:
    """An official track by lead, in hours rising from 0.

    Attributes:
        leads: (n) hours after the advisory.
        lats: (n) degrees north.
        lons: (n) degrees east, without a jump at 180.
        winds_kt: (n) highest sustained wind.
        radii_leads: (m) the leads at which radii are given; may be none.
        radii_nmi: (m, 4) of the 34-knot wind to the NE, SE, SW and NW, in nautical miles.
    """

    leads: Numbers
    lats: Numbers
    lons: Numbers
    winds_kt: Numbers
    radii_leads: Numbers
    radii_nmi: Numbers


@dataclass(frozen=True, slots=True)
class Runs:
    """A track told many times.

    Attributes:
        hours: (t) after the advisory.
        lats: (t, n) degrees north of each run.
        lons: (t, n) degrees east, not wrapped.
        radii_km: (t, 4) of the 34-knot wind as forecast, to the NE, SE, SW and NW.
        breadth: (n) by which a run's radii are multiplied.
    """

    hours: Numbers
    lats: Numbers
    lons: Numbers
    radii_km: Numbers
    breadth: Numbers


def seed_of(storm: str, number: str) -> bytes:
    """What seeds the runs of one advisory: the digest of storm and advisory number."""
    return sha256(f"{storm} {number}".encode()).digest()


def runs_of(path: Path, *, errors: Errors, seed: bytes, runs: int = RUNS) -> Runs:
    """`runs` tellings of `path`, every three hours to 120 h or to its last point, whichever comes first.

    The error to the north and the error to the east are two series, each tied to its own value three hours before and
    spread as `errors` says. The radii of a run are those forecast times one factor, drawn once for it.
    """
    hours = np.arange(0.0, min(END_HOURS, path.leads[-1]) + 0.001, STEP_HOURS)
    chance = np.random.RandomState(np.frombuffer(seed, dtype="<u4"))
    series = _tied(chance.standard_normal((2, len(hours), runs))) * errors.spread_km(hours)[:, np.newaxis]
    breadth = np.exp(SPREAD_OF_BREADTH * chance.standard_normal(runs))
    once = told_once(path, hours)
    north, east = series / KM_A_DEGREE
    lats = once.lats + north
    return Runs(hours, lats, once.lons + east / np.cos(np.radians(once.lats)), once.radii_km, breadth)


def told_once(path: Path, hours: Numbers) -> Runs:
    """The one telling of `path` without error, at `hours`: positions, winds and radii linear between the points."""
    wind_kt = np.interp(hours, path.leads, path.winds_kt)
    radii_km = _radii_km(path, hours) * (wind_kt >= CALM_BELOW_KT)[:, np.newaxis]
    lats, lons = (np.interp(hours, path.leads, there)[:, np.newaxis] for there in (path.lats, path.lons))
    return Runs(hours, lats, lons, radii_km, np.ones(1))


def arrivals(runs: Runs, lats: Numbers, lons: Numbers) -> Numbers:
    """The hour at which the wind first reaches each place in each run: (places, runs), infinite where it never does.

    It has reached a place that lies no farther from the centre than the radius of the quadrant the place lies in.
    """
    centres = unit_vectors(runs.lats, runs.lons).reshape(-1, 3)
    found = [
        _first_hits(
            runs, centres, unit_vectors(lats[first : first + PLACES_AT_ONCE], lons[first : first + PLACES_AT_ONCE])
        )
        for first in range(0, len(lats), PLACES_AT_ONCE)
    ]
    return np.concatenate([np.empty((0, len(runs.breadth))), *found])


def _first_hits(runs: Runs, centres: Numbers, places: Numbers) -> Numbers:
    # One product tells nearly all places too far off; only for the others is the quadrant worth asking.
    widest_km = runs.radii_km.max(axis=1, keepdims=True) * runs.breadth
    near, place = np.nonzero(centres @ places.T >= _least_cosine(widest_km).reshape(-1, 1))
    when, run = np.divmod(near, len(runs.breadth))
    quadrant = _quadrant(runs.lats.ravel()[near], runs.lons.ravel()[near], places[place])
    limit = _least_cosine(runs.radii_km[when, quadrant] * runs.breadth[run])
    hit = np.einsum("ij,ij->i", centres[near], places[place]) >= limit
    first = np.full((len(places), len(runs.breadth)), np.inf)
    np.minimum.at(first, (place[hit], run[hit]), runs.hours[when[hit]])
    return first


def _least_cosine(radius_km: Numbers) -> Numbers:
    """The cosine of the angle of a radius; for none, more than any cosine can be."""
    return np.where(radius_km > 0, np.cos(radius_km / EARTH_KM), 2.0)


def _quadrant(lats: Numbers, lons: Numbers, places: Numbers) -> Numbers:
    """Which of the storm each place lies in: 0 NE, 1 SE, 2 SW, 3 NW; due north and due south count as eastern."""
    phi, theta = np.radians(lats), np.radians(lons)
    east = places[:, 1] * np.cos(theta) - places[:, 0] * np.sin(theta)
    outward = places[:, 0] * np.cos(theta) + places[:, 1] * np.sin(theta)
    north = places[:, 2] * np.cos(phi) - outward * np.sin(phi)
    return np.where(east >= 0, np.where(north >= 0, 0, 1), np.where(north >= 0, 3, 2))


def _tied(drawn: Numbers) -> Numbers:
    """Series of spread 1 along the middle axis, each value tied to the one before."""
    series = np.empty_like(drawn)
    series[:, 0] = drawn[:, 0]
    fresh = np.sqrt(1 - CORRELATION**2)
    for step in range(1, drawn.shape[1]):
        series[:, step] = CORRELATION * series[:, step - 1] + fresh * drawn[:, step]
    return series


def _radii_km(path: Path, hours: Numbers) -> Numbers:
    """Of the 34-knot wind in each quadrant: as given, linear in time, first and last ones held; else by the wind."""
    if len(path.radii_leads):
        given = [np.interp(hours, path.radii_leads, path.radii_nmi[:, quadrant]) for quadrant in range(4)]
        return np.stack(given, axis=1) * KM_A_NAUTICAL_MILE
    usual = np.where(path.winds_kt >= GALE_KT, np.clip(2.5 * (path.winds_kt - GALE_KT) + 60, 60, 250), 0.0)
    return np.repeat(np.interp(hours, path.leads, usual)[:, np.newaxis], 4, axis=1)
