"""Claims beside a name, compared: birth, nationality, birthplace. Eleven figures, the same both ways round.

Section 6 of identity.md. The first of January is a year only: that is what is written where the day is not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from musterbook.biometrics.names.interning import Real

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


class Claims(NamedTuple):
    """What one side claims beside the name; empty where nothing is claimed."""

    born: Birth = Birth()
    nationality: str = ""
    birthplace: str = ""


UNKNOWN: Final = Birth()


def birth(text: str, *, year_now: int) -> tuple[Birth, bool]:
    """A claim of birth (YYYY or YYYY-MM-DD), and whether it is doubtful and therefore ignored.

    Doubtful is what cannot be read, what lies before 1900 or after `year_now`.
    """
    text = text.strip()
    if not text:
        return UNKNOWN, False
    found = _SHAPE.fullmatch(text)
    if not found or not YEAR_MIN <= int(found[1]) <= year_now:
        return UNKNOWN, True
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if month > 12 or day > 31:
        return UNKNOWN, True
    full = bool(month and day) and (month, day) != (1, 1)
    return (Birth(year, month, day) if full else Birth(year)), False


def record_features(first: Sequence[Claims], second: Sequence[Claims]) -> Real:
    """The record features of each pair of claims, in the order of RECORD_FEATURES."""
    born = (np.array([claims.born for claims in side], np.int64).reshape(-1, 3) for side in (first, second))
    (year_a, month_a, day_a), (year_b, month_b, day_b) = (side.T for side in born)
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
    places = (flag for field in ("nationality", "birthplace") for flag in _agree(first, second, field))
    return np.column_stack([*births, *places]).astype(np.float64)


def both_filled(one: Claims, other: Claims) -> bool:
    """Whether any field beside the name is filled on both sides."""
    return bool(
        (one.born.year and other.born.year)
        or (one.nationality and other.nationality)
        or (one.birthplace and other.birthplace)
    )


def _agree(first: Sequence[Claims], second: Sequence[Claims], field: str) -> tuple[list[bool], list[bool]]:
    pairs = [(getattr(one, field), getattr(other, field)) for one, other in zip(first, second, strict=True)]
    return [bool(a and b) and a == b for a, b in pairs], [bool(a and b) and a != b for a, b in pairs]
