"""What the wind found, for the account: who was still there when it came, and who would have been by the first plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from musterbook.lift.plan import Plan, Serial, serials
from musterbook.lift.problem import Problem


@dataclass(frozen=True, slots=True)
class SiteInTheWind:
    """A place that 34-knot wind came to, when, and how many were in its hands then."""

    site: str
    at: datetime
    still_there: int


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Something that stops serials which leave from one moment to another, whoever planned them.

    Attributes:
        since, until: the moments; for good when `until` is None.
        carrier: which carrier cannot run; any, when empty.
        ends: the places, or the one place, between which or to which nobody can go; anywhere, when empty.
    """

    since: datetime
    until: datetime | None = None
    carrier: str = ""
    ends: frozenset[str] = frozenset()

    def stops(self, serial: Serial, leaves_at: datetime) -> bool:
        """Whether a serial that leaves at this moment cannot run."""
        about = self.carrier in ("", serial.vehicle) and (
            self.ends <= {serial.origin, serial.destination}
            if len(self.ends) > 1
            else self.ends <= {serial.destination}
        )
        return about and self.since <= leaves_at and (self.until is None or leaves_at < self.until)


@dataclass(frozen=True, slots=True)
class FirstPlan:
    """The plan with which the move began, and how many each site held then."""

    made_at: datetime
    plan: Plan
    problem: Problem
    counts: Mapping[str, int]

    def left_at(self, site: str, at: datetime, hindrances: Sequence[Hindrance]) -> int:
        """How many the plan would have left at a site at that moment: to the minute, less what could not run."""
        epoch = datetime.fromisoformat(self.problem.epoch)
        away = 0
        for one in serials(self.plan):
            leaves = epoch + timedelta(minutes=one.depart)
            if leaves < at and not any(hindrance.stops(one, leaves) for hindrance in hindrances):
                away += one.heads.get(site, 0)
        return self.counts.get(site, 0) - away


def wind_told(
    storm: str, *, advisories: int, came: Mapping[str, SiteInTheWind], first: FirstPlan | None,
    hindrances: Sequence[Hindrance], sites: Sequence[str], stood_down: datetime | None,
) -> dict[str, Any]:  # fmt: skip
    """The storm as JSON: `sites` are those the move was about; the wind may have come to none of them.

    `still_there` counts the people at those sites when the wind came to each; `first_plan` those who would have been
    there had the first plan never been made again, less what could not have run (a broken carrier, a shut road, a
    place that took nobody); None where nothing was planned. `receivers` are the other places the wind came to.
    """
    in_order = sorted(came.values(), key=lambda one: (one.at, one.site))
    reached = [one for one in in_order if one.site in sites]
    by_first = {one.site: None if first is None else first.left_at(one.site, one.at, hindrances) for one in reached}
    return {
        "storm": storm, "advisories": advisories,
        "planned_at": None if first is None else first.made_at.isoformat(),
        "stood_down_at": None if stood_down is None else stood_down.isoformat(),
        "sites": len(sites), "sites_reached": len(reached),
        "still_there": sum(one.still_there for one in reached),
        "first_plan": None if first is None else sum(left for left in by_first.values() if left is not None),
        "reached": [
            {"site": one.site, "at": one.at.isoformat(), "still_there": one.still_there,
             "first_plan": by_first[one.site]}
            for one in reached
        ],
        "receivers": [
            {"site": one.site, "at": one.at.isoformat(), "people": one.still_there}
            for one in in_order if one.site not in sites
        ],
    }  # fmt: skip
