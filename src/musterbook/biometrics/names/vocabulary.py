"""Which tokens of an index sound like a token asked for: by skeleton first, then by likeness.

A skeleton (identity.md section 7) is the consonants of a spelling with near ones made one, repeats once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from musterbook.biometrics.names.interning import Lexis, Real, Whole
from musterbook.biometrics.names.likeness import likeness

ALIKE_MIN: Final = 0.7
ALIKE_WHOLE: Final = 0.9
PAIRS_AT_ONCE: Final = 2_000_000
_CLASSES: Final = str.maketrans({"q": "k", "g": "k", "G": "k", "X": "h", "s": "S", "T": "t", "Q": "d", "Z": "z",
                                 "b": "p"})  # fmt: skip
_DROPPED: Final = frozenset("wyAeIUDWaoj'")


@lru_cache(maxsize=1 << 18)
def skeleton(symbols: str) -> str:
    """The consonants of a spelling, near ones as one, repeats once."""
    kept = [symbol for symbol in symbols.translate(_CLASSES) if symbol not in _DROPPED]
    return "".join(symbol for at, symbol in enumerate(kept) if at == 0 or symbol != kept[at - 1])


def near(bones: str) -> frozenset[str]:
    """A skeleton and what is left of it when any one consonant is dropped: one slip apart meets here."""
    if len(bones) < 2:
        return frozenset({bones})
    return frozenset({bones, *(bones[:at] + bones[at + 1 :] for at in range(len(bones)))})


def sounding_alike(lexis: Lexis, tokens: Sequence[int], known: int) -> dict[int, tuple[Whole, Real]]:
    """For each token the tokens below `known` that sound like it, and how much of its evidence each carries."""
    meeting: dict[str, list[int]] = defaultdict(list)
    for number in range(known):
        for key in {key for symbols in lexis.shown[number].spellings for key in near(skeleton(symbols))}:
            meeting[key].append(number)
    found: dict[int, tuple[Whole, Real]] = {}
    columns = lexis.columns()
    batch: list[tuple[int, Whole]] = []
    for place, token in enumerate(tokens):
        keys = {key for symbols in lexis.shown[token].spellings for key in near(skeleton(symbols))}
        others = np.unique(np.concatenate([np.array(meeting.get(key, []), np.int64) for key in keys]))
        batch.append((token, others))
        if sum(len(listed) for _, listed in batch) > PAIRS_AT_ONCE or place == len(tokens) - 1:
            first = np.repeat(np.array([one for one, _ in batch], np.int64), [len(listed) for _, listed in batch])
            alike = likeness(columns, first, np.concatenate([listed for _, listed in batch]))
            start = 0
            for one, listed in batch:
                share = np.clip((alike[start : start + len(listed)] - ALIKE_MIN) / (ALIKE_WHOLE - ALIKE_MIN), 0.0, 1.0)
                found[one] = (listed[share > 0], share[share > 0])
                start += len(listed)
            batch = []
    return found
