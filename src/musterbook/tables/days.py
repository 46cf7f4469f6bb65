"""Days: dates as people type them, in an order decided for a whole column or asked for, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from musterbook.tables.letters import cleaned, folded
from musterbook.tables.sheet import Cell
from musterbook.tables.values import DateOrder, Leaning, Unread, Value, class_of
from musterbook.terms.digits import latin_digits

YEAR_LEAST: Final = 1900
YEAR_MOST: Final = 2100
EXCEL_DAY_ZERO: Final = date(1899, 12, 30)

_EXCEL_DAYS: Final = range(3_000, 75_000)
"""Bare numbers taken as Excel days: 1908 to 2105. A year is always a smaller number, an eight-digit date a larger."""
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4})")
_YEAR_SHORT: Final = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}")
_PACKED: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED: Final = re.compile(r"(\d{1,2})[-/. ]*([^\W\d_][^\d]*?)[-/., ]*(\d{4})")
_NAMED_FIRST: Final = re.compile(r"([^\W\d_]+)\.? (\d{1,2}),? (\d{4})")
_MIDNIGHT: Final = re.compile(r"[T ]0?0:00(?::00(?:\.0+)?)?$")
_MONTHS: Final[dict[str, int]] = {
    folded(name): month
    for month, names in enumerate(
        (
            "january jan يناير|كانون الثاني|كانون ثاني",
            "february feb فبراير|شباط",
            "march mar مارس|آذار",
            "april apr أبريل|نيسان",
            "may مايو|أيار",
            "june jun يونيو|حزيران",
            "july jul يوليو|تموز",
            "august aug أغسطس|آب",
            "september sep sept سبتمبر|أيلول",
            "october oct أكتوبر|تشرين الأول|تشرين أول",
            "november nov نوفمبر|تشرين الثاني|تشرين ثاني",
            "december dec ديسمبر|كانون الأول|كانون أول",
        ),
        start=1,
    )
    for group in names.split("|")
    for name in (group.split() if group.isascii() or group[0].isascii() else [group])
}


@dataclass(frozen=True)
class Day:
    """One day of the calendar."""

    shape: str = "date, YYYY-MM-DD"

    def read(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        """The day, or why it cannot be told."""
        return read_day(cell, leaning)

    def show(self, value: Value) -> str:
        """ISO 8601."""
        return value.isoformat() if isinstance(value, date) else str(value)


def orders_shown(cells: Iterable[Cell]) -> tuple[frozenset[DateOrder], bool]:
    """The date orders a whole column shows, and whether its date cells are doubtful.

    A first number above 12 shows day-first, a second one month-first; both or neither show nothing. Where the texts
    show day-first while every date *cell* has a day of at most 12, the spreadsheet has most likely read the short days
    month-first and left the rest as text: those cells are then doubted.
    """
    shown: set[DateOrder] = set()
    dates: list[date] = []
    for cell in cells:
        if isinstance(cell, date):
            dates.append(cell)
        elif isinstance(cell, str):
            match = _YEAR_LAST.match(latin_digits(cleaned(cell)))
            if match and int(match.group(1)) > 12:
                shown.add("day-first")
            elif match and int(match.group(2)) > 12:
                shown.add("month-first")
    swapped = shown == {"day-first"} and bool(dates) and all(each.day <= 12 for each in dates)
    return frozenset(shown), swapped


def read_day(cell: Cell, leaning: Leaning) -> date | Unread | None:
    """The day in a cell: a date cell, an Excel day number, or a text in one of the writings known here."""
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return _believed(cell.date(), leaning) if cell.time() == time() else Unread("date.has-a-time", "date-and-time")
    if isinstance(cell, date):
        return _believed(cell, leaning)
    if isinstance(cell, str):
        text = latin_digits(cleaned(cell))
        return _typed(_MIDNIGHT.sub("", text), leaning) if text else None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _counted(cell, leaning)
    return Unread("date.not-a-date", class_of(cell))


def _believed(day: date, leaning: Leaning) -> date | Unread:
    if leaning.swapped and day.day <= 12 and day.day != day.month:
        return Unread("date.swapped-perhaps", "date-in-two-readings")
    return _checked(day.year, day.month, day.day)


def _counted(number: float, leaning: Leaning) -> date | Unread:
    if float(number).is_integer() and YEAR_LEAST <= number <= YEAR_MOST:
        return Unread("date.year-only", "year")
    if not float(number).is_integer() or int(number) not in _EXCEL_DAYS:
        return Unread("date.not-a-date", class_of(number))
    return EXCEL_DAY_ZERO + timedelta(days=int(number) + leaning.day_shift)


def _typed(text: str, leaning: Leaning) -> date | Unread:  # noqa: PLR0911  one return for each writing understood
    for pattern in (_YEAR_FIRST, _PACKED):
        if match := pattern.fullmatch(text):
            year, month, day = (int(part) for part in match.groups())
            return _checked(year, month, day)
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = (int(part) for part in match.groups())
        return _ordered(first, second, year, leaning.order)
    if match := _NAMED.fullmatch(text):
        return _named(match.group(2), day=int(match.group(1)), year=int(match.group(3)))
    if match := _NAMED_FIRST.fullmatch(text):
        return _named(match.group(1), day=int(match.group(2)), year=int(match.group(3)))
    if text.isdigit() and len(text) in {4, 5}:
        return _counted(int(text), leaning)
    if _YEAR_SHORT.fullmatch(text):
        return Unread("date.year-short", "date-with-short-year")
    return Unread("date.not-a-date", "text")


def _ordered(first: int, second: int, year: int, order: DateOrder | None) -> date | Unread:
    if first > 12 or first == second:
        return _checked(year, second, first)
    if second > 12:
        return _checked(year, first, second)
    if order is None and YEAR_LEAST <= year <= YEAR_MOST:
        return Unread("date.ambiguous", "date-in-two-readings", {"one": "DD/MM/YYYY", "other": "MM/DD/YYYY"})
    return _checked(year, second, first) if order == "day-first" else _checked(year, first, second)


def _named(name: str, *, day: int, year: int) -> date | Unread:
    month = _MONTHS.get(folded(name))
    return Unread("date.not-a-date", "text") if month is None else _checked(year, month, day)


def _checked(year: int, month: int, day: int) -> date | Unread:
    if 1300 <= year <= 1500:
        return Unread("date.other-calendar", "date-in-another-calendar")
    if not YEAR_LEAST <= year <= YEAR_MOST:
        return Unread("date.year-outside", "date", {"least": YEAR_LEAST, "most": YEAR_MOST})
    try:
        return date(year, month, day)
    except ValueError:
        return Unread("date.no-such-day", "date")
