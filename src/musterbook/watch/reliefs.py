"""Reliefs: a whole site passes to another custodian or is left. None is over before somebody says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.watch.facts import ReliefCompleted, ReliefPlanned
from musterbook.watch.faults import sound
from musterbook.watch.site_today import Relief


@dataclass(frozen=True, slots=True)
class PlannedRelief:
    """A relief as it was last planned.

    Attributes:
        fact: the plan.
        entry: the digest of the entry that said it last.
        since: when that was.
        completed: when the receiver took the site; None when nobody said so.
        guards_on_arrival: with how many guards.
        written_at: when that was written down, and so first known; None when nobody said so.
    """

    fact: ReliefPlanned
    entry: Digest
    since: datetime
    completed: datetime | None = None
    guards_on_arrival: int | None = None
    written_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether it is neither completed nor called off; a window that has passed closes nothing."""
        return self.completed is None and not self.fact.called_off

    @property
    def on_time(self) -> bool | None:
        """Whether it was completed within its window; None while nobody can say."""
        return None if self.completed is None else self.completed <= self.fact.to


class Reliefs:
    """Every relief by its number; a later plan of the same number replaces the earlier one."""

    def __init__(self) -> None:
        self._planned: dict[str, tuple[ReliefPlanned, Digest, datetime]] = {}
        self._completed: dict[str, tuple[ReliefCompleted, datetime]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The reliefs in `entries`, which stand in reading order."""
        reliefs = cls()
        for entry in entries:
            reliefs.add(entry)
        return reliefs

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible. A completion may stand before the plan it completes."""
        match entry.fact:
            case ReliefPlanned() as fact if sound(entry):
                self._planned[fact.relief] = fact, entry.digest, entry.happened_at
            case ReliefCompleted() as fact if sound(entry):
                known = self._completed.get(fact.relief)
                if known is None or fact.at < known[0].at:
                    self._completed[fact.relief] = fact, entry.written_at
        return True

    @property
    def all(self) -> tuple[PlannedRelief, ...]:
        """Every relief, by the opening of its window."""
        return tuple(sorted(map(self._whole, self._planned), key=lambda one: (one.fact.from_, one.fact.relief)))

    def open_at(self, site: str) -> tuple[Relief, ...]:
        """The reliefs of a site that are neither completed nor called off. A plain withdrawal has no receiver."""
        return tuple(
            Relief(
                one.fact.relief, one.fact.from_,
                receiver_present=one.fact.receiver is not None and one.fact.receiver_present,
                receiver_signed=one.fact.receiver is not None and one.fact.receiver_signed, source=one.entry,
            )
            for one in self.all
            if one.fact.site == site and one.open
        )  # fmt: skip

    def _whole(self, relief: str) -> PlannedRelief:
        done, written_at = self._completed.get(relief, (None, None))
        if done is None or done.site != self._planned[relief][0].site:
            return PlannedRelief(*self._planned[relief])
        return PlannedRelief(*self._planned[relief], done.at, done.guards_on_arrival, written_at)
