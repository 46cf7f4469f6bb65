"""Invented forecasts, outcomes and alerts for the tests of the verification page."""

from __future__ import annotations

from datetime import datetime, timedelta

from musterbook.watch.frozen import Frozen, Outcome
from musterbook.watch.misses import AlertLife
from musterbook.watch.rungs import Rung
from tests.watch.sites import NOW

AFTER = NOW + timedelta(days=4000)
"""When everything is over."""

KNOWN = dict.fromkeys(("loss", "fighting", "guards", "wind", "relief"), AFTER)


def on(day: float) -> datetime:
    """A moment so many days after the first."""
    return NOW + timedelta(days=day)


def forecast(
    p: float, day: float = 0, *, layer: str = "loss", subject: str = "alpha", days: float = 14, late_hours: float = 0
) -> Frozen:
    """A forecast made on a day for the days that follow, written at once or so many hours later."""
    return Frozen(layer, subject, on(day), on(day), on(day + days), on(day + late_hours / 24), p)


def happened(
    day: float,
    *,
    layer: str = "loss",
    subject: str = "alpha",
    yes: bool = True,
    certainty: str = "day",
    told: float = 0,
) -> Outcome:
    """An outcome of a day, known so many days later."""
    return Outcome(layer, subject, on(day), on(day + told), certainty, yes)


def alert(
    rung: Rung,
    begin: float,
    end: float | None,
    *,
    site: str = "alpha",
    answered: float | None = None,
    cause: str = "front",
) -> AlertLife:
    """An alert that stood between two days and had to be answered in half a day."""
    return AlertLife(
        f"A{begin:g}-{rung.name}",
        site,
        rung,
        cause,
        on(begin),
        on(begin + 0.5),
        None if answered is None else on(answered),
        None if end is None else on(end),
    )
