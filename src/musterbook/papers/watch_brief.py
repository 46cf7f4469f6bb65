"""The watch's daily sheet, put together from what the room says of each site. Pure: no clock, no disk, no book.

Whoever joins the rooms (`operation`) hands in sites as they are seen, the alerts of the book and the losses with what
had been said of them; what comes out is a `Brief`, which `brief_page` prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from musterbook.papers.brief import AlertLine, Brief, Burden, Chance, LossLine, SiteLine
from musterbook.watch.alert_book import Alert
from musterbook.watch.leadtime import LeadTime, lead_time
from musterbook.watch.likelihood import GUARDS_OLD, percent, sureness
from musterbook.watch.misses import HORIZON_SHOWN_DAYS, LossRow, life_of
from musterbook.watch.outlook import Outlook, outlook
from musterbook.watch.rungs import Rung
from musterbook.watch.settings import Assumptions
from musterbook.watch.site_today import SiteToday
from musterbook.watch.values import Values

DAYS: Final = 30
"""How far back losses and the burden of alerts go."""


@dataclass(frozen=True, slots=True)
class Yesterday:
    """What the room said of a site a day before: the chance, the rung, and whether the guard report was too old."""

    p: float
    rung: Rung | None
    stale: bool


@dataclass(frozen=True, slots=True)
class SiteSeen:
    """One site as the room sees it; `seen` makes one from all that is known of the site.

    Attributes:
        outlook: over the horizon of the brief.
        rung: what is due; None below watch.
        lead: arrival, days of the lift, slack.
        name: as people call it; empty for the site's own name.
        people: held there; None where nobody said.
        capacity: how many it was made for; None where nobody said.
        receiving: whether it takes people in.
        unguarded: whether the newest report says that nobody is on guard (`SiteToday.unguarded`).
        yesterday: None for a site that is new.
    """

    outlook: Outlook
    rung: Rung | None
    lead: LeadTime
    name: str = ""
    people: int | None = None
    capacity: int | None = None
    receiving: bool = False
    unguarded: bool = False
    yesterday: Yesterday | None = None
    signals: tuple[str, ...] = ()


def seen(
    today: SiteToday,
    assumed: Assumptions,
    *,
    lift_days: float | None,
    rung: Rung | None,
    name: str = "",
    receiving: bool = False,
    yesterday: Yesterday | None = None,
) -> SiteSeen:
    """A site from all that is known of it, over the fourteen days that pages show; `lift_days` None without a plan."""
    return SiteSeen(
        outlook=outlook(today, assumed, horizon_days=HORIZON_SHOWN_DAYS),
        rung=rung,
        lead=lead_time(today, assumed, lift_days=lift_days),
        name=name,
        people=None if today.people is None else today.people.value,
        capacity=None if today.capacity is None else today.capacity.value,
        receiving=receiving,
        unguarded=today.unguarded,
        yesterday=yesterday,
        signals=tuple(sorted({one.value for one in today.signals})),
    )


def brief_of(
    *,
    operation: str,
    marking: str,
    reader: str,
    as_of: datetime,
    zone: str,
    sites: Iterable[SiteSeen],
    values: Values,
    alerts: Iterable[Alert] = (),
    losses: Iterable[LossRow] = (),
) -> Brief:
    """The brief of one moment; ValueError where the outlooks are of different horizons.

    `alerts` are all of the book, ended ones too: they make the burden. Losses of more than 30 days ago are left out.
    """
    every, raised = tuple(sites), tuple(alerts)
    horizons = {one.outlook.horizon_days for one in every}
    if len(horizons) > 1:
        raise ValueError("outlooks of different horizons on one sheet")
    names = {one.outlook.site: one.name or one.outlook.site for one in every}
    lines = [(one.receiving, _site_line(one, values)) for one in every]
    signals = {one.outlook.site: one.signals for one in every}
    standing = [_alert_line(one, names, signals) for one in raised if one.open]
    return Brief(
        operation=operation,
        marking=marking,
        reader=reader,
        as_of=as_of,
        zone=zone,
        horizon_days=horizons.pop() if horizons else float(HORIZON_SHOWN_DAYS),
        sites=tuple(sorted((line for receiving, line in lines if not receiving), key=lambda line: line.order)),
        receiving=tuple(sorted((line for receiving, line in lines if receiving), key=lambda line: line.order)),
        alerts=tuple(sorted(standing, key=lambda one: _urgency(one, as_of))),
        losses=tuple(sorted(_losses(losses, names, as_of), key=lambda one: (not one.missed, -one.at.timestamp()))),
        burden=burden_of(raised, as_of),
    )


def burden_of(alerts: Iterable[Alert], now: datetime) -> Burden:
    """What the alerts of the last 30 days asked of people; one that only took a lapsed one's place is no new one."""
    recent = [one for one in alerts if now - timedelta(days=DAYS) <= one.raised_at <= now]
    return Burden(
        days=DAYS,
        raised=sum(not one.fact.renewed for one in recent),
        late=sum(life_of(one).unanswered(now) for one in recent),
        false=sum(one.end is not None and one.end.called_off for one in recent),
    )


def _site_line(one: SiteSeen, values: Values) -> SiteLine:
    found, before = one.outlook, one.yesterday
    return SiteLine(
        site=one.name or found.site,
        rung=one.rung,
        chance=Chance(found.p, found.low, found.high, found.rate_ratio),
        lead=one.lead,
        people=one.people,
        capacity=one.capacity,
        reasons=found.reasons,
        guards_age_hours=found.guards_age_hours,
        stale=any(code in found.remarks for code in GUARDS_OLD),
        confidence=sureness(found, values).confidence,
        unguarded=one.unguarded,
        remarks=found.remarks,
        percent_before=None if before is None else percent(before.p),
        rung_before=None if before is None else before.rung,
        stale_before=None if before is None else before.stale,
    )


def _alert_line(one: Alert, names: Mapping[str, str], signals: Mapping[str, tuple[str, ...]]) -> AlertLine:
    return AlertLine(
        alert=one.fact.alert,
        site=names.get(one.fact.site, one.fact.site),
        rung=one.rung,
        cause=one.fact.cause,
        owner=one.owner,
        answer_by=one.answer_by,
        answered=one.answers[-1].answer if one.answered else "",
        signals=signals.get(one.fact.site, ()) if one.fact.cause == "signal" else (),
    )


def _urgency(one: AlertLine, now: datetime) -> tuple[bool, bool, float, str]:
    """Overdue first, the longest overdue before the others; then those nobody has answered; each by its deadline."""
    return one.overdue(now) is None, bool(one.answered), one.answer_by.timestamp(), one.alert


def _losses(losses: Iterable[LossRow], names: Mapping[str, str], now: datetime) -> list[LossLine]:
    newest = now - timedelta(days=DAYS)
    return [_loss_line(one, names) for one in losses if newest <= one.outcome.at <= now]


def _loss_line(one: LossRow, names: Mapping[str, str]) -> LossLine:
    outcome, before = one.outcome, one.before
    chance = None
    if before is not None and before.low is not None and before.high is not None:
        chance = Chance(before.p, before.low, before.high)
    return LossLine(
        site=names.get(outcome.subject, outcome.subject),
        at=outcome.at,
        rung=one.rung,
        missed=one.lead_days is None,
        chance=chance,
        low=outcome.low,
        best=outcome.best,
        high=outcome.high,
        unknown=() if before is None else before.remarks,
    )
