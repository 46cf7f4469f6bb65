"""Incidents that people noted at a site or in its province: attempts, losses, attacks on staff, finds and searches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.watch.facts import IncidentNoted
from musterbook.watch.faults import sound
from musterbook.watch.site_today import Reported

BREAKS: Final = ("attempt", "loss")
ATTACKS: Final = ("attack-on-staff",)
SEARCHES: Final = ("search-done", "weapons-or-tunnel")
"""A find is a search that found something."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One incident; `fact` says what, `entry` is the digest of the entry that said it last."""

    fact: IncidentNoted
    entry: Digest
    written_at: datetime


class NotedIncidents:
    """Every incident noted, by its number; a later note of the same number replaces the earlier one."""

    def __init__(self) -> None:
        self._noted: dict[str, Noted] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The incidents in `entries`, which stand in reading order."""
        incidents = cls()
        for entry in entries:
            incidents.add(entry)
        return incidents

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        if isinstance(entry.fact, IncidentNoted) and sound(entry):
            self._noted[entry.fact.incident] = Noted(entry.fact, entry.digest, entry.written_at)
        return True

    @property
    def all(self) -> tuple[Noted, ...]:
        """Every incident, by when it was."""
        return tuple(sorted(self._noted.values(), key=lambda one: (one.fact.at, one.entry)))

    def attempts(self, site: str) -> tuple[Noted, ...]:
        """Attempts and losses at a site, oldest first."""
        return tuple(one for one in self.all if one.fact.site == site and one.fact.kind_of in BREAKS)

    def broken(self, site: str) -> Reported[str] | None:
        """The newest attempt or loss at a site."""
        return self._newest(lambda fact: fact.site == site and fact.kind_of in BREAKS)

    def staff_attacked(self, site: str, province: str) -> Reported[str] | None:
        """The newest attack on staff at a site, or in its province."""
        return self._newest(
            lambda fact: (
                fact.kind_of in ATTACKS and (fact.site == site or (bool(province) and fact.province == province))
            )
        )

    def searched(self, site: str) -> Reported[bool] | None:
        """The newest search of a site; True when nothing was found."""
        said = self._newest(lambda fact: fact.site == site and fact.kind_of in SEARCHES)
        return None if said is None else Reported(said.value == "search-done", said.at, said.source)

    def found(self, site: str) -> Reported[str] | None:
        """The newest find of weapons or of a tunnel at a site."""
        return self._newest(lambda fact: fact.site == site and fact.kind_of == "weapons-or-tunnel")

    def _newest(self, fits: Callable[[IncidentNoted], bool]) -> Reported[str] | None:
        """The newest of those that fit, by when it was; its value is its kind."""
        fitting = [one for one in self._noted.values() if fits(one.fact)]
        if not fitting:
            return None
        newest = max(fitting, key=lambda one: (one.fact.at, one.entry))
        return Reported(newest.fact.kind_of, newest.fact.at, newest.entry)
