"""What agencies say of storms, in the plain columns of the incident store and back again.

Joins watch with the store. A deck's advisory is kept as the tables have it: a row for its centre, one each for what is
ahead of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from musterbook.store.incidents import PLACE, WindRow
from musterbook.watch.sources.agency_tables import Breadth, Position, TableRow
from musterbook.watch.sources.storm_reading import StormRow
from musterbook.watch.storms import Advisory, Place, ProbabilityRow, Radii, TrackPoint

CENTRE, FORECAST, BREADTH, CHANCES = "centre", "forecast", "breadth", "chances"
_EPOCH = datetime.fromtimestamp(0, UTC)


def wind_rows(told: Iterable[StormRow]) -> Iterator[WindRow]:
    """The rows of a file about storms; what tells of the past or of links alone gives none."""
    for one in told:
        match one:
            case Advisory(storm, number, issued_at, centre, forecast):
                yield _position(storm, number, issued_at, CENTRE, centre)
                yield from (_position(storm, number, issued_at, FORECAST, point) for point in forecast)
            case Position(storm, number, issued_at, point, ahead):
                yield _position(storm, number, issued_at, FORECAST if ahead else CENTRE, point)
            case Breadth(storm, number, issued_at, at, radii):
                yield _as_broad(WindRow(BREADTH, storm, number, _seconds(issued_at), _seconds(at)), radii)
            case ProbabilityRow(storm, number, issued_at, name, chances):
                seconds = _seconds(issued_at)
                yield WindRow(CHANCES, storm, number, seconds, seconds, point=name, chances=json.dumps(chances))
            case Place(name, lat, lon):
                yield WindRow(PLACE, "", "", 0, 0, lat, lon, point=name)
            case _:
                pass


def table_rows(kept: Iterable[WindRow]) -> Iterator[TableRow]:
    """What kept rows say, without the places, in their order."""
    for row in kept:
        issued_at = _moment(row.issued_at)
        if row.about == CHANCES:
            yield ProbabilityRow(row.storm, row.number, issued_at, row.point, tuple(json.loads(row.chances)))
            continue
        radii = _radii_of(row)
        if row.lat is not None and row.lon is not None and row.about in {CENTRE, FORECAST}:
            point = TrackPoint(_moment(row.at), row.lat, row.lon, row.wind_kt)
            yield Position(row.storm, row.number, issued_at, point, row.about == FORECAST)
        if radii is not None:
            yield Breadth(row.storm, row.number, issued_at, _moment(row.at), radii)


def places(kept: Iterable[WindRow]) -> Iterator[Place]:
    """The points that an agency names, of which kept rows say where they lie."""
    for row in kept:
        if row.about == PLACE and row.lat is not None and row.lon is not None:
            yield Place(row.point, row.lat, row.lon)


def _position(storm: str, number: str, issued_at: datetime, about: str, point: TrackPoint) -> WindRow:
    row = WindRow(
        about, storm, number, _seconds(issued_at), _seconds(point.at), point.lat, point.lon, point.wind_kt
    )  # fmt: skip
    return row if point.radii is None else _as_broad(row, point.radii)


def _as_broad(row: WindRow, radii: Radii) -> WindRow:
    return row._replace(ne=radii.ne, se=radii.se, sw=radii.sw, nw=radii.nw)


def _radii_of(row: WindRow) -> Radii | None:
    if row.ne is None or row.se is None or row.sw is None or row.nw is None:
        return None
    return Radii(row.ne, row.se, row.sw, row.nw)


def _seconds(at: datetime) -> int:
    return int((at - _EPOCH).total_seconds())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
