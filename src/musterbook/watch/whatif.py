"""What if: any input of a site changed, and what its chance and its rung would then be. Not a forecast.

Nothing here is written in the book, raises an alert or is scored: what comes back is of a type that nothing but a page,
a print or JSON takes, and each of those carries `what_if` (watch.md section 13).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from musterbook.watch.leadtime import lead_time
from musterbook.watch.outlook import outlook
from musterbook.watch.rungs import Rung, due, reading
from musterbook.watch.settings import Assumptions
from musterbook.watch.site_today import SiteToday


@dataclass(frozen=True, slots=True)
class Imagined:
    """What one telling of a site comes to.

    Attributes:
        p: the chance that custody is lost.
        low: how low it may be.
        high: how high it may be.
        parts: the five ways by name; None where one is not known.
        rung: the rung it would reach, by chance or by rule; empty for none.
        could_reach: the rung that the top of the range would reach; empty for none.
        slack_days: days left if the front comes early; None where nothing is coming.
    """

    p: float
    low: float
    high: float
    parts: Mapping[str, float | None]
    rung: str
    could_reach: str
    slack_days: float | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A site as it is known beside the same site imagined otherwise.

    Attributes:
        site: which.
        horizon_days: over how many days both chances are.
        changed: the names of the inputs that differ.
        known: what is known comes to this.
        imagined: what was imagined comes to this.
        what_if: always true; on every page, print and line of JSON.
    """

    site: str
    horizon_days: float
    changed: tuple[str, ...]
    known: Imagined
    imagined: Imagined
    what_if: Literal[True] = field(default=True, init=False)

    def as_json(self) -> dict[str, Any]:
        """All of it in plain values, the watermark first."""
        return {
            "what_if": self.what_if,
            "site": self.site,
            "horizon_days": self.horizon_days,
            "changed": list(self.changed),
            "known": _plain(self.known),
            "imagined": _plain(self.imagined),
        }


def what_if(
    today: SiteToday, imagined: SiteToday, assumed: Assumptions, *, horizon_days: float, lift_days: float | None
) -> WhatIf:
    """A site as it is beside the same site imagined otherwise.

    Args:
        today: what is known.
        imagined: the same with any inputs changed, `dataclasses.replace(today, …)`.
        assumed: the settings of both.
        horizon_days: over how many days the chance is asked.
        lift_days: the planner's days to empty the site; None without a plan.

    Raises:
        ValueError: when it is another site, or the horizon is below 0.
    """
    if imagined.site != today.site:
        raise ValueError("another site")
    names = [one.name for one in fields(SiteToday)]
    changed = tuple(name for name in names if getattr(today, name) != getattr(imagined, name))
    both = (_told(one, assumed, horizon_days, lift_days) for one in (today, imagined))
    return WhatIf(today.site, horizon_days, changed, *both)


def _told(today: SiteToday, assumed: Assumptions, horizon_days: float, lift_days: float | None) -> Imagined:
    found = outlook(today, assumed, horizon_days=horizon_days)
    seen = reading(today, assumed, lift_days=lift_days)
    by_rule = [
        rung for rung, holds in ((Rung.WATCH, seen.stale), (Rung.PREPARE, seen.short), (Rung.NOW, seen.nobody)) if holds
    ]
    reached = [rung for rung in (due(seen, assumed.values), *by_rule) if rung is not None]
    top = [rung for rung in (due(seen, assumed.values, top=True), *by_rule) if rung is not None]
    return Imagined(
        found.p,
        found.low,
        found.high,
        found.parts._asdict(),
        _word(reached),
        _word(top),
        lead_time(today, assumed, lift_days=lift_days).slack_days,
    )


def _word(rungs: list[Rung]) -> str:
    return max(rungs).name.lower() if rungs else ""


def _plain(one: Imagined) -> dict[str, Any]:
    return {each.name: getattr(one, each.name) for each in fields(one)} | {"parts": dict(one.parts)}
