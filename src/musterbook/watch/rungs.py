"""The rungs of the ladder, what each asks for, and what it needs to know of a site (watch.md section 12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Final, NamedTuple

from musterbook.watch.leadtime import lead_time
from musterbook.watch.outlook import Outlook, outlook
from musterbook.watch.settings import Assumptions
from musterbook.watch.site_today import SiteToday
from musterbook.watch.values import Values


class Rung(IntEnum):
    """How much is to be done; each is more than the one before."""

    WATCH = 1
    PREPARE = 2
    READY = 3
    MOVE = 4
    NOW = 5


BY_CHANCE: Final = (Rung.WATCH, Rung.PREPARE, Rung.READY, Rung.MOVE)


class Chance(NamedTuple):
    """The outlook over the horizon of one rung: its chance, the top of its range, and its largest part."""

    p: float
    high: float
    cause: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the ladder needs of one site at one moment.

    Attributes:
        as_of: the moment.
        chances: one for each rung but the last.
        signs: what the chances were made from, by name: each part's chance, the settings' digest. What differs from
            the reading before is what an alert says has changed.
        nobody: nobody on guard, or a relief begun with no receiver.
        short: the lift takes longer than the early end of the arrival.
        stale: the guard report is old, or there is none.
        signal: a camp loses people unaccounted for, or its control or its guards changed.
    """

    as_of: datetime
    chances: Mapping[Rung, Chance]
    signs: Mapping[str, str]
    nobody: bool = False
    short: bool = False
    stale: bool = False
    signal: bool = False


def threshold(values: Values, rung: Rung) -> float | None:
    """From which chance on a rung is worth its cost; None for `now`, which goes by rule."""
    return None if rung is Rung.NOW else values.of(f"{rung.name.lower()}_cost_loss")


def horizon_days(values: Values, rung: Rung, lift_days: float) -> float:
    """Over how many days the chance for a rung is asked: a month, the lift and a week, or the lift."""
    match rung:
        case Rung.WATCH:
            return values.watch_horizon_days
        case Rung.PREPARE:
            return lift_days + values.prepare_days_before
    return lift_days


def due(reading: Reading, values: Values, *, top: bool = False) -> Rung | None:
    """The highest rung whose threshold the chance reaches; with `top`, that the top of its range could reach."""
    reached = [
        rung
        for rung in BY_CHANCE
        if (reading.chances[rung].high if top else reading.chances[rung].p) >= (threshold(values, rung) or 0.0)
    ]
    return max(reached, default=None)


def reading(today: SiteToday, assumed: Assumptions, *, lift_days: float | None) -> Reading:
    """What the ladder needs of a site now; `lift_days` is the planner's days to empty it, None without a plan."""
    values, lead = assumed.values, lead_time(today, assumed, lift_days=lift_days)
    chances, signs = {}, {"settings": assumed.digest, "lift_days": f"{lead.lift_days:g}"}
    for rung in BY_CHANCE:
        found = outlook(today, assumed, horizon_days=horizon_days(values, rung, lead.lift_days))
        parts = _parts(found)
        chances[rung] = Chance(found.p, found.high, max(parts, key=parts.__getitem__))
        signs |= {name: f"{chance:.6f}" for name, chance in parts.items()}
    age = today.guards_age_hours
    return Reading(
        today.as_of,
        chances,
        signs,
        nobody=today.unguarded or any(one.opens <= today.as_of and not one.receiver_present for one in today.reliefs),
        short=lead.too_late,
        stale=age is None or age > values.guards_stale_hours,
        signal=bool(today.signals),
    )


def _parts(found: Outlook) -> dict[str, float]:
    return {name: chance for name, chance in found.parts._asdict().items() if chance is not None}
