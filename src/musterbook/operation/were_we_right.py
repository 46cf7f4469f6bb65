"""Were we right: the book's frozen outlooks, forecasts and alerts beside what came of them.

Joins the watch's readings with its scoring. Nothing is recomputed: what was frozen is what is scored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from musterbook.operation.incident_rows import IncidentRows
from musterbook.operation.own_sites import OwnSite
from musterbook.operation.watch_outcomes import known_through, outcomes_of
from musterbook.operation.watched import Watched
from musterbook.watch.burden import Burden, burden, figures
from musterbook.watch.choices import LOSS
from musterbook.watch.frozen import Frozen, from_forecast, from_outlook
from musterbook.watch.looking import SHOWN_DAYS
from musterbook.watch.misses import LossRow, life_of, loss_rows
from musterbook.watch.rungs import BY_CHANCE, threshold
from musterbook.watch.settings import Assumptions
from musterbook.watch.verification import Verification, verify

SEED: Final = 1
"""Of the bootstrap, so that a page says the same twice."""


def were_we_right(
    watched: Watched, sites: Mapping[str, OwnSite], rows: IncidentRows | None, now: datetime, assumed: Assumptions
) -> Verification:
    """Everything frozen until now with what came of it, at the cost-loss ratios of the settings."""
    return verify(
        frozen_of(watched),
        outcomes_of(watched, sites, rows, now, margin_km=assumed.values.front_margin_km),
        [life_of(alert) for alert in watched.alerts.all],
        known_through=known_through(watched, sites, rows, now),
        now=now,
        seed=SEED,
        cost_losses=_levels(assumed),
    )


def losses_of(
    watched: Watched, sites: Mapping[str, OwnSite], now: datetime, assumed: Assumptions
) -> tuple[LossRow, ...]:
    """Every loss of custody with what had been said of its site, newest first."""
    outcomes = outcomes_of(watched, sites, None, now, margin_km=assumed.values.front_margin_km)
    return loss_rows(outcomes, [life_of(alert) for alert in watched.alerts.all], frozen_of(watched))


def burden_of(
    watched: Watched, sites: Mapping[str, OwnSite], now: datetime, assumed: Assumptions
) -> tuple[Burden, ...]:
    """What the threshold of each rung would have cost over the outlooks frozen so far, the lowest first."""
    losses = outcomes_of(watched, sites, None, now, margin_km=assumed.values.front_margin_km)
    return burden(
        figures((one for one in frozen_of(watched) if one.layer == LOSS), horizon_days=SHOWN_DAYS),
        [one for one in losses if one.layer == LOSS],
        thresholds=_levels(assumed),
        down_share=assumed.values.down_share,
        down_days=assumed.values.down_days,
    )


def frozen_of(watched: Watched) -> Iterator[Frozen]:
    """Every outlook and forecast the book holds."""
    for site in watched.outlooks.sites:
        for one in watched.outlooks.of_site(site):
            yield from_outlook(one.fact, written_at=one.written_at)
    for forecast in watched.forecasts.all:
        yield from_forecast(forecast.fact, written_at=forecast.written_at)


def _levels(assumed: Assumptions) -> list[float]:
    return [level for rung in BY_CHANCE if (level := threshold(assumed.values, rung)) is not None]
