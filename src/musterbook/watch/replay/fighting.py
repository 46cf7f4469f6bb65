"""The fighting layer day by day for the sites of one country: learnt anew every 30 days, from what was known then."""

from __future__ import annotations

from datetime import date

from numpy.typing import ArrayLike

from musterbook.watch.counts import HORIZON_DAYS, WINDOWS_DAYS, Counts
from musterbook.watch.coverage import Coverage, Covered, Span
from musterbook.watch.fighting import Average, Layer, refit_day
from musterbook.watch.fighting_figures import (
    YEAR_DAYS,
    Figure,
    Learnt,
    behind,
    figures,
    learnt,
    step_of,
    too_old,
)
from musterbook.watch.forecast import FIGHTING, Because, Forecast, because
from musterbook.watch.placed import Placed

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
        self._learnt: dict[int, Learnt | None] = {}
        self._refit = -1

    def on(self, day: int) -> list[Forecast]:
        """What was said at the end of a day; nothing where nothing had been learnt yet. Ask the days in their order."""
        covered = self._coverage.on(day)
        found = None if covered is None else self._found(day, step_of(covered))
        if covered is None or found is None or too_old(found, day):
            return []
        said = figures(found, self._counts, covered, day)
        short = _how_short(covered, behind(covered, day), found.span)
        return [
            Forecast(
                site, date.fromordinal(day), FIGHTING, HORIZON_DAYS, one.p, one.low, one.high,
                (*_how_late(covered), *_why(found.layer, one, at), *short),
            )
            for at, (site, one) in enumerate(zip(self._sites, said, strict=True))
        ]  # fmt: skip

    def _found(self, day: int, step: int) -> Learnt | None:
        """What had been learnt by the refit that holds on a day; None: nothing yet."""
        refit = refit_day(day)
        if refit != self._refit:
            self._refit, self._learnt = refit, {}
        if step not in self._learnt:
            self._learnt[step] = learnt(self._counts, self._coverage, refit=refit, late_days=step)
        return self._learnt[step]


def _why(layer: Layer, said: Figure, at: int) -> list[Because]:
    """The counts, and what they are compared with."""
    month, _, year, wide = said.counted
    average = because("why.fighting-average", share=_of_100(layer.average, at))
    if said.quiet:
        return [because("why.quiet"), because("why.fighting-quiet-average", share=_of_100(layer.quiet, at))]
    ratio = month * YEAR_DAYS / (year * WINDOWS_DAYS[0]) if year else 0.0
    usual = round(year * WINDOWS_DAYS[0] / YEAR_DAYS)
    trend = "more" if ratio >= MORE else "fewer" if ratio <= FEWER else "usual"
    counts = [
        because("why.fighting-counted", incidents=month, year=year, usual=usual, trend=trend),
        because("why.fighting-wide", incidents=wide),
    ]
    return [*counts, average] if said.fitted else [because("why.no-fit"), *counts, average]


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
