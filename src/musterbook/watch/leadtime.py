"""Three numbers that are never merged: when the front may arrive, how long a lift takes, and what is left between.

Watch.md section 12. That a warning is shorter than the lift is the finding, and it must be seen.
"""

from __future__ import annotations

from dataclasses import dataclass

from musterbook.watch.control import Arrival
from musterbook.watch.parts import Terms, line_arrival
from musterbook.watch.settings import Assumptions
from musterbook.watch.site_today import SiteToday
from musterbook.watch.values import Values


@dataclass(frozen=True, slots=True)
class LeadTime:
    """The three numbers of one site.

    Attributes:
        arrival: when hostile ground may reach it; None without a line that is closing.
        lift_days: how long it takes to empty the site.
        planned: whether a plan says so; without one it is the settings' figure.
    """

    arrival: Arrival | None
    lift_days: float
    planned: bool

    @property
    def slack_days(self) -> float | None:
        """Days left if the front comes early (one time in ten it is earlier still); None where nothing is coming."""
        return None if self.arrival is None else self.arrival.early_days - self.lift_days

    @property
    def too_late(self) -> bool:
        """Whether the lift could not be finished in time if the front came early."""
        return self.slack_days is not None and self.slack_days < 0


def lead_time(today: SiteToday, assumed: Assumptions, *, lift_days: float | None) -> LeadTime:
    """The three numbers; `lift_days` is the planner's days to empty the site, None where there is no plan."""
    coming = line_arrival(Terms(today, assumed.values, 0.0, None))
    return LeadTime(coming, days_to_empty(assumed.values, lift_days), lift_days is not None)


def days_to_empty(values: Values, lift_days: float | None) -> float:
    """The planner's days, or those taken where there is no plan; ValueError below 0."""
    days = values.lift_days_unknown if lift_days is None else lift_days
    if not days >= 0:
        raise ValueError("a lift of less than no days")
    return days
