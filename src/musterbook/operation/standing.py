"""Standing: on which rung a site stands, now or at an earlier look, from what was raised and what was found due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from musterbook.operation.warning import Today
from musterbook.watch.facts import OutlookIssued
from musterbook.watch.likelihood import GUARDS_OLD
from musterbook.watch.looking import SHOWN_DAYS, reading_from
from musterbook.watch.numbers import value_of
from musterbook.watch.rungs import Reading, Rung, due
from musterbook.watch.values import Values

DAY_BEFORE: Final = timedelta(days=1)
OLDEST: Final = timedelta(days=3)
"""An older look is not yesterday's."""


@dataclass(frozen=True, slots=True)
class LookedBefore:
    """What the newest look of a day ago or earlier froze.

    Attributes:
        fact: its outlook over the fourteen days that pages show.
        rung: on which rung the site stood then.
        stale: whether the guard report was too old or missing.
    """

    fact: OutlookIssued
    rung: Rung | None
    stale: bool


def rung_now(found: Today, site: str) -> Rung | None:
    """The highest rung that is open in the book, or that the look finds due and nobody has raised yet."""
    raised = [one.rung for one in found.watched.alerts.open(site)]
    return _highest(found.looks[site].reading, found.assumed.values, raised)


def looked_before(found: Today, site: str) -> LookedBefore | None:
    """The newest look frozen a day ago or earlier; None where there is none of the last three days."""
    issued = [one.fact for one in found.watched.outlooks.of_site(site)]
    shown = [one for one in issued if value_of(one.horizon_days) == SHOWN_DAYS]
    before = [one for one in shown if DAY_BEFORE <= found.now - one.as_of <= OLDEST]
    if not before:
        return None
    at = before[-1].as_of
    seen = reading_from(one for one in issued if one.as_of == at)
    raised = _raised_at(found, site, at)
    rung = max(raised, default=None) if seen is None else _highest(seen, found.assumed.values, raised)
    return LookedBefore(before[-1], rung, stale=any(code in GUARDS_OLD for code in before[-1].remarks))


def _highest(seen: Reading, values: Values, raised: Iterable[Rung]) -> Rung | None:
    by_chance = due(seen, values)
    rungs = [*raised, *([] if by_chance is None else [by_chance])]
    rungs += [Rung.NOW] if seen.nobody else []
    rungs += [Rung.PREPARE] if seen.short else []
    rungs += [Rung.WATCH] if seen.stale else []
    return max(rungs, default=None)


def _raised_at(found: Today, site: str, moment: datetime) -> list[Rung]:
    """Rungs of the alerts that stood open then, those of that very look among them."""
    return [
        one.rung
        for one in found.watched.alerts.all
        if one.fact.site == site and one.raised_at <= moment and (one.end is None or moment < one.end.at)
    ]
