"""What an operation may choose about eligibility, with the defaults and the limits within which it may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Final, Self

from musterbook.terms.bounds import outside
from musterbook.terms.errors import Fault, Malformed

ADULT_MEN: Final = "adult men"
EVERYONE: Final = "everyone"
_POPULATIONS: Final = (ADULT_MEN, EVERYONE)
_LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "clearance_hours": (1, 72),
    "age_margin_years": (5, 20),
    "panel_hours": (1, 72),
    "review_hours": (1, 30 * 24),
    "override_hours": (1, 6),
    "fitness_hours": (0, 14 * 24),
}
"""Least and most of each number: an operation may be stricter than the defaults and, reviews apart, never laxer."""


@dataclass(frozen=True, slots=True)
class EligibilitySettings:
    """Settings of the room.

    Attributes:
        population: whom this lift takes at all: `adult men`, or `everyone` for a civil evacuation. There is no setting
            that turns the age gate off.
        clearance_hours: how long a clearance holds at most.
        age_margin_years: years beyond eighteen that a claimed or estimated age must reach to count as adult.
        panel_hours: within how many hours of a hold an age panel is due.
        review_hours: within how many hours any other hold is to be looked at, when it does not say itself.
        override_hours: how long an override holds at most.
        fitness_hours: how long a certificate of fitness to travel holds at most; 0 asks for none.

    Raises:
        Malformed: every setting outside its limits.
    """

    population: str = ADULT_MEN
    clearance_hours: int = 72
    age_margin_years: int = 5
    panel_hours: int = 72
    review_hours: int = 7 * 24
    override_hours: int = 6
    fitness_hours: int = 0

    def __post_init__(self) -> None:
        faults = list(outside(self, _LIMITS))
        if self.population not in _POPULATIONS:
            said = {"setting": "population", "choices": ", ".join(_POPULATIONS)}
            faults.append(Fault("settings.unknown-choice", values=said))
        if faults:
            raise Malformed.of(faults)

    @classmethod
    def from_table(cls, table: Mapping[str, object]) -> Self:
        """The settings a table of a TOML file says; Malformed for a name or a type that is none of ours."""
        kinds = {one.name: type(one.default) for one in fields(cls)}
        faults = [
            Fault("settings.unknown" if name not in kinds else "settings.wrong-type", values={"setting": name})
            for name, value in table.items()
            if type(value) is not kinds.get(name)
        ]
        if faults:
            raise Malformed.of(faults)
        return cls(**table)  # type: ignore[arg-type]  # each value was just found to be of its field's type

    @property
    def clearance_lasts(self) -> timedelta:
        """How long a clearance holds at most."""
        return timedelta(hours=self.clearance_hours)

    @property
    def override_lasts(self) -> timedelta:
        """How long an override holds at most."""
        return timedelta(hours=self.override_hours)


DEFAULT: Final = EligibilitySettings()
"""The settings of an operation that says nothing."""
