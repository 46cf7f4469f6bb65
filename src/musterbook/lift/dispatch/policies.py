"""Simple rules for what a carrier does next: each looks at one prospect and says how good it is; the greatest wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

DAY_MIN = 1440


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a carrier could do next: fetch a load at a site and set it down.

    Attributes:
        site: where; `at_site` the heads still there.
        heads, weight: what it would take, weight by class.
        depart: leaving the site with the load; `set_down` and `end` (free again, or back at base) after it.
        ready: when the carrier could start.
        escorts: how many it takes.
        staged: set down at a staging place, from where somebody else takes them on.
        lost_by: the chance of losing a person at the site by a minute.
    """

    site: str
    at_site: int
    heads: int
    weight: float
    ready: int
    depart: int
    set_down: int
    end: int
    escorts: int
    staged: bool
    lost_by: Callable[[int], float]

    @property
    def minutes(self) -> int:
        """How long the carrier is busy with it."""
        return max(1, self.end - self.ready)


class Policy(Protocol):
    """A rule that ranks prospects; it never needs to know what is legal, only what is better."""

    @property
    def name(self) -> str:
        """What the planner is called."""
        ...

    def score(self, prospect: Prospect) -> float:
        """Greater is better."""
        ...


@dataclass(frozen=True, slots=True)
class MostAtRiskFirst:
    """The site with the largest chance of loss over the next day; there, most weight a minute."""

    name: str = "most-at-risk-first"
    ahead_min: int = DAY_MIN

    def score(self, prospect: Prospect) -> float:
        """Chance of loss over the next day, then weight a minute."""
        risk = prospect.lost_by(prospect.depart + self.ahead_min) - prospect.lost_by(prospect.depart)
        return round(risk, 3) * 1e6 + prospect.weight / prospect.minutes


@dataclass(frozen=True, slots=True)
class NearestFirst:
    """The shortest time to set-down; of equal times the larger load."""

    name: str = "nearest-first"

    def score(self, prospect: Prospect) -> float:
        """Minutes to set-down, in steps of ten, then heads."""
        return -((prospect.set_down - prospect.ready) // 10) * 1e4 + prospect.heads


@dataclass(frozen=True, slots=True)
class BiggestFirst:
    """The site with most people still held."""

    name: str = "biggest-first"

    def score(self, prospect: Prospect) -> float:
        """Heads at the site, then weight a minute."""
        return prospect.at_site * 1e4 + prospect.weight / prospect.minutes


@dataclass(frozen=True, slots=True)
class OneSiteAtATime:
    """Clear one site before the next, in the order of their danger at the horizon of a week."""

    name: str = "one-site-at-a-time"
    week_min: int = 7 * DAY_MIN

    def score(self, prospect: Prospect) -> float:
        """Danger within the first week orders the sites once and for all; then weight a minute."""
        return round(prospect.lost_by(self.week_min), 6) * 1e9 + prospect.weight / prospect.minutes


@dataclass(frozen=True, slots=True)
class ValueRate:
    """Weighted loss avoided per carrier minute.

    Args:
        ahead_min: how far ahead loss is counted as avoided.
        floor: value of moving a person where nothing threatens.
        staging: how much less (or more) a delivery to a staging place is worth.
        settle_min: minutes added to every trip, so that short trips do not win by being short.
        escort_cost: how much an escort weighs against the carrier's time.
    """

    name: str = "value-rate"
    ahead_min: int = 3 * DAY_MIN
    floor: float = 0.002
    staging: float = 1.0
    settle_min: int = 30
    escort_cost: float = 0.0

    def score(self, prospect: Prospect) -> float:
        """Weight times the chance of loss avoided, per minute of the carrier."""
        gain = prospect.lost_by(prospect.depart + self.ahead_min) - prospect.lost_by(prospect.depart) + self.floor
        share = self.staging if prospect.staged else 1.0
        return (
            prospect.weight
            * gain
            * share
            / ((prospect.minutes + self.settle_min) * (1 + self.escort_cost * prospect.escorts))
        )
