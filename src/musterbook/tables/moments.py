"""Moments and daily windows: instants with a zone, and hours of the day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final, Literal

from musterbook.tables.days import EXCEL_DAY_ZERO, read_day
from musterbook.tables.letters import cleaned, folded
from musterbook.tables.sheet import Cell
from musterbook.tables.values import Leaning, Unread, Value, Window, class_of
from musterbook.terms.digits import latin_digits
from musterbook.terms.errors import Malformed
from musterbook.terms.times import read_moment

MINUTES_A_DAY: Final = 1_440

_CLOCK: Final = re.compile(
    r"(.+?)[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)
_ZULU: Final = re.compile(r"\d{6}Z[A-Z]{3}\d{2}", re.IGNORECASE)
_WINDOW: Final = re.compile(r"(\d{1,2})[:.]?(\d{2})\s*(?:-|–|to|until|الى|إلى)\s*(\d{1,2})[:.]?(\d{2})", re.IGNORECASE)
_ALL_DAY: Final = frozenset(folded(word) for word in ("24/7", "all day", "24h", "always", "طوال اليوم", "دائما"))


@dataclass(frozen=True)
class Moment:
    """An instant: RFC 3339, a Zulu group, or a local date and time read in the operation's zone.

    A date alone means its whole day: its first instant at the edge `from`, the first instant after it at `until`,
    so that an agreement "until 12 February" still holds on the 12th.
    """

    edge: Literal["from", "until"] = "from"
    shape: str = "date, or date and time with offset"

    def read(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        """The instant, with its offset."""
        if isinstance(cell, str):
            return self._typed(latin_digits(cleaned(cell)), leaning)
        if isinstance(cell, float) and not cell.is_integer():
            counted = datetime.combine(EXCEL_DAY_ZERO, time()) + timedelta(days=cell + leaning.day_shift)
            return _local((counted + timedelta(seconds=0.5)).replace(microsecond=0), leaning.zone)
        if isinstance(cell, datetime) and cell.time() != time():
            day = read_day(cell.date(), leaning)
            return day if isinstance(day, Unread) else _local(cell.replace(microsecond=0), leaning.zone)
        return self._whole_day(cell, leaning)

    def show(self, value: Value) -> str:
        """RFC 3339 with its offset."""
        return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)

    def _typed(self, text: str, leaning: Leaning) -> Value | Unread:  # noqa: PLR0911  one return for each writing understood
        if _ZULU.fullmatch(text):
            try:
                return read_moment(text)
            except Malformed:
                return Unread("date.no-such-day", "date-and-time")
        match = _CLOCK.fullmatch(text)
        if match is None:
            return self._whole_day(text, leaning)
        day = read_day(match.group(1), leaning)
        if not isinstance(day, date):
            return day
        try:
            clock = time(int(match.group(2)), int(match.group(3)), int(match.group(4) or 0))
        except ValueError:
            return Unread("moment.no-such-time", "date-and-time")
        offset = _offset(match.group(5))
        if isinstance(offset, Unread):
            return offset
        return _local(datetime.combine(day, clock), offset or leaning.zone)

    def _whole_day(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        day = read_day(cell, leaning)
        if not isinstance(day, date):
            return day
        first = day if self.edge == "from" else day + timedelta(days=1)
        return _local(datetime.combine(first, time()), leaning.zone)


@dataclass(frozen=True)
class Windows:
    """Hours of every local day, `06:00-18:00; 20:00-02:00`; a window may run over midnight."""

    shape: str = "hours of the day, HH:MM-HH:MM, parted by ;"

    def read(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        """The windows in their order."""
        del leaning
        if cell is None:
            return None
        if not isinstance(cell, str):
            return Unread("window.not-hours", class_of(cell))
        found: list[Window] = []
        for part in re.split("[;؛,،\r\n]", latin_digits(cell)):
            window = _window(cleaned(part))
            if isinstance(window, Unread):
                return window
            if window is not None:
                found.append(window)
        return tuple(found) or None

    def show(self, value: Value) -> str:
        """`HH:MM-HH:MM`, parted by semicolons."""
        windows = [each for each in value if isinstance(each, Window)] if isinstance(value, tuple) else []
        return "; ".join(f"{_clock(each.since_minute)}-{_clock(each.until_minute)}" for each in windows)


def _offset(text: str | None) -> tzinfo | Unread | None:
    if text is None:
        return None
    if text.upper() in {"Z", "UTC"}:
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    if minutes > 14 * 60 or int(text[-2:]) > 59:
        return Unread("moment.no-such-offset", "date-and-time")
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _local(clock: datetime, zone: tzinfo | None) -> datetime | Unread:
    """A wall clock in a zone; Unread without a zone, and in the hour a clock change skips or repeats."""
    if zone is None:
        return Unread("moment.no-zone", "date-and-time")
    early, late = clock.replace(tzinfo=zone, fold=0), clock.replace(tzinfo=zone, fold=1)
    offset = early.utcoffset()
    if offset is None or offset != late.utcoffset():
        return Unread("moment.clock-change", "date-and-time")
    return clock.replace(tzinfo=UTC if not offset else timezone(offset))


def _window(text: str) -> Window | Unread | None:
    if not text:
        return None
    if folded(text) in _ALL_DAY:
        return Window(0, MINUTES_A_DAY)
    match = _WINDOW.fullmatch(text)
    if match is None:
        return Unread("window.not-hours", "text")
    hour, minute, hour_until, minute_until = (int(part) for part in match.groups())
    since, until = hour * 60 + minute, hour_until * 60 + minute_until
    if minute > 59 or minute_until > 59 or since >= MINUTES_A_DAY or until > MINUTES_A_DAY:
        return Unread("moment.no-such-time", "text")
    return Unread("window.empty", "text") if since == until else Window(since, until)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
