"""One search for one serial: when the carrier is free for it, whom it takes, and what it met."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from musterbook.lift.dispatch.bookings import Bookings
from musterbook.lift.dispatch.loading import Load
from musterbook.lift.dispatch.trips import Trip
from musterbook.lift.explain.outings import Ride
from musterbook.lift.explain.values import Obstacle
from musterbook.lift.problem import Problem


@dataclass(frozen=True, slots=True)
class Gap:
    """The carrier stands at base after the stop at place `after`, from minute `start` to `end`."""

    after: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One search: its trip if there is one in time, whom it takes from where, and what it met."""

    gap: Gap
    target: str
    trip: Trip | None
    load: Load
    wanted: int
    taken: tuple[tuple[Ride, int], ...]
    obstacle: Obstacle | None
    escorts_needed: int = 0
    escorts_free: int | None = None


def beds_short(problem: Problem, bookings: Bookings, load: Load, trip: Trip) -> dict[str, int]:
    """The compartments with too few beds when the load is set down, and how many there are; none at a staging place."""
    if problem.node[trip.ask.dest].kind != "dest":
        return {}
    wanted: dict[str, int] = defaultdict(int)
    for group, heads in load.heads.items():
        wanted[problem.group[group].compartment] += heads
    room = {where: max(0, bookings.bed_room(trip.ask.dest, where, trip.u1)) for where in wanted}
    return {where: free for where, free in room.items() if free < wanted[where]}
