"""The hazard of a site for the planner: how fast its chance of loss rises, in steps of twelve hours.

-[ln(1 - P_b) - ln(1 - P_a)] / (b - a) a day, never below nothing, and constant beyond the last step (lift.md section
9). Not known is not nothing: a camp, of which no usual rate is known, has the upper quartile of what is assumed of
prisons.
"""

from __future__ import annotations

from itertools import groupby
from math import exp, log1p
from typing import Final

from musterbook.watch.parts import DAYS_A_YEAR, Terms, parts
from musterbook.watch.settings import Assumptions
from musterbook.watch.site_today import SiteKind, SiteToday
from musterbook.watch.strain import posts_share

STEP_HOURS: Final = 12
REACH_DAYS: Final = 30
CERTAIN: Final = 1 - 1e-9
"""A site that is lost for certain has a high rate, and not an endless one."""
_HALVINGS: Final = 60


def hazard_steps(today: SiteToday, assumed: Assumptions) -> tuple[tuple[float, float], ...]:
    """(days from now, rate a day from then on), the first from now; steps of one rate are one.

    What may happen at once (nobody on guard) falls into the first twelve hours.
    """
    values = assumed.values
    rate = (values.base_losses + today.losses) / (values.base_site_years + today.site_years)
    terms = Terms(today, values, rate, posts_share(today, values))
    unknown = _camp_rate(assumed) / DAYS_A_YEAR if today.kind is SiteKind.CAMP else 0.0
    days = [number * STEP_HOURS / 24 for number in range(REACH_DAYS * 24 // STEP_HOURS + 1)]
    summed = [0.0, *(-log1p(-min(parts(terms, day).whole, CERTAIN)) for day in days[1:])]
    rates = [
        (days[at], max(0.0, (summed[at + 1] - summed[at]) / (days[at + 1] - days[at])) + unknown)
        for at in range(len(days) - 1)
    ]
    return tuple(next(same) for _, same in groupby(rates, key=lambda step: f"{step[1]:.9g}"))


def _camp_rate(assumed: Assumptions) -> float:
    """The upper quartile of the rate a year that is assumed of prisons: a Gamma of so many losses and site-years.

    Found by halving; of a shape that is whole, the share above is a sum of Poisson chances.
    """
    shape, years = max(1, round(assumed.values.base_losses)), assumed.values.base_site_years
    low, high = 0.0, 20.0 + 4.0 * shape
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _above(middle, shape) > 0.25 else (low, middle)
    return high / years


def _above(x: float, shape: int) -> float:
    """The share of a Gamma of whole shape and rate 1 above x."""
    term = total = 1.0
    for number in range(1, shape):
        term *= x / number
        total += term
    return exp(-x) * total
