"""A plan: for each carrier its stops; and the serials read from it.

A plan is a proposal. A serial is one trip of one carrier with people: board at one place, set down at another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a carrier: times in minutes after the epoch, who boards and who is set down, counted by group.

    `route` is the road alternative used for the leg *to* this stop. People are set down before others board.
    """

    node: str
    arrive: int
    service_start: int
    service_end: int
    depart: int
    route: int = 0
    board: Mapping[str, int] = field(default_factory=dict)
    alight: Mapping[str, int] = field(default_factory=dict)
    escorts_on: int = 0
    escorts_off: int = 0
    refuel: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The stops of every carrier that moves; a carrier not listed stays at its base.

    `notes` are values others ignore: planner, seed, seconds.
    """

    instance: str
    stops: Mapping[str, tuple[Stop, ...]]
    notes: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Serial:
    """One trip with people: `id` is the carrier's name and a number counted along its plan, as in `CH47-003/7`."""

    id: str
    vehicle: str
    origin: str
    destination: str
    board_start: int
    board_end: int
    depart: int
    arrive: int
    set_down: int
    heads: Mapping[str, int]
    escorts: int

    @property
    def people(self) -> int:
        """How many people the serial carries."""
        return sum(self.heads.values())


def serials(plan: Plan) -> tuple[Serial, ...]:
    """Every serial of `plan`, carriers in the plan's order and trips in the order of their boarding.

    Heads of a group leave in the order they boarded; one boarding set down at two places gives two serials.
    """
    return tuple(serial for vehicle in plan.stops for serial in serials_of(vehicle, plan.stops[vehicle]))


def serials_of(vehicle: str, stops: tuple[Stop, ...]) -> tuple[Serial, ...]:
    """The serials of one carrier's stops."""
    trips: dict[tuple[int, int], dict[str, int]] = {}
    aboard: dict[str, list[tuple[int, int]]] = {}
    for index, stop in enumerate(stops):
        for group, heads in stop.alight.items():
            for boarded, taken in _first_in_first_out(aboard.get(group, []), heads):
                trip = trips.setdefault((boarded, index), {})
                trip[group] = trip.get(group, 0) + taken
        for group, heads in stop.board.items():
            if heads:
                aboard.setdefault(group, []).append((index, heads))
    escorts = _escorts_on_leaving(stops)
    return tuple(
        _serial(f"{vehicle}/{number}", vehicle, (stops[start], stops[end]), heads, escorts[start])
        for number, ((start, end), heads) in enumerate(sorted(trips.items()), start=1)
    )


def _first_in_first_out(lots: list[tuple[int, int]], heads: int) -> list[tuple[int, int]]:
    """Take `heads` from the front of `lots`, changing it; who is not there is not taken."""
    taken = []
    while heads > 0 and lots:
        index, there = lots.pop(0)
        some = min(heads, there)
        taken.append((index, some))
        heads -= some
        if there > some:
            lots.insert(0, (index, there - some))
    return taken


def _escorts_on_leaving(stops: tuple[Stop, ...]) -> list[int]:
    aboard, found = 0, []
    for stop in stops:
        aboard += stop.escorts_on - stop.escorts_off
        found.append(aboard)
    return found


def _serial(serial: str, vehicle: str, ends: tuple[Stop, Stop], heads: Mapping[str, int], escorts: int) -> Serial:
    start, end = ends
    return Serial(
        id=serial,
        vehicle=vehicle,
        origin=start.node,
        destination=end.node,
        board_start=start.service_start,
        board_end=start.service_end,
        depart=start.depart,
        arrive=end.arrive,
        set_down=end.service_end,
        heads=dict(heads),
        escorts=escorts,
    )
