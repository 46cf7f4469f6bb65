"""Losses and alerts side by side: which loss was warned of, how long before, and which alert was for nothing.

A loss is met where an alert of rung prepare or above stood open when it came. Everything else is a miss, and is shown
first: what our figure was the day before, on which rung the site stood, and what was old or unknown then
(watch.md section 15).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Final, NamedTuple

from musterbook.watch.alert_book import Alert
from musterbook.watch.choices import LOSS
from musterbook.watch.frozen import Frozen, Outcome
from musterbook.watch.rungs import Rung

MET_FROM: Final = Rung.PREPARE
"""Rung watch asks for figures and checks; nobody is readied by it."""

HORIZON_SHOWN_DAYS: Final = 14
FOLLOWED_DAYS: Final = 30
"""An alert was for nothing when no loss came within so many days, or while it stood."""


@dataclass(frozen=True, slots=True)
class AlertLife:
    """An alert with what became of it.

    Attributes:
        alert: its number.
        site: where.
        rung: which.
        cause: why.
        raised_at: when.
        answer_by: until when its owner had to answer.
        answered_at: when he did; None when he did not.
        ended_at: when it ended; None while it stands.
        renewed: whether it only took the place of one that had lapsed.
    """

    alert: str
    site: str
    rung: Rung
    cause: str
    raised_at: datetime
    answer_by: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    renewed: bool = False

    def open_at(self, moment: datetime) -> bool:
        """Whether it stood then."""
        return self.raised_at <= moment and (self.ended_at is None or moment < self.ended_at)

    def unanswered(self, now: datetime) -> bool:
        """Whether its time to be answered is over, and was over when it was answered, if it was."""
        ended = now if self.ended_at is None else min(now, self.ended_at)
        return self.answer_by < (ended if self.answered_at is None else self.answered_at)


def life_of(alert: Alert) -> AlertLife:
    """An alert of the book, answered when its last owner first answered: to hand it on is no answer."""
    handed = max((one.at for one in alert.answers if one.answer == "handed-on"), default=alert.raised_at)
    answered = [one.at for one in alert.answers if one.answer != "handed-on" and one.at >= handed]
    return AlertLife(
        alert.fact.alert,
        alert.fact.site,
        alert.rung,
        alert.fact.cause,
        alert.raised_at,
        alert.answer_by,
        min(answered, default=None),
        None if alert.end is None else alert.end.at,
        alert.fact.renewed,
    )


class LossRow(NamedTuple):
    """One loss.

    Attributes:
        outcome: what happened.
        before: the newest outlook of a day before; None when there was none. Its reasons are what was known, its
            remarks what was not.
        rung: the highest rung that stood open when the day of the loss began, in UTC; None for none.
        lead_days: from the alert that met it; None for a miss.
    """

    outcome: Outcome
    before: Frozen | None
    rung: Rung | None
    lead_days: float | None


class Tally(NamedTuple):
    """How alerts of rung prepare and above did; renewed and overlapping ones of a site count as one.

    Attributes:
        hits: losses that were met.
        misses: losses that were not.
        false: alerts for nothing.
        undecided: alerts of which it is too early to say.
        lead_days_median: of the hits; None without any.
        unanswered: alerts of any rung that nobody answered in time.
    """

    hits: int
    misses: int
    false: int
    undecided: int
    lead_days_median: float | None
    unanswered: int


def loss_rows(
    outcomes: Iterable[Outcome], alerts: Iterable[AlertLife], forecasts: Iterable[Frozen]
) -> tuple[LossRow, ...]:
    """Every loss with what had been said, newest first."""
    stood, outlooks, lives = _episodes(alerts := tuple(alerts)), defaultdict(list), defaultdict(list)
    for forecast in forecasts:
        if forecast.layer == LOSS:
            outlooks[forecast.subject].append(forecast)
    for alert in alerts:
        lives[alert.site].append(alert)
    lost = sorted((one for one in outcomes if one.layer == LOSS and one.happened), key=lambda one: one.at, reverse=True)
    return tuple(_row(one, stood.get(one.subject, ()), lives[one.subject], outlooks[one.subject]) for one in lost)


def tally(rows: Iterable[LossRow], alerts: Iterable[AlertLife], *, now: datetime) -> Tally:
    """Hits, misses, false alerts, lead and answers, as of now."""
    rows, alerts = tuple(rows), tuple(alerts)
    leads = [row.lead_days for row in rows if row.lead_days is not None]
    false, undecided = 0, 0
    for site, episodes in _episodes(alerts).items():
        lost = [row.outcome for row in rows if row.outcome.subject == site]
        for begin, end in episodes:
            until = max(begin + timedelta(FOLLOWED_DAYS), end or now)
            if not any(begin < one.latest and one.earliest <= until for one in lost):
                over = end is not None and until <= now
                false, undecided = false + over, undecided + (not over)
    return Tally(
        len(leads),
        len(rows) - len(leads),
        false,
        undecided,
        median(leads) if leads else None,
        sum(one.unanswered(now) for one in alerts),
    )


def _row(
    lost: Outcome,
    episodes: Sequence[tuple[datetime, datetime | None]],
    alerts: Iterable[AlertLife],
    outlooks: Iterable[Frozen],
) -> LossRow:
    met = [begin for begin, end in episodes if begin < lost.earliest and (end is None or lost.earliest < end)]
    lead = (lost.earliest - met[0]) / timedelta(days=1) if met else None
    day = lost.earliest.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    earlier = [one for one in outlooks if max(one.as_of, one.written_at) < day]
    before = max(earlier, key=lambda one: (one.as_of, -abs(one.days - HORIZON_SHOWN_DAYS)), default=None)
    rungs = [one.rung for one in alerts if one.open_at(day)]
    return LossRow(lost, before, max(rungs, default=None), lead)


def _episodes(alerts: Iterable[AlertLife]) -> Mapping[str, list[tuple[datetime, datetime | None]]]:
    """When each site stood on rung prepare or above, alerts that follow at once or overlap joined; None: still."""
    found: dict[str, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for one in sorted(alerts, key=lambda alert: alert.raised_at):
        if one.rung < MET_FROM:
            continue
        known = found[one.site]
        if known and (known[-1][1] is None or one.raised_at <= known[-1][1]):
            begin, end = known[-1]
            later = None if end is None or one.ended_at is None else max(end, one.ended_at)
            known[-1] = (begin, later)
        else:
            known.append((one.raised_at, one.ended_at))
    return found
