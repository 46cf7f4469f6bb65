"""A plan read as a timetable: each carrier's calls, the serials between them, the sorties that are flown or scrubbed.

A sortie is what a carrier does from boarding while empty until it is empty again. It is flown as a whole or not at
all. Nothing in a timetable depends on a future.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Literal

from musterbook.lift.plan import Stop
from musterbook.lift.problem import Problem, RoadRoute, Vehicle, VehicleType

Step = tuple[int, Literal["leave", "call"], int]
"""Which carrier, what it does, and the sortie it leaves for or the call it makes."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One serial: who boards at one call and is set down at another.

    `seats_free`, `points_free` and `lying_free` are what the plan leaves unused on the way, `beside` the groups that
    may sit beside those planned. Of serials that share a part of the way only the first has seats free.
    """

    number: int
    id: str
    origin: str
    destination: str
    board: int
    alight: int
    heads: Mapping[str, int]
    depart: int
    set_down: int
    seats_free: int
    points_free: int
    lying_free: int
    beside: frozenset[str]

    @property
    def pair(self) -> tuple[str, str]:
        """Where from and where to."""
        return self.origin, self.destination


@dataclass(frozen=True, slots=True)
class Call:
    """One stop of a carrier. `leg_min` is the nominal time of the leg to it, `name` what its chances are drawn by."""

    stop: Stop
    node: str
    name: str
    leg_min: int
    leg_risk: float
    leg_hours_risk: float
    route: tuple[RoadRoute, int] | None
    boards: tuple[Line, ...]
    alights: tuple[Line, ...]
    sortie: int | None

    @property
    def handling_min(self) -> int:
        """How long the plan gives the service."""
        return self.stop.service_end - self.stop.service_start


@dataclass(frozen=True, slots=True)
class Sortie:
    """Calls `first` to `last`, left for at `leave`.

    `tail_min` is how long after its last service the carrier still has to move before it may rest; `rested`: the plan
    lets the crew rest before it; `tour` and `turn` name the tour and the place in it, of `turns`.
    """

    first: int
    last: int
    leave: int
    tail_min: int
    rested: bool
    tour: str
    turn: int
    turns: int


@dataclass(frozen=True, slots=True)
class Party:
    """Escorts who come on at one call and go off at another."""

    on: int
    off: int
    escorts: int


@dataclass(frozen=True, slots=True)
class Course:
    """Everything one carrier is to do."""

    vehicle: Vehicle
    kind: VehicleType
    calls: tuple[Call, ...]
    sorties: tuple[Sortie, ...]
    parties: tuple[Party, ...]

    def steps(self) -> Iterator[tuple[int, Literal["leave", "call"], int]]:
        """What it does in order, with the minute planned."""
        starts = {sortie.first: number for number, sortie in enumerate(self.sorties)}
        for index, call in enumerate(self.calls):
            if index in starts:
                yield self.sorties[starts[index]].leave, "leave", starts[index]
            yield call.stop.service_start, "call", index


@dataclass(frozen=True, slots=True)
class Timetable:
    """All courses, and all serials by number."""

    problem: Problem
    courses: tuple[Course, ...]
    lines: tuple[Line, ...]

    def steps(self) -> Iterator[tuple[int, Step]]:
        """Everything that is done, in the order of the plan, with the minute planned.

        Of what begins together those who set people down come before those who board them.
        """
        ways = [course.steps() for course in self.courses]
        ahead: list[tuple[int, bool, int, Literal["leave", "call"], int]] = []
        for number, way in enumerate(ways):
            ahead += self._next(number, way)
        heapify(ahead)
        while ahead:
            minute, _, number, what, index = heappop(ahead)
            yield minute, (number, what, index)
            for step in self._next(number, ways[number]):
                heappush(ahead, step)

    def _next(
        self, number: int, way: Iterator[tuple[int, Literal["leave", "call"], int]]
    ) -> list[tuple[int, bool, int, Literal["leave", "call"], int]]:
        for minute, what, index in way:
            boards = what == "call" and bool(self.courses[number].calls[index].boards)
            return [(minute, boards, number, what, index)]
        return []
