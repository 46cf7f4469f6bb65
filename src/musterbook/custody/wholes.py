"""Wholes: parts that a source gave of a whole, summed and held against the whole it gave.

A court said 5,704 people and parts that sum to 5,703 on the same day (casework.md section 1): every number that is
printed or taken in is checked so, and what does not sum is shouted with both numbers and the difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from musterbook.custody.figures import Claim


@dataclass(frozen=True, slots=True)
class PartsTold:
    """Parts that one source gave of one whole, as of one moment.

    Attributes:
        source, as_of: who gave them, and of when.
        scope: what the whole counts.
        parts: the claims, in order of scope.
        wholes: what the same source gave as the whole; none, one, or several that differ.
    """

    source: str
    as_of: datetime
    scope: str
    parts: tuple[Claim, ...]
    wholes: tuple[Claim, ...]

    @property
    def total(self) -> int:
        """What the parts sum to."""
        return sum(one.value for one in self.parts)

    @property
    def apart(self) -> tuple[int, ...]:
        """For each whole, how much more it is than its parts sum to."""
        return tuple(one.value - self.total for one in self.wholes)

    @property
    def holds(self) -> bool:
        """Whether a whole was given and every one given is the sum of the parts."""
        return bool(self.wholes) and not any(self.apart)


def parts_told(claims: Iterable[Claim]) -> tuple[PartsTold, ...]:
    """The parts of every whole that some source gave, in order of time, source and scope.

    Of one source, moment and scope the newest claim counts. A source named among several, separated by `;`,
    gave what these gave together.
    """
    newest = {(one.source, one.as_of, one.scope): one for one in claims}
    groups: dict[tuple[datetime, str, str], list[Claim]] = defaultdict(list)
    for one in newest.values():
        if one.part_of:
            groups[one.as_of, one.source, one.part_of].append(one)
    return tuple(
        PartsTold(
            source, as_of, scope, tuple(sorted(parts, key=lambda one: one.scope)),
            tuple(
                one for one in newest.values()
                if one.scope == scope and one.as_of == as_of and _named(source) & _named(one.source)
            ),
        )
        for (as_of, source, scope), parts in sorted(groups.items())
    )  # fmt: skip


def _named(source: str) -> frozenset[str]:
    return frozenset(one.strip().casefold() for one in source.split(";"))
