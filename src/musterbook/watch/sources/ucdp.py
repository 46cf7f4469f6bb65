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
        self._days, self._firsts = Remembered(day), Remembered(_first_day)
        self._counts, self._deaths = Remembered(not_negative), Remembered(self._dead)
        self._norths, self._easts = Remembered(latitude), Remembered(longitude)
        self._kinds, self._statuses = Remembered(_kind), Remembered(_status)
        self._wheres, self._whens = Remembered(_precision_km), Remembered(_date_precision)
        self._sides, self._knowns = Remembered(_sides), Remembered(self._known)

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
        days = (starts, ends, dates or reported)
        start, end, known_at, said_days, odd_days = self._knowns[days]
        deaths, said_deaths, odd_deaths = self._deaths[low, best, high]
        sides, odd_sides = self._sides[side_a, side_b]
        precision_km, odd_place = self._wheres[where]
        dated, odd_precision = self._whens[when]
        kind, lat, lon = self._kinds[how], self._norths[north], self._easts[east]
        identity = identity.strip().removesuffix(".0")
        if identity:
            meant = (
                f"{identity}\x1f{said_days}\x1f{lat!r}\x1f{lon!r}\x1f{where[:1]}\x1f{when[:1]}\x1f{kind}\x1f{said_deaths}"
                f"\x1f{side_a}\x1f{side_b}\x1f{country}\x1f{status}"
            )
        else:
            meant = "\x1f".join([cells[place] for place in self._by_name])
        digest = sha256(meant.encode("utf-8", "replace")).hexdigest()
        return Incident(
            identity or digest[:16], known_at, start, end, lat, lon, precision_km, dated, kind, sides, deaths,
            country.strip(), SOURCE, digest,
            odd_deaths + odd_days + odd_place + odd_precision + odd_sides + self._statuses[status],
        )  # fmt: skip

    def _known(self, days: tuple[str, str, str]) -> tuple[date, date, datetime, str, tuple[str, ...]]:
        """First day, last day, since when it is known, both days as text, and what is odd about them."""
        starts, ends, sources = days
        start = self._days[starts]
        end = self._days[ends] if ends else start
        first = self._firsts[sources]
        told = first is not None and first >= start
        odd = (
            (end < start, flags.ENDS_BEFORE_START),
            (first is not None and not told, flags.REPORTED_BEFORE),
            (start > self._last_day, flags.IN_FUTURE),
        )
        last = max(start, end)
        known_at = evening_of(first) if told and first is not None else morning_after(last)
        return start, last, known_at, f"{start} {end}", tuple(flag for so, flag in odd if so)

    def _dead(self, cells: tuple[str, str, str]) -> tuple[Deaths, str, tuple[str, ...]]:
        """The three figures, the same as text, and what is odd about them; a low or high not given is the best."""
        best = self._counts[cells[1]]
        low, high = (self._counts[cell] if cell else best for cell in (cells[0], cells[2]))
        odd = ((low > best, flags.LOW_ABOVE_BEST), (best > high, flags.BEST_ABOVE_HIGH))
        return Deaths(low, best, high), f"{low} {best} {high}", tuple(flag for so, flag in odd if so)

    def faults(self, cells: list[str], *, file: str, line: int) -> list[Fault]:
        """Every cell of a row that cannot be read, by column."""
        return [
            Fault(rule, file=file, row=line, column=name)
            for name, place in zip(_COLUMNS, self._places, strict=True)
            if (rule := _wrong(name, cells[place], needed=name in NEEDED)) is not None
        ]


def _sides(cells: tuple[str, str]) -> tuple[tuple[str, str], tuple[str, ...]]:
    """Who took part; a side nobody has named yet stands as `XXX` and a number."""
    sides = (cells[0].strip(), cells[1].strip())
    return sides, (flags.SIDE_UNNAMED,) if any(side.startswith(_UNNAMED) for side in sides) else ()


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


def _precision_km(text: str) -> tuple[float | None, tuple[str, ...]]:
    """The circle, and a flag when the source does not say."""
    if not text.strip():
        return None, (flags.PRECISION_UNKNOWN,)
    precision = PRECISION_KM.get(str(whole(text)))
    if precision is None:
        raise ValueError(text)
    return precision, ()


def _date_precision(text: str) -> tuple[bool, tuple[str, ...]]:
    """Whether the day is known to a week or better; a source that does not say is taken at its word."""
    precision = whole(text) if text.strip() else 1
    if not 0 <= precision <= _DATE_PRECISION_MOST:
        raise ValueError(text)
    return precision <= _DATED_AT_MOST, (flags.DATE_PRECISION_ZERO,) if precision == 0 else ()


def _status(text: str) -> tuple[str, ...]:
    words = "-".join(text.lower().split())
    return (f"{flags.STATUS}{words}",) if words else ()


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
