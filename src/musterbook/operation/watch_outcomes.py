"""What came of the watch's forecasts: as people entered it, and what the book and the files tell by themselves.

Joins the watch's readings with the incident store (watch.md section 15, the table of layers).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import numpy as np

from musterbook.operation.countries import countries_of
from musterbook.operation.incident_rows import IncidentRows
from musterbook.operation.own_sites import OwnSite, own_losses
from musterbook.operation.watched import Watched
from musterbook.watch.choices import LOSS
from musterbook.watch.control import Area, distance_km
from musterbook.watch.coverage import Coverage
from musterbook.watch.frozen import Outcome, from_outcome
from musterbook.watch.placed import day_of
from musterbook.watch.sources.several import lethal
from musterbook.watch.sphere import km_between, unit_vectors

FIGHTING_KM: Final = 25.0
BY_REPORT_ONLY: Final = frozenset({"wind"})
"""Layers of which nothing here tells by itself: without an outcome that somebody entered they are not judged."""


def outcomes_of(
    watched: Watched, sites: Mapping[str, OwnSite], rows: IncidentRows | None, now: datetime, *, margin_km: float
) -> list[Outcome]:
    """Every outcome known now. `margin_km`: hostile ground so near has arrived (`front.margin_km`)."""
    entered = [from_outcome(one.fact, known_at=one.written_at) for one in watched.outcomes.all]
    return [
        *entered,
        *_losses(watched, sites, entered),
        *_by_reports(watched, sites),
        *_reliefs(watched),
        *(_lines(sites, rows, now, margin_km) if rows is not None else ()),
        *(_fighting(sites, rows, now) if rows is not None else ()),
    ]


def known_through(
    watched: Watched, sites: Mapping[str, OwnSite], rows: IncidentRows | None, now: datetime
) -> Mapping[str, datetime]:
    """Until when outcomes of each layer can be known: people report at once, files end where they end.

    A layer that nothing speaks of is left out, and is then not judged.
    """
    through = dict.fromkeys((LOSS, "guards", "attempt", "relief", "scenario"), now)
    through |= {one.fact.layer: now for one in watched.outcomes.all if one.fact.layer in BY_REPORT_ONLY}
    if rows is None:
        return through
    day = _told_through(sites, rows, now)
    if day is not None:
        through["fighting"] = min(now, datetime.combine(day, time(), UTC) + timedelta(days=1))
    drawn = max((area.at for area in rows.areas(now=now)), default=None)
    return through if drawn is None else {**through, "line": min(now, drawn)}


def _told_through(sites: Mapping[str, OwnSite], rows: IncidentRows, now: datetime) -> date | None:
    """The last day of which the files of every country with sites can speak; a gap in a file is not peace."""
    files = [lethal(one) for one in rows.by_file(now=now)]
    countries = set(countries_of(sites.values(), [row for one in files for row in one]).values())
    covered = (Coverage(country, files).on(day_of(now)) for country in countries)
    last = min((one.newest.last for one in covered if one is not None), default=None)
    return None if last is None else date.fromordinal(last)


def _losses(watched: Watched, sites: Mapping[str, OwnSite], entered: list[Outcome]) -> Iterator[Outcome]:
    """Losses of control that the book tells of and nobody entered as an outcome."""
    site_of = {name: site.site for site in sites.values() for name in site.names}
    told = {(site_of.get(one.subject, one.subject), one.at) for one in entered if one.layer == LOSS}
    for site, losses in own_losses(sites, watched).items():
        yield from (Outcome(LOSS, site, at, at) for at in losses if (site, at) not in told)


def _by_reports(watched: Watched, sites: Mapping[str, OwnSite]) -> Iterator[Outcome]:
    """Shifts that were short or full, and attempts."""
    for site in sites.values():
        for name in site.names:
            for report in watched.guards.of_site(name):
                if not watched.guards.false(report):
                    yield Outcome("guards", site.site, report.at, report.written_at, happened=report.guards.short)
            for noted in watched.noted.attempts(name):
                yield Outcome("attempt", site.site, noted.fact.at, noted.written_at)


def _reliefs(watched: Watched) -> Iterator[Outcome]:
    """Reliefs completed; one that is not when its window closes was not on time."""
    for relief in watched.reliefs.all:
        if relief.completed is not None and relief.written_at is not None:
            yield Outcome("relief", relief.fact.relief, relief.completed, relief.written_at)


def _lines(sites: Mapping[str, OwnSite], rows: IncidentRows, now: datetime, margin_km: float) -> Iterator[Outcome]:
    """Days on which the drawn areas have hostile ground within the margin of a site."""
    pictures: dict[datetime, list[Area]] = defaultdict(list)
    for area in rows.areas(now=now):
        pictures[area.at].append(area)
    for site in sites.values():
        if site.described is None or site.lat is None or site.lon is None:
            continue
        for at, areas in sorted(pictures.items()):
            hostile = [one for one in areas if one.controller in site.described.hostile_to]
            found = distance_km(site.lat, site.lon, [ring for one in hostile for ring in one.polygons])
            if found is not None and found <= margin_km:
                yield Outcome("line", site.site, at, max(one.known_at for one in hostile))


def _fighting(sites: Mapping[str, OwnSite], rows: IncidentRows, now: datetime) -> Iterator[Outcome]:
    """Lethal incidents within 25 km, by the day in UTC on which they began (watch.md section 8).

    Of the revisions of a row the newest counts, from when the first was known: as what was learnt counts them.
    """
    told = lethal(sorted(rows.incidents(now=now), key=lambda row: (row.known_at, row.digest)))
    known: dict[tuple[str, str], datetime] = {}
    for row in told:
        known.setdefault((row.source, row.id), row.known_at)
    placed = [row for row in {(row.source, row.id): row for row in told}.values() if row.placed]
    if not placed:
        return
    where = unit_vectors(np.array([row.lat for row in placed]), np.array([row.lon for row in placed]))
    for site in sites.values():
        if site.lat is None or site.lon is None:
            continue
        near = np.flatnonzero(np.asarray(km_between(where, unit_vectors(site.lat, site.lon))) <= FIGHTING_KM)
        for number in near.tolist():
            row = placed[number]
            yield Outcome("fighting", site.site, datetime.combine(row.start, time(12), UTC), known[row.source, row.id])
