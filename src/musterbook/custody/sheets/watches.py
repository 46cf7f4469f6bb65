"""Watches: how often somebody must be looked at, by whose word, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from musterbook.custody.sheets.facts import WatchSet
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

STANDARD: Final = "standard"
LEVELS: Final[Mapping[str, int]] = {
    STANDARD: 60, "hourly": 60, "every-30-minutes": 30, "every-15-minutes": 15, "every-10-minutes": 10,
    "every-5-minutes": 5, "constant-by-camera": 0, "constant-in-person": 0,
}  # fmt: skip
"""Levels of observation, and the longest time in minutes between two looks; 0 is without a break."""
PLACES: Final = ("site", "on-the-way", "reception")


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch on one person.

    Attributes:
        level: a word of `LEVELS`.
        where: where it was set: site, on-the-way or reception.
        since: from when.
        until: when it must be set anew; a watch that nobody renewed stands all the same.
        signs: what was seen, sealed.
        by: who set it.
        officers: who signed.
    """

    level: str
    where: str
    since: datetime
    until: datetime | None
    signs: Digest | None
    by: CustodianId
    officers: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """The longest time between two looks; 0 is without a break. A level this version does not know is that too."""
        return LEVELS.get(self.level, 0)

    def overdue(self, now: datetime) -> bool:
        """Whether it should have been looked at again by now."""
        return self.until is not None and now > self.until


class Watches:
    """The watch on everyone. A reading."""

    def __init__(self) -> None:
        self._on: dict[PersonId, list[Watch]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The watches after these entries."""
        watches = cls()
        for entry in entries:
            watches.add(entry)
        return watches

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; of two set in one second the closer stands."""
        fact = entry.fact
        if isinstance(fact, WatchSet):
            officers = tuple(one.officer for one in entry.signed)
            watch = Watch(fact.level, fact.where, entry.happened_at, fact.until, fact.signs, entry.by, officers)
            told = self._on.setdefault(fact.person, [])
            told.append(watch)
            told.sort(key=lambda one: (one.since, -one.minutes, one.level != STANDARD))
        return True

    def on(self, person: PersonId) -> Watch | None:
        """The watch that stands on a person; None when there is none, or the last word ended it."""
        told = self._on.get(person)
        return None if not told or told[-1].level == STANDARD else told[-1]

    def told(self, person: PersonId) -> tuple[Watch, ...]:
        """Every word on how often he must be looked at, oldest first."""
        return tuple(self._on.get(person, ()))

    def minutes(self, person: PersonId) -> int | None:
        """The longest time between two looks, by the watch that stands; None without one."""
        watch = self.on(person)
        return None if watch is None else watch.minutes

    def standing(self) -> Mapping[PersonId, Watch]:
        """Everyone who is watched."""
        return {person: watch for person in sorted(self._on) if (watch := self.on(person)) is not None}
