"""Compiled: what a plan half made will probably lose, judged by how the plan it was changed from went on.

The current plan was put aside at some minutes (`kept_*`), and what it lost in the end is known. Between those minutes
a group's loss still to come is a curve over the heads of it still at their site. Whoever is left over in a changed
plan at the same minute is charged by that curve. It is a guess: it ends hopeless trials early and judges nothing else.
"""

# ruff: noqa: PLR0917  numba takes arguments by place
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from musterbook.lift.search.columns import AT_LOSS, AT_REMAINING, AT_WEIGHT, GROUPS, LOSSES, X_LEFT_LOSS
from musterbook.lift.search.compiled import inner
from musterbook.lift.search.tables import Array


@inner
def remember_end(t: Array, x: Array, s: Array, y: Array, end: Array) -> None:
    """Write down what the plan just finished lost of each group in the end, and how many it left behind."""
    for g in range(t[GROUPS]):
        left = s[t[AT_REMAINING] + g]
        end[2 * g] = y[t[AT_LOSS] + LOSSES + g] + left * x[t[AT_WEIGHT] + g] * x[X_LEFT_LOSS]
        end[2 * g + 1] = left


@inner
def to_come(
    t: Array,
    s_size: int,
    y_size: int,
    kept_s: Array,
    kept_y: Array,
    slots: int,
    start_s: Array,
    end: Array,
    g: int,
    slot: int,
    heads: int,
) -> float:
    """What `heads` of a group still at their site at moment `slot` would lose from then on in the current plan."""
    left, lost = t[AT_REMAINING] + g, t[AT_LOSS] + LOSSES + g
    here = kept_s[slot * s_size + left]
    later = end[2 * g] - kept_y[slot * y_size + lost]
    if heads > here:
        while slot >= 0 and here < heads:
            before, more = here, later
            slot -= 1
            if slot >= 0:
                here, later = kept_s[slot * s_size + left], end[2 * g] - kept_y[slot * y_size + lost]
            else:
                here, later = start_s[left], end[2 * g]
        if here <= before:
            return more
        return more + (later - more) * (heads - before) / (here - before)
    while heads < here:
        before, more = here, later
        slot += 1
        if slot < slots:
            here, later = kept_s[slot * s_size + left], end[2 * g] - kept_y[slot * y_size + lost]
        else:
            here, later = min(before - 1, int(end[2 * g + 1])), 0.0
            if heads <= here:
                return 0.0
            return more * (heads - here) / (before - here)
    if heads == here:
        return later
    return later + (more - later) * (heads - here) / (before - here)


@inner
def worse_likely(
    t: Array,
    s: Array,
    y: Array,
    kept_s: Array,
    kept_y: Array,
    slots: int,
    start_s: Array,
    end: Array,
    slot: int,
) -> float:
    """By how much the plan half made will probably lose more than the current one, judged at moment `slot`."""
    worse = y[t[AT_LOSS]] - kept_y[slot * len(y) + t[AT_LOSS]]
    for g in range(t[GROUPS]):
        heads, here = s[t[AT_REMAINING] + g], kept_s[slot * len(s) + t[AT_REMAINING] + g]
        if heads != here:
            worse += to_come(t, len(s), len(y), kept_s, kept_y, slots, start_s, end, g, slot, heads)
            worse -= to_come(t, len(s), len(y), kept_s, kept_y, slots, start_s, end, g, slot, here)
    return float(worse)
