"""The watch's daily sheet, put together from what the room says of each site. Pure: no clock, no disk, no book.

Whoever joins the rooms (`operation`) hands in outlooks, rungs, lead times, open alerts and losses; what comes out is a
`Brief`, which `brief_page` prints.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from musterbook.papers.brief import AlertLine, Brief, Burden, Chance, LossLine, SiteLine
from musterbook.watch.facts import AlertAnswered, AlertRaised, OutcomeEntered, OutlookIssued
from musterbook.watch.leadtime import LeadTime
from musterbook.watch.likelihood import GUARDS_OLD, percent, sureness
from musterbook.watch.numbers import value_of
from musterbook.watch.outlook import Outlook
from musterbook.watch.rungs import Rung
from musterbook.watch.values import Values

LOSSES_DAYS: Final = 30
LOSS: Final = "loss"
"""The layer of an outcome that says that custody was lost."""


@dataclass(frozen=True, slots=True)
class Yesterday:
    """What the room said of a site a day before: the chance, the rung, and whether the guard report was too old."""

    p: float
    rung: Rung | None
    stale: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """One site as the room sees it.

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


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that nobody has ended, and the newest answer to it."""

    raised: AlertRaised
    answered: AlertAnswered | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """A loss of custody with the last outlook frozen before it, and the rung that was due then."""

    outcome: OutcomeEntered
    outlook: OutlookIssued | None = None
    rung: Rung | None = None


def brief_of(
    *,
    operation: str,
    marking: str,
    reader: str,
    as_of: datetime,
    zone: str,
    sites: Iterable[Watched],
    values: Values,
    burden: Burden,
    alerts: Iterable[OpenAlert] = (),
    losses: Iterable[Lost] = (),
) -> Brief:
    """The brief of one moment; ValueError where the outlooks are of different horizons.

    Losses of more than 30 days ago, and outcomes that say that nothing happened, are left out.
    """
    watched = tuple(sites)
    horizons = {one.outlook.horizon_days for one in watched}
    if len(horizons) > 1:
        raise ValueError("outlooks of different horizons on one sheet")
    names = {one.outlook.site: one.name or one.outlook.site for one in watched}
    lines = [(one.receiving, _site_line(one, values)) for one in watched]
    open_alerts = [_alert_line(one, names) for one in alerts]
    return Brief(
        operation=operation,
        marking=marking,
        reader=reader,
        as_of=as_of,
        zone=zone,
        horizon_days=horizons.pop() if horizons else 0.0,
        sites=tuple(sorted((line for receiving, line in lines if not receiving), key=lambda line: line.order)),
        receiving=tuple(sorted((line for receiving, line in lines if receiving), key=lambda line: line.order)),
        alerts=tuple(sorted(open_alerts, key=lambda one: _urgency(one, as_of))),
        losses=tuple(sorted(_losses(losses, names, as_of), key=lambda one: (not one.missed, -one.at.timestamp()))),
        burden=burden,
    )


def _site_line(one: Watched, values: Values) -> SiteLine:
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


def _alert_line(one: OpenAlert, names: dict[str, str]) -> AlertLine:
    """An alert handed on is its new owner's, who has not answered it yet."""
    raised, answer = one.raised, one.answered
    handed_on = answer is not None and answer.answer == "handed-on" and answer.to
    return AlertLine(
        alert=raised.alert,
        site=names.get(raised.site, raised.site),
        rung=Rung[raised.rung.upper()],
        cause=raised.cause,
        owner=answer.to if answer is not None and handed_on else raised.owner,
        answer_by=raised.answer_by,
        answered="" if answer is None or handed_on else answer.answer,
    )


def _urgency(one: AlertLine, now: datetime) -> tuple[bool, bool, float, str]:
    """Overdue first, the longest overdue before the others; then those nobody has answered; each by its deadline."""
    return one.overdue(now) is None, bool(one.answered), one.answer_by.timestamp(), one.alert


def _losses(losses: Iterable[Lost], names: dict[str, str], now: datetime) -> list[LossLine]:
    newest = now - timedelta(days=LOSSES_DAYS)
    return [
        _loss_line(one, names)
        for one in losses
        if one.outcome.layer == LOSS and one.outcome.happened and newest <= one.outcome.at <= now
    ]


def _loss_line(one: Lost, names: dict[str, str]) -> LossLine:
    outcome, frozen = one.outcome, one.outlook
    return LossLine(
        site=names.get(outcome.subject, outcome.subject),
        at=outcome.at,
        rung=one.rung,
        chance=None if frozen is None else _frozen(frozen),
        low=outcome.low,
        best=outcome.best,
        high=outcome.high,
        unknown=() if frozen is None else frozen.remarks,
    )


def _frozen(said: OutlookIssued) -> Chance:
    """The chance an outlook of the book says; Malformed where a number of it is none."""
    p, low, high = (value_of(one, least=0, most=1, field="p") for one in (said.p, said.low, said.high))
    ratio = None if said.rate_ratio is None else value_of(said.rate_ratio, least=0, field="rate_ratio")
    return Chance(p, low, high, ratio)
