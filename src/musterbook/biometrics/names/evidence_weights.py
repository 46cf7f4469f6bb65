"""What a year, a day, a nationality or a birthplace is worth as evidence that two are one, for finding candidates.

Weights are logarithms of odds, shifted so that none is negative: what contradicts is worth nothing, what is not known
is worth what a contradiction costs, what agrees is worth that and how rare it is. How often claims of one person
differ follows section 9 of identity.md (years two off in 8 of 100, nationality wrong in 6 of 100).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from musterbook.biometrics.names.interning import Real, Whole
from musterbook.biometrics.names.particulars import Claims

WRONG: Final = {"year": 0.01, "day": 0.15, "country": 0.07, "place": 0.05}
"""How often a claim of one person contradicts another of his, where both are known."""
YEARS_NEAR_SHARE: Final = {0: 0.9, 1: 0.02, 2: 0.02}
UNKNOWN: Final = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """The columns of claims: their numbers by kind and value, and the share of people who have each."""

    numbers: dict[tuple[str, str], int]
    share: Real


def claim_columns(claims: Sequence[Claims]) -> tuple[Whole, Whole, Claimed]:
    """Column and person of every claim (an unknown one has a column of its own), and what the columns are."""
    numbers: dict[tuple[str, str], int] = {}
    columns = [numbers.setdefault(key, len(numbers)) for claim in claims for key in _keys(claim)]
    people = np.repeat(np.arange(len(claims), dtype=np.int64), 4)
    share = np.bincount(np.array(columns, np.int64), minlength=len(numbers)) / max(1, len(claims))
    return np.array(columns, np.int64), people, Claimed(numbers, share)


def claim_weights(claim: Claims, claimed: Claimed) -> tuple[Whole, Real]:
    """The columns that are worth something to one who claims this, and how much."""
    found: dict[int, float] = {}
    for kind, value in _keys(claim):
        if value == UNKNOWN:
            continue
        cost = -float(np.log(WRONG[kind]))
        wanted = {value: 1.0 - WRONG[kind]}
        if kind == "year":
            wanted = {str(int(value) + off): part for far, part in YEARS_NEAR_SHARE.items() for off in {far, -far}}
        for other, part in wanted.items():
            column = claimed.numbers.get((kind, other))
            if column is not None:
                found[column] = max(0.0, cost + float(np.log(part / max(1e-6, claimed.share[column]))))
        blank = claimed.numbers.get((kind, UNKNOWN))
        if blank is not None:
            found[blank] = cost
    return np.array(list(found), np.int64), np.array(list(found.values()))


def _keys(claim: Claims) -> tuple[tuple[str, str], ...]:
    born = claim.born
    day = "-".join(map(str, sorted((born.month, born.day)))) if born.day else UNKNOWN
    return (
        ("year", str(born.year) if born.year else UNKNOWN),
        ("day", day),
        ("country", claim.nationality),
        ("place", claim.birthplace),
    )
