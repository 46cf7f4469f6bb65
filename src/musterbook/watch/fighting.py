"""The fighting layer: will there be lethal fighting within 25 km of a site in the next 14 days?

Four counts of what is known, one pooled fit for a country, and a site's own average to be compared with (watch.md
section 8). Shown as context and scored as a layer of its own; it is never multiplied into the chance of a loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from musterbook.watch.counts import HORIZON_DAYS, PROMPT_DAYS, Counts
from musterbook.watch.placed import Floats, Ints

STEP_DAYS: Final = 3
"""Training rows are every third day: neighbours share most of their outcome."""

SETTLED_DAYS: Final = HORIZON_DAYS + PROMPT_DAYS
"""How long before a refit a training day must lie: its outcome, and a day each for writing and loading."""

REFIT_DAYS: Final = 30
REFIT_FROM: Final = date(2000, 1, 1).toordinal()
PENALTY: Final = 10.0
POSITIVES_MIN: Final = 5
PRIOR_ROWS: Final = 20.0
"""Weight of the pooled rate in a site's own average."""

LATE_DAYS_MAX: Final = 45
"""The oldest file with which the layer was measured; beyond it only averages are shown."""

QUIET_FEATURE: Final = 1
"""Which of the four features is the 90-day count within 25 km."""

NEWTON_STEP: Final = 1e-8
NEWTON_STEPS_MAX: Final = 100
Z_90: Final = 1.6448536269514722
"""Standard errors to either side that hold 90%."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Weights of the four features, fitted once for a country.

    Attributes:
        rows: pairs of site and day it was fitted on.
        positives: how many of them were followed by lethal fighting.
        mean: of each feature over those rows.
        spread: of each feature (population standard deviation), 1 where a feature never varied.
        intercept: log-odds where every feature has its mean.
        weights: of the standardised features.
        uncertainty: covariance of intercept and weights as (5, 5), widened for outcomes that overlap.
    """

    rows: int
    positives: int
    mean: Floats
    spread: Floats
    intercept: float
    weights: Floats
    uncertainty: Floats

    def chances(self, features: Floats) -> Floats:
        """The chance of lethal fighting for features as (4, …), in the shape that is left."""
        return _expit(np.tensordot(self.weights, self._standard(features), axes=1) + self.intercept)

    def ranges(self, features: Floats) -> tuple[Floats, Floats]:
        """Low and high end (5% and 95%) of the chance, for what the fit itself does not know."""
        standard = self._standard(features)
        terms = np.concatenate((np.ones((1, *standard.shape[1:])), standard))
        error = np.sqrt(np.einsum("i...,ij,j...->...", terms, self.uncertainty, terms))
        middle = np.tensordot(self.weights, standard, axes=1) + self.intercept
        return _expit(middle - Z_90 * error), _expit(middle + Z_90 * error)

    def _standard(self, features: Floats) -> Floats:
        aside = (-1,) + (1,) * (features.ndim - 1)
        return np.asarray((features - self.mean.reshape(aside)) / self.spread.reshape(aside))


def fit(features: Floats, outcomes: NDArray[np.bool_]) -> Fit | None:
    """The weights that make Σ log-loss + ½·10·Σw² least over standardised features; the intercept is free.

    Newton's method from zero until a step is below 1e-8.

    Args:
        features: as (4, rows).
        outcomes: whether fighting followed, for each row.

    Returns:
        None where fewer than five rows were followed by fighting, or fewer than five were not.
    """
    positives = int(outcomes.sum())
    if min(positives, outcomes.size - positives) < POSITIVES_MIN:
        return None
    mean, spread = features.mean(axis=1), features.std(axis=1)
    spread = np.where(spread > 0, spread, 1.0)
    terms = np.vstack((np.ones(outcomes.size), (features - mean[:, None]) / spread[:, None]))
    penalty = np.diag([0.0] + [PENALTY] * len(mean))
    weights = np.zeros(len(terms))
    for _ in range(NEWTON_STEPS_MAX):
        chance = _expit(weights @ terms)
        slope = terms @ (chance - outcomes) + penalty @ weights
        bend = (terms * (chance * (1.0 - chance))) @ terms.T + penalty
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < NEWTON_STEP:
            break
    overlap = HORIZON_DAYS / STEP_DAYS
    return Fit(outcomes.size, positives, mean, spread, float(weights[0]), weights[1:], np.linalg.inv(bend) * overlap)


def refit_day(day: int, *, origin: int = REFIT_FROM, every: int = REFIT_DAYS) -> int:
    """The day whose fit holds on `day`: the newest of the calendar that starts at `origin`."""
    return origin + (day - origin) // every * every


def training_days(*, first: int, refit: int, known_through: int) -> range:
    """The days a fit of day `refit` learns from: every third from `first`, as far as their outcomes are known."""
    return range(first, max(first, min(refit - SETTLED_DAYS, known_through - HORIZON_DAYS + 1)), STEP_DAYS)


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What may be said of each site and day, as (sites, days).

    Attributes:
        chances: of lethal fighting within 25 km in 14 days; nan where nothing was ever learnt.
        low: lower end of the 90% range of what the layer itself does not know.
        high: upper end.
        fitted: whether it is more than an average; elsewhere "no skill beyond the average here" must be said.
    """

    chances: Floats
    low: Floats
    high: Floats
    fitted: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Average:
    """How often fighting followed at each site, drawn towards the rate of all: (Σy + 20·rate) / (n + 20).

    Attributes:
        rate: over all rows of all sites; nan when there are none.
        sites: for each site.
        rows: of each site.
    """

    rate: float
    sites: Floats
    rows: Ints

    @classmethod
    def over(cls, outcomes: NDArray[np.bool_], chosen: NDArray[np.bool_], *, otherwise: float = float("nan")) -> Self:
        """Of outcomes as (sites, days), over the chosen ones; where none is chosen, `otherwise` is the rate."""
        rows, positives = chosen.sum(axis=1), (outcomes & chosen).sum(axis=1)
        rate = float(positives.sum() / rows.sum()) if rows.any() else otherwise
        return cls(rate, (positives + PRIOR_ROWS * rate) / (rows + PRIOR_ROWS), rows)

    def ranges(self) -> tuple[Floats, Floats]:
        """Low and high end (5% and 95%) for each site (Wilson 1927), rows counted down for outcomes that overlap."""
        n = (self.rows + PRIOR_ROWS) * STEP_DAYS / HORIZON_DAYS
        middle = (self.sites + Z_90**2 / (2 * n)) / (1 + Z_90**2 / n)
        half = Z_90 / (1 + Z_90**2 / n) * np.sqrt(self.sites * (1 - self.sites) / n + (Z_90 / (2 * n)) ** 2)
        return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """What was learnt by one refit day.

    Attributes:
        refit: number of the day.
        late_days: by how many days the newest file lagged, in training as in use.
        fit: None where too little was known for one; then a site's own average is all there is.
        average: of each site, what the fit is compared with.
        quiet: the same over quiet site-days alone, what is shown on a quiet day.
    """

    refit: int
    late_days: int
    fit: Fit | None
    average: Average
    quiet: Average

    @classmethod
    def learnt(cls, counts: Counts, *, first: int, refit: int, known_through: int, late_days: int = 0) -> Self:
        """Learn from every third day since `first`, which must have a year of incidents behind it.

        Args:
            counts: of the sites of one country; nothing in them that was reported after `refit` is looked at.
            first: the first training day.
            refit: the day of the fit; only outcomes settled before it count.
            known_through: the last day the loaded files cover.
            late_days: how many days before the outlook's day those files end; above 45 there is no fit.
        """
        days = training_days(first=first, refit=refit, known_through=known_through)
        features = counts.features(days, late_days=late_days)
        outcomes = counts.outcomes(days, known_by=refit)
        average = Average.over(outcomes, np.ones_like(outcomes))
        late = late_days > LATE_DAYS_MAX
        return cls(
            refit=refit,
            late_days=late_days,
            fit=None if late else fit(features.reshape(len(features), -1), outcomes.ravel()),
            average=average,
            quiet=Average.over(outcomes, is_quiet(features), otherwise=average.rate),
        )

    def chances(self, features: Floats) -> Floats:
        """The chance of lethal fighting for features as (4, sites, days): fitted, or the site's own average."""
        if self.fit is None:
            return np.broadcast_to(self.average.sites[:, None], features.shape[1:])
        return self.fit.chances(features)

    def shown(self, features: Floats) -> Shown:
        """What an outlook shows for features as (4, sites, days): on quiet days the average of such days."""
        quiet = is_quiet(features)
        calm = [column[:, None] for column in (self.quiet.sites, *self.quiet.ranges())]
        if self.fit is None:
            other = [column[:, None] for column in (self.average.sites, *self.average.ranges())]
        else:
            other = [self.fit.chances(features), *self.fit.ranges(features)]
        chances, low, high = (np.where(quiet, a, b) for a, b in zip(calm, other, strict=True))
        return Shown(chances, low, high, ~quiet & (self.fit is not None))


def is_quiet(features: Floats) -> NDArray[np.bool_]:
    """Where no lethal incident was known within 25 km in 90 days; nothing beats the average there."""
    return np.asarray(features[QUIET_FEATURE] == 0.0)


def _expit(odds: Floats) -> Floats:
    """Log-odds as a probability, without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * odds)))
