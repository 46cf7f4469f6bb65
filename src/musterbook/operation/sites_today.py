"""Sites today: what the book, the incident store and the plan know of each site at a moment, as the watch takes it in.

Joins watch with custody, lift and the places. Nothing is rounded up and nothing made up: what nobody said is None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from musterbook.operation.camp_signals import camp_signals
from musterbook.operation.incident_rows import IncidentRows
from musterbook.operation.own_sites import OwnSite, own_losses, site_years
from musterbook.operation.watched import Watched
from musterbook.terms.custodians import CustodianId, custodian_of
from musterbook.watch.approach import Approach, approaches
from musterbook.watch.control import Line, line
from musterbook.watch.coverage import SILENT_DAYS_MIN
from musterbook.watch.guard_reports import GuardReport
from musterbook.watch.incidents import Incident
from musterbook.watch.placed import Placed, day_of
from musterbook.watch.site_today import Fabric, Guards, Reported, SiteKind, SiteToday, Threat
from musterbook.watch.sphere import km_between, unit_vectors

VIOLENCE_KM = 50.0
VIOLENCE_DAYS = 30
KNOWN_AFTER_DAYS = 1
"""A report is known a day after what it tells of ended (watch.md section 8)."""
BLOODLESS_TOO = ("ucdp",)
"""Sources whose rows count even where nobody died: the figures of the watch were measured with them."""
T = TypeVar("T")


def sites_today(
    sites: Mapping[str, OwnSite], watched: Watched, rows: IncidentRows | None, now: datetime
) -> dict[str, SiteToday]:
    """Everything known of each site at `now`. Two calls on the same entries and rows give the same digests."""
    around = _Around(watched, rows, now)
    losses = own_losses(sites, watched)
    lost = sum(len(losses.get(name, ())) for name, site in sites.items() if site.kind is SiteKind.PRISON)
    years = site_years(sites.values(), watched, now)
    moved = _last_moves(watched)
    return {
        name: replace(
            _reported(site, watched, now), losses=lost, site_years=years, people=_people(watched, site, moved),
            violence=around.violence(site), line=around.line(site), near=around.near(site),
            threats=around.threats(site),
        )
        for name, site in sites.items()
    }  # fmt: skip


def _reported(site: OwnSite, watched: Watched, now: datetime) -> SiteToday:
    """What people reported of one site and of its province."""
    noted, province = watched.noted, site.province
    return SiteToday(
        site=site.site, kind=site.kind, as_of=now, guards=guards_at(watched, site), capacity=_capacity(site),
        fabric=_fabric(site), broken=_newest(site, noted.broken), searched=_newest(site, noted.searched),
        found=_newest(site, noted.found),
        staff_attacked=_newest(site, lambda one: noted.staff_attacked(one, province)),
        campaign=_newest(site, lambda one: watched.warnings.campaign(one, province, now)),
        warning=_newest(site, lambda one: watched.warnings.specific(one, province, now)),
        offensive=_newest(site, lambda one: watched.offensives.towards(one, province, now)),
        reliefs=tuple(one for name in site.names for one in watched.reliefs.open_at(name)),
        scenarios=tuple(one for name in site.names for one in watched.scenarios.live_at(name, now)),
        signals=camp_signals(watched.census, site.names, now, watched.camps),
    )  # fmt: skip


def guards_at(watched: Watched, site: OwnSite) -> Reported[Guards] | None:
    """The guard report of a site that counts, by whichever of its names it was given."""
    reports = guard_reports_at(watched, site)
    return Reported(reports[0].guards, reports[0].at, reports[0].entry) if reports else None


def guard_reports_at(watched: Watched, site: OwnSite) -> tuple[GuardReport, ...]:
    """The reports of a site's newest shift, the one that counts first."""
    current = [watched.guards.current(name) for name in site.names]
    return max(current, key=lambda reports: max((one.at.timestamp() for one in reports), default=0.0))


class _Around:
    """What the incident store knows around sites; nothing at all where there is no store."""

    def __init__(self, watched: Watched, rows: IncidentRows | None, now: datetime) -> None:
        self._watched, self._rows, self._now = watched, rows, now
        self._placed = Placed.from_columns(lat=[], lon=[], start=[], known=[])
        self._areas = () if rows is None else tuple(rows.areas(now=now))
        self._sources: list[tuple[str, Placed]] = []
        if rows is not None:
            self._sources = _by_source(rows.incidents(now=now), now)
            self._placed = _together(placed for _, placed in self._sources)

    def violence(self, site: OwnSite) -> Reported[int] | None:
        """Lethal incidents within 50 km that became known in the 30 days before the files fall silent."""
        if self._rows is None or site.lat is None or site.lon is None:
            return None
        days = self._last_days(site.lat, site.lon)
        if days is None:
            return None
        day, end = days
        fresh = self._placed.taken((self._placed.known > end - VIOLENCE_DAYS) & (self._placed.known <= end))
        count = int((_km(fresh, site.lat, site.lon) <= VIOLENCE_KM).sum())
        return Reported(count, datetime.combine(datetime.fromordinal(day), time(), UTC), self._newest_file())

    def near(self, site: OwnSite) -> Reported[Approach] | None:
        """How near lethal fighting is; None where nobody can say."""
        if self._rows is None or site.lat is None or site.lon is None:
            return None
        days = self._last_days(site.lat, site.lon)
        if days is None:
            return None
        day, end = days
        (found,) = approaches(self._placed, site.lat, site.lon, day=end)
        return Reported(found, datetime.combine(datetime.fromordinal(day), time(), UTC), self._newest_file())

    def line(self, site: OwnSite) -> Reported[Line] | None:
        """Where the nearest hostile ground is; None for a site that holds ground hostile to nobody named."""
        if site.described is None or not site.described.hostile_to or site.lat is None or site.lon is None:
            return None
        found = line(self._areas, lat=site.lat, lon=site.lon, hostile=site.described.hostile_to, now=self._now)
        return None if found is None else Reported(found, found.at, self._newest_file())

    def threats(self, site: OwnSite) -> tuple[Threat, ...]:
        """Wind, surge and fire that may reach the site."""
        if self._rows is None or site.lat is None or site.lon is None:
            return ()
        return tuple(self._rows.threats(site.site, lat=site.lat, lon=site.lon, now=self._now))

    def _last_days(self, lat: float, lon: float) -> tuple[int, int] | None:
        """The last day of which the files that tell of this place can speak, and the day on which windows end.

        Windows go by the day on which things became known. A gap in a file is not peace (watch.md section 8, "Late
        files"): they end the day after the file does, when what began on its last day is known, or today while it is
        no later than a file may be without being late (decision 0553). None when no file was ever read in.
        """
        told = [source for source, placed in self._sources if (_km(placed, lat, lon) <= 100).any()]
        spoken = [self._watched.files.known_through(source) for source in told]
        through = max((day for day in spoken if day is not None), default=self._watched.files.known_through())
        if through is None:
            return None
        today = day_of(self._now)
        last = min(today, through.toordinal())
        return last, (today if today - last <= SILENT_DAYS_MIN else last + KNOWN_AFTER_DAYS)

    def _newest_file(self) -> str:
        files = self._watched.files.all
        return files[-1][0].file if files else ""


def _by_source(rows: Iterable[Incident], now: datetime) -> list[tuple[str, Placed]]:
    """The rows of each source as columns; those where nobody died only of sources whose figures count them."""
    of: dict[str, list[Incident]] = {}
    for row in rows:
        of.setdefault(row.source, []).append(row)
    return [
        (source, Placed.of(theirs, now=now, deaths_min=0 if source in BLOODLESS_TOO else 1))
        for source, theirs in sorted(of.items())
    ]


def _together(parts: Iterable[Placed]) -> Placed:
    several = list(parts)

    def column(name: str) -> NDArray[np.float64]:
        return np.concatenate([np.empty(0), *(getattr(one, name) for one in several)])

    return Placed.from_columns(
        lat=column("lat"), lon=column("lon"), start=column("start"), known=column("known"), deaths=column("deaths")
    )


def _km(placed: Placed, lat: float, lon: float) -> NDArray[np.float64]:
    """Kilometres from a place to each of the incidents."""
    return np.asarray(km_between(unit_vectors(placed.lat, placed.lon), unit_vectors(lat, lon)))


def _newest(site: OwnSite, said: Callable[[str], Reported[T] | None]) -> Reported[T] | None:
    """Of what is said of a site under each of its names, the newest."""
    found = [one for name in site.names if (one := said(name)) is not None]
    return max(found, key=lambda one: (one.at, one.source), default=None)


def _people(watched: Watched, site: OwnSite, moved: Mapping[CustodianId, datetime]) -> Reported[int] | None:
    """How many are held: by the roll, or as reported where the roll knows nobody. Camps are counted, never listed."""
    reported = _newest(site, watched.populations.newest)
    on_roll = site.custodian in moved and len(site.names) > 1
    if site.custodian is None or not on_roll or (site.kind is SiteKind.CAMP and reported is not None):
        return reported
    held = watched.roll.answered_for(site.custodian)
    return Reported(len(held), moved[site.custodian], "")


def _last_moves(watched: Watched) -> dict[CustodianId, datetime]:
    """When anybody last came to a custodian or left him, for each who ever had somebody."""
    last: dict[CustodianId, datetime] = {}
    for line_ in watched.roll.lines:
        for account in (line_.from_account, line_.to_account):
            custodian = custodian_of(account)
            if custodian is not None and (custodian not in last or last[custodian] < line_.at):
                last[custodian] = line_.at
    return last


def _capacity(site: OwnSite) -> Reported[int] | None:
    if site.capacity is None:
        return None
    source = "" if site.described is None else site.described.entry
    return Reported(site.capacity, site.since if site.described is None else site.described.at, source)


def _fabric(site: OwnSite) -> Reported[Fabric] | None:
    if site.described is None or site.described.fabric is None:
        return None
    return Reported(site.described.fabric, site.described.at, site.described.entry)
