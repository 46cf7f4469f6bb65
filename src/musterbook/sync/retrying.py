"""When to call again: after a second, then twice as long each time up to five minutes, with jitter, for ever."""

from __future__ import annotations

from random import Random
from typing import Final

FIRST_SECONDS: Final = 1.0
LONGEST_SECONDS: Final = 300.0


class Retrying:
    """How long to wait before the next call; `noise` spreads nodes that were cut off together."""

    def __init__(self, noise: Random) -> None:
        self._noise = noise
        self._failures = 0

    def went_on(self) -> None:
        """Something was taken: the next wait begins at a second again."""
        self._failures = 0

    def wait_seconds(self) -> float:
        """How long to wait after one more failure: between half and all of the doubled time."""
        longest = min(LONGEST_SECONDS, FIRST_SECONDS * float(1 << min(self._failures, 20)))
        self._failures += 1
        return longest * self._noise.uniform(0.5, 1.0)
