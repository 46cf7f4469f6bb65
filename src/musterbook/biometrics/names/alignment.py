"""Which token of one name answers to which of the other, for many pairs of names at once.

Section 4 of identity.md: likest first, one to one; then a token left over against two neighbours written as one.
The pairs are kept, for they are the explanation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from musterbook.biometrics.names.interning import NO_TOKEN, Flags, Lexis, Real, Whole
from musterbook.biometrics.names.likeness import WEIGHT_MIN, likeness, plain_prices, tag_factors
from musterbook.biometrics.names.loops import joined_alike

ALIKE_MIN: Final = 0.55
DISPLACED_COST: Final = 0.02
JOINED_ALIKE_MIN: Final = 0.8
JOINED_LENGTHS_APART_MAX: Final = 5
ROUNDED: Final = 1e-6
LATER_COST: Final = 1e-9
"""Settles ties the same way whichever name comes first: tokens nearer the front first."""


@dataclass(slots=True)
class Alignment:
    """The alignments of a block of pairs of names.

    Attributes:
        first, second: token numbers of either name, padded with NO_TOKEN (pairs × places).
        alike: likeness of every two tokens; 0 where there is none (pairs × places × places).
        place_first, place_second: places of each aligned pair, -1 where there is no further (pairs × aligned).
        token_first, token_second: the tokens compared there; of two written as one, the joined one.
        strength: likeness of each aligned pair, 0 where there is none.
        used_first, used_second: tokens that found one to answer to.
    """

    first: Whole
    second: Whole
    alike: Real
    place_first: Whole
    place_second: Whole
    token_first: Whole
    token_second: Whole
    strength: Real
    used_first: Flags
    used_second: Flags

    @property
    def aligned(self) -> Flags:
        """Which places of the lists of aligned pairs are taken."""
        return self.place_first >= 0


def align(lexis: Lexis, first: Whole, second: Whole, *, alike_min: float = ALIKE_MIN) -> Alignment:
    """Aligns each row of `first` with the same row of `second` (token numbers, padded with NO_TOKEN)."""
    alike = _alike(lexis, first, second)
    alignment = _greedy(first, second, alike, alike_min)
    _join(lexis, alignment, swapped=False)
    _join(lexis, alignment, swapped=True)
    return alignment


def _alike(lexis: Lexis, first: Whole, second: Whole) -> Real:
    """Likeness of every token of one name with every token of the other."""
    there = (first != NO_TOKEN)[:, :, None] & (second != NO_TOKEN)[:, None, :]
    one, other = (np.broadcast_to(side, there.shape)[there] for side in (first[:, :, None], second[:, None, :]))
    alike = np.zeros(there.shape)
    alike[there] = likeness(lexis.columns(), one, other)
    return alike


def _greedy(first: Whole, second: Whole, alike: Real, alike_min: float) -> Alignment:
    pairs, height, width = alike.shape
    most = min(height, width)
    down, along = np.arange(height)[:, None], np.arange(width)[None, :]
    worth = alike - DISPLACED_COST * np.abs(down - along) - LATER_COST * (down + along)
    worth[alike < alike_min] = -np.inf
    shape = (pairs, most)
    found = Alignment(
        first, second, alike,
        np.full(shape, -1), np.full(shape, -1), np.full(shape, NO_TOKEN), np.full(shape, NO_TOKEN), np.zeros(shape),
        np.zeros(first.shape, np.bool_), np.zeros(second.shape, np.bool_),
    )  # fmt: skip
    live = np.arange(pairs)
    for turn in range(most):
        best = worth[live].reshape(len(live), -1).argmax(axis=1) if len(live) else live
        at, to = best // width, best % width
        going = worth[live, at, to] > -np.inf
        live, at, to = live[going], at[going], to[going]
        _take(found, turn, live, at, to)
        worth[live, at, :] = -np.inf
        worth[live, :, to] = -np.inf
    return found


def _take(found: Alignment, turn: int, rows: Whole, at: Whole, to: Whole) -> None:
    found.place_first[rows, turn], found.place_second[rows, turn] = at, to
    found.token_first[rows, turn], found.token_second[rows, turn] = found.first[rows, at], found.second[rows, to]
    found.strength[rows, turn] = found.alike[rows, at, to]
    found.used_first[rows, at] = found.used_second[rows, to] = True


def _join(lexis: Lexis, found: Alignment, *, swapped: bool) -> None:
    """Aligns tokens left over with two neighbours left over on the other side, likest first, once a pair of names."""
    single, double = (found.second, found.first) if swapped else (found.first, found.second)
    used_single, used_double = (
        (found.used_second, found.used_first) if swapped else (found.used_first, found.used_second)
    )
    rows, at, to = _candidates(lexis, single, double, used_single, used_double)
    if not len(rows):
        return
    joined = _joined(lexis, double[rows, to], double[rows, to + 1])
    strength = likeness(lexis.columns(), single[rows, at], joined)
    order = np.lexsort((at + to, -strength))
    order = order[strength[order] > JOINED_ALIKE_MIN]
    kept = order[np.unique(rows[order], return_index=True)[1]]
    rows, at, to, joined, strength = rows[kept], at[kept], to[kept], joined[kept], strength[kept]
    free = (found.place_first[rows] < 0).argmax(axis=1)
    places, tokens = (at, to), (single[rows, at], joined)
    if swapped:
        places, tokens = places[::-1], tokens[::-1]
    found.place_first[rows, free], found.place_second[rows, free] = places
    found.token_first[rows, free], found.token_second[rows, free] = tokens
    found.strength[rows, free] = strength
    used_single[rows, at] = used_double[rows, to] = used_double[rows, to + 1] = True


def _candidates(
    lexis: Lexis, single: Whole, double: Whole, used_single: Flags, used_double: Flags
) -> tuple[Whole, Whole, Whole]:
    """Rows, the place of a token left over, and that of the first of two neighbours left over, where likely enough."""
    columns = lexis.columns()
    free_single = (single != NO_TOKEN) & ~used_single
    free_double = (double != NO_TOKEN) & ~used_double
    neighbours = free_double[:, :-1] & free_double[:, 1:]
    rows, at, to = np.nonzero(free_single[:, :, None] & neighbours[:, None, :])
    one, first, second = single[rows, at], double[rows, to], double[rows, to + 1]
    length = columns.length[columns.spelling[:, 0]]
    near = np.flatnonzero(np.abs(length[one] - length[first] - length[second]) <= JOINED_LENGTHS_APART_MAX)
    about = joined_alike(
        one[near], first[near], second[near], columns.tokens, columns.spelt, plain_prices().costs, tag_factors(),
        WEIGHT_MIN,
    )  # fmt: skip
    near = near[about > JOINED_ALIKE_MIN - ROUNDED]  # only for these few is the joined word read as a token
    return rows[near], at[near], to[near]


def _joined(lexis: Lexis, one: Whole, other: Whole) -> Whole:
    known = len(lexis.shown)
    keys, places = np.unique(one * known + other, return_inverse=True)
    numbers = [lexis.joined(int(key) // known, int(key) % known) for key in keys]
    made: Whole = np.array(numbers, np.int64)[places]
    return made
