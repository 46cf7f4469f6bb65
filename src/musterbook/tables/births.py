"""Births: the earliest and latest possible day, from however little is known."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from musterbook.tables.days import YEAR_LEAST, YEAR_MOST, read_day
from musterbook.tables.letters import cleaned
from musterbook.tables.sheet import Cell
from musterbook.tables.values import Birth, Leaning, Unread, Value
from musterbook.terms.digits import latin_digits

AGE_YEARS_MOST: Final = 120

_YEAR: Final = re.compile(r"\d{4}")
_YEARS: Final = re.compile(r"(\d{4})\s*[-–/]\s*(\d{4})")
_MONTH: Final = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})")
_DAYS: Final = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")
_ABOUT: Final = re.compile(r"^(?:~|≈|about|approx|circa|c\.|حوالي|نحو|تقريبا)|[?~]$")


@dataclass(frozen=True)
class BirthDay:
    """A birth: a day, a month, a year, years (`1995-1999`) or days (`1999-03-05..1999-04-01`).

    1 January stands for a birthday nobody knew, so `01/01/1999` is read as the year 1999 (custody.md section 4).
    """

    shape: str = "date, YYYY-MM or year of birth"

    def read(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        """The two bounds; an age, "about" and a birth yet to come are Unread."""
        birth = _read(cell, leaning)
        if isinstance(birth, Birth):
            if birth.low > birth.high:
                return Unread("birth.bounds-crossed", "date")
            if leaning.today is not None and birth.low > leaning.today:
                return Unread("birth.yet-to-come", "date")
        return birth

    def show(self, value: Value) -> str:
        """The shortest writing that reads back as the same bounds."""
        if not isinstance(value, Birth):
            return str(value)
        low, high = value.low, value.high
        if low == high and (low.month, low.day) != (1, 1):
            return low.isoformat()
        if (low.month, low.day, high.month, high.day) == (1, 1, 12, 31):
            return f"{low.year}" if low.year == high.year else f"{low.year}-{high.year}"
        if value == _month(low.year, low.month):
            return f"{low:%Y-%m}"
        return f"{low.isoformat()}..{high.isoformat()}"


def _read(cell: Cell, leaning: Leaning) -> Birth | Unread | None:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        if YEAR_LEAST <= cell <= YEAR_MOST:
            return _years(cell, cell)
        if 0 <= cell <= AGE_YEARS_MOST:
            return Unread("birth.age-given", "age")
    if isinstance(cell, str):
        found = _typed(latin_digits(cleaned(cell)))
        if found is not None:
            return found
    day = read_day(cell, leaning)
    return _of_day(day) if isinstance(day, date) else _asked(day, cell)


def _of_day(day: date) -> Birth | Unread:
    return _years(day.year, day.year) if (day.month, day.day) == (1, 1) else Birth(day, day)


def _asked(day: Unread | None, cell: Cell) -> Birth | Unread | None:
    """1 January written in a date cell with doubtful order is 1 January in both readings."""
    if isinstance(day, Unread) and day.rule == "date.swapped-perhaps" and isinstance(cell, date | datetime):
        plain = cell.date() if isinstance(cell, datetime) else cell
        return _of_day(plain) if (plain.month, plain.day) == (1, 1) else day
    return day


def _typed(text: str) -> Birth | Unread | None:  # noqa: PLR0911  one return for each writing understood
    if _YEAR.fullmatch(text):
        return _years(int(text), int(text))
    if match := _YEARS.fullmatch(text):
        return _years(int(match.group(1)), int(match.group(2)))
    if match := _MONTH.fullmatch(text):
        year, month = (
            (int(match.group(1)), int(match.group(2))) if match.group(1) else (int(match.group(4)), int(match.group(3)))
        )
        return _month(year, month) if 1 <= month <= 12 and YEAR_LEAST <= year <= YEAR_MOST else None
    if match := _DAYS.fullmatch(text):
        try:
            return Birth(date.fromisoformat(match.group(1)), date.fromisoformat(match.group(2)))
        except ValueError:
            return Unread("date.no-such-day", "date")
    if _ABOUT.search(text.casefold()):
        return Unread("birth.about", "about-a-date")
    if text.isdigit() and int(text) <= AGE_YEARS_MOST:
        return Unread("birth.age-given", "age")
    return None


def _years(low: int, high: int) -> Birth | Unread:
    for year in (low, high):
        if 1300 <= year <= 1500:
            return Unread("date.other-calendar", "date-in-another-calendar")
        if not YEAR_LEAST <= year <= YEAR_MOST:
            return Unread("date.year-outside", "year", {"least": YEAR_LEAST, "most": YEAR_MOST})
    return Birth(date(low, 1, 1), date(high, 12, 31))


def _month(year: int, month: int) -> Birth:
    return Birth(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
