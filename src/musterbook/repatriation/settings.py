"""What an operation may choose about returns: clocks, and the limits within which it may choose them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from musterbook.terms.bounds import outside
from musterbook.terms.errors import Malformed

_LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "rights_days": (1, 90),
    "papers_days": (14, 365),
    "host_review_days": (1, 30),
    "stalled_days": (7, 365),
}
"""Least and most of each number: stricter about rights and papers than the defaults, never laxer."""


@dataclass(frozen=True, slots=True)
class RepatriationSettings:
    """Settings of the room; every number is a judgement (casework.md section 11).

    Attributes:
        rights_days: how long an assessment of the risk holds at most.
        papers_days: how long papers must still be good on the day of travel; and they are warned of so long before.
        host_review_days: within how many days a host's hold is looked at again, when it does not say itself.
        stalled_days: after so many days without anything from or to a country its cases have stalled.

    Raises:
        Malformed: every setting outside its limits.
    """

    rights_days: int = 90
    papers_days: int = 14
    host_review_days: int = 30
    stalled_days: int = 60

    def __post_init__(self) -> None:
        faults = list(outside(self, _LIMITS))
        if faults:
            raise Malformed.of(faults)

    @property
    def rights_last(self) -> timedelta:
        """How long an assessment of the risk holds at most."""
        return timedelta(days=self.rights_days)

    @property
    def papers_margin(self) -> timedelta:
        """How long papers must still be good on the day of travel."""
        return timedelta(days=self.papers_days)

    @property
    def stalled_after(self) -> timedelta:
        """After how long without a word a country's cases have stalled."""
        return timedelta(days=self.stalled_days)


DEFAULT: Final = RepatriationSettings()
"""The settings of an operation that says nothing."""
