"""Which alerts to raise and to end at a site, so that the book has open what the ladder has open.

What the book has already is not raised again; what an officer called off stays off until it has ended on the ladder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from musterbook.watch.alert_book import Alert
from musterbook.watch.alerts import Ended, Raised, ladder
from musterbook.watch.facts import AlertEnded, AlertRaised, OutlookIssued, Why
from musterbook.watch.leadtime import days_to_empty
from musterbook.watch.looking import NO_PLAN
from musterbook.watch.numbers import number
from musterbook.watch.rungs import Reading, Rung
from musterbook.watch.settings import Assumptions

Name = tuple[Rung, str]
NO_PLAN_KIND: Final = "plan"


def alert_name(site: str, rung: Rung, cause: str, at: datetime) -> str:
    """The number of an alert, the same on every copy that raises it: `WLW-now-vacuum-20260121T0600Z`."""
    return f"{site}-{rung.name.lower()}-{cause}-{at.astimezone(UTC):%Y%m%dT%H%MZ}"


def alerts_to_write(
    site: str,
    readings: Sequence[Reading],
    known: Sequence[Alert],
    looked: Sequence[OutlookIssued],
    assumed: Assumptions,
    *,
    owner: Callable[[str], str],
) -> list[AlertRaised | AlertEnded]:
    """What to raise and to end after the last of a site's readings.

    Args:
        site: its name.
        readings: every look at it, oldest first; the last is of now.
        known: every alert the book has of the site, in order of raising.
        looked: the outlooks of now, from which the reasons are taken.
        assumed: the settings. A changed threshold is judged as if it had always held.
        owner: who owns an alert of a rung (`ready`); never nobody.
    """
    wanted, over = _climbed(readings, known, assumed)
    written: list[AlertRaised | AlertEnded] = []
    there: dict[Name, Alert] = {}
    for alert in known:
        name = alert.rung, alert.fact.cause
        if not alert.open:
            continue
        step_now = wanted.get(name)
        if step_now is None:
            ended = over[name].why if name in over and over[name].at >= alert.raised_at else "superseded"
            written.append(AlertEnded(alert=alert.fact.alert, because=ended))
        elif step_now.at > alert.raised_at and step_now.renews:
            written.append(AlertEnded(alert=alert.fact.alert, because="expired"))
        elif name in there:
            written.append(AlertEnded(alert=alert.fact.alert, because="superseded"))
        else:
            there[name] = alert
    now = readings[-1].as_of
    for name, step in wanted.items():
        if name not in there and not _called_off(known, step):
            reasons = tuple(_reasons(min(step.rung, Rung.MOVE), looked, assumed))
            written.append(_raised(site, step, now, reasons, owner(step.rung.name.lower())))
    return written


def _climbed(
    readings: Sequence[Reading], known: Sequence[Alert], assumed: Assumptions
) -> tuple[dict[Name, Raised], dict[Name, Ended]]:
    """What the ladder has open after all readings, and how it last ended each that it ever had."""
    wanted: dict[Name, Raised] = {}
    over: dict[Name, Ended] = {}
    for step in ladder(readings, assumed.values, answered=_answered_at(readings, known)):
        if isinstance(step, Raised):
            wanted[step.rung, step.cause] = step
        else:
            wanted.pop((step.rung, step.cause), None)
            over[step.rung, step.cause] = step
    return wanted, over


def _answered_at(readings: Iterable[Reading], known: Sequence[Alert]) -> dict[datetime, frozenset[Name]]:
    """By each look, which of the newest alerts of each rung and cause had been answered or called off by then."""
    newest: dict[Name, Alert] = {}
    raised, taken, found = sorted(known, key=lambda one: one.raised_at), 0, {}
    for one in readings:
        while taken < len(raised) and raised[taken].raised_at <= one.as_of:
            newest[raised[taken].rung, raised[taken].fact.cause] = raised[taken]
            taken += 1
        found[one.as_of] = frozenset(name for name, alert in newest.items() if _answered_by(alert, one.as_of))
    return found


def _answered_by(alert: Alert, moment: datetime) -> bool:
    said = [one for one in alert.answers if one.at <= moment]
    off = alert.end is not None and alert.end.called_off and alert.end.at <= moment
    return off or (bool(said) and said[-1].answer != "handed-on")


def _called_off(known: Iterable[Alert], step: Raised) -> bool:
    """Whether an officer called off what this step raised."""
    return any(
        alert.end is not None
        and alert.end.called_off
        and (alert.rung, alert.fact.cause) == (step.rung, step.cause)
        and alert.end.at >= step.at
        for alert in known
    )


def _raised(site: str, step: Raised, now: datetime, reasons: tuple[Why, ...], owner: str) -> AlertRaised:
    """An alert as a fact; one that should have been raised before gets its whole time from now."""
    return AlertRaised(
        alert=alert_name(site, step.rung, step.cause, now),
        site=site,
        rung=step.rung.name.lower(),
        cause=step.cause,
        p=number(step.p),
        owner=owner,
        answer_by=now + (step.answer_by - step.at),
        threshold=None if step.threshold is None else number(step.threshold),
        expires=None if step.expires is None else now + (step.expires - step.at),
        reasons=reasons,
        changed_since=step.changed_since,
        renewed=step.renews,
    )


def _reasons(rung: Rung, looked: Sequence[OutlookIssued], assumed: Assumptions) -> Iterator[Why]:
    """The reasons of the outlook over the rung's horizon; that there is no plan comes first."""
    for fact in looked:
        if f"for-{rung.name.lower()}" in fact.remarks:
            if NO_PLAN in fact.remarks:
                setting, days = assumed.settings["lift_days_unknown"], days_to_empty(assumed.values, None)
                yield Why(kind_of=NO_PLAN_KIND, name=NO_PLAN, size=number(days), mark=str(setting.mark))
            yield from fact.reasons
