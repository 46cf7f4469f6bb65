"""Warning: each morning and after every new report the room looks at every site, freezes what it finds, and alerts.

Joins watch with custody, lift and the places. `look` is pure: what it says depends on the book, the rows and `now`.
Asked twice it says nothing twice; `warn` writes what it says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.operation.book import Book, Draft
from musterbook.operation.days_to_empty import days_to_empty
from musterbook.operation.fighting_now import fighting_now
from musterbook.operation.incident_rows import IncidentRows
from musterbook.operation.own_sites import OwnSite, own_sites
from musterbook.operation.sites_today import sites_today
from musterbook.operation.watched import Watched
from musterbook.watch.alerts import addressee
from musterbook.watch.facts import ForecastIssued
from musterbook.watch.foretelling import Known, fighting_said, forecasts
from musterbook.watch.looking import Look, is_new, look_at
from musterbook.watch.raising import alerts_to_write
from musterbook.watch.settings import Assumptions
from musterbook.watch.site_today import SiteKind, SiteToday


@dataclass(frozen=True, slots=True)
class Today:
    """What is known of every site at a moment, and what the room makes of it; for pages, papers and replay.

    Attributes:
        now: the moment.
        watched: what the book says.
        assumed: the settings.
        sites: every site watched, by name.
        known: what is known of each.
        looks: what the room makes of each.
    """

    now: datetime
    watched: Watched
    assumed: Assumptions
    sites: Mapping[str, OwnSite]
    known: Mapping[str, SiteToday]
    looks: Mapping[str, Look]

    def foretold(self, site: str) -> bool:
        """Whether anybody could be lost there as far as the rolls know: a camp nobody is held in is only counted."""
        held = self.known[site].people
        return self.sites[site].kind is not SiteKind.CAMP or (
            self.sites[site].custodian is not None and held is not None and held.value > 0
        )


def today(book: Book, rows: IncidentRows | None, now: datetime, *, watched: Watched | None = None) -> Today:
    """Everything known now, or of an earlier moment with `Watched.at(book, moment)`, and the outlooks on that."""
    # Local days of the operation are the days of its ladder, and the book keeps whole seconds.
    moment = now.astimezone(book.settings.zone).replace(microsecond=0)
    read = watched or Watched.now(book)
    assumed = read.assumed.now
    sites = own_sites(book.places, read)
    known = sites_today(sites, read, rows, moment)
    days = days_to_empty(book, read.runs, moment)
    looks = {name: look_at(one, assumed, lift_days=days.get(name)) for name, one in known.items()}
    return Today(moment, read, assumed, sites, known, looks)


def look(book: Book, rows: IncidentRows | None, now: datetime, *, on_duty: Collection[str] | None = None) -> list[Fact]:
    """What the room has to write now: outlooks, forecasts, alerts raised and alerts ended; nothing it said already.

    Args:
        book: the book.
        rows: the incident store; None where there is none, and then violence and lines are not known.
        now: the moment; a look that is not later than the last one says nothing.
        on_duty: officers on duty; everybody the register knows where nobody says.
    """
    found = today(book, rows, now)
    owner = _owners(book, on_duty)
    said: list[Fact] = []
    for name, seen in found.looks.items():
        issued = found.watched.outlooks.of_site(name)
        if not is_new(seen, found.known[name], issued, found.assumed) and not _lapsed(found, name):
            continue
        readings = [*found.watched.looked.readings(name, before=seen.as_of), seen.reading]
        alerts = [one for one in found.watched.alerts.all if one.fact.site == name]
        said += seen.facts
        said += alerts_to_write(name, readings, alerts, seen.facts, found.assumed, owner=partial(owner, name))
    return [*said, *_forecasts(found, rows)]


def warn(
    book: Book, rows: IncidentRows | None, now: datetime, *, on_duty: Collection[str] | None = None
) -> list[Entry]:
    """Look, and write what there is to say in the name of the desk; the entries, none when there is nothing new."""
    facts = look(book, rows, now, on_duty=on_duty)
    at = now.astimezone(book.settings.zone).replace(microsecond=0)
    return book.write_all([Draft(book.settings.desk, fact, (), at) for fact in facts]) if facts else []


def superior_of(book: Book) -> str:
    """Who is told of an alert that nobody answered in time: as the settings say, or the duty officer."""
    return book.settings.watch.superior or _duty_officer(book)


def _lapsed(found: Today, site: str) -> bool:
    """Whether an open alert of a site has run out, so that it is ended or renewed; not twice at one moment."""
    issued = found.watched.outlooks.of_site(site)
    later = not issued or issued[-1].fact.as_of < found.now
    open_now = found.watched.alerts.open(site)
    return later and any(one.fact.expires is not None and one.fact.expires <= found.now for one in open_now)


def _forecasts(found: Today, rows: IncidentRows | None) -> list[ForecastIssued]:
    """Every forecast that is due; the incidents are looked at once a day."""
    read = found.watched
    due = rows is not None and not found.sites.keys() <= fighting_said(read.forecasts, found.now)
    fighting = fighting_now(found.sites, rows, found.now) if rows is not None and due else {}
    return forecasts(
        Known(
            today=found.known, names={name: site.names for name, site in found.sites.items()},
            since={name: site.since for name, site in found.sites.items()}, guards=read.guards, noted=read.noted,
            reliefs=read.reliefs, scenarios=read.scenarios.all, issued=read.forecasts, assumed=found.assumed,
            now=found.now, fighting=fighting,
        )
    )  # fmt: skip


def _owners(book: Book, on_duty: Collection[str] | None) -> Callable[[str, str], str]:
    """Who owns an alert at a site and rung: owner, deputies, duty officer; never nobody."""
    there = {officer for officer, _ in book.register.officers()} if on_duty is None else set(on_duty)
    duty = _duty_officer(book)

    def owner(site: str, rung: str) -> str:
        return addressee(book.settings.watch.owners_of(site, rung), there, duty_officer=duty)

    return owner


def _duty_officer(book: Book) -> str:
    """Who the settings say, or the first officer of the desk who may answer alerts, or the desk itself."""
    if book.settings.watch.duty_officer:
        return book.settings.watch.duty_officer
    grants = book.register.grants_at(book.register.size)
    for role in ("operation-desk", "watch-analyst"):
        officers = sorted(one.officer for one in grants if one.role == role)
        if officers:
            return officers[0]
    return str(book.settings.desk)
