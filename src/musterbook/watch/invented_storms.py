"""Invented storms: the advisories an agency would have issued on a storm we made up, as wrong as its own have been.

For rehearsals. The storm itself is written by whoever writes the scenario; nothing here is fitted to a real one.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Final

import numpy as np

from musterbook.watch.sphere import KM_A_DEGREE
from musterbook.watch.storm_runs import CORRELATION, SPREAD_OF_BREADTH, STEP_HOURS, Errors, Path
from musterbook.watch.storms import AGENCY_HOURS, Advisory, Radii, Track, TrackPoint, path_of_track

ISSUED_EVERY_HOURS: Final = 6.0


def advisories_on(truth: Track, *, errors: Errors, chance: random.Random) -> tuple[Advisory, ...]:
    """What is said of `truth` every six hours from its first point on, in order, while it lasts twelve hours more.

    Each forecasts 12, 24, 36, 48, 72, 96 and 120 h ahead as far as `truth` goes. Track errors have the sizes of
    `errors` at every lead; those of one advisory hang together from lead to lead, and with those of the advisory
    before, by the tie that our runs have over the same hours. The radii are too broad or too narrow by one factor,
    tied to that of the advisory before. Winds are forecast as they come. Positions are told to a tenth of a degree,
    wind and radii to 5, as the agency does.
    """
    path = path_of_track(truth)
    began, lasts_hours = truth.points[0].at, float(path.leads[-1])
    hours = np.arange(0.0, lasts_hours - AGENCY_HOURS[1] + 0.001, ISSUED_EVERY_HOURS)
    wander = zip(_series(chance, AGENCY_HOURS), _series(chance, AGENCY_HOURS), _series(chance, (0.0,)), strict=False)
    spreads_km = errors.spread_km(np.array(AGENCY_HOURS))
    told = []
    for number, (hour, (north, east, breadth)) in enumerate(zip(hours, wander, strict=False), start=1):
        factor = math.exp(SPREAD_OF_BREADTH * breadth[0])
        points = tuple(
            TrackPoint(
                began + timedelta(hours=float(hour + lead)), *_said(path, hour + lead, up * km, right * km, factor)
            )
            for lead, km, up, right in zip(AGENCY_HOURS, spreads_km, north, east, strict=True)
            if hour + lead <= lasts_hours
        )
        told.append(Advisory(truth.storm, str(number), points[0].at, points[0], points[1:]))
    return tuple(told)


def drawn_about(told: Track, *, errors: Errors, chance: random.Random) -> Track:
    """A storm that went as far from `told` as storms have gone from what was forecast of them.

    The first point of `told` is where the storm is; every later one is moved north and east by errors of the size of
    `errors` at its lead, tied to those before as in our runs. Beyond the last lead of `errors` they stay as large. The
    34-knot wind is broader or narrower than told by one factor.
    """
    leads = [(point.at - told.points[0].at) / timedelta(hours=1) for point in told.points]
    north, east = _along(chance, leads), _along(chance, leads)
    factor = math.exp(SPREAD_OF_BREADTH * chance.gauss(0, 1))
    spreads_km = errors.spread_km(np.array(leads))
    return replace(
        told,
        points=tuple(
            _moved(point, up * float(km), right * float(km), factor)
            for point, km, up, right in zip(told.points, spreads_km, north, east, strict=True)
        ),
    )


def _moved(point: TrackPoint, north_km: float, east_km: float, factor: float) -> TrackPoint:
    """A point set off by some kilometres, its 34-knot wind broader by `factor`."""
    lon = point.lon + east_km / KM_A_DEGREE / math.cos(math.radians(point.lat))
    far = point.radii
    broad = far and Radii(far.ne * factor, far.se * factor, far.sw * factor, far.nw * factor)
    return replace(point, lat=point.lat + north_km / KM_A_DEGREE, lon=(lon + 180) % 360 - 180, radii=broad)


def _said(path: Path, hour: float, north_km: float, east_km: float, factor: float) -> tuple[float, float, float, Radii]:
    lat, lon = (float(np.interp(hour, path.leads, there)) for there in (path.lats, path.lons))
    moved_lon = lon + east_km / KM_A_DEGREE / math.cos(math.radians(lat))
    radii = (
        5.0 * round(factor * float(np.interp(hour, path.radii_leads, path.radii_nmi[:, quadrant])) / 5)
        for quadrant in range(4)
    )
    wind_kt = 5.0 * round(float(np.interp(hour, path.leads, path.winds_kt)) / 5)
    return round(lat + north_km / KM_A_DEGREE, 1), round((moved_lon + 180) % 360 - 180, 1), wind_kt, Radii(*radii)


def _series(chance: random.Random, leads: Sequence[float]) -> Iterator[list[float]]:
    """For one advisory after another, numbers of spread 1 at `leads`, tied to each other and to the advisory before."""
    now = _along(chance, leads)
    while True:
        yield now
        now = [
            _tied(before, fresh, ISSUED_EVERY_HOURS) for before, fresh in zip(now, _along(chance, leads), strict=True)
        ]


def _along(chance: random.Random, leads: Sequence[float]) -> list[float]:
    drawn = [chance.gauss(0, 1)]
    for before, lead in pairwise(leads):
        drawn.append(_tied(drawn[-1], chance.gauss(0, 1), lead - before))
    return drawn


def _tied(before: float, fresh: float, hours: float) -> float:
    tie = math.pow(CORRELATION, hours / STEP_HOURS)
    return tie * before + math.sqrt(1 - tie**2) * fresh
