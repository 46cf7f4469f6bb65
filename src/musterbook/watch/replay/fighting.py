"""The fighting layer day by day for the sites of one country: learnt anew every 30 days, from what was known then."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from musterbook.watch.counts import HORIZON_DAYS, WINDOWS_DAYS, Counts
from musterbook.watch.coverage import Coverage, Covered, Span, late_step
from musterbook.watch.fighting import LATE_DAYS_MAX, Average, Layer, Shown, is_quiet, refit_day, training_days
from musterbook.watch.forecast import FIGHTING, Because, Forecast, because
from musterbook.watch.placed import Floats, Placed

YEAR_DAYS: Final = WINDOWS_DAYS[-1]
QUIET_DAYS: Final = WINDOWS_DAYS[1]
MORE, FEWER = 1.5, 1 / 1.5
"""A month with so many times what the year's mean would bring is called more, or fewer, than usual."""


class FightingDays:
    """Will there be lethal fighting within 25 km of each site in the 14 days after a day?

    Args:
        placed: incidents, of all countries: fighting across a border is near too.
        sites: ids of the sites of one country.
        lat: degrees north of them.
        lon: degrees east.
        coverage: what files tell of that country.
        first: number of the first day anything is known.
        last: of the last day that will be asked about.
    """

    def __init__(
        self,
        placed: Placed,
        sites: tuple[str, ...],
        lat: ArrayLike,
        lon: ArrayLike,
        *,
        coverage: Coverage,
        first: int,
        last: int,
    ) -> None:
        self._sites, self._coverage = sites, coverage
        self._counts = Counts.of(placed, lat, lon, first=first, last=last)
        self._learnt: dict[int, tuple[Layer, Span] | None] = {}
        self._refit = -1

    def on(self, day: int) -> list[Forecast]:
        """What was said at the end of a day; nothing where nothing had been learnt yet. Ask the days in their order."""
        covered = self._coverage.on(day)
        learnt = None if covered is None else self._layer(day, late_step(covered.late_days))
        if covered is None or learnt is None or learnt[1].last < day - YEAR_DAYS:
            return []  # what was usual more than a year ago, with nothing loaded since, says nothing of today
        layer, span = learnt
        features = self._counts.features(range(day, day + 1), late_days=covered.late_days)
        behind_days = day - covered.late_days - covered.newest.first
        shown = _shown(layer, features, behind_days)
        counted = np.rint(np.expm1(features[:, :, 0])).astype(int)
        quiet = is_quiet(features)[:, 0]
        return [
            Forecast(
                site, date.fromordinal(day), FIGHTING, HORIZON_DAYS,
                float(shown.chances[at, 0]), float(shown.low[at, 0]), float(shown.high[at, 0]),
                (
                    *_how_late(covered),
                    *_why(layer, tuple(counted[:, at].tolist()), at, fitted=bool(shown.fitted[at, 0]),
                          quiet=bool(quiet[at]) and behind_days >= QUIET_DAYS),
                    *_how_short(covered, behind_days, span),
                ),
            )
            for at, site in enumerate(self._sites)
        ]  # fmt: skip

    def _layer(self, day: int, late_days: int) -> tuple[Layer, Span] | None:
        """What had been learnt by the refit that holds on a day, and from which span; None: nothing yet."""
        refit = refit_day(day)
        if refit != self._refit:
            self._refit, self._learnt = refit, {}
        step = min(late_days, LATE_DAYS_MAX + 1)
        if step not in self._learnt:
            self._learnt[step] = self._learn(refit, step)
        return self._learnt[step]

    def _learn(self, refit: int, late_days: int) -> tuple[Layer, Span] | None:
        """Learn from the newest span without a hole that has a year and an outcome in it."""
        covered = self._coverage.on(refit)
        for span in reversed(covered.spans if covered is not None else ()):
            prompt = covered is not None and span == covered.newest and not covered.late_days
            first, through = span.first + YEAR_DAYS + late_days, refit if prompt else span.last
            if len(training_days(first=first, refit=refit, known_through=through)):
                layer = Layer.learnt(self._counts, first=first, refit=refit, known_through=through, late_days=late_days)
                return layer, span
        return None


def _shown(layer: Layer, features: Floats, behind_days: int) -> Shown:
    """What may be shown: the fit with a whole year behind the day, else averages; of quiet days, if 90 are known."""
    if behind_days >= YEAR_DAYS or (layer.fit is None and behind_days >= QUIET_DAYS):
        return layer.shown(features)
    average = layer.average
    low, high = average.ranges()
    fitted = np.zeros((average.sites.size, 1), bool)
    return Shown(average.sites[:, None], low[:, None], high[:, None], fitted)


def _why(layer: Layer, counted: tuple[int, ...], at: int, *, fitted: bool, quiet: bool) -> list[Because]:
    """The counts, and what they are compared with."""
    month, _, year, wide = counted
    average = because("why.fighting-average", share=_of_100(layer.average, at))
    if quiet:
        return [because("why.quiet"), because("why.fighting-quiet-average", share=_of_100(layer.quiet, at))]
    ratio = month * YEAR_DAYS / (year * WINDOWS_DAYS[0]) if year else 0.0
    trend = "more" if ratio >= MORE else "fewer" if ratio <= FEWER else "usual"
    said = [
        because("why.fighting-counted", incidents=month, year=year, trend=trend),
        because("why.fighting-wide", incidents=wide),
    ]
    return [*said, average] if fitted else [because("why.no-fit"), *said, average]


def _of_100(average: Average, at: int) -> str:
    share = 100 * float(average.sites[at])
    return f"{share:.0f}" if share >= 1 else "less than 1"


def _how_late(covered: Covered) -> list[Because]:
    return [because("why.files-late", days=covered.late_days)] if covered.late_days else []


def _how_short(covered: Covered, behind_days: int, span: Span) -> list[Because]:
    """That the files lack a year behind the day, and that what was learnt is of another time."""
    said = [because("why.short-view", days=max(behind_days, 0))] if behind_days < YEAR_DAYS else []
    if span.last < covered.newest.first:
        years = [date.fromordinal(end).isoformat() for end in span]
        said.append(because("why.learnt-before", since=years[0], until=years[1]))
    return said
