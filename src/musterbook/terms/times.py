"""Times: RFC 3339 with offset in the book, Zulu first on screens."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from musterbook.terms.errors import Malformed

_RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
_ZULU: Final = re.compile(r"(\d\d)(\d\d)(\d\d)Z([A-Z]{3})(\d\d)")
MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def written(moment: datetime) -> str:
    """The book's form of a moment: seconds, offset kept, `+00:00` for Zulu. Fractions of a second are cut."""
    return moment.isoformat(timespec="seconds")


def read_written(text: str) -> datetime:
    """The moment that `written` wrote; Malformed for any other form."""
    if _RFC3339.fullmatch(text) is None:
        raise Malformed.because("time.not-rfc3339", text=text[:40])
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Malformed.because("time.no-such-moment", text=text) from None


def zulu(moment: datetime) -> str:
    """A date-time group in Zulu, `212348ZJAN26`."""
    at = moment.astimezone(UTC)
    return f"{at:%d%H%M}Z{MONTHS[at.month - 1]}{at:%y}"


def read_moment(text: str) -> datetime:
    """A moment as an officer types it: `212348ZJAN26` or RFC 3339 with an offset (`Z` allowed). Malformed otherwise."""
    match = _ZULU.fullmatch(text.strip().upper())
    if match is None:
        return read_written(text.strip().replace("Z", "+00:00"))
    day, hour, minute, month, year = match.groups()
    if month not in MONTHS:
        raise Malformed.because("time.no-such-moment", text=text)
    try:
        return datetime(2000 + int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), tzinfo=UTC)
    except ValueError:
        raise Malformed.because("time.no-such-moment", text=text) from None


def minutes_between(earlier: datetime, later: datetime) -> int:
    """Whole minutes from `earlier` to `later`, rounded down; negative when they stand the other way round."""
    return (later - earlier) // timedelta(minutes=1)


def at_offset(moment: datetime, offset_minutes: int) -> datetime:
    """The same moment at a fixed offset from UTC, as a clerk at that place writes it."""
    return moment.astimezone(timezone(timedelta(minutes=offset_minutes)))
