"""Not here: what a whole copy of the book said it counts beyond the copy of a site that holds only its people.

A site cannot count people it may not know: how many lie at the place its people go to, how many others are under way
there, how much of an agreement's caps others used. A node that holds everything tells it, as numbers, whenever they
meet; the site adds them to what it counts itself, so that its gates say what the desk's say. From then on its own
people move them at once, others' when it next meets the desk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, Self

from musterbook.custody.facts import CountedNotHere, CountOf
from musterbook.ledger.entry import Entry

Key = tuple[str, str, str]
"""Of what, about whom or which, on what day."""
ANSWERED_FOR: Final = "answered-for"
"""People a custodian answers for."""
UNDER_WAY: Final = "under-way"
"""People offered towards a custodian who have not come."""
BOUND: Final = "bound"
"""People under way against a reservation."""
CAME: Final = "came"
"""People accepted against a reservation."""
USED: Final = "used"
"""People who count under an agreement on a day."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """Numbers to add to a copy's own.

    Attributes:
        told: whether this copy counts everything, or was ever told what it does not.
        at: when it was told; None when it counts everything or was never told.
        numbers: what is not 0.
    """

    told: bool
    at: datetime | None = None
    numbers: Mapping[Key, int] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, what: str, about: str, day: str = "") -> int:
        """One number."""
        return self.numbers.get((what, about, day), 0)

    def used(self) -> Counter[tuple[str, str]]:
        """What others used of agreements: (agreement, day) → people."""
        return Counter({(about, day): number for (what, about, day), number in self.numbers.items() if what == USED})


EVERYTHING_IS_HERE: Final = Beyond(told=True)
NEVER_TOLD: Final = Beyond(told=False)


class NotHere:
    """What each node last said of what the node of each log cannot count. A reading."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, tuple[datetime, tuple[CountOf, ...]]]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What these entries say."""
        told = cls()
        for entry in entries:
            told.add(entry)
        return told

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        if isinstance(entry.fact, CountedNotHere):
            self._said.setdefault(entry.fact.log, {})[entry.log] = entry.happened_at, entry.fact.counts
        return True

    def beyond(self, log: str, by: Iterable[str]) -> Beyond:
        """What the nodes of the logs `by` said last to the node of `log`; the newest word counts."""
        said = self._said.get(log, {})
        told = [(*said[one], one) for one in by if one in said]
        if not told:
            return NEVER_TOLD
        at, counts, _ = max(told, key=lambda one: (one[0], one[2]))
        return Beyond(told=True, at=at, numbers={(one.of, one.about, one.day): one.number for one in counts})

    def tellers(self, log: str) -> frozenset[str]:
        """The logs of the nodes that ever told the node of `log`."""
        return frozenset(self._said.get(log, ()))


def counts_of(numbers: Mapping[Key, int]) -> tuple[CountOf, ...]:
    """The same numbers as a fact says them, in order; what is 0 is left out."""
    said = ((key, number) for key, number in sorted(numbers.items()) if number)
    return tuple(CountOf(of=what, about=about, number=number, day=day) for (what, about, day), number in said)
