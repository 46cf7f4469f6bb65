"""A policy of dispatch in any order at all, to show that every order of decisions gives a legal plan."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from musterbook.lift.dispatch.policies import Prospect


@dataclass(frozen=True, slots=True)
class Shuffled:
    """Any order at all, drawn from a seed."""

    seed: int = 0
    name: str = "shuffled"
    turns: tuple[int, ...] = field(default=(7919, 104729, 1299709))

    def score(self, prospect: Prospect) -> float:
        """A number that follows from the seed and the prospect alone."""
        a, b, c = self.turns
        mixed = (self.seed + 1) * a + prospect.depart * b + prospect.set_down * c + len(prospect.site)
        return math.sin(mixed)
