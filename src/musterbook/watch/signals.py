"""Signals that ask a person to look: fighting between two sides has doubled, a camp loses people unaccounted for.

None of them changes a chance. The first waits for an analyst to confirm an offensive; those of camps, for which no
usual rate of losses exists, raise rung watch (watch.md sections 5 and 9).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from musterbook.watch.approach import MEAN_DAYS, MEAN_ENDS_DAYS, MEAN_MIN, doubling_signals
from musterbook.watch.incidents import Incident

RECENT_DAYS: Final = 7
"""A signal is shown for so long; then it has been answered, or was nothing."""

CENSUS_SHARE: Final = 0.05
WEEK_DAYS: Final = 7


class Doubled(NamedTuple):
    """Fighting between some sides looks twice what it used to be; is this an offensive?

    Attributes:
        sides: who takes part, by name.
        on: the day of the newest signal.
        recent: incidents a day over the last 28.
        usual: incidents a day over the 180 days before those.
    """

    sides: tuple[str, ...]
    on: date
    recent: float
    usual: float


class Census(NamedTuple):
    """A count of everybody in a camp."""

    day: date
    people: int


class Missing(NamedTuple):
    """What two counts in a row do not explain.

    Attributes:
        since: the day of the earlier count.
        until: the day of the later one.
        before: the earlier count.
        people: fewer than the earlier count, the arrivals and the departures on the books make; below 0: more.
    """

    since: date
    until: date
    before: int
    people: int


def doubled(incidents: Iterable[Incident], *, now: datetime) -> tuple[Doubled, ...]:
    """The sides between which fighting signals in the last week, by what was known then; the newest first.

    Incidents count on the day they began; what is reported late may still come.
    """
    today = now.astimezone(UTC).date()
    first = today - timedelta(3 * MEAN_DAYS)
    by_sides: dict[tuple[str, ...], Counter[int]] = defaultdict(Counter)
    for one in incidents:
        if one.known_at <= now and first <= one.start <= today:
            by_sides[tuple(sorted(set(one.sides)))][(one.start - first).days] += 1
    days = (today - first).days + 1
    found = []
    for sides, counted in by_sides.items():
        counts = [float(counted[day]) for day in range(days)]
        signals = [day for day in doubling_signals(counts) if day > days - 1 - RECENT_DAYS]
        if signals:
            usual = sum(counts[-MEAN_ENDS_DAYS - MEAN_DAYS : -MEAN_ENDS_DAYS]) / MEAN_DAYS
            recent = sum(counts[-MEAN_ENDS_DAYS:]) / MEAN_ENDS_DAYS
            found.append(Doubled(sides, first + timedelta(signals[-1]), recent, usual))
    return tuple(sorted(found, key=lambda one: (-one.on.toordinal(), one.sides)))


def missing(censuses: Iterable[Census], departures: Mapping[date, int]) -> tuple[Missing, ...]:
    """What each count and the one before it do not explain, oldest first.

    Args:
        censuses: of one camp; of several on a day the lowest counts.
        departures: by day, departures on the books less arrivals; those on the day of a count are in that count.
    """
    lowest: dict[date, int] = {}
    for one in censuses:
        lowest[one.day] = min(one.people, lowest.get(one.day, one.people))
    return tuple(
        Missing(since, until, before, before - after - sum(n for day, n in departures.items() if since < day <= until))
        for (since, before), (until, after) in pairwise(sorted(lowest.items()))
    )


def census_fell(found: Sequence[Missing]) -> Missing | None:
    """The newest count, where it is more than 5% below the one before and no departures explain it."""
    newest = found[-1] if found else None
    return newest if newest is not None and newest.people > CENSUS_SHARE * newest.before else None


def departures_doubled(found: Sequence[Missing], *, until: date) -> tuple[date, ...]:
    """First days of the weeks in which unexplained departures look twice what they used to be.

    The counting signal by weeks: what two counts do not explain is spread evenly over the days between them; more
    people than expected are no departures. Weeks are counted back from `until`, the last day of the last one.
    """
    if not found:
        return ()
    weeks = ((until - found[0].since).days) // WEEK_DAYS
    counts = [0.0] * weeks
    for one in found:
        for number in range((one.until - one.since).days):
            week = weeks - 1 - (until - one.until + timedelta(number)).days // WEEK_DAYS
            if 0 <= week < weeks:
                counts[week] += max(0, one.people) / (one.until - one.since).days
    signals = doubling_signals(
        counts,
        mean_over=round(MEAN_DAYS / WEEK_DAYS),
        mean_ends=MEAN_ENDS_DAYS // WEEK_DAYS,
        usual_min=MEAN_MIN * WEEK_DAYS,
    )
    return tuple(until - timedelta(WEEK_DAYS * (weeks - week) - 1) for week in signals)
