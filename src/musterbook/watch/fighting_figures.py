"""What the fighting layer says of the sites of one country on one day: learnt by a refit, shown with its average.

The replay asks it for every day and the book for today; both get the same figures from the same rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import MutableMapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from musterbook.watch.counts import WINDOWS_DAYS, Counts
from musterbook.watch.coverage import Coverage, Covered, Span, late_step
from musterbook.watch.fighting import LATE_DAYS_MAX, Layer, Shown, is_quiet, refit_day, training_days
from musterbook.watch.placed import Floats, Placed

YEAR_DAYS: Final = WINDOWS_DAYS[-1]
QUIET_DAYS: Final = WINDOWS_DAYS[1]


class Learnt(NamedTuple):
    """What was learnt by a refit, and from which span of days."""

    layer: Layer
    span: Span


Memory = MutableMapping[str, Learnt | None]
"""What was learnt, by the digest of all it was learnt from; None where there was nothing to learn from."""


class Figure(NamedTuple):
    """The layer's word on one site.

    Attributes:
        p: chance of lethal fighting within 25 km in the 14 days after the day.
        low: lower end of its 90% range.
        high: upper end.
        average: what the site's own average over the days learnt from says: the climatology it is scored against.
        quiet: whether nothing lethal was known within 25 km in 90 days; then there is no skill beyond the average.
        fitted: whether the fit says it, and not an average.
        counted: incidents within 25 km over 30, 90 and 365 days, and within 100 km over 30.
        inputs: digest of these and of what the layer was learnt from; empty where nobody asked for it.
    """

    p: float
    low: float
    high: float
    average: float
    quiet: bool
    fitted: bool
    counted: tuple[int, ...]
    inputs: str = ""


def step_of(covered: Covered) -> int:
    """The lateness with which is learnt for files as late as that; one number for all that are too late for a fit."""
    return min(late_step(covered.late_days), LATE_DAYS_MAX + 1)


def learnt(counts: Counts, coverage: Coverage, *, refit: int, late_days: int) -> Learnt | None:
    """Learn from the newest span without a hole that has a year and an outcome in it; None: nothing to learn yet."""
    covered = coverage.on(refit)
    for span in reversed(covered.spans if covered is not None else ()):
        prompt = covered is not None and span == covered.newest and not covered.late_days
        first, through = span.first + YEAR_DAYS + late_days, refit if prompt else span.last
        if len(training_days(first=first, refit=refit, known_through=through)):
            layer = Layer.learnt(counts, first=first, refit=refit, known_through=through, late_days=late_days)
            return Learnt(layer, span)
    return None


def too_old(found: Learnt, day: int) -> bool:
    """Whether it ended more than a year ago with nothing loaded since: what was usual then says nothing of the day."""
    return found.span.last < day - YEAR_DAYS


def figures(found: Learnt, counts: Counts, covered: Covered, day: int) -> list[Figure]:
    """The figures of every site at the end of a day, in the order of `counts`."""
    features = counts.features(range(day, day + 1), late_days=covered.late_days)
    behind_days = behind(covered, day)
    shown = _shown(found.layer, features, behind_days)
    counted = np.rint(np.expm1(features[:, :, 0])).astype(int)
    quiet = is_quiet(features)[:, 0] & (behind_days >= QUIET_DAYS)
    return [
        Figure(
            float(shown.chances[at, 0]), float(shown.low[at, 0]), float(shown.high[at, 0]),
            float(found.layer.average.sites[at]), bool(quiet[at]), bool(shown.fitted[at, 0]),
            tuple(counted[:, at].tolist()),
        )
        for at in range(counts.sites)
    ]  # fmt: skip


def behind(covered: Covered, day: int) -> int:
    """How many days of files lie behind what is known on a day."""
    return day - covered.late_days - covered.newest.first


def figures_today(
    placed: Placed, lat: ArrayLike, lon: ArrayLike, *, coverage: Coverage, day: int, memory: Memory
) -> list[Figure]:
    """The figures of the sites of one country from all that is known now; none while there is nothing to learn from.

    Args:
        placed: every lethal incident known now, of all countries.
        lat: degrees north of the sites.
        lon: degrees east.
        coverage: what files tell of that country.
        day: number of today, in UTC.
        memory: what was learnt before; what is learnt now is put into it. It never changes a figure.
    """
    covered = coverage.on(day)
    if covered is None:
        return []
    refit, step = refit_day(day), step_of(covered)
    key = _digest(placed, lat, lon, coverage, refit=refit, late_days=step)
    if key not in memory:
        earliest = int(placed.known.min(initial=day))
        memory[key] = learnt(
            Counts.of(placed, lat, lon, first=earliest, last=day), coverage, refit=refit, late_days=step
        )  # fmt: skip
    found = memory[key]
    if found is None or too_old(found, day):
        return []
    since = day - covered.late_days - YEAR_DAYS
    recent = Counts.of(placed.taken(placed.known > since), lat, lon, first=since + 1, last=day)
    said = figures(found, recent, covered, day)
    return [one._replace(inputs=_of(key, day, one.counted)) for one in said]


def _of(key: str, day: int, counted: tuple[int, ...]) -> str:
    return hashlib.sha256(json.dumps([key, day, counted]).encode()).hexdigest()


def _digest(placed: Placed, lat: ArrayLike, lon: ArrayLike, coverage: Coverage, *, refit: int, late_days: int) -> str:
    """The digest of all that a refit learns from: rows known by its day, the sites, and what files told by then."""
    known = placed.taken(placed.known <= refit)
    said = hashlib.sha256(json.dumps([refit, late_days, repr(coverage.on(refit))]).encode())
    for column in (lat, lon, known.lat, known.lon, known.start, known.known):
        values = np.asarray(column)
        said.update(f"{values.dtype}{values.size}".encode() + values.tobytes())
    return said.hexdigest()


def _shown(layer: Layer, features: Floats, behind_days: int) -> Shown:
    """What may be shown: the fit with a whole year behind the day, else averages; of quiet days, if 90 are known."""
    if behind_days >= YEAR_DAYS or (layer.fit is None and behind_days >= QUIET_DAYS):
        return layer.shown(features)
    average = layer.average
    low, high = average.ranges()
    fitted = np.zeros((average.sites.size, 1), bool)
    return Shown(average.sites[:, None], low[:, None], high[:, None], fitted)
