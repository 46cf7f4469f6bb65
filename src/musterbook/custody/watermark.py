"""A mark in the order of a list, so that a copy of it without its head still says whom it was given to (F05, F40).

The numbers of a list are sorted and taken in pairs; a pair is turned round where a bit of SHA-256 over the export's
name says so. A reader sees an ordinary list in which a number is at most one line off. Half of the pairs of any other
list agree by chance, so that of 40 people on it one list in a million would be taken for another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

PAIRS_MIN: Final = 20
"""Fewer pairs say too little: one list in a million would agree by chance with twenty."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many pairs of a list lie as an export's mark says, of how many that were still next to each other."""

    agree: int
    pairs: int

    @property
    def proven(self) -> bool:
        """Whether it can only be a copy of that export: every pair agrees, and there are enough."""
        return self.pairs >= PAIRS_MIN and self.agree == self.pairs


def marked(numbers: Sequence[str], export: str) -> list[str]:
    """The numbers in the order of an export."""
    ordered = sorted(numbers)
    for pair in range(len(ordered) // 2):
        if _turned(export, pair):
            ordered[2 * pair], ordered[2 * pair + 1] = ordered[2 * pair + 1], ordered[2 * pair]
    return ordered


def agreement(listed: Sequence[str], numbers: Sequence[str], export: str) -> Agreement:
    """How far a list that was found lies as the export of these numbers did; rows left out do not matter."""
    place = {number: at for at, number in enumerate(listed)}
    ordered, agree, pairs = sorted(numbers), 0, 0
    for pair in range(len(ordered) // 2):
        first, second = place.get(ordered[2 * pair]), place.get(ordered[2 * pair + 1])
        if first is not None and second is not None:
            pairs += 1
            agree += (second < first) == _turned(export, pair)
    return Agreement(agree, pairs)


def _turned(export: str, pair: int) -> bool:
    block, bit = divmod(pair, 256)
    bits = hashlib.sha256(f"{export}/{block}".encode()).digest()
    return bool(bits[bit // 8] >> (bit % 8) & 1)
