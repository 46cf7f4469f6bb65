"""When people of an age were born, and who of them turns another age when: birthdays by the calendar.

Whoever is born on 29 February counts on 1 March in years without that day (casework.md section 12). Births are asked
for as stretches of days, first to last, both within.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

DAY: Final = timedelta(days=1)
FEBRUARY: Final = 2
LEAP_DAY: Final = 29


class Days(NamedTuple):
    """A stretch of days, both ends within; empty when the last lies before the first."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """How many days it has."""
        return max(0, (self.last - self.first).days + 1)

    def within(self, other: Days) -> Days:
        """What of it lies in another stretch."""
        return Days(max(self.first, other.first), min(self.last, other.last))


def birthday(born: date, years: int) -> date:
    """The day on which somebody born on a day has lived so many years."""
    year = born.year + years
    if (born.month, born.day) == (FEBRUARY, LEAP_DAY) and not _leap(year):
        return date(year, 3, 1)
    return born.replace(year=year)


def turning_in(after: date, until: date, years: int) -> Days:
    """The births of those who turn an age after one day and not after another."""
    return Days(_first_turning_after(after, years), _first_turning_after(until, years) - DAY)


def aged(years: int, on: date) -> Days:
    """The births of those who have a whole age on a day."""
    return Days(_first_turning_after(on, years + 1), _first_turning_after(on, years) - DAY)


def _first_turning_after(day: date, years: int) -> date:
    """The earliest birth whose birthday of that age lies after a day."""
    next_day = day + DAY
    year = next_day.year - years
    if (next_day.month, next_day.day) == (FEBRUARY, LEAP_DAY) and not _leap(year):
        return date(year, 3, 1)
    if (next_day.month, next_day.day) == (3, 1) and _leap(year) and not _leap(next_day.year):
        return date(year, FEBRUARY, LEAP_DAY)
    return next_day.replace(year=year)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
