"""One carrier while a plan is made: where it is, since when, with whom, and the stops it has made."""

from __future__ import annotations

from dataclasses import dataclass, field

from musterbook.lift.dispatch.network import Calendar, Way
from musterbook.lift.plan import Stop
from musterbook.lift.problem import Vehicle, VehicleType


@dataclass(slots=True)
class Draft:
    """A stop that may still change: a carrier's departure is known only when its next leg is."""

    node: str
    arrive: int
    service_start: int
    service_end: int
    depart: int
    route: int = 0
    board: dict[str, int] = field(default_factory=dict)
    alight: dict[str, int] = field(default_factory=dict)
    escorts_on: int = 0
    escorts_off: int = 0
    refuel: bool = False

    def stop(self) -> Stop:
        """The stop as it goes into the plan."""
        return Stop(
            node=self.node,
            arrive=self.arrive,
            service_start=self.service_start,
            service_end=self.service_end,
            depart=self.depart,
            route=self.route,
            board={group: heads for group, heads in self.board.items() if heads},
            alight={group: heads for group, heads in self.alight.items() if heads},
            escorts_on=self.escorts_on,
            escorts_off=self.escorts_off,
            refuel=self.refuel,
        )


@dataclass(frozen=True, slots=True)
class WayHome:
    """The promised way back to base from where the carrier is: it can always be taken."""

    depart: int
    arrive: int
    way: Way
    refuel: bool
    duty_from: int


@dataclass(slots=True)
class Carrier:
    """A carrier between two decisions.

    Attributes:
        ready: the first minute it can leave from where it stands.
        duty_from, last_end: start of the running duty, end of the last activity (None: never active).
        tour_from: when its escorts came on; None when it stands at base without escorts.
        booked_until: to when its escorts are booked in the pool.
        home: the way back, when its escorts are out and it is not at base.
    """

    vehicle: Vehicle
    kind: VehicleType
    calendar: Calendar
    node: str
    order: int
    ready: int = 0
    duty_from: int = 0
    last_end: int | None = None
    km: float = 0.0
    escorts: int = 0
    tour_from: int | None = None
    booked_until: int = 0
    home: WayHome | None = None
    stops: list[Draft] = field(default_factory=list)

    @property
    def base(self) -> str:
        """Where it parks and its escorts belong."""
        return self.vehicle.base

    @property
    def on_tour(self) -> bool:
        """Are its escorts out with it?"""
        return self.tour_from is not None

    def last_stop(self) -> Draft:
        """The stop it stands at; the first one is made when asked for."""
        if not self.stops:
            self.stops.append(Draft(self.base, 0, 0, 0, 0))
        return self.stops[-1]
