"""The incident store as the watch asks it: rows, areas and threats of the files that count, as they were known then.

Joins watch with the store. A file counts when the book says that it was loaded and its rows lie here; what a file says
was known by the rule of its source, and what it says otherwise of a row that was here already, only since it came.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from musterbook.operation.wind_rows import places, table_rows
from musterbook.store.incidents import AreaRow, IncidentRow, IncidentStore, KeptFile
from musterbook.watch.control import Area
from musterbook.watch.files_loaded import STORM, FilesLoaded
from musterbook.watch.incidents import Deaths, Incident
from musterbook.watch.site_today import Threat
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.newest_storms import StormNow, newest_storms
from musterbook.watch.sources.revisions import of_primary, plain_country, together
from musterbook.watch.storm_runs import ERRORS_2015_19
from musterbook.watch.storms import REACH_HOURS, Place, WindOutlook
from musterbook.watch.threats import threat_of, wind_at

T = TypeVar("T")
REACH = timedelta(hours=REACH_HOURS)


@dataclass(frozen=True)
class StoredIncidents:
    """What lies in a store, as far as the book names its files.

    Attributes:
        store: where the rows lie.
        loaded: the files the book knows of.
    """

    store: IncidentStore
    loaded: FilesLoaded

    def incidents(self, *, now: datetime) -> Iterable[Incident]:
        """Every row of every file that had reached this copy by `now`, revisions among them.

        Of sources that tell of one country the one whose file came first speaks for it: they are never added up.
        """
        return self._counting(self._loads(now), now)

    def by_file(self, *, now: datetime) -> Iterable[Sequence[Incident]]:
        """The same rows, each with the first file that had it, in the order in which the files came."""
        loads = self._loads(now)
        left = {(row.source, row.id, row.digest): row for row in self._counting(loads, now)}
        names = ([(row.source, row.id, row.digest) for row in load.rows] for load in loads)
        return [tuple(left.pop(name) for name in dict.fromkeys(of) if name in left) for of in names]

    def areas(self, *, now: datetime) -> Iterable[Area]:
        """Every dated area of control that had reached this copy by `now`."""
        drawn = [_area(row) for file in self._files(now) for row in self.store.areas(file.digest)]
        return [area for area in drawn if area.known_at <= now]

    def threats(self, site: str, *, lat: float, lon: float, now: datetime) -> Iterable[Threat]:
        """The wind that may reach a site, from the newest word on each storm that was issued and had come by `now`.

        Later words on a storm replace earlier ones. One older than a forecast reaches says nothing any more.
        """
        since, until = int((now - REACH).timestamp()), int(now.timestamp())
        storms = [file for file in self._files(now) if file.source == STORM]
        kept = [row for file in storms for row in self.store.winds(file.digest, since=since, until=until)]
        if not kept:
            return
        points = tuple(places(kept))
        for storm in newest_storms(table_rows(kept), now=now):
            outlook = _wind(storm, Place(site, lat, lon), points)
            threat = None if outlook is None else threat_of(outlook, now=now)
            if threat is not None:
                yield threat

    def _loads(self, now: datetime) -> list[Loaded[Incident]]:
        return [_as_loaded(file, self.store.incidents(file.digest)) for file in self._files(now)]

    @staticmethod
    def _counting(loads: Sequence[Loaded[Incident]], now: datetime) -> tuple[Incident, ...]:
        rows = [row for row in together(loads) if row.known_at <= now]
        return of_primary(rows, primary=first_sources(loads))

    def _files(self, now: datetime) -> list[KeptFile]:
        counting = {fact.file for fact, _ in self.loaded.all}
        return [one for one in self.store.files() if one.digest in counting and one.arrived_at <= now]


class IncidentsBeside:
    """The incident store beside a book, opened for each question, so that files loaded meanwhile count at once.

    Args:
        folder: of the book; where nothing was ever loaded, nothing is known.
        loaded: the files the book knows of, now.
    """

    def __init__(self, folder: Path, loaded: Callable[[], FilesLoaded]) -> None:
        self._folder, self._loaded = folder, loaded

    def incidents(self, *, now: datetime) -> Iterable[Incident]:
        """As `StoredIncidents.incidents`."""
        return self._asked(lambda stored: tuple(stored.incidents(now=now)))

    def by_file(self, *, now: datetime) -> Iterable[Sequence[Incident]]:
        """As `StoredIncidents.by_file`."""
        return self._asked(lambda stored: tuple(stored.by_file(now=now)))

    def areas(self, *, now: datetime) -> Iterable[Area]:
        """As `StoredIncidents.areas`."""
        return self._asked(lambda stored: tuple(stored.areas(now=now)))

    def threats(self, site: str, *, lat: float, lon: float, now: datetime) -> Iterable[Threat]:
        """As `StoredIncidents.threats`."""
        return self._asked(lambda stored: tuple(stored.threats(site, lat=lat, lon=lon, now=now)))

    def _asked(self, question: Callable[[StoredIncidents], tuple[T, ...]]) -> tuple[T, ...]:
        store = IncidentStore.reading(self._folder)
        if store is None:
            return ()
        try:
            return question(StoredIncidents(store, self._loaded()))
        finally:
            store.close()


@lru_cache(maxsize=4096)
def _wind(storm: StormNow, place: Place, points: tuple[Place, ...]) -> WindOutlook | None:
    """What the newest word on a storm says of a place: asked at every look, and the same until there is a newer one."""
    return wind_at(storm, place, points=points, errors=ERRORS_2015_19)


def first_sources(loads: Sequence[Loaded[Incident]]) -> dict[str, str]:
    """Country → the source whose file told of it first; `loads` in the order in which they came."""
    found: dict[str, str] = {}
    for load in loads:
        for row in load.rows:
            found.setdefault(plain_country(row.country), row.source)
    return found


def incident_row(one: Incident) -> IncidentRow:
    """An incident in plain columns."""
    return IncidentRow(
        one.id, one.digest, int(one.known_at.timestamp()), one.start.toordinal(), one.end.toordinal(), one.lat, one.lon,
        one.precision_km, one.dated, one.kind, json.dumps(one.sides, ensure_ascii=False), one.deaths.low,
        one.deaths.best, one.deaths.high, one.country, one.source, " ".join(one.flags),
    )  # fmt: skip


def area_row(one: Area) -> AreaRow:
    """An area in plain columns."""
    at, known_at = int(one.at.timestamp()), int(one.known_at.timestamp())
    return AreaRow(at, known_at, one.controller, json.dumps(one.polygons))


def _as_loaded(file: KeptFile, rows: list[IncidentRow]) -> Loaded[Incident]:
    good = tuple(_incident(row) for row in rows)
    through = date.fromisoformat(file.known_through) if file.known_through else None
    return Loaded(file.name, file.dialect, file.digest, file.arrived_at, good, known_through=through)


def _incident(row: IncidentRow) -> Incident:
    return Incident(
        id=row.id, known_at=_moment(row.known_at), start=date.fromordinal(row.start), end=date.fromordinal(row.end),
        lat=row.lat, lon=row.lon, precision_km=row.precision_km, dated=row.dated, kind=row.kind,
        sides=tuple(json.loads(row.sides)), deaths=Deaths(row.low, row.best, row.high), country=row.country,
        source=row.source, digest=row.digest, flags=tuple(row.flags.split()),
    )  # fmt: skip


def _area(row: AreaRow) -> Area:
    polygons = tuple(
        tuple(tuple((east, north) for east, north in ring) for ring in polygon) for polygon in json.loads(row.polygons)
    )
    return Area(_moment(row.at), _moment(row.known_at), row.controller, polygons)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
