"""How far the nearest lethal fighting is and what that is worth, and a signal that counts have doubled.

Distance alone says little: "1 in 13 in two weeks", never "in N days" (watch.md section 9).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, inf, log, log1p
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from musterbook.watch.placed import Floats, Placed, Surroundings
from musterbook.watch.sphere import km_between, unit_vectors

HORIZONS_DAYS: Final = (7, 14, 30, 60)
EDGES_KM: Final = (15.0, 30.0, 50.0, 100.0, 300.0)
CHANCES: Final = (
    (0.041, 0.076, 0.138, 0.223),
    (0.020, 0.040, 0.082, 0.146),
    (0.012, 0.024, 0.051, 0.091),
    (0.011, 0.022, 0.041, 0.079),
)
"""At quiet places, of lethal fighting within 15 km by each horizon; rows between `EDGES_KM`, an edge in the farther."""

BEYOND_14_DAYS: Final = 0.005
"""By 14 days where the nearest is 300 km away or more, or none is known; judged, with a constant hazard."""

REACHED_KM: Final = 15.0
ROUTINE_DAYS: Final = 90
NEAREST_DAYS: Final = 7

SIGNAL_AT: Final = 6.0
MEAN_DAYS: Final = 180
MEAN_ENDS_DAYS: Final = 28
MEAN_MIN: Final = 0.05


@dataclass(frozen=True, slots=True)
class Approach:
    """How near lethal fighting is to a place.

    Attributes:
        nearest_km: to the nearest incident known in the last 7 days; inf when none is.
        routine: whether one within 15 km became known in the last 90 days. Where fighting is routine the table says
            far too little, so the row of 15 to 30 km is used, and a control line should be asked for.
    """

    nearest_km: float
    routine: bool

    def chance(self, horizon_days: float) -> float:
        """The chance of lethal fighting within 15 km in so many days."""
        return distance_chance(EDGES_KM[0] if self.routine else self.nearest_km, horizon_days)


def approaches(placed: Placed, lat: ArrayLike, lon: ArrayLike, *, day: int) -> list[Approach]:
    """How near lethal fighting was to each place, by what was known on `day` (its number)."""
    fresh = placed.taken((placed.known > day - NEAREST_DAYS) & (placed.known <= day))
    recent = placed.taken((placed.known > day - ROUTINE_DAYS) & (placed.known <= day))
    nearest, routine = nearest_km(fresh, lat, lon), _any_within(recent, lat, lon, REACHED_KM)
    return [Approach(float(km), within) for km, within in zip(nearest, routine, strict=True)]


def nearest_km(placed: Placed, lat: ArrayLike, lon: ArrayLike) -> Floats:
    """Kilometres from each place to the nearest of the incidents; inf where there are none."""
    places, units = np.atleast_2d(unit_vectors(lat, lon)), unit_vectors(placed.lat, placed.lon)
    if not len(placed):
        return np.full(len(places), inf)
    return np.array([km_between(units[int(np.argmax(units @ place))], place) for place in places])


def distance_chance(nearest_km: float, horizon_days: float) -> float:
    """The chance at a quiet place of lethal fighting within 15 km in so many days, from the nearest known.

    Between the horizons of the table the summed hazard -log(1 - p) is linear, beyond 60 days it goes on as it was. A
    place nearer than 15 km is judged as one at 15 km.

    Args:
        nearest_km: to the nearest incident known in the last 7 days; inf when none is.
        horizon_days: none or more.

    Raises:
        ValueError: when the horizon or the distance is below 0 or no number.
    """
    if not (horizon_days >= 0 and nearest_km >= 0):
        raise ValueError("a horizon or a distance below 0")
    row = max(0, bisect_right(EDGES_KM, nearest_km) - 1)
    if row == len(CHANCES):
        return 1 - exp(log1p(-BEYOND_14_DAYS) * horizon_days / 14)
    points = [(0.0, 0.0), *((float(day), -log(1 - p)) for day, p in zip(HORIZONS_DAYS, CHANCES[row], strict=True))]
    (day, hazard), (later, more) = next(
        (pair for pair in pairwise(points) if horizon_days <= pair[1][0]), (points[-2], points[-1])
    )
    return 1 - exp(-(hazard + (more - hazard) * (horizon_days - day) / (later - day)))


def doubling_signals(
    counts: Sequence[float],
    *,
    mean_over: int = MEAN_DAYS,
    mean_ends: int = MEAN_ENDS_DAYS,
    usual_min: float = MEAN_MIN,
) -> tuple[int, ...]:
    """Days on which daily counts of a pair of sides, or a province, look twice what they used to be.

    A suggestion for a person, who decides: "is this an offensive?". S grows by x·ln 2 less the usual count, never below
    0, and signals above 6, from where it begins anew; the usual count is the mean of the 180 days that ended 28 days
    ago, .05 at least.

    Args:
        counts: of each day, with no day left out; or of each week, with the other arguments in weeks.
        mean_over: over how many days the usual count is taken.
        mean_ends: how many days ago those days ended.
        usual_min: the least that the usual count is taken for.

    Returns:
        Positions in `counts`, from the first day that has such a mean behind it.
    """
    summed = np.concatenate(([0.0], np.cumsum(np.asarray(counts, float))))
    signals, grown = [], 0.0
    for day in range(mean_over + mean_ends, len(counts)):
        end = day - mean_ends
        usual = max(usual_min, float(summed[end] - summed[end - mean_over]) / mean_over)
        grown = max(0.0, grown + float(counts[day]) * log(2) - usual)
        if grown > SIGNAL_AT:
            signals.append(day)
            grown = 0.0
    return tuple(signals)


def _any_within(placed: Placed, lat: ArrayLike, lon: ArrayLike, km: float) -> list[bool]:
    """Whether any of the incidents lies within `km` of each place."""
    rows, places = Surroundings(placed), np.atleast_2d(unit_vectors(lat, lon))
    return [
        any(bool((km_between(rows.units[a:b], place) <= km).any()) for a, b in cuts)
        for place, cuts in zip(places, rows.around(lat, lon, km), strict=True)
    ]
