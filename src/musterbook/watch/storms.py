"""Storms: the official track, the agency's probabilities, and when 34-knot wind may reach a place."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Final, Literal

import numpy as np

from musterbook.watch.sphere import Numbers, km_between, unit_vectors
from musterbook.watch.storm_runs import GALE_KT, RUNS, Errors, Path, Runs, arrivals, runs_of, seed_of, told_once

PROBABILITY_LEADS_HOURS: Final = (12, 24, 36, 48, 72, 96, 120)
"""The hours up to which the agency's table says how likely the wind is to have come."""

AGENCY_HOURS: Final = (0.0, *map(float, PROBABILITY_LEADS_HOURS))
"""The same from the advisory itself on, where the table stands at nought."""

REACH_HOURS: Final = 120.0
"""Beyond this no storm forecast says anything; a longer horizon is answered with this one and says so."""

NAMED_WITHIN_KM: Final = 30.0
"""So near a point of the agency's table speaks for a place. Judged, untested (watch.md section 11)."""

SHOWN_FROM: Final = 0.05
"""An arrival is shown only where the wind is at least so likely to come at all."""

LEAD_HOURS_MAX: Final = 125.0
"""A forecast row farther ahead than this is misdated, and left out."""


@dataclass(frozen=True, slots=True)
class Radii:
    """How far the 34-knot wind reaches from the centre in each quadrant, in nautical miles, as the agency writes it."""

    ne: float
    se: float
    sw: float
    nw: float


@dataclass(frozen=True, slots=True)
class TrackPoint:
    """Where a storm is at one moment, or is forecast to be.

    Attributes:
        at: the moment, with its offset.
        lat: degrees north.
        lon: degrees east.
        wind_kt: highest sustained wind, in knots; None where it is not known, which is not the same as calm.
        radii: of the 34-knot wind; None where none is given, which is not the same as none of that wind.
    """

    at: datetime
    lat: float
    lon: float
    wind_kt: float | None
    radii: Radii | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """Where a storm went, as the agency settled it afterwards (the best track), in order of time."""

    storm: str
    name: str
    points: tuple[TrackPoint, ...]


@dataclass(frozen=True, slots=True)
class Advisory:
    """What the agency said of one storm at one moment.

    Attributes:
        storm: the agency's number of it, as `AL182024`.
        number: of the advisory, as it is written there.
        issued_at: when it was issued, which is when it could first be known; leads count from here.
        centre: where the storm is.
        forecast: where it is expected; a row of the past or over 125 h ahead is misdated and takes no part.
    """

    storm: str
    number: str
    issued_at: datetime
    centre: TrackPoint
    forecast: tuple[TrackPoint, ...]


@dataclass(frozen=True, slots=True)
class ProbabilityRow:
    """How likely 34-knot wind is to have reached a named point by 12, 24, 36, 48, 72, 96 and 120 h; shares of 1."""

    storm: str
    number: str
    issued_at: datetime
    point: str
    chances: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere people are held, or a point the agency's probability table may name; degrees north and east."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Arrival:
    """When the wind comes, if it comes: before `early` one time in ten, before `median` five, before `late` nine."""

    early: datetime
    median: datetime
    late: datetime


@dataclass(frozen=True, slots=True)
class WindOutlook:
    """How likely 34-knot wind is to reach a place, by hour after the advisory.

    Attributes:
        place: which one.
        storm: the agency's number of the storm.
        number: of the advisory.
        issued_at: when the advisory was; hours count from here.
        by: whose probabilities these are, the agency's or our own runs of the official track.
        hours: the hours at which `chances` stand, rising from 0.
        chances: share of 1 that the wind has come by then; never falls.
        arrival: when, if it comes; None below a chance of .05 in 120 h.
    """

    place: Place
    storm: str
    number: str
    issued_at: datetime
    by: Literal["agency", "own"]
    hours: tuple[float, ...]
    chances: tuple[float, ...]
    arrival: Arrival | None

    def chance(self, hours: float) -> float:
        """How likely the wind is to have come `hours` after the advisory, linear between the hours; 120 h at most."""
        return float(np.interp(hours, self.hours, self.chances))

    def chance_by(self, moment: datetime) -> float:
        """How likely the wind is to have come by `moment`; 0 before the advisory was issued."""
        lead_hours = (moment - self.issued_at) / timedelta(hours=1)
        return self.chance(lead_hours) if lead_hours >= 0 else 0.0

    def beyond_reach(self, moment: datetime) -> bool:
        """Whether `moment` lies beyond the forecast's reach, so that `chance_by` speaks of an earlier one."""
        return moment - self.issued_at > timedelta(hours=REACH_HOURS)


def wind_outlooks(
    advisory: Advisory,
    places: Sequence[Place],
    *,
    errors: Errors,
    points: Sequence[Place] = (),
    rows: Sequence[ProbabilityRow] = (),
    runs: int = RUNS,
) -> tuple[WindOutlook, ...]:
    """The outlook of every place under one advisory, in the order of `places`.

    Where a point of the agency's lies within 30 km, the chances are the agency's; a point without a row has none, since
    the table leaves out what is below 1 in 100. Without a table for this very advisory, and everywhere else, they are
    the share of `runs` runs of the official track with `errors` in which the wind comes (watch.md section 11). The
    arrival is that of our own runs, whose median was nearer than the table's (decision 0535); the table's only where
    our own chance is below .05. Chance is seeded by storm and advisory: the answer for a place depends on nothing but
    the advisory and the errors.
    """
    table = {row.point: row for row in rows if (row.storm, row.number) == (advisory.storm, advisory.number)}
    made = _runs_of(advisory, errors, runs)
    hours_to_wind = arrivals(made, np.array([place.lat for place in places]), np.array([place.lon for place in places]))
    return tuple(
        _outlook(advisory, place, own, made.hours, named=nearest_point(place, points) if table else None, table=table)
        for place, own in zip(places, hours_to_wind, strict=True)
    )


def nearest_point(place: Place, points: Sequence[Place]) -> Place | None:
    """The agency's point nearest to `place`; None when none lies within 30 km."""
    if not points:
        return None
    lats, lons = np.array([point.lat for point in points]), np.array([point.lon for point in points])
    far_km = km_between(unit_vectors(place.lat, place.lon), unit_vectors(lats, lons))
    nearest = int(np.argmin(far_km))
    return points[nearest] if far_km[nearest] <= NAMED_WITHIN_KM else None


def path_of(advisory: Advisory) -> Path:
    """The official track as arrays by lead, its longitude without a jump at 180 degrees.

    Rows of the past, over 125 h ahead, or at a lead already taken are left out.
    """
    by_lead = {0.0: advisory.centre}
    for point in advisory.forecast:
        lead_hours = (point.at - advisory.issued_at) / timedelta(hours=1)
        if 0 <= lead_hours <= LEAD_HOURS_MAX:
            by_lead.setdefault(lead_hours, point)
    leads = sorted(by_lead)
    return _path(leads, [by_lead[lead] for lead in leads])


def path_of_track(track: Track) -> Path:
    """A settled track as arrays by hours from its first point; a point without radii has none of that wind."""
    leads = [(point.at - track.points[0].at) / timedelta(hours=1) for point in track.points]
    return _path(leads, [replace(point, radii=point.radii or Radii(0, 0, 0, 0)) for point in track.points])


def onset(track: Track, place: Place) -> datetime | None:
    """The first whole hour at which `place` lies within the track's 34-knot radius of its quadrant; None if never.

    Positions and radii are linear between the points of the track; a point without radii has none of that wind.
    """
    path = path_of_track(track)
    hours = np.arange(0.0, math.floor(path.leads[-1]) + 1)
    found = float(arrivals(told_once(path, hours), np.array([place.lat]), np.array([place.lon]))[0, 0])
    return None if math.isinf(found) else track.points[0].at + timedelta(hours=found)


@lru_cache(maxsize=8)
def _runs_of(advisory: Advisory, errors: Errors, runs: int) -> Runs:
    """The runs of one advisory, made once: places are often asked about one by one."""
    return runs_of(path_of(advisory), errors=errors, seed=seed_of(advisory.storm, advisory.number), runs=runs)


def _path(leads: Sequence[float], points: Sequence[TrackPoint]) -> Path:
    given = [(lead, point.radii) for lead, point in zip(leads, points, strict=True) if point.radii is not None]
    return Path(
        leads=np.array(leads),
        lats=np.array([point.lat for point in points]),
        lons=np.unwrap(np.array([point.lon for point in points]), period=360),
        winds_kt=_winds_kt(leads, points),
        radii_leads=np.array([lead for lead, _ in given]),
        radii_nmi=np.array([(radii.ne, radii.se, radii.sw, radii.nw) for _, radii in given]).reshape(-1, 4),
    )


def _winds_kt(leads: Sequence[float], points: Sequence[TrackPoint]) -> Numbers:
    """The wind at each point: linear between those where it is known, the first and last held (decision 0541).

    Where it is known nowhere a gale is supposed, so that radii count and no storm is taken for calm.
    """
    known = [(lead, point.wind_kt) for lead, point in zip(leads, points, strict=True) if point.wind_kt is not None]
    return np.interp(leads, *np.array(known).T) if known else np.full(len(leads), GALE_KT)


def _outlook(
    advisory: Advisory,
    place: Place,
    own: Numbers,
    hours: Numbers,
    *,
    named: Place | None,
    table: Mapping[str, ProbabilityRow],
) -> WindOutlook:
    seen = (tuple(map(float, hours)), _shares(own, hours))
    said = (AGENCY_HOURS, agency_chances(table.get(named.name))) if named else seen
    arrival = next((_arrival(*told, advisory.issued_at) for told in (seen, said) if told[1][-1] >= SHOWN_FROM), None)
    return WindOutlook(
        place=place,
        storm=advisory.storm,
        number=advisory.number,
        issued_at=advisory.issued_at,
        by="agency" if named else "own",
        hours=said[0],
        chances=said[1],
        arrival=arrival if said[1][-1] >= SHOWN_FROM else None,
    )


def _shares(own: Numbers, hours: Numbers) -> tuple[float, ...]:
    """Of the runs, in how many the wind has come by each hour."""
    return tuple(float(come) for come in np.searchsorted(np.sort(own), hours, side="right") / len(own))


def agency_chances(row: ProbabilityRow | None) -> tuple[float, ...]:
    """From 0 h on; as the table rounds each figure by itself, one below an earlier one is raised to it."""
    given = (0.0,) * len(PROBABILITY_LEADS_HOURS) if row is None else row.chances
    return tuple(accumulate((0.0, *given), max))


def _arrival(hours: Sequence[float], chances: Sequence[float], issued_at: datetime) -> Arrival:
    """When, among the ways it may come, a tenth, a half and nine tenths of the chance have been used up."""
    used = [chance / chances[-1] for chance in chances]
    early, median, late = (issued_at + timedelta(hours=float(np.interp(q, used, hours))) for q in (0.1, 0.5, 0.9))
    return Arrival(early, median, late)
