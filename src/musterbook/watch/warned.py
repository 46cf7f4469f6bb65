"""What somebody warned of, and the offensives an analyst confirmed: what holds for a site at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from musterbook.ledger.chains import order_key
from musterbook.ledger.entry import Entry
from musterbook.watch.facts import OffensiveConfirmed, WarningReceived
from musterbook.watch.faults import sound
from musterbook.watch.site_today import Reported


class Warnings:
    """Every warning by its number; a later fact of the same number replaces the earlier one."""

    def __init__(self) -> None:
        self._received: dict[str, tuple[WarningReceived, Entry]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The warnings in `entries`, which stand in reading order."""
        warnings = cls()
        for entry in entries:
            warnings.add(entry)
        return warnings

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        if isinstance(entry.fact, WarningReceived) and sound(entry):
            self._received[entry.fact.warning] = entry.fact, entry
        return True

    @property
    def all(self) -> tuple[tuple[WarningReceived, Entry], ...]:
        """Every warning with the entry that said it last, in the order of their first mention."""
        return tuple(self._received.values())

    def specific(self, site: str, province: str, now: datetime) -> Reported[str] | None:
        """The newest warning of this site, or of its province, that has not expired."""
        return _newest(
            (fact.warning, fact.expires, entry)
            for fact, entry in self.all
            if fact.kind_of == "specific" and _about(fact, site, province) and now < fact.expires
        )

    def campaign(self, site: str, province: str, now: datetime) -> Reported[str] | None:
        """The newest announced campaign that has not expired and is about this site, its province, or no place."""
        return _newest(
            (fact.warning, fact.expires, entry)
            for fact, entry in self.all
            if fact.kind_of == "campaign"
            and (_about(fact, site, province) or not fact.site + fact.province)
            and now < fact.expires
        )


class Offensives:
    """Every confirmed offensive by its number; a later fact of the same number replaces the earlier one."""

    def __init__(self) -> None:
        self._confirmed: dict[str, tuple[OffensiveConfirmed, Entry]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The offensives in `entries`, which stand in reading order."""
        offensives = cls()
        for entry in entries:
            offensives.add(entry)
        return offensives

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        if isinstance(entry.fact, OffensiveConfirmed) and sound(entry):
            self._confirmed[entry.fact.offensive] = entry.fact, entry
        return True

    @property
    def all(self) -> tuple[tuple[OffensiveConfirmed, Entry], ...]:
        """Every offensive with the entry that said it last, in the order of their first mention."""
        return tuple(self._confirmed.values())

    def towards(self, site: str, province: str, now: datetime) -> Reported[str] | None:
        """The newest offensive towards this site, or its province, that has not expired."""
        return _newest(
            (fact.offensive, fact.expires, entry)
            for fact, entry in self.all
            if {site, province or site} & fact.area and now < fact.expires
        )


def _about(fact: WarningReceived, site: str, province: str) -> bool:
    """Whether a warning is about a site: by its name, or by its province where no site is named."""
    return fact.site == site if fact.site else bool(province) and fact.province == province


def _newest(found: Iterable[tuple[str, datetime, Entry]]) -> Reported[str] | None:
    """The newest of things said, by when they were said."""
    newest = max(found, key=lambda one: order_key(one[2]), default=None)
    if newest is None:
        return None
    name, until, entry = newest
    return Reported(name, entry.happened_at, entry.digest, until=until)
