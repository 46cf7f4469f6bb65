"""Reading cells fast: a text met before is not read again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeVar

Cell = TypeVar("Cell")
Value = TypeVar("Value")

_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_LONG_DAY: Final = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[A-Za-z]*[ -](\d{4})")
_ISO_DAY: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_MISSING: Final = frozenset({-99, -999})
_NORTHWARD: Final = frozenset({"latitude", "lat"})
_EASTWARD: Final = frozenset({"longitude", "lon"})
_WHOLE: Final = re.compile(r"-?\d{1,15}(?:\.0+)?")


class Remembered(dict[Cell, Value]):
    """Cell, or cells that belong together, → what they mean; each is read once, and ValueError is not remembered."""

    def __init__(self, reads: Callable[[Cell], Value]) -> None:
        super().__init__()
        self._reads = reads

    def __missing__(self, text: Cell) -> Value:
        """Read `text` for the first time."""
        meant = self[text] = self._reads(text)
        return meant


def cells_of(line: str) -> list[str]:
    """The cells of a line that commas part, without the blanks around them."""
    return [cell.strip() for cell in line.split(",")]


def whole(text: str) -> int:
    """A whole number, as R writes it too (`4.0`). ValueError otherwise."""
    text = text.strip()
    if _WHOLE.fullmatch(text) is None:
        raise ValueError(text)
    return int(text.partition(".")[0])


def not_negative(text: str) -> int:
    """A whole number from 0. ValueError otherwise."""
    counted = whole(text)
    if counted < 0:
        raise ValueError(text)
    return counted


def known(text: str) -> float | None:
    """A figure from 0; None where -99 or -999 stand for one that is missing. ValueError otherwise."""
    figure = whole(text)
    if figure in _MISSING:
        return None
    return float(not_negative(text))


def day(text: str) -> date:
    """`2026-01-07`, also with midnight behind it (`2026-01-07 00:00:00.000`), or `07 January 2026`; else ValueError."""
    text = text.strip()
    iso = _ISO_DAY.fullmatch(text)
    if iso is not None:
        return date.fromisoformat(iso[1])
    long = _LONG_DAY.fullmatch(text)
    if long is None or long[2].lower() not in _MONTHS:
        raise ValueError(text)
    return date(int(long[3]), _MONTHS[long[2].lower()], int(long[1]))


def latitude(text: str) -> float:
    """Degrees north, -90 to 90. ValueError otherwise."""
    return _within(text, 90.0)


def longitude(text: str) -> float:
    """Degrees east, -180 to 180. ValueError otherwise."""
    return _within(text, 180.0)


def outside(column: str, cell: str) -> str:
    """The rule a cell breaks that could not be read: no number, no day, or degrees that no place on earth has."""
    if column not in {*_NORTHWARD, *_EASTWARD}:
        return "source.cell-unreadable"
    try:
        degrees = abs(float(cell))
    except ValueError:
        return "source.cell-unreadable"
    return "source.swapped" if column in _NORTHWARD and 90 < degrees <= 180 else "source.degrees-outside"


def morning_after(last: date) -> datetime:
    """The first moment of the day after: by then all of `last` has happened."""
    return midnight(last) + timedelta(days=1)


def evening_of(reported: date) -> datetime:
    """The last second of a day: a report dated that day may have come at any hour, and must not be known before it."""
    return midnight(reported) + timedelta(days=1, seconds=-1)


def midnight(at: date) -> datetime:
    """The first moment of a day, Zulu."""
    return datetime(at.year, at.month, at.day, tzinfo=UTC)


def _within(text: str, most: float) -> float:
    degrees = float(text)
    if not -most <= degrees <= most:
        raise ValueError(text)
    return degrees
