"""Tallies: counts that two officers make without seeing each other's, kept until both are in and alike.

Nothing of it is in the book: what two counters agree on is written there when both sign it. A tally lives in the memory
of this console alone, and is gone when it ends; whoever has counted then counts again.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from musterbook.terms.people import PersonId

KEPT: Final = 64
LASTS: Final = timedelta(hours=12)
"""A count that nobody finished in so long is forgotten: the roll has moved on."""


@dataclass(frozen=True, slots=True)
class Half:
    """What one counter found: a number of people, or who was present by number."""

    officer: str
    at: datetime
    counted: int
    present: frozenset[PersonId] | None = None

    @property
    def digest(self) -> str:
        """What is compared, and what is shown before it is signed: the first twelve digits stand for the list."""
        listed = ",".join(sorted(self.present)) if self.present is not None else f"#{self.counted}"
        return hashlib.sha256(listed.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Tally:
    """One count under way.

    Attributes:
        muster: the count.
        halves: who has entered, in order; both are alike when there are two.
        rounds: how many times two counters differed.
        differed: who differed the last time; empty once one of them has entered again.
    """

    muster: str
    halves: tuple[Half, ...] = ()
    rounds: int = 0
    differed: tuple[str, ...] = ()

    @property
    def agreed(self) -> bool:
        """Whether two counters found the same."""
        return len(self.halves) == 2

    @property
    def counters(self) -> tuple[str, ...]:
        """Who has entered, in order."""
        return tuple(one.officer for one in self.halves)

    @property
    def at(self) -> datetime | None:
        """When the count was made: when the second counter had entered."""
        return max((one.at for one in self.halves), default=None)


@dataclass
class Tallies:
    """Every count under way on this console."""

    _known: OrderedDict[str, Tally] = field(default_factory=OrderedDict)

    def of(self, muster: str, now: datetime) -> Tally:
        """A count as it stands; one that nobody has begun where it is not known, or was begun too long ago."""
        found = self._known.get(muster, Tally(muster))
        if found.at is not None and now - found.at > LASTS:
            return self.forget(muster)
        return found

    def enter(self, muster: str, half: Half) -> Tally:
        """Take in what a counter found. The second one's is compared with the first's; both go when they differ.

        A counter who enters again before the other has, puts his own in place of his first.
        """
        before = self.of(muster, half.at)
        kept = tuple(one for one in before.halves if one.officer != half.officer) if not before.agreed else ()
        halves = (*kept, half)
        after = replace(before, halves=halves, differed=())
        if after.agreed and len({one.digest for one in halves}) > 1:
            after = Tally(muster, rounds=before.rounds + 1, differed=after.counters)
        self._known[muster] = after
        self._known.move_to_end(muster)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return after

    def forget(self, muster: str) -> Tally:
        """Begin a count anew: it was signed, or the counters want to count again."""
        self._known.pop(muster, None)
        return Tally(muster)


def half_by_name(officer: str, at: datetime, present: Iterable[PersonId]) -> Half:
    """What a counter by name found; a number scanned twice counts once."""
    listed = frozenset(present)
    return Half(officer, at, len(listed), listed)
