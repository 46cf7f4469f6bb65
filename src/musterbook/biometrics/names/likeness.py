"""How alike two tokens are, from 0 to 1: a weighted edit distance over symbols.

Section 4 of identity.md. It is the same both ways round.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from musterbook.biometrics.names.interning import Columns, Flags, Real, Whole
from musterbook.biometrics.names.loops import pairs_alike
from musterbook.biometrics.names.paths import Prices
from musterbook.biometrics.names.reading import TAGS
from musterbook.biometrics.names.symbols import gap_costs, substitution_costs

LENGTHS_APART_MAX: Final = 7
WEIGHT_MIN: Final = 1.2
INITIAL_LIKENESS: Final = 0.72
TAG_FACTORS: Final = (("abu", 0.8), ("din", 0.85), ("abd", 0.75), ("llah", 0.85))
"""What differing in a tag leaves of a likeness; the last that applies counts."""


@cache
def plain_prices() -> Prices:
    """The hand-written costs, the same within a script and across."""
    swap = np.stack([substitution_costs()] * 2)
    gap = np.stack([gap_costs()] * 2)
    return Prices(swap, gap, gap)


def likeness(columns: Columns, first: Whole, second: Whole) -> Real:
    """The likeness of each pair of tokens, given by their numbers."""
    alike: Real = pairs_alike(
        first, second, columns.tokens, columns.spelt, plain_prices().costs, tag_factors(),
        (LENGTHS_APART_MAX, WEIGHT_MIN, INITIAL_LIKENESS),
    )  # fmt: skip
    return alike


def spelling_pairs(columns: Columns, first: Whole, second: Whole) -> tuple[Whole, Whole, Whole]:
    """Distinct pairs of spellings of pairs of tokens, Arabic first, and which of them each token pair has (× 4)."""
    one = columns.spelling[first][:, [0, 0, 1, 1]]
    other = columns.spelling[second][:, [0, 1, 0, 1]]
    swapped = _later(columns, one, other)
    low, high = np.where(swapped, other, one), np.where(swapped, one, other)
    keys, places = np.unique(low * len(columns.length) + high, return_inverse=True)
    return keys // len(columns.length), keys % len(columns.length), places.reshape(one.shape)


def _later(columns: Columns, one: Whole, other: Whole) -> Flags:
    """Where a pair stands the wrong way round: Arabic comes first, then the lower rank."""
    script_one, script_other = columns.script[one], columns.script[other]
    later: Flags = (script_one < script_other) | (
        (script_one == script_other) & (columns.rank[one] > columns.rank[other])
    )
    return later


@cache
def tag_factors() -> Real:
    """What is left of a likeness for each two tags, as places in TAGS."""
    factors = np.ones((len(TAGS), len(TAGS)))
    for tag, factor in TAG_FACTORS:
        place = TAGS.index(tag)
        factors[place, :] = factors[:, place] = factor
    np.fill_diagonal(factors, 1.0)
    return factors
