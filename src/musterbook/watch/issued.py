"""What the room said and when: frozen outlooks and forecasts. One is never edited; of two alike the first counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.watch.facts import ForecastIssued, OutlookIssued
from musterbook.watch.faults import sound
from musterbook.watch.numbers import value_of


@dataclass(frozen=True, slots=True)
class IssuedOutlook:
    """A frozen outlook; `entry` is the digest of its entry, `written_at` when it was written down."""

    fact: OutlookIssued
    entry: Digest
    written_at: datetime

    @property
    def horizon_days(self) -> float:
        """Over how many days."""
        return value_of(self.fact.horizon_days)

    @property
    def late(self) -> bool:
        """Whether it was written after its window had opened: kept, and not scored. An hour is taken for at once."""
        return (self.written_at - self.fact.as_of).total_seconds() > SECONDS_AT_ONCE


@dataclass(frozen=True, slots=True)
class IssuedForecast:
    """A frozen forecast of one layer; `entry` is the digest of its entry, `written_at` when it was written down."""

    fact: ForecastIssued
    entry: Digest
    written_at: datetime

    @property
    def late(self) -> bool:
        """Whether it was written after its window had opened: kept, and not scored. An hour is taken for at once."""
        return (self.written_at - self.fact.from_).total_seconds() > SECONDS_AT_ONCE


class Outlooks:
    """Every outlook issued, by site in the order of their moments."""

    def __init__(self) -> None:
        self._issued: dict[str, dict[tuple[datetime, float], IssuedOutlook]] = {}
        self._sorted: dict[str, tuple[IssuedOutlook, ...]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The outlooks in `entries`, which stand in reading order."""
        outlooks = cls()
        for entry in entries:
            outlooks.add(entry)
        return outlooks

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        if isinstance(entry.fact, OutlookIssued) and sound(entry):
            one = IssuedOutlook(entry.fact, entry.digest, entry.written_at)
            self._issued.setdefault(entry.fact.site, {}).setdefault((entry.fact.as_of, one.horizon_days), one)
            self._sorted.pop(entry.fact.site, None)
        return True

    def of_site(self, site: str) -> tuple[IssuedOutlook, ...]:
        """The outlooks of a site, oldest first, of one moment by horizon."""
        if site not in self._sorted:
            issued = self._issued.get(site, {})
            self._sorted[site] = tuple(issued[at] for at in sorted(issued))
        return self._sorted[site]

    @property
    def sites(self) -> tuple[str, ...]:
        """Every site that ever had one, by name."""
        return tuple(sorted(self._issued))


class Forecasts:
    """Every forecast issued, in the order of their moments."""

    def __init__(self) -> None:
        self._issued: dict[tuple[str, str, datetime, datetime], IssuedForecast] = {}
        self._sorted: dict[str, tuple[IssuedForecast, ...]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The forecasts in `entries`, which stand in reading order."""
        forecasts = cls()
        for entry in entries:
            forecasts.add(entry)
        return forecasts

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible. Of two for one window the one issued first counts."""
        if isinstance(entry.fact, ForecastIssued) and sound(entry):
            fact = entry.fact
            self._issued.setdefault(
                (fact.layer, fact.subject, fact.from_, fact.to), IssuedForecast(fact, entry.digest, entry.written_at)
            )
            self._sorted.pop(fact.layer, None)
        return True

    @property
    def all(self) -> tuple[IssuedForecast, ...]:
        """Every forecast, by its moment, layer and subject."""
        return tuple(sorted(self._issued.values(), key=lambda one: (one.fact.as_of, one.fact.layer, one.fact.subject)))

    def of_layer(self, layer: str) -> tuple[IssuedForecast, ...]:
        """The forecasts of one layer, by moment and subject."""
        if layer not in self._sorted:
            self._sorted[layer] = tuple(one for one in self.all if one.fact.layer == layer)
        return self._sorted[layer]


SECONDS_AT_ONCE = 3600
