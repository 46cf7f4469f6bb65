"""How often things go wrong, and by how much: one frozen table of figures, each of them judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any


def _by_mode(heli: float, fixed: float, road: float) -> Mapping[str, float]:
    return {"heli": heli, "fixed": fixed, "road": road}


@dataclass(frozen=True, slots=True)
class Chances:
    """The figures futures are drawn with. Source of every default: judged, until an operation measures its own.

    Attributes:
        breaks_per_tour: by mode, the chance that a carrier fails on a tour (judged). It fails before one of the tour's
            boardings, never with people aboard.
        break_least_min, break_most_min: how long it is out, any length between being as likely (judged, 4 to 48 h).
        leg_spread: by mode, sigma of the log-normal factor on a leg's time, median 1 (judged).
        handling_spread: sigma of the log-normal factor on a service's time (judged).
        weather_per_day: chance that helicopters are grounded in the whole region at some minute of a day (judged).
        weather_least_min, weather_most_min: for how long (judged, 6 to 14 h).
        road_shut_per_day: chance that a road shuts beside its known closures on a day (judged).
        road_incidents: the same by pair of places where the watch has measured it; the pair may stand either way round.
        road_shut_least_min, road_shut_most_min: for how long (judged, 4 to 24 h).
        consent_delay_min: mean of the exponential delay of a facility's first opening, if it opens after minute 0
            (judged, 12 h). Who is open from the start has agreed already.
        hazard_p90: the 90th percentile of the factor on an area's hazards, its median being 1 (judged, twice; the
            outlook's own 10-90 % where there is one). Log-normal, one factor an area: bad worlds are bad together.
        connection_wait_min: how long a carrier waits at a staging place for people of its manifest (judged).
        overrun_min: by how much a serial begun may overrun duty, night or window before it is not begun (judged).
    """

    breaks_per_tour: Mapping[str, float] = field(default_factory=lambda: _by_mode(0.02, 0.015, 0.01))
    break_least_min: int = 240
    break_most_min: int = 2880
    leg_spread: Mapping[str, float] = field(default_factory=lambda: _by_mode(0.08, 0.08, 0.2))
    handling_spread: float = 0.25
    weather_per_day: float = 0.08
    weather_least_min: int = 360
    weather_most_min: int = 840
    road_shut_per_day: float = 0.02
    road_incidents: Mapping[tuple[str, str], float] = field(default_factory=dict)
    road_shut_least_min: int = 240
    road_shut_most_min: int = 1440
    consent_delay_min: float = 720.0
    hazard_p90: float = 2.0
    connection_wait_min: int = 60
    overrun_min: int = 30

    @classmethod
    def none(cls) -> Chances:
        """A world in which nothing goes wrong: the replay of a plan is then the plan."""
        return cls(
            breaks_per_tour=_by_mode(0.0, 0.0, 0.0),
            leg_spread=_by_mode(0.0, 0.0, 0.0),
            handling_spread=0.0,
            weather_per_day=0.0,
            road_shut_per_day=0.0,
            consent_delay_min=0.0,
            hazard_p90=1.0,
        )

    def road_shuts(self, a: str, b: str) -> float:
        """The chance a day that a road between two places shuts: measured if it is, else judged."""
        measured = self.road_incidents.get((a, b), self.road_incidents.get((b, a)))
        return self.road_shut_per_day if measured is None else measured

    def told(self) -> dict[str, Any]:
        """The figures as JSON-ready values."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        values = {name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()}
        values["road_incidents"] = [[a, b, rate] for (a, b), rate in sorted(self.road_incidents.items())]
        return values
