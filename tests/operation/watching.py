"""The small operation with a watch: an analyst, what is reported of Willow and Harbour, and incidents in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.operation.book import Book, Draft
from musterbook.terms.custodians import CustodianId
from musterbook.watch.control import Area
from musterbook.watch.facts import GuardsReported, ReliefPlanned, SiteDescribed
from musterbook.watch.incidents import Deaths, Incident
from musterbook.watch.numbers import Number
from musterbook.watch.site_today import Threat
from tests.operation.making import DESK, HARBOUR, MORNING, TABLES, WILLOW, open_small_book

OFFICERS = {"officers": (*TABLES["officers"], ("a.analyst", "desk", "watch-analyst"))}
ANALYST, WILLOW_OFFICER = ("a.analyst", "watch-analyst"), ("w.officer", "site-officer")
HARBOUR_OFFICER, COORDINATOR = ("h.officer", "receiving-officer"), ("c.coord", "coordinator")


def open_watched_book(folder: Path) -> Book:
    """The small book with an analyst at the desk."""
    return open_small_book(folder, changed=OFFICERS)


def at(hours: float) -> datetime:
    """So many hours after the morning."""
    return MORNING + timedelta(hours=hours)


def write(book: Book, by: CustodianId, who: tuple[str, str], fact: Fact, *, hours: float) -> Entry:
    """Somebody writes a fact so many hours after the morning."""
    return book.write(Draft(by, fact, (who,), at(hours)))


def describe(book: Book, *, hours: float = 0, site: str = "WLW", **said: object) -> Entry:
    """The analyst describes a site."""
    plain: dict[str, object] = {"lat": Number("35.95"), "lon": Number("40.35"), "province": "east"}
    fact = SiteDescribed(site=site, kind_of="prison", **(plain | said))  # type: ignore[arg-type]  # as a test likes it
    return write(book, DESK, ANALYST, fact, hours=hours)


def guards(
    book: Book, filled: int, *, hours: float, site: str = "WLW", nobody: bool = False, by_harbour: bool = False
) -> Entry:  # fmt: skip
    """A site of ten posts reports its guards; or Harbour says what it sees there."""
    ours = site == "WLW" and not by_harbour
    by, who = (WILLOW, WILLOW_OFFICER) if ours else (HARBOUR, HARBOUR_OFFICER)
    fact = GuardsReported(
        site=site, counted_at=at(hours), shift_hours=12, posts_minimum=10, posts_filled=filled, on_site=not nobody
    )
    return write(book, by, who, fact, hours=hours)


def relief(book: Book, *, opens: float, hours: float, called_off: bool = False) -> Entry:
    """The coordinator plans that Willow is left; nobody takes it over."""
    fact = ReliefPlanned(
        relief="R1", site="WLW", giver=WILLOW, from_=at(opens), to=at(opens + 12), called_off=called_off
    )
    return write(book, DESK, COORDINATOR, fact, hours=hours)


@dataclass
class RowsInMemory:
    """An incident store that holds what a test gives it."""

    rows: Iterable[Incident] = ()
    shown: Iterable[Area] = ()
    winds: Iterable[Threat] = ()

    def incidents(self, *, now: datetime) -> Iterable[Incident]:
        """The rows known by then."""
        return [row for row in self.rows if row.known_at <= now]

    def by_file(self, *, now: datetime) -> Iterable[Sequence[Incident]]:
        """All of them in one file."""
        return [tuple(self.incidents(now=now))]

    def areas(self, *, now: datetime) -> Iterable[Area]:
        """The areas known by then."""
        return [area for area in self.shown if area.known_at <= now]

    def threats(self, site: str, *, lat: float, lon: float, now: datetime) -> Iterable[Threat]:
        """The winds, wherever the site."""
        assert site
        assert lat or lon or now
        return list(self.winds)


def incident(number: int, *, days_ago: float, lat: float = 35.95, lon: float = 40.35, dead: int = 1) -> Incident:
    """A lethal incident at Willow, or elsewhere, known so many days before the morning."""
    known = MORNING - timedelta(days=days_ago)
    return Incident(
        id=f"I{number}", known_at=known, start=known.date(), end=known.date(), lat=lat, lon=lon, precision_km=2.0,
        dated=True, kind="1", sides=("one", "two"), deaths=Deaths(dead, dead, dead), country="Nowhere", source="ucdp",
        digest=f"{number:064x}",
    )  # fmt: skip
