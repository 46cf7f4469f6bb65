"""Own sites: what the watch watches of an operation: its prisons, what it receives in, and every site described.

Joins watch with custody and the places. Sites are called as in the table sites; a report that calls one by its
custodian is of that site.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from musterbook.custody.facts import ControlLost, ControlRegained
from musterbook.operation.places import Places
from musterbook.operation.watched import Watched
from musterbook.terms.custodians import CustodianId
from musterbook.watch.site_today import Fabric, SiteKind
from musterbook.watch.sites import Site

_CAMPS: Final = ("camp",)
_YARDS: Final = ("staging-ground", "airfield", "helipad", "field-holding", "military-base", "consulate", "court")
_SAME: Final[Mapping[str, timedelta]] = {"day": timedelta(2), "week": timedelta(8), "month": timedelta(32)}
"""An outcome as certain as that, and a loss of control no farther from it, are one loss."""


@dataclass(frozen=True, slots=True)
class OwnSite:
    """A site of the operation.

    Attributes:
        site: its name in the table, or as described.
        names: by what reports may call it: its name, and its custodian where that is his only site.
        kind: prison, camp or yard.
        custodian: who answers for people there; None for a site that is only described.
        lat: degrees north; None where nobody knows.
        lon: degrees east.
        capacity: how many it may hold; None where nobody knows.
        described: how it was described; None when it never was.
        since: from when on the operation has it.
    """

    site: str
    names: tuple[str, ...]
    kind: SiteKind
    custodian: CustodianId | None
    lat: float | None
    lon: float | None
    capacity: int | None
    described: Site | None
    since: datetime

    @property
    def province(self) -> str:
        """Its province; empty when nobody said."""
        return "" if self.described is None else self.described.province

    @property
    def fabric(self) -> Fabric | None:
        """What its walls are; None when nobody said."""
        return None if self.described is None else self.described.fabric


def own_sites(places: Places, watched: Watched) -> dict[str, OwnSite]:
    """Every site to be watched, by name: prisons and camps of the table, and whatever somebody described."""
    if watched.began is None:
        return {}
    found: dict[str, OwnSite] = {}
    holders = [place.custodian for place in places.sites.values()]
    kinds = {row.must("site", str): _kind(row.must("kind", str)) for row in places.rows("sites")}
    for place in places.sites.values():
        alone = holders.count(place.custodian) == 1
        names = (place.site, str(place.custodian)) if alone else (place.site,)
        described = _described(watched.sites.all, names)
        kind = kinds[place.site] if described is None else described.kind
        if kind is SiteKind.YARD and described is None:
            continue
        lat, lon = (place.lat, place.lon) if described is None else (described.lat, described.lon)
        capacity = place.capacity if described is None or described.capacity is None else described.capacity
        found[place.site] = OwnSite(
            place.site, names, kind, place.custodian, lat, lon, capacity, described, watched.began
        )
    taken = {name for site in found.values() for name in site.names}
    for name, site in watched.sites.all.items():
        if name not in taken:
            found[name] = OwnSite(
                name, (name,), site.kind, None, site.lat, site.lon, site.capacity, site, site.since
            )  # fmt: skip
    return found


def own_losses(sites: Mapping[str, OwnSite], watched: Watched) -> dict[str, tuple[datetime, ...]]:
    """When each own site lost custody, by outcomes entered and by losses of control, each loss once."""
    found: dict[str, list[datetime]] = {}
    site_of = {name: site.site for site in sites.values() for name in site.names}
    for outcome in watched.outcomes.losses:
        if outcome.fact.subject in site_of:
            near = _SAME[outcome.fact.certainty]
            _add(found.setdefault(site_of[outcome.fact.subject], []), outcome.fact.at, near)
    for entry in watched.roll.controls:
        if isinstance(entry.fact, ControlLost) and entry.fact.site in site_of:
            site = site_of[entry.fact.site]
            near = max((_SAME[one.fact.certainty] for one in watched.outcomes.losses
                        if site_of.get(one.fact.subject) == site), default=_SAME["day"])  # fmt: skip
            _add(found.setdefault(site, []), entry.fact.since, near)
    return {site: tuple(sorted(losses)) for site, losses in found.items()}


def site_years(sites: Iterable[OwnSite], watched: Watched, now: datetime) -> float:
    """Years over which losses could have been seen, summed over prisons, by whole days.

    A site out of its custodian's control is not counted until he has it again; camps and yards are not counted at all.
    """
    days = sum(
        max(0, (now - site.since).days) - _days_lost(site, watched, now)
        for site in sites
        if site.kind is SiteKind.PRISON
    )
    return max(0, days) / 365.25


def _days_lost(site: OwnSite, watched: Watched, now: datetime) -> int:
    """Whole days for which a site was out of control."""
    days, since = 0, None
    for entry in watched.roll.controls:
        match entry.fact:
            case ControlLost(site=lost, since=begun) if lost in site.names and since is None:
                since = begun
            case ControlRegained(site=held) if held in site.names and since is not None:
                days, since = days + max(0, (entry.happened_at - since).days), None
    return days if since is None else days + max(0, (now - since).days)


def _add(losses: list[datetime], at: datetime, near: timedelta) -> None:
    """One more loss, unless it is one already counted."""
    if all(abs(at - other) >= near for other in losses):
        losses.append(at)


def _described(described: Mapping[str, Site], names: tuple[str, ...]) -> Site | None:
    return next((described[name] for name in names if name in described), None)


def _kind(word: str) -> SiteKind:
    """What the watch takes a place of the table for."""
    if word in _CAMPS:
        return SiteKind.CAMP
    return SiteKind.YARD if word in _YARDS else SiteKind.PRISON
