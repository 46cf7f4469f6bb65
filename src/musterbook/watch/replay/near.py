"""How near lethal fighting is day by day, and what that is worth at places that were quiet (watch.md section 9)."""

from __future__ import annotations

from datetime import date
from math import isinf
from typing import Final

from numpy.typing import ArrayLike

from musterbook.watch.approach import NEAREST_DAYS, REACHED_KM, ROUTINE_DAYS, Approach
from musterbook.watch.coverage import Coverage
from musterbook.watch.forecast import NEAR, Because, Forecast, because
from musterbook.watch.placed import Placed
from musterbook.watch.replay.around import Around, Nearby, Nearest
from musterbook.watch.spread import odds_times

ENDS: Final = (0.5, 2.0)
"""The table rests on one country, so its odds are halved and doubled, as those of a chance that somebody judged."""

SIDES: Final = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


class NearDays:
    """Will there be lethal fighting within 15 km of a quiet site?

    Args:
        placed: incidents.
        sites: ids of the sites of one country.
        lat: degrees north of them.
        lon: degrees east.
        coverage: what files tell of that country.
        horizons: in days.
        first: number of the first day that will be asked about.
        last: of the last one.
    """

    def __init__(
        self,
        placed: Placed,
        sites: tuple[str, ...],
        lat: ArrayLike,
        lon: ArrayLike,
        *,
        coverage: Coverage,
        horizons: tuple[int, ...],
        first: int,
        last: int,
    ) -> None:
        self._sites, self._coverage, self._horizons = sites, coverage, horizons
        self._nearby = Nearby(placed, lat, lon)
        self._routine = Around(placed, lat, lon, km=REACHED_KM, window_days=ROUTINE_DAYS, first=first, last=last)

    def on(self, day: int) -> list[Forecast]:
        """What was said at the end of a day.

        Nothing of a site where fighting is routine, for which the table says far too little, and nothing where the
        files are late: the table was measured on what was known at once.
        """
        covered = self._coverage.on(day)
        if covered is None or covered.late_days:
            return []
        behind_days, when = day - covered.newest.first, date.fromordinal(day)
        routine, found = self._routine.on(day), []
        for at, (site, nearest) in enumerate(zip(self._sites, self._nearby.on(day, days=NEAREST_DAYS), strict=True)):
            if routine[at]:
                continue
            seen = Approach(nearest.km, routine=False)
            short = [because("why.short-view", days=max(behind_days, 0))] if behind_days < ROUTINE_DAYS else []
            for horizon in self._horizons:
                p = seen.chance(horizon)
                low, high = (odds_times(p, end) for end in ENDS)
                reasons = (_where(nearest), because("why.near-odds", cases=_one_in(p), days=horizon), *short)
                found.append(Forecast(site, when, NEAR, horizon, p, low, high, reasons))
        return found


def side_of(nearest: Nearest) -> str:
    """The side of the site on which it lies, by eighths of a circle."""
    return SIDES[round(nearest.bearing / 45) % len(SIDES)]


def _where(nearest: Nearest) -> Because:
    if isinf(nearest.km):
        return because("why.none-near", days=NEAREST_DAYS)
    return because("why.nearest", km=round(nearest.km), side=side_of(nearest), days=NEAREST_DAYS)


def _one_in(p: float) -> int:
    return round(1 / p) if p > 0 else 0
