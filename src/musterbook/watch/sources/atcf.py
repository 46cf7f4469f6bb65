"""ATCF decks: what every technique forecast of one storm (a-deck), or where it went (b-deck), a line for each wind.

A deck has one line for each technique, hour, lead and wind threshold; lines have 18, 23, 30 or more cells, and blanks
before them count for nothing. `373N` is 37.3 degrees north (watch.md section 14).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.sources.cells import cells_of, known, whole
from musterbook.watch.sources.grid import ends_well
from musterbook.watch.sources.loaded import Loaded, loaded_of
from musterbook.watch.sources.opening import Opened
from musterbook.watch.sources.positions import eastward, hour, tenths
from musterbook.watch.storms import LEAD_HOURS_MAX, Advisory, Radii, Track, TrackPoint

FORECASTS: Final = "atcf-a"
TRACK: Final = "atcf-b"
OFFICIAL: Final = "OFCL"
"""The technique under which the agency's own forecast stands; everything else is a model's, or a model's ancestor."""
BEST: Final = "BEST"

OUT_AFTER: Final = timedelta(hours=3)
"""The official forecast made for an hour is given out three hours after it, and is not known before (decision 0543)."""

_CELLS_MIN: Final = 8
_WINDOW_CELLS: Final = 17
_GALE_KT: Final = 34
_ROUND: Final = "AAA"
_FROM_QUADRANT: Final[Mapping[str, int]] = {"NEQ": 0, "SEQ": 1, "SWQ": 2, "NWQ": 3}
"""The quadrant of the first radius; the others follow clockwise, NE, SE, SW, NW."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a deck.

    Attributes:
        storm: the agency's number of it, as `AL012023`.
        made_for: the hour the technique set out from.
        technique: whose forecast it is.
        lead_hours: how far ahead; below 0 it tells of the past.
        point: the moment, place and wind, and radii where the line is of the 34-knot wind. A wind of 0 is not known.
        name: of the storm; empty where the line is too short for one.
    """

    storm: str
    made_for: datetime
    technique: str
    lead_hours: int
    point: TrackPoint
    name: str = ""


def looks_like(text: str) -> bool:
    """Whether the first line that is not blank is one of a deck: a basin, a number and an hour."""
    cells = cells_of(text.lstrip().partition("\n")[0])
    return len(cells) >= _CELLS_MIN and len(cells[0]) == 2 and cells[0].isalpha() and len(cells[2]) in {10, 12}


def is_track(text: str) -> bool:
    """Whether a deck tells where the storm went, and forecasts nothing."""
    techniques = {cells[4] for line in text.splitlines() if len(cells := cells_of(line)) >= _CELLS_MIN}
    return techniques == {BEST}


def read_official(opened: Opened, *, arrived_at: datetime) -> Loaded[Advisory]:
    """The official forecasts of an a-deck as advisories, numbered by the hour they were made for.

    A deck without any gives none and a warning that says how many techniques it has; a model's run is never taken for
    the agency's word. Malformed when no line of a deck stands in the file.
    """
    lines, bad = _lines(opened)
    official = [line for line in lines if line.technique == OFFICIAL]
    rows = _advisories(official)
    others = len({line.technique for line in lines} - {OFFICIAL})
    none = (Fault("source.no-official", file=opened.file, values={"techniques": others}),) if not official else ()
    return loaded_of(
        opened, FORECASTS, rows, arrived_at=arrived_at, bad=bad, warnings=(*ends_well(opened), *none),
        known_through=max((row.issued_at.date() for row in rows), default=None),
    )  # fmt: skip


def read_track(opened: Opened, *, arrived_at: datetime) -> Loaded[Track]:
    """The storms of a b-deck. Malformed when no line of a deck stands in the file."""
    lines, bad = _lines(opened)
    best = [line for line in lines if line.technique == BEST and line.lead_hours == 0]
    names: dict[str, str] = {line.storm: "" for line in best}
    for line in sorted(best, key=lambda one: one.point.at):
        names[line.storm] = line.name or names[line.storm]
    tracks = tuple(
        Track(storm, name, _points(line.point for line in best if line.storm == storm)) for storm, name in names.items()
    )
    return loaded_of(
        opened, TRACK, tracks, arrived_at=arrived_at, bad=bad, warnings=ends_well(opened),
        known_through=max((line.point.at.date() for line in best), default=None),
    )  # fmt: skip


def _lines(opened: Opened) -> tuple[list[Line], list[Fault]]:
    good: list[Line] = []
    bad: list[Fault] = []
    for number, text in enumerate(opened.text.splitlines(), start=1):
        if not text.strip():
            continue
        try:
            good.append(_line(cells_of(text)))
        except (ValueError, IndexError, OverflowError):
            bad.append(Fault("source.line-unreadable", file=opened.file, row=number))
    if not good:
        raise Malformed(Fault("source.no-storm", file=opened.file))
    return good, bad


def _line(cells: list[str]) -> Line:
    basin, cyclone, made, _, technique, lead, north, east, *more = cells
    if not (len(basin) == 2 and basin.isalpha() and len(cyclone) == 2 and cyclone.isdecimal() and technique):
        raise ValueError(cells[:5])
    made_for, lead_hours = hour(made), whole(lead)
    at = made_for + timedelta(hours=lead_hours)
    if technique == BEST and len(cells[3]) == 2 and cells[3].isdecimal():
        at += timedelta(minutes=int(cells[3]))
    wind_kt = known(more[0]) if more and more[0] else None
    point = TrackPoint(at, tenths(north), tenths(east), wind_kt or None, _radii(more[3:9]))
    return Line(f"{basin.upper()}{cyclone}{_season(made_for, basin)}", made_for, technique.upper(), lead_hours, point,
                name=more[19] if len(more) > 19 else "")  # fmt: skip


def _season(made_for: datetime, basin: str) -> int:
    """The year a storm is numbered in; south of the line the season begins in July of the year before."""
    southern = basin.upper() in {"SH", "SP", "SI", "SL"}
    return made_for.year + (1 if southern and made_for.month >= 7 else 0)


def _radii(cells: list[str]) -> Radii | None:
    """Of the 34-knot wind, from threshold, code and four radii; None for another threshold, or where all are 0.

    Nought all round is how a deck leaves radii out, also under winds of 80 knots.
    """
    if len(cells) < 6 or not cells[0] or whole(cells[0]) != _GALE_KT:
        return None
    code, given = cells[1].upper(), [known(cell) if cell else 0.0 for cell in cells[2:6]]
    radii = [radius for radius in given if radius is not None]
    if len(radii) < len(given) or not any(radii):
        return None
    if code == _ROUND:
        return Radii(*(radii[0],) * 4)
    first = _FROM_QUADRANT.get(code)
    if first is None:
        raise ValueError(code)
    return Radii(*(radii[quadrant - first] for quadrant in range(4)))


def _points(points: Iterable[TrackPoint]) -> tuple[TrackPoint, ...]:
    """One point for each moment, in order: the place of the first line, and the radii of whichever has them."""
    found: dict[datetime, TrackPoint] = {}
    for point in points:
        before = found.setdefault(point.at, point)
        if before.radii is None and point.radii is not None:
            found[point.at] = replace(before, radii=point.radii)
    return tuple(found[at] for at in sorted(found))


def _advisories(lines: Iterable[Line]) -> tuple[Advisory, ...]:
    by_hour: dict[tuple[datetime, str], list[TrackPoint]] = {}
    for line in lines:
        if 0 <= line.lead_hours <= LEAD_HOURS_MAX:
            by_hour.setdefault((line.made_for, line.storm), []).append(line.point)
    return tuple(_advisory(storm, made_for, _points(by_hour[made_for, storm])) for made_for, storm in sorted(by_hour))


def _advisory(storm: str, made_for: datetime, points: tuple[TrackPoint, ...]) -> Advisory:
    """As it was given out: the centre is where the forecast itself puts the storm at that hour."""
    issued_at = made_for + OUT_AFTER
    centre = _at(points, issued_at)
    return Advisory(
        storm, f"{made_for:%Y%m%d%H}", issued_at, centre, tuple(point for point in points if point.at > issued_at)
    )


def _at(points: tuple[TrackPoint, ...], moment: datetime) -> TrackPoint:
    """Where the storm is at `moment`, linear between the points around it; else at the nearer end."""
    before = max((point for point in points if point.at <= moment), key=lambda one: one.at, default=points[0])
    after = min((point for point in points if point.at >= moment), key=lambda one: one.at, default=before)
    if before.at == after.at or before.at > moment:
        return replace(before, at=moment)
    share = (moment - before.at) / (after.at - before.at)
    lon = before.lon + share * ((after.lon - before.lon + 180) % 360 - 180)
    return replace(before, at=moment, lat=before.lat + share * (after.lat - before.lat), lon=eastward(lon))
