"""What does not change from future to future: windows, calendars, hazards added up, the shortest way between places."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from musterbook.lift.courses import EARTH_RADIUS_KM, leg_minutes
from musterbook.lift.problem import Interval, Problem, Vehicle, VehicleType
from musterbook.lift.robust.spans import DAY_MIN, NEVER, Minutes, Numbers, Spans, Windows


class Ground:
    """The problem as the replay looks things up in it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.number = {node.id: number for number, node in enumerate(problem.nodes)}
        self.windows = {
            (node.id, mode): Windows.of(spans) for node in problem.nodes for mode, spans in node.open.items()
        }
        self.weight = {group.id: problem.risk_class[group.risk].weight for group in problem.groups}
        self._hazards = {node.id: _added_up(node.hazard, problem.horizon_min) for node in problem.nodes if node.hazard}
        self._calendars: dict[str, Spans | None] = {}
        self._tables: dict[str, Minutes] = {}
        self._roads: dict[tuple[str, str, int], Spans | None] = {}

    def exposure(self, node: str, minute: Minutes) -> Numbers:
        """The hazard of a place added up from the start to each minute."""
        if node not in self._hazards:
            return np.zeros(len(minute))
        minutes, sums = self._hazards[node]
        return np.asarray(np.interp(minute, minutes, sums), dtype=np.float64)

    def calendar(self, vehicle: Vehicle) -> Spans | None:
        """When a carrier may not move: its own times, and the nights if its type keeps to the day."""
        if vehicle.id not in self._calendars:
            kind = self.problem.vehicle_type[vehicle.type]
            nights = [] if kind.night_ok else self._nights
            self._calendars[vehicle.id] = Spans.of([*vehicle.unavailable, *nights])
        return self._calendars[vehicle.id]

    def road(self, a: str, b: str, route: int) -> Spans | None:
        """The known closures of a road."""
        if (a, b, route) not in self._roads:
            self._roads[a, b, route] = Spans.of(self.problem.routes[a, b][route].closed)
        return self._roads[a, b, route]

    def minutes(self, kind: VehicleType, origins: Minutes, destination: str) -> Minutes:
        """How long a carrier of the type needs between places, over others where no road leads straight there."""
        if kind.id not in self._tables:
            self._tables[kind.id] = self._by_road(kind) if kind.mode == "road" else self._by_air(kind)
        return np.asarray(self._tables[kind.id][origins, self.number[destination]], dtype=np.int64)

    def opens(self, node: str) -> int:
        """The first minute at which any mode may be handled at a place; 0 if there is none."""
        return min((start for spans in self.problem.node[node].open.values() for start, _ in spans), default=0)

    @cached_property
    def _nights(self) -> list[Interval]:
        rules = self.problem.rules
        length = (rules.night_to - rules.night_from) % DAY_MIN
        days = range(-1, 2 * self.problem.horizon_min // DAY_MIN + 2)
        starts = [day * DAY_MIN + rules.night_from for day in days]
        return [(start, start + length) for start in starts] if length else []

    def _by_air(self, kind: VehicleType) -> Minutes:
        places = np.radians([(node.lat, node.lon) for node in self.problem.nodes])
        lat, lon = places[:, 0], places[:, 1]
        across, along = np.subtract.outer(lat, lat), np.subtract.outer(lon, lon)
        half_chord = np.sin(across / 2) ** 2 + np.outer(np.cos(lat), np.cos(lat)) * np.sin(along / 2) ** 2
        km = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half_chord, 0.0, 1.0)))
        minutes = np.ceil(km / kind.speed_kmh * 60 - 1e-9).astype(np.int64) + kind.leg_overhead_min
        np.fill_diagonal(minutes, 0)
        return np.asarray(minutes, dtype=np.int64)

    def _by_road(self, kind: VehicleType) -> Minutes:
        """The fastest way over any roads, whatever is closed (Floyd and Warshall)."""
        size = len(self.problem.nodes)
        minutes: NDArray[np.int64] = np.full((size, size), NEVER, dtype=np.int64)
        np.fill_diagonal(minutes, 0)
        for (a, b), roads in self.problem.routes.items():
            if a in self.number and b in self.number:
                minutes[self.number[a], self.number[b]] = leg_minutes(kind, min(road.km for road in roads))
        for over in range(size):
            np.minimum(minutes, minutes[:, over, None] + minutes[None, over, :], out=minutes)
        return minutes


def _added_up(steps: tuple[tuple[int, float], ...], horizon: int) -> tuple[Numbers, Numbers]:
    """Corners of the hazard's integral, far enough for whoever comes after the horizon."""
    minutes = np.array([*(minute for minute, _ in steps), max(horizon, steps[-1][0]) * 20 + DAY_MIN], dtype=np.float64)
    rates = np.array([rate for _, rate in steps]) / DAY_MIN
    return minutes, np.concatenate([[0.0], np.cumsum(rates * np.diff(minutes))])
