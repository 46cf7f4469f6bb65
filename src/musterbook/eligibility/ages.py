"""Ages with doubt: a birth lies between two days, and whoever may be under eighteen is treated as a child.

Youngest age is the age on a day of someone born on the latest day possible. He is no child if that is at least eighteen
and papers were seen or a panel decided; or, where the age is only claimed or estimated, if it is at least eighteen and
the years of doubt. Everything else is unknown, and unknown is a possible child: doubt is decided in his favour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from musterbook.eligibility.settings import DEFAULT, EligibilitySettings

ADULT_YEARS: Final = 18
SURE: Final = ("document", "decided")
"""Bases on which eighteen is enough."""

DOUBTFUL: Final = ("claimed", "estimated")
"""Bases on which eighteen is not enough."""


@dataclass(frozen=True, slots=True)
class Birth:
    """The days between which someone was born, both possible; either may be None for no limit known."""

    low: date | None = None
    high: date | None = None

    @classmethod
    def in_year(cls, year: int) -> Self:
        """Somewhere in a year: as late as 31 December."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def on(cls, day: date) -> Self:
        """On one day."""
        return cls(day, day)

    def youngest(self, on: date) -> int | None:
        """Age on a day if he was born as late as possible; None when that is not known."""
        return None if self.high is None else age_on(on, self.high)

    def oldest(self, on: date) -> int | None:
        """Age on a day if he was born as early as possible; None when that is not known."""
        return None if self.low is None else age_on(on, self.low)


def age_on(day: date, born: date) -> int:
    """Whole years lived on a day; someone born on 29 February grows older on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def child_code(birth: Birth, basis: str, on: date, settings: EligibilitySettings = DEFAULT) -> str:
    """The code `child` of an assessment: `no` where the rule above is met, `yes` where he cannot yet be eighteen.

    Example: on 21 January 2026 someone born "in 2002", by his own word, is at least 23, so `no`; "in 2003", he may be
    22, so `unknown`, unless papers were seen.
    """
    youngest, oldest = birth.youngest(on), birth.oldest(on)
    if oldest is not None and oldest < ADULT_YEARS:
        return "yes"
    enough = ADULT_YEARS if basis in SURE else ADULT_YEARS + settings.age_margin_years if basis in DOUBTFUL else None
    return "no" if youngest is not None and enough is not None and youngest >= enough else "unknown"
