"""Compiled: people who have a seat on a serial of the adopted plan are the only ones offered to it.

The seats lie at the end of `t` (`begun.with_seats`): how many groups the site has, then for each the group, its heads
aboard, and room to put aside how many are there.
"""

from __future__ import annotations

from musterbook.lift.search.columns import AT_REMAINING
from musterbook.lift.search.compiled import inner
from musterbook.lift.search.tables import Array

SEAT_COLUMNS = 3


@inner
def offer_only_seated(t: Array, s: Array, seats: int) -> None:
    """Let only those with a seat be there."""
    for k in range(t[seats]):
        at = seats + 1 + k * SEAT_COLUMNS
        there = s[t[AT_REMAINING] + t[at]]
        t[at + 2] = there
        s[t[AT_REMAINING] + t[at]] = min(there, t[at + 1])


@inner
def offer_all(t: Array, s: Array, seats: int) -> None:
    """Everybody is there again."""
    for k in range(t[seats]):
        at = seats + 1 + k * SEAT_COLUMNS
        s[t[AT_REMAINING] + t[at]] = t[at + 2]
