"""Looks as they were frozen: what the ladder takes from every whole look at a site, kept from look to look.

A look is read once: the next one costs the same however many came before it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime
from typing import Self

from musterbook.ledger.entry import Entry
from musterbook.watch.facts import OutlookIssued
from musterbook.watch.faults import sound
from musterbook.watch.looking import reading_from
from musterbook.watch.numbers import value_of
from musterbook.watch.rungs import Reading


class Looked:
    """The readings of every whole look at every site."""

    def __init__(self) -> None:
        self._facts: dict[str, dict[datetime, dict[float, OutlookIssued]]] = {}
        self._readings: dict[str, dict[datetime, Reading]] = {}
        self._moments: dict[str, list[datetime]] = {}
        self._fresh: dict[str, set[datetime]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The looks in `entries`, which stand in reading order."""
        looked = cls()
        for entry in entries:
            looked.add(entry)
        return looked

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible. Of two outlooks of one moment and horizon the first counts."""
        fact = entry.fact
        if isinstance(fact, OutlookIssued) and sound(entry):
            of_moment = self._facts.setdefault(fact.site, {}).setdefault(fact.as_of, {})
            of_moment.setdefault(value_of(fact.horizon_days), fact)
            self._fresh.setdefault(fact.site, set()).add(fact.as_of)
        return True

    def readings(self, site: str, *, before: datetime) -> list[Reading]:
        """The readings of every whole look at a site before a moment, oldest first."""
        self._read(site)
        readings, moments = self._readings.get(site, {}), self._moments.get(site, [])
        return [readings[at] for at in moments[: bisect_left(moments, before)]]

    def _read(self, site: str) -> None:
        """Read the looks that came since somebody last asked, in whatever order they came."""
        fresh = self._fresh.pop(site, None)
        if not fresh:
            return
        readings = self._readings.setdefault(site, {})
        for at in fresh:
            of_moment = self._facts[site][at]
            found = reading_from(of_moment[horizon] for horizon in sorted(of_moment))
            if found is not None:
                readings[at] = found
        self._moments[site] = sorted(readings)
