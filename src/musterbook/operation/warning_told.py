"""Warning, for the account: what was said of each site before it was lost or emptied, and what was done about it.

Joins the watch's readings and its scoring with custody. What was frozen is told; nothing is computed anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from musterbook.custody.roll import Roll
from musterbook.operation.book import Book
from musterbook.operation.incident_rows import IncidentRows
from musterbook.operation.own_sites import OwnSite, own_sites
from musterbook.operation.watch_outcomes import known_through, outcomes_of
from musterbook.operation.watched import Watched
from musterbook.operation.were_we_right import frozen_of
from musterbook.terms.custodians import in_hand
from musterbook.watch.alert_book import Alert
from musterbook.watch.frozen import Frozen, Outcome, settle
from musterbook.watch.misses import HORIZON_SHOWN_DAYS, LossRow, life_of, loss_rows, tally
from musterbook.watch.site_today import SiteKind

SCENARIO: Final = "scenario"


def warning_told(book: Book, rows: IncidentRows | None, now: datetime) -> dict[str, Any] | None:
    """The watch of a book as JSON; None for a book in which no outlook was ever issued.

    `sites`, by name: `fate` is lost, emptied or held, `at` when it was lost or emptied. `said` is the newest outlook
    over 14 days from a day before that, or the newest of all: `as_of`, `p`, `low`, `high`; None where there was none.
    `rung` is the highest that stood open when the day of the loss began, `met` whether an alert of rung prepare or
    above met the loss and `lead_days` how long before; None where nothing was lost. `alerts` counts those raised
    (renewals are not counted twice), answered in time, answered late, never answered, and for nothing.
    Camps that nobody of the operation answers for are left out: no rate of losing them is known, and the account has
    a section of its own for camps. `scenarios` are those of analysts: `p`, the chance they gave, and `happened`, None
    while nobody can say.
    """
    watched = Watched.now(book)
    if not watched.outlooks.sites:
        return None
    sites = own_sites(book.places, watched)
    margin = watched.assumed.now.values.front_margin_km
    outcomes, frozen = outcomes_of(watched, sites, rows, now, margin_km=margin), list(frozen_of(watched))
    losses = loss_rows(outcomes, map(life_of, watched.alerts.all), frozen)
    emptied = _emptied(watched.roll, sites)
    return {
        "sites": [
            _site_told(name, watched, [row for row in losses if row.outcome.subject == name], emptied.get(name), now)
            for name, site in sorted(sites.items())
            if not _only_counted(site)
        ],
        "scenarios": list(_scenarios(frozen, outcomes, known_through(watched, sites, rows, now))),
    }


def _only_counted(site: OwnSite) -> bool:
    return site.kind is SiteKind.CAMP and site.custodian is None


def _site_told(
    site: str, watched: Watched, lost: Sequence[LossRow], emptied: datetime | None, now: datetime
) -> dict[str, Any]:
    """One site; of several losses the first is told."""
    row = lost[-1] if lost else None
    at = emptied if row is None else row.outcome.at
    before = _before(watched, site, at) if row is None else _told(row.before)
    rung = None if row is None or row.rung is None else row.rung.name.lower()
    return {
        "site": site, "fate": "lost" if row is not None else "held" if emptied is None else "emptied",
        "at": None if at is None else at.isoformat(), "said": before, "rung": rung,
        "met": None if row is None else row.lead_days is not None,
        "lead_days": None if row is None or row.lead_days is None else round(row.lead_days, 1),
        "alerts": _alerts([one for one in watched.alerts.all if one.fact.site == site], lost, now),
    }  # fmt: skip


def _before(watched: Watched, site: str, at: datetime | None) -> dict[str, Any] | None:
    """The newest outlook over 14 days of a day before a moment, or the newest of all."""
    found = [
        one for one in watched.outlooks.of_site(site)
        if round(one.horizon_days) == HORIZON_SHOWN_DAYS and (at is None or one.fact.as_of.date() < at.date())
    ]  # fmt: skip
    if not found:
        return None
    fact = found[-1].fact
    return {"as_of": fact.as_of.isoformat(), "p": float(fact.p), "low": float(fact.low), "high": float(fact.high)}


def _told(before: Frozen | None) -> dict[str, Any] | None:
    if before is None:
        return None
    return {"as_of": before.as_of.isoformat(), "p": before.p, "low": before.low, "high": before.high}


def _alerts(alerts: Sequence[Alert], lost: Sequence[LossRow], now: datetime) -> dict[str, int]:
    """How a site's alerts did; to hand one on is no answer."""
    lives = [life_of(one) for one in alerts if not one.fact.renewed]
    answered = [one for one in lives if one.answered_at is not None]
    late = sum(one.unanswered(now) for one in answered)
    return {
        "raised": len(lives), "in_time": len(answered) - late, "late": late, "never": len(lives) - len(answered),
        "for_nothing": tally(lost, map(life_of, alerts), now=now).false,
    }  # fmt: skip


def _emptied(roll: Roll, sites: Mapping[str, OwnSite]) -> dict[str, datetime]:
    """When the last one left each site that had people and has none any more."""
    last: dict[str, datetime] = {}
    for name, site in sites.items():
        hand = None if site.custodian is None else in_hand(site.custodian)
        if hand is not None and not roll.on(hand):
            left = [line.at for line in roll.lines if line.from_account == hand]
            last |= {name: max(left)} if left else {}
    return last


def _scenarios(
    frozen: Sequence[Frozen], outcomes: Sequence[Outcome], through: Mapping[str, datetime]
) -> Iterator[dict[str, Any]]:
    """What analysts thought likely, each by the first forecast frozen of it, and whether it came."""
    known: set[str] = set()
    for one in settle([one for one in frozen if one.layer == SCENARIO], outcomes, known_through=through):
        if one.forecast.subject not in known:
            known.add(one.forecast.subject)
            yield {"scenario": one.forecast.subject, "p": one.forecast.p, "happened": one.outcome}
