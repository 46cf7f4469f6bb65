"""Receiving: what the watch says of the place people would go to: one objection by rule, and concerns beside it.

Joins watch with custody and the places. A judged number never stops a move: only a report that nobody is on guard does,
and whoever hands people over sees the rest printed beside the objections (watch.md section 5).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from musterbook.eligibility.gates import gate
from musterbook.operation.book import Book
from musterbook.operation.own_sites import OwnSite, own_sites
from musterbook.operation.sites_today import guard_reports_at
from musterbook.operation.watched import Watched
from musterbook.terms.moves import Move, Objection
from musterbook.terms.times import written
from musterbook.watch.guard_reports import GuardReports
from musterbook.watch.rungs import Rung

RULE: Final = "watch.receiving-unguarded"
SILENT: Final = timedelta(hours=24)
STAY: Final = timedelta(hours=24)
"""Wind that comes later than a day after people arrive is no reason not to bring them (judged)."""
WIND_MIN: Final = 0.10
"""From which chance of 34-kt wind on a place is a concern (judged)."""


def unguarded(book: Book, move: Move) -> list[Objection]:
    """`watch.receiving-unguarded`: the newest report of a receiving site says that nobody is on guard there."""
    if not gate(RULE).asked(move) or not book.reading(GuardReports).any_unguarded:
        return []
    watched = Watched.now(book)
    return [
        Objection(RULE, None, {"site": site.site, "at": written(reports[0].at)})
        for site in _receiving(book, watched, move)
        if (reports := guard_reports_at(watched, site)) and not reports[0].guards.on_site
    ]


def concerns(book: Book, move: Move, *, arrives_at: datetime | None = None) -> list[Objection]:
    """What the watch would have whoever moves people know of the receiving site; it stops nothing.

    `watch.receiving-rung`: it is at rung ready or above itself. `watch.receiving-silent`: no guard report for 24 hours.
    `watch.receiving-wind`: 34-kt wind, with a chance of .10 or more, before they have been there a day.

    Args:
        book: the book; its incident store says of winds, where it has one.
        move: the move.
        arrives_at: when people would be there; at once when nobody says.
    """
    watched = Watched.now(book)
    sites = list(_receiving(book, watched, move))
    found = [one for site in sites for one in (*_at_rung(watched, site), *_silent(watched, site, move.at))]
    return [*found, *(one for site in sites for one in _wind(book, site, move.at, (arrives_at or move.at) + STAY))]


def _receiving(book: Book, watched: Watched, move: Move) -> Iterator[OwnSite]:
    """The sites of those who would receive people: where this leg ends, and where the way ends."""
    takers = {move.receiver, move.destination}
    for site in own_sites(book.places, watched).values():
        if site.custodian in takers:
            yield site


def _at_rung(watched: Watched, site: OwnSite) -> Iterator[Objection]:
    """The highest open rung of a site, from ready on."""
    rungs = [alert.rung for alert in watched.alerts.open(site.site)]
    highest = max(rungs, default=Rung.WATCH)
    if highest >= Rung.READY:
        yield Objection("watch.receiving-rung", None, {"site": site.site, "rung": highest.name.lower()})


def _silent(watched: Watched, site: OwnSite, now: datetime) -> Iterator[Objection]:
    """A site that reported no guards for a day, or never; nothing where nobody keeps the watch at all."""
    reports = guard_reports_at(watched, site)
    if not watched.guards.any_report and not watched.sites.all:
        return
    newest = max((one.at for one in reports), default=None)
    if newest is None or now - newest > SILENT:
        values = {"site": site.site, "at": None if newest is None else written(newest)}
        yield Objection("watch.receiving-silent", None, values)


def _wind(book: Book, site: OwnSite, now: datetime, until: datetime) -> Iterator[Objection]:
    """The likeliest threat that may reach a site by then, in hundredths."""
    if book.incidents is None or site.lat is None or site.lon is None:
        return
    hours = (until - now) / timedelta(hours=1)
    threats = book.incidents.threats(site.site, lat=site.lat, lon=site.lon, now=now)
    chance = max((one.by(hours) for one in threats), default=0.0)
    if chance >= WIND_MIN:
        yield Objection("watch.receiving-wind", None, {"site": site.site, "chance": round(chance * 100)})
