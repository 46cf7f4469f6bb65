"""UCDP in every dialect it goes round in: Candidate, yearly release, exchange site, exports through R, cut-down tables.

They are told apart by their columns (watch.md section 14). The dialects differ in names and spelling, not in meaning,
so one reader serves all, and a row's digest is made of what it means: one incident from two exports is no revision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from hashlib import sha256
from operator import itemgetter
from typing import Final

from musterbook.terms.errors import Fault
from musterbook.watch.incidents import Deaths, Incident
from musterbook.watch.sources import flags
from musterbook.watch.sources.cells import (
    Remembered,
    day,
    evening_of,
    latitude,
    longitude,
    morning_after,
    not_negative,
    outside,
    whole,
)
from musterbook.watch.sources.grid import Header, rows_of
from musterbook.watch.sources.opening import Opened

SOURCE: Final = "ucdp"
CANDIDATE: Final = "ucdp-candidate"
HDX: Final = "ucdp-hdx"
YEARLY: Final = "ucdp-yearly"
THROUGH_R: Final = "ucdp-through-r"
REDUCED: Final = "ucdp-reduced"

NEEDED: Final = ("date_start", "latitude", "longitude", "best", "type_of_violence")
_MARKS: Final = frozenset({"id", "where_prec", "date_prec"})

PRECISION_KM: Final[Mapping[str, float]] = {
    "1": 2.0, "2": 25.0, "3": 50.0, "4": 100.0, "5": 200.0, "6": 300.0, "7": 1000.0,
}  # fmt: skip
"""Circles by `where_prec`, judged; 4 to 7 (district, line, province, country) only say: too wide for distances."""

_KINDS: Final[Mapping[str, str]] = {
    "1": "state-based", "2": "non-state", "3": "one-sided",
    "state": "state-based", "non-state": "non-state", "one-sided": "one-sided", "state-based": "state-based",
}  # fmt: skip
_DATED_AT_MOST: Final = 3
_DATE_PRECISION_MOST: Final = 5
_UNNAMED: Final = "XXX"


def dialect_of(header: Header) -> str | None:
    """Which dialect of UCDP has these columns; None when none has. Exports through R show only in their rows."""
    has = header.places.keys()
    if not has >= set(NEEDED):
        return None
    if "code_status" in has and "relid" in has:
        return CANDIDATE
    if not _MARKS & has:
        return REDUCED
    return HDX if "active_year" in has and "iso3" in has else YEARLY


def read_rows(opened: Opened, header: Header, *, arrived_at: datetime, bad: list[Fault]) -> tuple[list[Incident], bool]:
    """The incidents of the file, and whether its numbers are written as R writes them (`214797.0`)."""
    reading = _Reading(header, arrived_at=arrived_at)
    good: list[Incident] = []
    through_r = False
    for line, cells in rows_of(opened, header, bad):
        try:
            good.append(reading.incident(cells))
        except (ValueError, OverflowError):
            bad.extend(reading.faults(cells, file=opened.file, line=line))
            continue
        if len(good) == 1:
            through_r = reading.written_by_r(cells)
    return good, through_r


class _Reading:
    """Reads rows of one header. A column that is absent is read as one blank cell put behind the last."""

    def __init__(self, header: Header, *, arrived_at: datetime) -> None:
        self._last_day = arrived_at.date()
        self._places = [header.places.get(name, header.width) for name in _COLUMNS]
        self._picked = itemgetter(*self._places)
        self._has = frozenset(header.places)
        self._by_name = [place for _, place in sorted(header.places.items())]
        self._days, self._counts = Remembered(day), Remembered(not_negative)
        self._firsts = Remembered(_first_day)
        self._kinds, self._statuses = Remembered(_kind), Remembered(_status)
        self._wheres, self._whens = Remembered(_precision_km), Remembered(_date_precision)

    def written_by_r(self, cells: list[str]) -> bool:
        """Whether the id of a row already read is a number with `.0` behind it."""
        return cells[self._places[0]].endswith(".0")

    def incident(self, cells: list[str]) -> Incident:
        """One row; ValueError when a cell that counts cannot be read."""
        cells.append("")
        (
            identity, starts, ends, north, east, best, low, high, how, where, when, status, country, side_a, side_b,
            dates, reported,
        ) = self._picked(cells)  # fmt: skip
        start = self._days[starts]
        end = self._days[ends] if ends else start
        dead = self._counts[best]
        deaths = Deaths(self._counts[low] if low else dead, dead, self._counts[high] if high else dead)
        precision_km, date_precision = self._wheres[where], self._whens[when]
        sides = (side_a.strip(), side_b.strip())
        first = self._firsts[dates or reported]
        told = first is not None and first >= start
        marks = _flags(
            deaths, sides, start, end,
            precision_km=precision_km, date_precision=date_precision, status=self._statuses[status],
            reported_before=first is not None and not told, in_future=start > self._last_day,
        )  # fmt: skip
        lat, lon, kind = latitude(north), longitude(east), self._kinds[how]
        identity = identity.strip().removesuffix(".0")
        meant = (identity, start.isoformat(), end.isoformat(), repr(lat), repr(lon), where[:1], when[:1], kind, *sides,
                 str(deaths.low), str(dead), str(deaths.high), country, status)  # fmt: skip
        text = "\x1f".join(meant if identity else [cells[place] for place in self._by_name])
        digest = sha256(text.encode("utf-8", "replace")).hexdigest()
        return Incident(
            identity or digest[:16],
            evening_of(first) if told and first is not None else morning_after(end),
            start, max(end, start), lat, lon, precision_km, date_precision <= _DATED_AT_MOST, kind,
            sides, deaths, country.strip(), SOURCE, digest, marks,
        )  # fmt: skip

    def faults(self, cells: list[str], *, file: str, line: int) -> list[Fault]:
        """Every cell of a row that cannot be read, by column."""
        return [
            Fault(rule, file=file, row=line, column=name)
            for name, place in zip(_COLUMNS, self._places, strict=True)
            if (rule := _wrong(name, cells[place], needed=name in NEEDED)) is not None
        ]


def _flags(
    deaths: Deaths,
    sides: tuple[str, str],
    start: date,
    end: date,
    *,
    precision_km: float | None,
    date_precision: int,
    status: str,
    reported_before: bool,
    in_future: bool,
) -> tuple[str, ...]:
    """What is odd about a row; the order is fixed, so that two readings of one row are equal."""
    odd = (
        (deaths.low > deaths.best, flags.LOW_ABOVE_BEST),
        (deaths.best > deaths.high, flags.BEST_ABOVE_HIGH),
        (end < start, flags.ENDS_BEFORE_START),
        (precision_km is None, flags.PRECISION_UNKNOWN),
        (date_precision == 0, flags.DATE_PRECISION_ZERO),
        (sides[0].startswith(_UNNAMED) or sides[1].startswith(_UNNAMED), flags.SIDE_UNNAMED),
        (reported_before, flags.REPORTED_BEFORE),
        (in_future, flags.IN_FUTURE),
        (status != "", status),
    )
    return tuple(flag for so, flag in odd if so)


def _first_day(text: str) -> date | None:
    """The earliest of the days a source list names; None when it names none that can be read."""
    days = []
    for part in text.split(";"):
        try:
            days.append(day(part))
        except ValueError:
            continue
    return min(days, default=None)


def _kind(text: str) -> str:
    kind = _KINDS.get(text.strip().removesuffix(".0").lower())
    if kind is None:
        raise ValueError(text)
    return kind


def _precision_km(text: str) -> float | None:
    if not text.strip():
        return None
    precision = PRECISION_KM.get(str(whole(text)))
    if precision is None:
        raise ValueError(text)
    return precision


def _date_precision(text: str) -> int:
    """0 to 5; a source that does not say is taken at its word."""
    precision = whole(text) if text.strip() else 1
    if not 0 <= precision <= _DATE_PRECISION_MOST:
        raise ValueError(text)
    return precision


def _status(text: str) -> str:
    words = "-".join(text.lower().split())
    return f"{flags.STATUS}{words}" if words else ""


_COLUMNS: Final[Mapping[str, Callable[[str], object]]] = {
    "id": str,
    "date_start": day,
    "date_end": day,
    "latitude": latitude,
    "longitude": longitude,
    "best": not_negative,
    "low": not_negative,
    "high": not_negative,
    "type_of_violence": _kind,
    "where_prec": _precision_km,
    "date_prec": _date_precision,
    "code_status": str,
    "country": str,
    "side_a": str,
    "side_b": str,
    "source_date": str,
    "first_report": str,
}
"""The columns that are read and how, in the order in which `_Reading.incident` takes them."""


def _wrong(name: str, cell: str, *, needed: bool) -> str | None:
    """The rule a cell breaks, or None."""
    if not cell.strip():
        return "source.cell-empty" if needed else None
    try:
        _COLUMNS[name](cell)
    except (ValueError, OverflowError):
        return outside(name, cell)
    return None
