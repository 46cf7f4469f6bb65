"""Claims beside a name, compared: birth, nationality, birthplace. Eleven figures, the same both ways round.

Section 6 of identity.md. The first of January is a year only: that is what is written where the day is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

import numpy as np

from musterbook.biometrics.names.interning import Flags, Real, Whole

BORN: Final = (
    "born_same_day", "born_swapped", "born_same_year", "born_other_day", "born_missing", "years_apart", "years_far",
)  # fmt: skip
PLACES: Final = ("country_same", "country_differs", "birthplace_same", "birthplace_differs")
RECORD_FEATURES: Final = BORN + PLACES
YEAR_MIN: Final = 1900
YEARS_APART_MOST: Final = 10
YEARS_NEAR: Final = 2
_SHAPE: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class Birth(NamedTuple):
    """A claim of birth: the year, the month and day (0, 0 where only the year is known); year 0 where nothing is."""

    year: int = 0
    month: int = 0
    day: int = 0

    def written(self) -> str:
        """As a table has it: YYYY-MM-DD, YYYY where only the year is known, empty where nothing is."""
        if not self.year:
            return ""
        return f"{self.year:04}-{self.month:02}-{self.day:02}" if self.day else f"{self.year:04}"


class Claims(NamedTuple):
    """What one side claims beside the name; empty where nothing is claimed."""

    born: Birth = Birth()
    nationality: str = ""
    birthplace: str = ""


UNKNOWN: Final = Birth()


NO_BIRTH: Final = (UNKNOWN, False)
DOUBTFUL: Final = (UNKNOWN, True)


def birth(text: str, *, year_now: int) -> tuple[Birth, bool]:
    """A claim of birth (YYYY or YYYY-MM-DD), and whether it is doubtful and therefore ignored.

    Doubtful is what cannot be read, what lies before 1900 or after `year_now`.
    """
    if not text or not (text := text.strip()):
        return NO_BIRTH
    if len(text) == 4 and text.isdecimal():
        return (Birth(int(text)), False) if YEAR_MIN <= int(text) <= year_now else DOUBTFUL
    found = _SHAPE.fullmatch(text)
    if not found:
        return DOUBTFUL
    year, month, day = (int(part or 0) for part in found.groups())
    if not YEAR_MIN <= year <= year_now or month > 12 or day > 31:
        return DOUBTFUL
    full = bool(month and day) and (month, day) != (1, 1)
    return (Birth(year, month, day) if full else Birth(year)), False


@dataclass(frozen=True, slots=True)
class Told:
    """The claims of many people as columns.

    Attributes:
        born: year, month and day of each, 0 where unknown (people × 3).
        nationality, birthplace: of each a number that is the same for the same, 0 where nothing is claimed.
    """

    born: Whole
    nationality: Whole
    birthplace: Whole

    def at(self, places: Whole) -> Told:
        """Those at some places."""
        return Told(self.born[places], self.nationality[places], self.birthplace[places])


class Telling:
    """Numbers what is claimed, the same for the same, so that claims are compared as columns."""

    def __init__(self, values: Iterable[str] = ("",)) -> None:
        self._numbers = {value: number for number, value in enumerate(values)}

    @property
    def values(self) -> Iterable[str]:
        """What was claimed, in the order of its numbers; nothing is first."""
        return self._numbers.keys()

    def told(self, claims: Sequence[Claims]) -> Told:
        """Claims as columns."""
        born, countries = [one.born for one in claims], [one.nationality for one in claims]
        return self.columns(born, countries, [one.birthplace for one in claims])

    def columns(self, born: Sequence[Birth], nationality: Sequence[str], birthplace: Sequence[str]) -> Told:
        """The same from the fields by themselves, as `Claims` holds them."""
        numbers = self._numbers
        for value in {*nationality, *birthplace}.difference(numbers):
            numbers[value] = len(numbers)
        days = np.fromiter(chain.from_iterable(born), np.int64, 3 * len(born)).reshape(-1, 3)
        countries, places = (
            np.fromiter(map(numbers.__getitem__, column), np.int64, len(column)) for column in (nationality, birthplace)
        )
        return Told(days, countries, places)


def record_features(first: Told, second: Told) -> Real:
    """The record features of each pair of claims, in the order of RECORD_FEATURES."""
    (year_a, month_a, day_a), (year_b, month_b, day_b) = first.born.T, second.born.T
    known = (year_a > 0) & (year_b > 0)
    whole = known & (day_a > 0) & (day_b > 0)
    year = known & (year_a == year_b)
    day = whole & year & (month_a == month_b) & (day_a == day_b)
    swapped = whole & year & ~day & (month_a == day_b) & (day_a == month_b)
    apart = np.abs(year_a - year_b)
    births = (
        day, swapped, year & ~whole, year & whole & ~day & ~swapped, ~known,
        np.where(known, np.minimum(apart, YEARS_APART_MOST), -1), known & (apart > YEARS_NEAR),
    )  # fmt: skip
    places = []
    for one, other in ((first.nationality, second.nationality), (first.birthplace, second.birthplace)):
        both = (one > 0) & (other > 0)
        places += [both & (one == other), both & (one != other)]
    return np.column_stack([*births, *places]).astype(np.float64)


def both_filled(first: Told, second: Told) -> Flags:
    """Whether any field beside the name is filled on both sides."""
    born = (first.born[:, 0] > 0) & (second.born[:, 0] > 0)
    country = (first.nationality > 0) & (second.nationality > 0)
    filled: Flags = born | country | ((first.birthplace > 0) & (second.birthplace > 0))
    return filled
