"""What an operation may choose about coordination: its clocks, and two gates that are off until it turns them on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from musterbook.terms.bounds import outside
from musterbook.terms.errors import Malformed

_LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "stale_book_hours": (0, 48),
    "defer_days": (0, 7),
    "read_back_hours": (1, 24),
    "taken_up_hours": (1, 24),
    "warn_percent": (5, 90),
    "chair_hours": (1, 24),
    "crisis_hours": (1, 24),
    "principals_hours": (2, 48),
    "lapse_days": (1, 60),
    "family_word_days": (0, 30),
}
"""Least and most of each number; the clocks may be tightened and not loosened beyond what casework.md says."""


@dataclass(frozen=True, slots=True)
class CoordinationSettings:
    """Settings of the room (casework.md sections 4 and 6; all judged).

    Attributes:
        stale_book_hours: how old the newest entry of the coordinating node may be when people board; 0 turns the gate
            `coordination.stale-book` off, 12 is what the document says.
        protecting_body: whether the first serial to a new site needs word to the protecting body.
        defer_days: for how long the chair may put that word off.
        read_back_hours: how long agencies have to agree to minutes, or object.
        taken_up_hours: after how long the deputy hears of an action that nobody has taken up.
        warn_percent: the owner hears when this share of the time, in hundredths, is left.
        chair_hours, crisis_hours, principals_hours: how long overdue an action is when the chair hears of it, when he
            hears of it while any site is at ready or above, and when the principals do.
        lapse_days: how long before it ends an agreement is on every report.
        family_word_days: within how many days families are to hear where somebody is; 0 asks for no word.

    Raises:
        Malformed: every setting outside its limits.
    """

    stale_book_hours: int = 0
    protecting_body: bool = False
    defer_days: int = 7
    read_back_hours: int = 2
    taken_up_hours: int = 2
    warn_percent: int = 25
    chair_hours: int = 24
    crisis_hours: int = 4
    principals_hours: int = 48
    lapse_days: int = 7
    family_word_days: int = 7

    def __post_init__(self) -> None:
        faults = list(outside(self, _LIMITS))
        if faults:
            raise Malformed.of(faults)

    @property
    def off(self) -> tuple[str, ...]:
        """Gates this operation has not turned on: what is off is said wherever the day is told."""
        gates = (
            ("coordination.stale-book", self.stale_book_hours),
            ("coordination.protecting-body", self.protecting_body),
        )
        return tuple(rule for rule, on in gates if not on)

    @property
    def read_back(self) -> timedelta:
        """How long agencies have to agree to minutes."""
        return timedelta(hours=self.read_back_hours)


DEFAULT: Final = CoordinationSettings()
