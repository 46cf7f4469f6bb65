"""What warnings cost: alarms a year, days covered and how often a loss follows, at each threshold of cost over loss.

Made from frozen outlooks of the last year, or from replayed ones: what a threshold would have cost is shown before it
is chosen (watch.md section 12).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, timedelta
from typing import Final, NamedTuple

from musterbook.watch.frozen import Frozen, Outcome

FOLLOWED_DAYS: Final = 30
DAYS_A_YEAR: Final = 365.25

Figures = Mapping[str, Mapping[date, float]]
"""Site → day → the chance the rung goes by, the highest of that day; a day without an outlook is left out."""


class Burden(NamedTuple):
    """What one threshold costs and brings.

    Attributes:
        threshold: C/L, from which on one acts.
        alarms: how often a site went on alarm.
        alarms_per_year: over all sites together.
        site_days: days with an outlook, of all sites.
        covered: share of them on alarm.
        followed: share of the days on alarm after which a loss came within 30 days; None without any.
        losses: that fell on the days the outlooks span.
        caught: of them, at a site on alarm the day before.
    """

    threshold: float
    alarms: int
    alarms_per_year: float
    site_days: int
    covered: float
    followed: float | None
    losses: int
    caught: int


def figures(outlooks: Iterable[Frozen], *, horizon_days: float) -> Figures:
    """The figures of one horizon by site and day, in UTC, from frozen or replayed outlooks."""
    found: dict[str, dict[date, float]] = defaultdict(dict)
    for one in outlooks:
        if one.days == horizon_days:
            day = one.as_of.astimezone(UTC).date()
            found[one.subject][day] = max(one.p, found[one.subject].get(day, 0.0))
    return found


def burden(
    chances: Figures, losses: Iterable[Outcome], *, thresholds: Sequence[float], down_share: float, down_days: float
) -> tuple[Burden, ...]:
    """What each threshold would have cost, on the ladder as it is climbed: up at once, down after days in a row.

    Args:
        chances: by site and day.
        losses: of custody; by the first day on which each may have been.
        thresholds: C/L, in the order in which they come back.
        down_share: below this share of the threshold a day is a step down (`down.share`).
        down_days: after so many in a row a site is off alarm (`down.days`).
    """
    lost: dict[str, set[date]] = defaultdict(set)
    for one in losses:
        if one.happened:
            lost[one.subject].add(one.earliest.astimezone(UTC).date())
    days = [day for by_day in chances.values() for day in by_day]
    if not days:
        return tuple(Burden(one, 0, 0.0, 0, 0.0, None, 0, 0) for one in thresholds)
    span = (min(days), max(days))
    return tuple(_at(_Levels(one, down_share * one, down_days), chances, lost, span) for one in thresholds)


class _Levels(NamedTuple):
    """When a site goes on alarm and off again."""

    up: float
    down: float
    down_days: float


def _at(levels: _Levels, chances: Figures, lost: Mapping[str, set[date]], span: tuple[date, date]) -> Burden:
    alarms, covered, followed, caught, losses = 0, 0, 0, 0, 0
    for site, by_day in chances.items():
        begun, on = _on_alarm(by_day, levels)
        there = lost.get(site, set())
        alarms, covered = alarms + begun, covered + len(on)
        after = {day - timedelta(days=back) for day in there for back in range(1, FOLLOWED_DAYS + 1)}
        followed += len(on & after)
        losses += sum(span[0] < day <= span[1] + timedelta(days=1) for day in there)
        caught += sum(day - timedelta(days=1) in on for day in there)
    site_days = sum(len(by_day) for by_day in chances.values())
    years = ((span[1] - span[0]).days + 1) / DAYS_A_YEAR
    return Burden(
        levels.up,
        alarms,
        alarms / years,
        site_days,
        covered / site_days,
        followed / covered if covered else None,
        losses,
        caught,
    )


def _on_alarm(by_day: Mapping[date, float], levels: _Levels) -> tuple[int, set[date]]:
    """How often one site goes on alarm, and on which days it stands there; a day left out is no day below."""
    alarms, below, before, on = 0, 0, date.min, set[date]()
    held = False
    for day, chance in sorted(by_day.items()):
        if chance >= levels.up:
            alarms, held, below = alarms + (not held), True, 0
        elif held:
            follows = day - before == timedelta(days=1)
            below = (below + 1 if follows or not below else 1) if chance < levels.down else 0
            held = below < levels.down_days
        if held:
            on.add(day)
        before = day
    return alarms, on
