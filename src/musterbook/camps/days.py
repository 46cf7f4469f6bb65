"""Days of the calendar as the room writes them: `2026-01-18`, and births as `2010-03` or `2010`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Final

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
_BAND: Final = re.compile(r"(\d{1,3})-(\d{1,3})", re.ASCII)
_OPEN: Final = re.compile(r"(\d{1,3})\+", re.ASCII)
MONTHS_A_YEAR: Final = 12
AGE_MOST: Final = 130


def day_of(text: str) -> date | None:
    """The day `2026-01-18`; None for anything else."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def born_in(text: str) -> tuple[date, date] | None:
    """The first and last day of the month `2010-03` or the year `2010`; None for anything else."""
    month = _MONTH.fullmatch(text)
    if month is not None:
        year, number = int(month[1]), int(month[2])
        if not (year and 1 <= number <= MONTHS_A_YEAR):
            return None
        return date(year, number, 1), date(year, number, monthrange(year, number)[1])
    if _YEAR.fullmatch(text) and int(text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    return None


def band_of(text: str) -> tuple[int, int | None] | None:
    """The first and last whole age of the band `12-17`; the last is None of `60+`. None for anything else."""
    ages = _BAND.fullmatch(text)
    if ages is not None:
        first, last = int(ages[1]), int(ages[2])
        return (first, last) if first <= last <= AGE_MOST else None
    above = _OPEN.fullmatch(text)
    return (int(above[1]), None) if above is not None and int(above[1]) <= AGE_MOST else None


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of a month that is too short for it."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
