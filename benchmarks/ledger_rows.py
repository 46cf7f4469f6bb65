"""One row of the table of `ledger.py`."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: what was measured against what, and the ratio that is required."""

    what: str
    reference: str
    ratios: tuple[float, ...]
    required: float | None
    each_us: float

    @property
    def ratio(self) -> float:
        """Median over the rounds."""
        return statistics.median(self.ratios)

    @property
    def held(self) -> bool:
        """Whether the gate holds."""
        return self.required is None or self.ratio <= self.required


def ratios(spent: Sequence[float], reference: Sequence[float]) -> tuple[float, ...]:
    """Round by round."""
    return tuple(one / other for one, other in zip(spent, reference, strict=True))
