"""How many incidents each site had around it, day by day: the four counts that say how violent a place has been.

Few incidents are judged in one product with all sites. Of many, each site looks at those of its own belts and
longitudes alone, in a compiled loop: lists of pairs would take more memory than the incidents, and plain loops over
rows minutes (watch.md section 16). Either way the windows are sums that run from day to day.
"""

from __future__ import annotations

from math import cos
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musterbook.watch.placed import Floats, Ints, Placed, Surroundings
from musterbook.watch.sphere import EARTH_KM, unit_vectors

Columns = NDArray[np.int32]
"""Counts by site and day: many, and none of them large."""

HORIZON_DAYS: Final = 14
NEAR_KM: Final = 25.0
WIDE_KM: Final = 100.0
WINDOWS_DAYS: Final = (30, 90, 365)
"""Windows of the counts within 25 km; the count within 100 km has the first of them."""

PROMPT_DAYS: Final = 2
"""An incident known so soon after it began is known to every fit that learns from it; later ones are kept aside."""

PAIRS_AT_ONCE: Final = 2_000_000
"""Up to so many pairs of site and incident are judged in one product; more go belt by belt, in a compiled loop."""

FIGURES_AT_ONCE: Final = 2_000_000
"""Up to so many figures are made with arrays; more in a compiled loop."""

SPARE_DAYS: Final = 120
"""Room for days to come, so that a new day copies nothing."""

CELLS_AT_ONCE: Final = 43_000
"""Sites and days whose windows are made together, so that their sums stay in the processor's cache."""


class Counts:
    """How many incidents each site had around it, day by day; more can be added as they become known.

    Attributes:
        sites: how many.
        first: number of the first day counted (`placed.day_of`); earlier incidents are left out.
        tardy: incidents within 25 km known more than two days after they began, as columns of site, day begun and day
            known, so that what is learnt on a day holds none that was reported after it.
    """

    def __init__(self, lat: ArrayLike, lon: ArrayLike, *, first: int, last: int) -> None:
        self._lat, self._lon = np.atleast_1d(np.asarray(lat, float)), np.atleast_1d(np.asarray(lon, float))
        self._units = unit_vectors(self._lat, self._lon)
        self.sites: Final = self._lat.size
        self.first: Final = first
        self._days = max(1, last - first + 1)
        self._counted = np.zeros((3, self.sites, self._days + SPARE_DAYS), np.int32)
        self.tardy: Ints = np.empty((3, 0), np.int64)

    @classmethod
    def of(cls, placed: Placed, lat: ArrayLike, lon: ArrayLike, *, first: int, last: int | None = None) -> Counts:
        """Counts around sites at `lat`, `lon`, from day `first` to `last`, or to the last day of any incident."""
        newest = int(max(placed.known.max(initial=first), placed.start.max(initial=first)))
        counts = cls(lat, lon, first=first, last=newest if last is None else last)
        counts.add(placed)
        return counts

    @property
    def near(self) -> Columns:
        """Within 25 km, by the day they became known, as (sites, days)."""
        return self._counted[0, :, : self._days]

    @property
    def wide(self) -> Columns:
        """Within 100 km, by the day they became known, as (sites, days)."""
        return self._counted[1, :, : self._days]

    @property
    def begun(self) -> Columns:
        """Within 25 km, by the day they began, as (sites, days); only those known within two days of it."""
        return self._counted[2, :, : self._days]

    @property
    def last(self) -> int:
        """Number of the last day counted."""
        return self.first + self._days - 1

    def until(self, last: int) -> None:
        """Count through day `last` too; nothing of the new days is known yet."""
        more = last - self.last
        if self._days + more > self._counted.shape[2]:
            spare = np.zeros((3, self.sites, self._days + more + SPARE_DAYS - self._counted.shape[2]), np.int32)
            self._counted = np.concatenate((self._counted, spare), axis=2)
        self._days += max(0, more)

    def add(self, placed: Placed) -> None:
        """Count more incidents; what became known, or began, outside `first` to `last` is left out."""
        if len(placed) * self.sites <= PAIRS_AT_ONCE:
            self._add_few(placed)
        else:
            self._add_many(Surroundings(placed))

    def _add_few(self, placed: Placed) -> None:
        dots = self._units @ unit_vectors(placed.lat, placed.lon).T
        days, known = self.near.shape[1], self._column(placed.known)
        for counted, km in ((self.near, NEAR_KM), (self.wide, WIDE_KM)):
            site, row = np.nonzero((dots >= cos(km / EARTH_KM)) & (known < days))
            np.add.at(counted, (site, known[row]), 1)
        site, row = np.nonzero(dots >= cos(NEAR_KM / EARTH_KM))
        self._add_begun(site, placed.start[row], placed.known[row])

    def _add_many(self, rows: Surroundings) -> None:
        from musterbook.watch.count_loops import add_around, rows_listed  # noqa: PLC0415  loads the compiler

        begins, ends = rows.spans(self._lat, self._lon, WIDE_KM)
        rims = cos(NEAR_KM / EARTH_KM), cos(WIDE_KM / EARTH_KM)
        start, known = rows.placed.start, rows.placed.known
        begun = self._column(start)
        begun[(begun < self._days) & (known - start > PROMPT_DAYS)] = self._days + 1
        columns, where = begun.astype(np.int32), (self._units, begins, ends, rims, self._days)
        listed = add_around(self._counted, rows.units, self._column(known).astype(np.int32), columns, *where)
        if listed.any():
            site, row = rows_listed(listed, rows.units, columns, *where)
            self.tardy = np.hstack((self.tardy, np.stack((site, start[row], known[row]))))

    def _add_begun(self, site: Ints, start: Ints, known: Ints) -> None:
        """Count beginnings within 25 km: what was reported promptly by day, what was not in a list."""
        inside = (start >= self.first) & (start <= self.last)
        prompt, tardy = inside & (known - start <= PROMPT_DAYS), inside & (known - start > PROMPT_DAYS)
        np.add.at(self.begun, (site[prompt], start[prompt] - self.first), 1)
        self.tardy = np.hstack((self.tardy, np.stack((site[tardy], start[tardy], known[tardy]))))

    def _column(self, days: Ints) -> Ints:
        """Days as columns of the counts; days outside them get the number after the last."""
        inside = (days >= self.first) & (days <= self.last)
        return np.where(inside, days - self.first, self.near.shape[1])

    def features(self, days: range, *, late_days: int = 0) -> Floats:
        """log(1 + n) of what was known around each site, as (4, sites, days).

        The four: within 25 km over 30, 90 and 365 days, and within 100 km over 30. A window ends with the day itself,
        included, or `late_days` before it.
        """
        out = np.empty((len(WINDOWS_DAYS) + 1, self.sites, len(days)))
        if not len(days):
            return out
        if out.size > FIGURES_AT_ONCE and days.step > 0:
            self._running_logs(out, days, late_days)
            return out
        logs = np.zeros(1)
        sites_at_once = max(1, CELLS_AT_ONCE // (abs(days[-1] - days[0]) + WINDOWS_DAYS[-1]))
        for begin in range(0, self.sites, sites_at_once):
            part = slice(begin, begin + sites_at_once)
            near = self._running(self.near[part], days, late_days, WINDOWS_DAYS[-1])
            wide = self._running(self.wide[part], days, late_days, WINDOWS_DAYS[0])
            sums = [_windows(near, window, days, WINDOWS_DAYS[-1]) for window in WINDOWS_DAYS]
            sums.append(_windows(wide, WINDOWS_DAYS[0], days, WINDOWS_DAYS[0]))
            most = max(int(sums[-2].max()), int(sums[-1].max()))  # the year holds the shorter windows
            if most >= logs.size:
                logs = np.log1p(np.arange(2 * most + 1))
            for number, counted in enumerate(sums):
                np.take(logs, counted, out=out[number, part], mode="clip")
        return out

    def _running_logs(self, out: Floats, days: range, late_days: int) -> None:
        from musterbook.watch.count_loops import running_logs  # noqa: PLC0415  loads the compiler

        most = int(self._counted[:2, :, : self._days].sum(axis=2).max(initial=0))
        begin = days[0] - late_days - self.first
        running_logs(out, self._counted, self._days, begin, days.step, np.log1p(np.arange(most + 1)))

    def outcomes(self, days: range, *, known_by: int | None = None) -> NDArray[np.bool_]:
        """Whether an incident began within 25 km in the 14 days after each day, that day not included; (sites, days).

        Args:
            days: the days asked about.
            known_by: reports of later days count for nothing; then `days` must end 16 days before it.

        Raises:
            ValueError: when an outcome could not be settled by `known_by`.
        """
        if not len(days):
            return np.empty((self.sites, 0), bool)
        if known_by is not None and max(days) + HORIZON_DAYS + PROMPT_DAYS > known_by:
            raise ValueError("outcomes that are not settled yet")
        begun, (site, start, known) = self.begun, self.tardy
        if known.size:
            told = known <= (known.max() if known_by is None else known_by)
            begun = begun.copy()
            np.add.at(begun, (site[told], start[told] - self.first), 1)
        ends = range(days.start + HORIZON_DAYS, days.stop + HORIZON_DAYS, days.step)
        return np.asarray(_windows(self._running(begun, ends, 0, HORIZON_DAYS), HORIZON_DAYS, ends, HORIZON_DAYS) > 0)

    def _running(self, counted: Columns, days: range, late_days: int, window: int) -> Ints:
        """Sums from the first day any window needs up to, not including, each day; days not counted hold nothing."""
        low, high = days[0] - late_days - window + 1 - self.first, days[-1] - late_days - self.first
        running = np.zeros((counted.shape[0], high - low + 2), np.int64)
        inside = counted[:, max(low, 0) : max(high + 1, 0)]
        if inside.size:
            begin, end = 1 + max(-low, 0), 1 + max(-low, 0) + inside.shape[1]
            np.cumsum(inside, axis=1, out=running[:, begin:end])
            running[:, end:] = running[:, end - 1, None]
        return running


def _windows(running: Ints, window: int, days: range, longest: int) -> Ints:
    """Sums over the `window` days that end with each of `days`, from sums that begin `longest` days earlier."""
    end = running.shape[1]
    counted: Ints = running[:, longest : end : days.step] - running[:, longest - window : end - window : days.step]
    return counted
