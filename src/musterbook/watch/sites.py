"""Sites as they are described, and how many are held at those that are not on the roll."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.watch.facts import PopulationReported, SiteDescribed
from musterbook.watch.faults import sound
from musterbook.watch.numbers import value_of
from musterbook.watch.site_today import Fabric, Reported, SiteKind

CROWDED: Final = 3
"""More people than so many times the capacity is accepted, and looked at by a human (watch.md section 18)."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site as it was last described.

    Attributes:
        site: its name.
        kind: prison, camp or yard.
        lat: degrees north.
        lon: degrees east.
        error_km: how far the coordinates may be off.
        province: where it lies; empty when nobody said.
        capacity: how many it was made for; None when nobody said.
        fabric: what its walls are; None when nobody said.
        surge_zone: in which flood zone it lies; empty for none.
        hostile_to: controllers of ground that would not hold its people.
        at: when it was described.
        since: when it was first described.
        entry: the digest of the entry.
    """

    site: str
    kind: SiteKind
    lat: float
    lon: float
    error_km: float
    province: str
    capacity: int | None
    fabric: Fabric | None
    surge_zone: str
    hostile_to: frozenset[str]
    at: datetime
    since: datetime
    entry: Digest


class Sites:
    """Every site that somebody described, by name; the last description of each counts."""

    def __init__(self) -> None:
        self._described: dict[str, Site] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The sites in `entries`, which stand in reading order."""
        sites = cls()
        for entry in entries:
            sites.add(entry)
        return sites

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        if isinstance(entry.fact, SiteDescribed) and sound(entry):
            before = self._described.get(entry.fact.site)
            since = entry.happened_at if before is None else before.since
            self._described[entry.fact.site] = _site(entry.fact, entry, since=since)
        return True

    @property
    def all(self) -> Mapping[str, Site]:
        """Site by name, in order of their first description."""
        return self._described


@dataclass(frozen=True, slots=True)
class Population:
    """How many are held at a site as somebody reported it.

    Attributes:
        site: which.
        low: at least.
        best: most likely.
        high: at most.
        at: counted when.
        by: the custodian in whose name.
        entry: the digest of the entry.
        categories: how many of each.
    """

    site: str
    low: int
    best: int
    high: int
    at: datetime
    by: str
    entry: Digest
    categories: Mapping[str, int] = field(default_factory=dict)


class Populations:
    """Counts of sites that are not on the roll, in order of counting."""

    def __init__(self) -> None:
        self._reports: dict[str, list[Population]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The counts in `entries`, which stand in reading order."""
        populations = cls()
        for entry in entries:
            populations.add(entry)
        return populations

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        if isinstance(entry.fact, PopulationReported) and sound(entry):
            reports = self._reports.setdefault(entry.fact.site, [])
            reports.append(_population(entry.fact, entry))
            reports.sort(key=lambda one: (one.at, one.entry))
        return True

    def of_site(self, site: str) -> tuple[Population, ...]:
        """The counts of a site, oldest first; by when they were counted, whatever the order they came in."""
        return tuple(self._reports.get(site, ()))

    def newest(self, site: str) -> Reported[int] | None:
        """The best figure of the newest count."""
        reports = self._reports.get(site)
        return Reported(reports[-1].best, reports[-1].at, reports[-1].entry) if reports else None


def crowded(people: int | None, capacity: int | None) -> bool:
    """Whether so many people at a site are more than anybody should believe without looking."""
    return people is not None and capacity is not None and people > CROWDED * capacity


def _population(fact: PopulationReported, entry: Entry) -> Population:
    return Population(
        fact.site, fact.low, fact.best, fact.high, fact.counted_at, entry.by, entry.digest, fact.categories or {}
    )


def _site(fact: SiteDescribed, entry: Entry, *, since: datetime) -> Site:
    return Site(
        site=fact.site, kind=SiteKind(fact.kind_of), lat=value_of(fact.lat), lon=value_of(fact.lon),
        error_km=value_of(fact.error_km), province=fact.province, capacity=fact.capacity,
        fabric=Fabric(fact.fabric) if fact.fabric else None, surge_zone=fact.surge_zone, hostile_to=fact.hostile_to,
        at=entry.happened_at, since=since, entry=entry.digest,
    )  # fmt: skip
