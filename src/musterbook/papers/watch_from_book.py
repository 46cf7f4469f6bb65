"""The watch's daily sheet of a book: what the room makes of every site, and what the book holds of alerts and losses.

The figures are those of `operation.warning.today`; nothing is computed otherwise than for pages and alerts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from musterbook.ledger.entry import Signature
from musterbook.ledger.signing import sign_told
from musterbook.operation.book import Book
from musterbook.operation.places import Place
from musterbook.operation.standing import looked_before, rung_now
from musterbook.operation.warning import Today, today
from musterbook.operation.watched import Watched
from musterbook.operation.were_we_right import losses_of
from musterbook.papers.brief import Brief
from musterbook.papers.brief_page import told_of
from musterbook.papers.watch_brief import SiteSeen, Yesterday, brief_of, seen
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.watch.numbers import value_of
from musterbook.words.languages import direction

SIGNING: Final = ("watch-analyst", "operation-desk")
"""Roles in which a sheet is rather signed; any other its officer holds where he has neither."""


def brief_from(book: Book, now: datetime, *, reader: str, language: str = "en", past: bool = False) -> Brief:
    """The sheet of a book.

    Args:
        book: opened to read; violence and lines come from `book.incidents`.
        now: the moment.
        reader: in which role it is read.
        language: sites stand on a sheet in Arabic letters by their Arabic names, where they have one.
        past: whether `now` is past: then only what this copy knew at that moment counts.
    """
    found = today(book, book.incidents, now, watched=Watched.at(book, now) if past else None)
    sites = book.places.sites
    counted = {_name(sites.get(site), language) or site for site in found.sites if not found.foretold(site)}
    brief = brief_of(
        operation=book.settings.name,
        marking=book.settings.marking,
        reader=reader,
        as_of=found.now,
        zone=book.settings.time_zone,
        sites=[_seen(found, site, sites, language) for site in found.sites],
        values=found.assumed.values,
        alerts=found.watched.alerts.all,
        losses=losses_of(found.watched, found.sites, found.now, found.assumed),
    )
    # Of a camp that is only counted nothing is foretold; its alerts stand on the sheet all the same.
    return replace(brief, sites=tuple(line for line in brief.sites if line.site not in counted))


def signed_by(book: Book, brief: Brief, officer: str) -> Signature:
    """An officer's signature under the figures of a sheet, in a role he holds.

    Refused: he holds none, or his key is not here.
    """
    grants = book.register.grants_at(book.register.size)
    roles = {one.role for one in grants if one.officer == officer}
    if not roles or book.keyring is None:
        raise Refused(Objection("keys.not-here", values={"officer": officer}))
    role = next((one for one in SIGNING if one in roles), min(roles))
    return sign_told(told_of(brief.figures), officer=officer, role=role, key=book.keyring.private_key(officer))


def _seen(found: Today, site: str, places: Mapping[str, Place], language: str) -> SiteSeen:
    look, place, before = found.looks[site], places.get(site), looked_before(found, site)
    return seen(
        found.known[site],
        found.assumed,
        lift_days=look.lift_days if look.planned else None,
        rung=rung_now(found, site),
        name=_name(place, language),
        receiving=place is not None and place.part == "receiving",
        yesterday=None if before is None else Yesterday(value_of(before.fact.p), before.rung, before.stale),
    )


def _name(place: Place | None, language: str) -> str:
    """As people call it, in the letters of that language; empty for a site that is only described."""
    if place is None:
        return ""
    return (place.name_ar if direction(language) == "rtl" else "") or place.name
