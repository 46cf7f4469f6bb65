"""Reading a plan as a timetable: serials, sorties, tours and escort parties of each carrier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from musterbook.lift.courses import distance_km, leg_minutes
from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Problem, Vehicle
from musterbook.lift.robust.spans import DAY_MIN
from musterbook.lift.robust.timetable import Call, Course, Line, Party, Sortie, Timetable


def timetable_of(problem: Problem, plan: Plan) -> Timetable:
    """The timetable of a plan the check has passed; carriers the problem does not know are left out."""
    lines: list[Line] = []
    courses = []
    for vehicle, stops in plan.stops.items():
        if stops and vehicle in problem.vehicle:
            courses.append(_Reading(problem, problem.vehicle[vehicle], stops, lines).course())
    return Timetable(problem, tuple(courses), tuple(lines))


class _Reading:
    """Reads the stops of one carrier; adds its serials to those found so far."""

    def __init__(self, problem: Problem, vehicle: Vehicle, stops: Sequence[Stop], lines: list[Line]) -> None:
        self.problem, self.vehicle, self.stops, self.lines = problem, vehicle, stops, lines
        self.kind = problem.vehicle_type[vehicle.type]

    def course(self) -> Course:
        trips = self.trips()
        spans = self.spans(trips)
        own = [self.line(f"{self.vehicle.id}/{i}", ends, trips) for i, ends in enumerate(sorted(trips), start=1)]
        inside = {index: number for number, (a, b) in enumerate(spans) for index in range(a, b + 1)}
        days: dict[int, int] = defaultdict(int)
        calls = []
        for index in range(len(self.stops)):
            day = (self.stops[index - 1].depart if index else 0) // DAY_MIN
            days[day] += 1
            calls.append(self.call(index, f"{day}.{days[day]}", own, inside.get(index)))
        return Course(self.vehicle, self.kind, tuple(calls), self.sorties(spans, calls), tuple(self.parties()))

    def trips(self) -> dict[tuple[int, int], dict[str, int]]:
        """Heads by boarding and set-down, first on first off; numbered in order they are the plan's serials."""
        trips: dict[tuple[int, int], dict[str, int]] = {}
        aboard: dict[str, list[list[int]]] = defaultdict(list)
        for index, stop in enumerate(self.stops):
            for group, heads in stop.alight.items():
                left, queue = heads, aboard[group]
                while left > 0 and queue:
                    some = min(left, queue[0][1])
                    trip = trips.setdefault((queue[0][0], index), {})
                    trip[group] = trip.get(group, 0) + some
                    left, queue[0][1] = left - some, queue[0][1] - some
                    if not queue[0][1]:
                        queue.pop(0)
            for group, heads in stop.board.items():
                if heads:
                    aboard[group].append([index, heads])
        return trips

    def spans(self, trips: Mapping[tuple[int, int], object]) -> list[tuple[int, int]]:
        """First and last call of each sortie: trips that share a call belong together."""
        joined: list[tuple[int, int]] = []
        for start, end in sorted(trips):
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            else:
                joined.append((start, end))
        return joined

    def line(self, name: str, ends: tuple[int, int], trips: Mapping[tuple[int, int], Mapping[str, int]]) -> Line:
        start, end = ends
        seats, points, lying, tags = [], [], [], set()
        for leaving in range(start, end):
            aboard = [(g, n) for (a, b), heads in trips.items() if a <= leaving < b for g, n in heads.items()]
            escorts = self.escorts(leaving)
            seats.append(self.kind.seats - escorts - sum(n * self.seats(g) for g, n in aboard))
            guarded = escorts * self.problem.rules.escort_points_per_guard
            points.append(guarded - sum(n * self.points(g) for g, n in aboard))
            lying.append(self.kind.stretchers_max - sum(n for g, n in aboard if self.problem.group[g].stretcher))
            tags |= {self.problem.group[g].tag for g, _ in aboard}
        if any(a < end and start < b for a, b in trips if (a, b) < ends):
            seats = [0]
        apart = {tag for pair in self.problem.rules.separation for one in tags & pair for tag in pair - {one}}
        line = Line(
            number=len(self.lines),
            id=name,
            origin=self.stops[start].node,
            destination=self.stops[end].node,
            board=start,
            alight=end,
            heads=dict(trips[ends]),
            depart=self.stops[start].depart,
            set_down=self.stops[end].service_end,
            seats_free=max(0, min(seats)),
            points_free=max(0, min(points)),
            lying_free=max(0, min(lying)),
            beside=frozenset(group.id for group in self.problem.groups if group.tag not in apart),
        )
        self.lines.append(line)
        return line

    def call(self, index: int, name: str, own: Sequence[Line], sortie: int | None) -> Call:
        stop = self.stops[index]
        before = self.stops[index - 1].node if index else stop.node
        km, route = 0.0, None
        if before != stop.node:
            if self.kind.mode == "road":
                roads = self.problem.routes[before, stop.node]
                route = (roads[stop.route], stop.route)
                km = route[0].km
            else:
                km = distance_km(self.problem.node[before], self.problem.node[stop.node])
        minutes = leg_minutes(self.kind, km) if before != stop.node else 0
        return Call(
            stop=stop,
            node=stop.node,
            name=name,
            leg_min=minutes,
            leg_risk=route[0].risk if route else 0.0,
            leg_hours_risk=self.kind.risk_per_hour * minutes / 60,
            route=route,
            boards=tuple(line for line in own if line.board == index),
            alights=tuple(line for line in own if line.alight == index),
            sortie=sortie,
        )

    def sorties(self, spans: Sequence[tuple[int, int]], calls: Sequence[Call]) -> tuple[Sortie, ...]:
        tours = [self.tour_of(first, calls) for first, _ in spans]
        found = []
        for number, (first, last) in enumerate(spans):
            leave = self.stops[first - 1].depart if first else self.stops[first].service_start
            begins = leave if calls[first].leg_min else self.stops[first].service_start
            before = self.last_activity(first, calls)
            found.append(
                Sortie(
                    first=first,
                    last=last,
                    leave=leave,
                    tail_min=self.tail(last, calls),
                    rested=before is None or begins - before >= self.kind.rest_least_min,
                    tour=tours[number],
                    turn=tours[:number].count(tours[number]),
                    turns=tours.count(tours[number]),
                )
            )
        return tuple(found)

    def tour_of(self, first: int, calls: Sequence[Call]) -> str:
        """A tour is named by the call at which its escorts came on, the first one without."""
        ons = [index for index in range(first + 1) if self.stops[index].escorts_on]
        return calls[ons[-1]].name if ons else ""

    def last_activity(self, before: int, calls: Sequence[Call]) -> int | None:
        for index in range(before - 1, -1, -1):
            stop = self.stops[index]
            if stop.service_end > stop.service_start:
                return stop.service_end
            if calls[index].leg_min:
                return stop.arrive
        return None

    def tail(self, last: int, calls: Sequence[Call]) -> int:
        """Minutes from the last service to the end of the empty leg after it, unless the crew rests in between."""
        end = self.stops[last].service_end
        if last + 1 >= len(self.stops) or calls[last + 1].sortie is not None or not calls[last + 1].leg_min:
            return 0
        rests = self.stops[last].depart - end >= self.kind.rest_least_min
        return 0 if rests else self.stops[last + 1].arrive - end

    def parties(self) -> list[Party]:
        """Escorts by where they come on and go off, longest out first, as the check counts them."""
        out: list[list[int]] = []
        found = []
        for index, stop in enumerate(self.stops):
            left = stop.escorts_off
            while left > 0 and out:
                some = min(left, out[0][1])
                found.append(Party(out[0][0], index, some))
                left, out[0][1] = left - some, out[0][1] - some
                if not out[0][1]:
                    out.pop(0)
            if stop.escorts_on:
                out.append([index, stop.escorts_on])
        return found

    def escorts(self, leaving: int) -> int:
        return sum(stop.escorts_on - stop.escorts_off for stop in self.stops[: leaving + 1])

    def seats(self, group: str) -> int:
        return self.kind.seats_per_stretcher if self.problem.group[group].stretcher else 1

    def points(self, group: str) -> int:
        return self.problem.risk_class[self.problem.group[group].risk].escort_points
