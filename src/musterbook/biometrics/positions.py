"""Which finger: ANSI/NIST positions, what may stand in a picture's place, and orders they are confused in.

Section 2 of biometrics.md; positions of ANSI/NIST-ITL 1-2011:2015, table 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

FINGERS: Final = tuple(range(1, 11))
NAMES: Final[Mapping[int, str]] = MappingProxyType({
    1: "right-thumb", 2: "right-index", 3: "right-middle", 4: "right-ring", 5: "right-little",
    6: "left-thumb", 7: "left-index", 8: "left-middle", 9: "left-ring", 10: "left-little",
})  # fmt: skip
SLAPS: Final[Mapping[int, tuple[int, ...]]] = MappingProxyType({13: (2, 3, 4, 5), 14: (10, 9, 8, 7), 15: (1, 6)})
"""Slap position to the fingers on it, as they lie in the picture from left to right."""
MISSING: Final = frozenset({"amputated", "bandaged", "worn", "refused", "not-possible"})
"""Why a finger has no picture; an empty cell is never an answer."""
HANDS_EXCHANGED: Final[Mapping[int, int]] = MappingProxyType({n: n + 5 if n <= 5 else n - 5 for n in FINGERS})


def other_hand(position: int) -> int:
    """The same finger of the other hand."""
    return HANDS_EXCHANGED[position]


def neighbours_exchanged() -> tuple[Mapping[int, int], ...]:
    """Every order in which two fingers beside each other on one hand were captured the wrong way round."""
    return tuple(
        MappingProxyType({**{n: n for n in FINGERS}, left: left + 1, left + 1: left})
        for left in FINGERS
        if left not in (5, 10)
    )
