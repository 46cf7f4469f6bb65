"""From which figures on a camp is said to lose its people, and how often it is looked at after control changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from musterbook.terms.errors import Malformed


@dataclass(frozen=True, slots=True)
class Settings:
    """The judged figures of casework.md section 12.

    Attributes:
        alert_people: more people than this unexplained between two counts are an alert,
        alert_share: if they are more than this share of those expected, too.
        emptying_share: more than this share of those expected, in one report, is emptying;
        emptying_total_share: so is more than this share of the last good count, in all since then.
        looks_hours: for so many hours after a change of control somebody looks each hour.
    """

    alert_people: int = 25
    alert_share: float = 0.01
    emptying_share: float = 0.10
    emptying_total_share: float = 0.25
    looks_hours: int = 72

    def __post_init__(self) -> None:
        for share in (self.alert_share, self.emptying_share, self.emptying_total_share):
            if not 0 < share < 1:
                raise Malformed.because("camps.not-a-share", value=f"{share:g}")
        if self.alert_people < 0 or self.looks_hours < 1:
            raise Malformed.because("camps.out-of-bounds", value=self.alert_people, least=0, most=None)

    def bound(self, expected: int) -> float:
        """More people than this unexplained, or too many, are said."""
        return max(self.alert_people, self.alert_share * expected)


DEFAULT: Final = Settings()
