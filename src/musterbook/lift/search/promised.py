"""Compiled: people who have a seat on a serial of the adopted plan are the only ones offered to it.

The seats lie at the end of `t` (`begun.with_seats`): how many groups they are of, then for each the group, its heads
aboard, and room to put aside how many are there. Behind all seats is room for the
lots of a staging place, then the freeze line and a mark.
"""

from __future__ import annotations

from musterbook.lift.search.columns import (
    AT_HUB,
    AT_KIND,
    AT_LOT_N,
    AT_LOTS,
    AT_REMAINING,
    L_COLUMNS,
    L_GROUP,
    L_HEADS,
    LOTS_MAX,
    SITE,
)
from musterbook.lift.search.compiled import inner
from musterbook.lift.search.tables import Array

SEAT_COLUMNS = 3
BEHIND = 2
MARK = -1
"""No table of a problem ends with it."""


@inner
def keeps_first(t: Array) -> bool:
    """Does the plan keep an adopted one?"""
    return bool(t[len(t) - 1] == MARK)


@inner
def freeze_line(t: Array) -> int:
    """The minute before which nothing new begins."""
    return int(t[len(t) - BEHIND])


@inner
def offer_only_seated(t: Array, s: Array, seats: int, o: int) -> None:
    """Let only those with a seat be there; at a staging place those who have been there longest."""
    if t[t[AT_KIND] + o] == SITE:
        for k in range(t[seats]):
            at = seats + 1 + k * SEAT_COLUMNS
            there = s[t[AT_REMAINING] + t[at]]
            t[at + 2] = there
            s[t[AT_REMAINING] + t[at]] = min(there, t[at + 1])
        return
    h, aside = t[t[AT_HUB] + o], len(t) - t[LOTS_MAX] - BEHIND
    for i in range(s[t[AT_LOT_N] + h]):
        lot = t[AT_LOTS] + (h * t[LOTS_MAX] + i) * L_COLUMNS
        there = s[lot + L_HEADS]
        t[aside + i] = there
        s[lot + L_HEADS] = 0
    for k in range(t[seats]):
        at = seats + 1 + k * SEAT_COLUMNS
        left = t[at + 1]
        for i in range(s[t[AT_LOT_N] + h]):
            lot = t[AT_LOTS] + (h * t[LOTS_MAX] + i) * L_COLUMNS
            if left > 0 and s[lot + L_GROUP] == t[at]:
                s[lot + L_HEADS] = min(left, t[aside + i])
                left -= s[lot + L_HEADS]


@inner
def offer_all(t: Array, s: Array, seats: int, o: int) -> None:
    """Everybody is there again."""
    if t[t[AT_KIND] + o] == SITE:
        for k in range(t[seats]):
            at = seats + 1 + k * SEAT_COLUMNS
            s[t[AT_REMAINING] + t[at]] = t[at + 2]
        return
    h, aside = t[t[AT_HUB] + o], len(t) - t[LOTS_MAX] - BEHIND
    for i in range(s[t[AT_LOT_N] + h]):
        s[t[AT_LOTS] + (h * t[LOTS_MAX] + i) * L_COLUMNS + L_HEADS] = t[aside + i]


@inner
def seated(t: Array, seats: int) -> int:
    """How many have a seat."""
    heads = 0
    for k in range(t[seats]):
        heads += t[seats + 1 + k * SEAT_COLUMNS + 1]
    return heads
