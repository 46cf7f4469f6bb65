"""The agency's advisories as tables: where storms were and are forecast, how broad, and how likely wind is where.

Five tables, told apart by their columns. What is said counts from the moment it was issued, never from the one it
speaks of (watch.md section 14).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from musterbook.terms.errors import Fault
from musterbook.watch.sources.cells import latitude, longitude, not_negative, whole
from musterbook.watch.sources.columns import Columns, Reads
from musterbook.watch.sources.grid import Header, ends_well
from musterbook.watch.sources.loaded import Loaded, loaded_of
from musterbook.watch.sources.opening import Opened
from musterbook.watch.storms import LEAD_HOURS_MAX, Advisory, ProbabilityRow, Radii, TrackPoint

ADVISORIES: Final = "nhc-advisories"
FORECASTS: Final = "nhc-forecasts"
RADII: Final = "nhc-radii"
FORECAST_RADII: Final = "nhc-forecast-radii"
PROBABILITIES: Final = "nhc-probabilities"

GALE_KT: Final = 34
DAY_ONLY_FROM_HOURS: Final = 75.0
"""Forecasts farther ahead than this, for 96 and 120 h, lost their hour on the way into the tables (decision 0542)."""

_CHANCES: Final = ("wind12", "wind24cum", "wind36cum", "wind48cum", "wind72cum", "wind96cum", "wind120cum")
_QUADRANTS: Final = ("ne", "se", "sw", "nw")


@dataclass(frozen=True, slots=True)
class Position:
    """Where one advisory says a storm is, or will be at a later moment.

    Attributes:
        storm: the agency's number of it, as `AL012006`.
        number: of the advisory, as `7`.
        issued_at: when it was issued, and so first known.
        point: the moment, place and wind; without radii.
        forecast: whether it is one.
    """

    storm: str
    number: str
    issued_at: datetime
    point: TrackPoint
    forecast: bool


@dataclass(frozen=True, slots=True)
class Breadth:
    """How far the 34-knot wind reaches at `at`, as one advisory says; its other fields are those of `Position`."""

    storm: str
    number: str
    issued_at: datetime
    at: datetime
    radii: Radii


TableRow = Position | Breadth | ProbabilityRow


def dialect_of(header: Header) -> str | None:
    """Which of the tables has these columns; None when none has."""
    return next((name for name, gaps in _gaps(header).items() if not gaps), None)


def lacking(header: Header) -> tuple[str, str]:
    """The columns that the nearest of the tables has and this file lacks, and which table that is."""
    gaps = _gaps(header)
    nearest = min(gaps, key=lambda name: len(gaps[name]))
    return ", ".join(gaps[nearest]), nearest


def _gaps(header: Header) -> dict[str, list[str]]:
    """For each table, the one with most columns first, which of them are not there."""
    return {
        name: [column for column in (*_OF_ALL, *_READS[name]) if column not in header.places]
        for name in (PROBABILITIES, FORECAST_RADII, RADII, FORECASTS, ADVISORIES)
    }


def read_rows(opened: Opened, header: Header, dialect: str, *, arrived_at: datetime) -> Loaded[TableRow]:
    """The rows of one table of `dialect`, each once.

    Rows of the 50-knot and the 64-knot wind are passed over. Forecasts for the past or for more than 125 h ahead are
    put aside; forecasts whose hour was lost get it back from the rest of their advisory, and how many is said.
    """
    bad: list[Fault] = []
    found: dict[tuple[str, str, object], TableRow] = {}
    doubled = 0
    for line, (storm, number, issued_at, *meant) in Columns(header, {**_OF_ALL, **_READS[dialect]}).rows(opened, bad):
        row = _MADE[dialect](storm, number, issued_at, *meant)
        if row is None:
            continue
        if isinstance(row, Position) and row.forecast and not _ahead(row):
            hours = round((row.point.at - issued_at) / timedelta(hours=1))
            fault = Fault("source.lead-outside", file=opened.file, row=line, column="fcstdate", values={"hours": hours})
            bad.append(fault)
            continue
        name = (storm, number, _subject(row))
        doubled += name in found
        found.setdefault(name, row)
    rows, mended = _with_hours(found.values())
    counted = (("source.doubled", doubled), ("source.hours-mended", mended))
    said = (Fault(rule, file=opened.file, values={"rows": count}) for rule, count in counted if count)
    return loaded_of(
        opened, dialect, rows, arrived_at=arrived_at, bad=bad, warnings=(*ends_well(opened), *said),
        known_through=max((row.issued_at.date() for row in rows), default=None),
    )  # fmt: skip


def advisories(rows: Iterable[TableRow]) -> tuple[Advisory, ...]:
    """The advisories that the rows of the tables make together, by hour of issue; without its centre there is none."""
    rows = tuple(rows)
    broad = {(row.storm, row.number, row.at): row.radii for row in rows if isinstance(row, Breadth)}
    centres: dict[tuple[str, str], Position] = {}
    ahead: dict[tuple[str, str], dict[datetime, TrackPoint]] = {}
    for row in rows:
        if isinstance(row, Position):
            point = replace(row.point, radii=broad.get((row.storm, row.number, row.point.at)))
            if row.forecast:
                ahead.setdefault((row.storm, row.number), {}).setdefault(point.at, point)
            else:
                centres.setdefault((row.storm, row.number), replace(row, point=point))
    made = [
        Advisory(storm, number, row.issued_at, row.point, _in_order(ahead.get((storm, number), {})))
        for (storm, number), row in centres.items()
    ]
    return tuple(sorted(made, key=lambda one: (one.issued_at, one.storm, one.number)))


def _in_order(points: Mapping[datetime, TrackPoint]) -> tuple[TrackPoint, ...]:
    return tuple(points[at] for at in sorted(points))


def _subject(row: TableRow) -> object:
    """What of an advisory a row speaks of; two rows that speak of the same are one row doubled."""
    if isinstance(row, ProbabilityRow):
        return row.point
    return (row.point.at, row.forecast) if isinstance(row, Position) else row.at


def _ahead(row: Position) -> bool:
    return timedelta() <= row.point.at - row.issued_at <= timedelta(hours=LEAD_HOURS_MAX)


def _with_hours(rows: Iterable[TableRow]) -> tuple[tuple[TableRow, ...], int]:
    """The same with the forecasts for 96 and 120 h at the hour of day of the last one before them; how many moved.

    Both lie whole days after the forecast for 72 h. Where an advisory has nothing up to 72 h they stay as they are.
    """
    rows = tuple(rows)
    last: dict[tuple[str, str], datetime] = {}
    for row in rows:
        if isinstance(row, Position) and row.forecast and not _day_only(row):
            name = row.storm, row.number
            last[name] = max(last.get(name, row.point.at), row.point.at)
    mended = tuple(
        _at_hour_of(row, last[row.storm, row.number])
        if isinstance(row, Position) and _day_only(row) and (row.storm, row.number) in last
        else row
        for row in rows
    )
    return mended, sum(was is not becomes for was, becomes in zip(rows, mended, strict=True))


def _day_only(row: Position) -> bool:
    return row.forecast and row.point.at - row.issued_at > timedelta(hours=DAY_ONLY_FROM_HOURS)


def _at_hour_of(row: Position, other: datetime) -> Position:
    at = datetime.combine(row.point.at.date(), other.timetz())
    return row if at == row.point.at else replace(row, point=replace(row.point, at=at))


def _centre(  # noqa: PLR0917  the columns, in the order of `_READS`
    storm: str, number: str, issued_at: datetime, lat: float, lon: float, wind_kt: float | None
) -> Position:
    return Position(storm, number, issued_at, TrackPoint(issued_at, lat, lon, wind_kt), forecast=False)


def _forecast(  # noqa: PLR0917  the columns, in the order of `_READS`
    storm: str, number: str, issued_at: datetime, at: datetime, lat: float, lon: float, wind_kt: float | None
) -> Position:
    return Position(storm, number, issued_at, TrackPoint(at, lat, lon, wind_kt), forecast=True)


def _breadth(storm: str, number: str, issued_at: datetime, wind_kt: int, *radii_nmi: float) -> Breadth | None:
    return _breadth_ahead(storm, number, issued_at, issued_at, wind_kt, *radii_nmi)


def _breadth_ahead(
    storm: str, number: str, issued_at: datetime, at: datetime, wind_kt: int, *radii_nmi: float
) -> Breadth | None:
    return Breadth(storm, number, issued_at, at, Radii(*radii_nmi)) if wind_kt == GALE_KT else None


def _chances_at(
    storm: str, number: str, issued_at: datetime, point: str, wind_kt: int, *chances: float
) -> ProbabilityRow | None:
    return ProbabilityRow(storm, number, issued_at, point, chances) if wind_kt == GALE_KT else None


def _storm(text: str) -> str:
    if not text.strip():
        raise ValueError(text)
    return text.strip().upper()


def number_of(text: str) -> str:
    """An advisory's number as it is written everywhere else: `7` for `7.0` and `007`; else ValueError."""
    plain = text.strip().removesuffix(".0").lstrip("0").upper()
    if not plain.isalnum():
        raise ValueError(text)
    return plain


def _moment(text: str) -> datetime:
    """A moment of the tables, which are in Zulu; a day alone is its midnight."""
    at = datetime.fromisoformat(text.strip())
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _wind(text: str) -> float | None:
    """Blank is a wind that is not known."""
    return float(not_negative(text)) if text.strip() not in {"", "NA"} else None


def _radius(text: str) -> float:
    """A quadrant left blank has none of that wind."""
    return float(not_negative(text)) if text.strip() not in {"", "NA"} else 0.0


def _share(text: str) -> float:
    percent = not_negative(text)
    if percent > 100:
        raise ValueError(text)
    return percent / 100


_OF_ALL: Final[Reads] = {"key": _storm, "adv": number_of, "date": _moment}
_PLACE: Final[Reads] = {"lat": latitude, "lon": longitude, "wind": _wind}
_WIDE: Final[Reads] = {"windfield": whole, **dict.fromkeys(_QUADRANTS, _radius)}
_READS: Final[Mapping[str, Reads]] = {
    ADVISORIES: _PLACE,
    FORECASTS: {"fcstdate": _moment, **_PLACE},
    RADII: _WIDE,
    FORECAST_RADII: {"fcstdate": _moment, **_WIDE},
    PROBABILITIES: {"location": _storm, "wind": whole, **dict.fromkeys(_CHANCES, _share)},
}
"""The columns that are read and how, in the order in which `_MADE` takes them behind those of all tables."""
_MADE: Final[Mapping[str, Callable[..., TableRow | None]]] = {
    ADVISORIES: _centre,
    FORECASTS: _forecast,
    RADII: _breadth,
    FORECAST_RADII: _breadth_ahead,
    PROBABILITIES: _chances_at,
}
