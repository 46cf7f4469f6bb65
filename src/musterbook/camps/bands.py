"""Bands of ages: how many of a band have each age is a guess, made in two ways (casework.md section 12).

*Uniform* takes a band for level. *Sloped* draws a straight line through the middles of the band and of the one below.
The truth lies mostly between half the smaller and one and a half times the larger; measured, not proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

MONTHS_A_YEAR: Final = 12
LOW_TIMES, HIGH_TIMES = 0.5, 1.5


class Range(NamedTuple):
    """A number of people: the least, the best figure and the most."""

    low: float
    best: float
    high: float

    def __add__(self, other: object) -> Range:
        """Both together."""
        if not isinstance(other, Range):
            return NotImplemented
        return Range(self.low + other.low, self.best + other.best, self.high + other.high)


@dataclass(frozen=True, slots=True)
class Ladder:
    """Bands that do not overlap, by their first and last whole age, each with how many are in it.

    The last age of an open band (`60+`) is None.
    """

    counts: Mapping[tuple[int, int | None], Range]

    @property
    def overlaps(self) -> bool:
        """Whether an age stands in two bands, so that it is no ladder."""
        last_age: int | None = -1
        for first, last in sorted(self.counts, key=lambda band: band[0]):
            if last_age is None or first <= last_age:
                return True
            last_age = last
        return False

    def turning(self, age: int, months: int) -> Range | None:
        """How many turn an age in so many months; None when no closed band holds the ages they have now.

        Each twelve months are asked of the band that holds those one year younger than the twelve before.
        """
        parts = [self._slice(years, share) for years, share in _slices(age, months)]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        uniform, sloped = (
            Range(*(sum(column) for column in zip(*ways, strict=True)))
            for ways in ([one[0] for one in known], [one[1] for one in known])
        )
        return Range(
            LOW_TIMES * min(uniform.low, sloped.low),
            (uniform.best + sloped.best) / 2,
            HIGH_TIMES * max(uniform.high, sloped.high),
        )

    def _slice(self, years: int, share: float) -> tuple[Range, Range] | None:
        """Those of a whole age who turn the next one in a share of a year, by both densities."""
        band = next((one for one in self.counts if one[0] <= years and (one[1] is None or years <= one[1])), None)
        if band is None or band[1] is None:
            return None
        below = self._below(band)
        level = [count / _width(band) for count in self.counts[band]]
        slope = level
        if below is not None:
            lower = [count / _width(below) for count in self.counts[below]]
            run = (years + 0.5 - _middle(band)) / (_middle(band) - _middle(below))
            slope = [max(0.0, here + (here - there) * run) for here, there in zip(level, lower, strict=True)]
        return Range(*(share * one for one in level)), Range(*sorted(share * one for one in slope))

    def _below(self, band: tuple[int, int | None]) -> tuple[int, int | None] | None:
        lower = [one for one in self.counts if one[0] < band[0]]
        return max(lower, key=lambda one: one[0], default=None)


def _slices(age: int, months: int) -> Iterator[tuple[int, float]]:
    """The whole ages of those who turn an age in so many months, each with its share of a year; the unborn left out."""
    for number in range((months + MONTHS_A_YEAR - 1) // MONTHS_A_YEAR):
        years = age - 1 - number
        if years < 0:
            return
        yield years, min(MONTHS_A_YEAR, months - MONTHS_A_YEAR * number) / MONTHS_A_YEAR


def _width(band: tuple[int, int | None]) -> int:
    first, last = band
    assert last is not None, "an open band has no width"
    return last - first + 1


def _middle(band: tuple[int, int | None]) -> float:
    return band[0] + _width(band) / 2
