"""The links of the chain that can be proved: guards short tomorrow, an attempt in a month, a relief on time.

Losses are too rare to judge a forecast of them by; these come often enough. Each is a count with a little of all sites'
experience in it, so that a site without a past gets the rate of all (watch.md section 15).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from math import expm1, sqrt
from typing import Final, NamedTuple

from musterbook.watch.parts import DAYS_A_YEAR
from musterbook.watch.spread import rate_range

GUARDS_DAYS: Final = 90
POOLED_SHIFTS: Final = 2.0
"""So many shifts of everybody's experience are added to a site's own."""

ATTEMPT_DAYS: Final = 30
POOLED_YEARS: Final = 1.0
UNKNOWN: Final = 0.5
"""The pooled share before anybody has reported two days in a row."""

_Z_90: Final = 1.6448536269514722

Shifts = Mapping[date, bool]
"""Of each day with a report, whether the shift was short of the site's minimum posts; of several, the lowest counts."""


class LinkForecast(NamedTuple):
    """A chance with its 90% range."""

    p: float
    low: float
    high: float


def short_tomorrow(shifts: Shifts, *, today: date, pooled: float) -> LinkForecast | None:
    """The chance that guards are short tomorrow: (k + 2b) / (n + 2) over days of the last 90 like today.

    Args:
        shifts: of the site. Only days before today whose next day was reported too are counted: n of those that were
            short, or full, as today is, and k after which the shift was short.
        today: the day of the newest report.
        pooled: b, the same share over all sites, `pooled_short`.

    Returns:
        None where today has no report.

    Raises:
        ValueError: when `pooled` is no share.
    """
    if not 0 <= pooled <= 1:
        raise ValueError("a share outside 0 to 1")
    if today not in shifts:
        return None
    rows, positives = _followed(shifts, today=today, short=shifts[today])
    return _share(positives + POOLED_SHIFTS * pooled, rows + POOLED_SHIFTS)


def pooled_short(sites: Iterable[Shifts], *, today: date, short: bool) -> float:
    """Over all sites and the last 90 days, how often a short shift, or a full one, was followed by a short one."""
    counted = [_followed(shifts, today=today, short=short) for shifts in sites]
    rows = sum(rows for rows, _ in counted)
    return sum(positives for _, positives in counted) / rows if rows else UNKNOWN


def attempt_soon(
    attempts: int, *, years: float, pooled_rate: float, horizon_days: float = ATTEMPT_DAYS
) -> LinkForecast:
    """The chance of an attempt to break out within so many days, at a yearly rate of (k + b) / (years + 1).

    Args:
        attempts: k, known at the site.
        years: over which they were watched for.
        pooled_rate: b, attempts a site and year over all sites.
        horizon_days: over how many days.

    Raises:
        ValueError: when something lies below 0.
    """
    if min(attempts, years, pooled_rate, horizon_days) < 0:
        raise ValueError("attempts, years, a rate or days below 0")
    shape, span = attempts + POOLED_YEARS * pooled_rate, years + POOLED_YEARS
    rate, part = shape / span, horizon_days / DAYS_A_YEAR
    low, high = rate_range(shape, span) if shape > 0 else (0.0, 0.0)  # where hardly anybody ever tried, below the mean
    return LinkForecast(*(-expm1(-part * one) for one in (rate, min(low, rate), max(high, rate))))


def relief_on_time(on_time: int, planned: int, *, analyst: float | None = None) -> LinkForecast:
    """The chance that a relief is completed in its window: (k + 1) / (n + 2) of past ones, or the analyst's figure.

    An analyst's figure has its odds halved and doubled, as every judged chance.

    Raises:
        ValueError: when more were on time than planned, or the figure is no chance.
    """
    if not 0 <= on_time <= planned or not 0 <= (analyst or 0.0) <= 1:
        raise ValueError("more on time than planned, or a chance outside 0 to 1")
    if analyst is not None:
        return LinkForecast(analyst, analyst / (2 - analyst), 2 * analyst / (1 + analyst))
    return _share(on_time + 1, planned + 2)


def _followed(shifts: Shifts, *, today: date, short: bool) -> tuple[int, int]:
    """Days of this kind in the last 90 whose next day is reported, and after how many of them it was short."""
    first = today - timedelta(GUARDS_DAYS)
    next_days = [
        shifts[day + timedelta(1)]
        for day, was in shifts.items()
        if was is short and first <= day < today and day + timedelta(1) in shifts
    ]
    return len(next_days), sum(next_days)


def _share(positives: float, rows: float) -> LinkForecast:
    """A share with its 90% range (Wilson 1927)."""
    p, widened = positives / rows, 1 + _Z_90**2 / rows
    middle = (p + _Z_90**2 / (2 * rows)) / widened
    half = _Z_90 / widened * sqrt(p * (1 - p) / rows + (_Z_90 / (2 * rows)) ** 2)
    return LinkForecast(p, max(0.0, middle - half), min(1.0, middle + half))
