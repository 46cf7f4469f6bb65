"""From which figures on a camp is said to lose its people, and how often it is looked at after control changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from musterbook.terms.bounds import outside
from musterbook.terms.errors import Fault, Malformed

_LIMITS: Final[Mapping[str, tuple[int, int]]] = {"alert_people": (0, 1_000), "looks_hours": (1, 720)}
"""Least and most of each number."""


@dataclass(frozen=True, slots=True)
class CampsSettings:
    """The judged figures of casework.md section 12; `[camps]` of an operation's settings.

    Attributes:
        alert_people: more people than this unexplained between two counts are an alert,
        alert_share: if they are more than this share of those expected, too.
        emptying_share: more than this share of those expected, in one report, is emptying;
        emptying_total_share: so is more than this share of the last good count, in all since then.
        looks_hours: for so many hours after a change of control somebody looks each hour.

    Raises:
        Malformed: every figure outside its limits.
    """

    alert_people: int = 25
    alert_share: float = 0.01
    emptying_share: float = 0.10
    emptying_total_share: float = 0.25
    looks_hours: int = 72

    def __post_init__(self) -> None:
        shares = ("alert_share", "emptying_share", "emptying_total_share")
        faults = [
            Fault("camps.not-a-share", column=f"camps.{name}", values={"value": f"{getattr(self, name):g}"})
            for name in shares
            if not 0 < getattr(self, name) < 1
        ]
        faults += outside(self, _LIMITS)
        if faults:
            raise Malformed.of(faults)

    def bound(self, expected: int) -> float:
        """More people than this unexplained, or too many, are said."""
        return max(self.alert_people, self.alert_share * expected)


DEFAULT: Final = CampsSettings()
