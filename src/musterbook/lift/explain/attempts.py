"""One search for one serial: when the carrier is free for it, whom it takes, and what it met."""

from __future__ import annotations

from dataclasses import dataclass

from musterbook.lift.dispatch.loading import Load
from musterbook.lift.dispatch.trips import Trip
from musterbook.lift.explain.outings import Ride
from musterbook.lift.explain.values import Obstacle


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
