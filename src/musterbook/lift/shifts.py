"""The time carriers have to themselves between serials that stay: each such time is a carrier of its own to the search.

So whatever the search finds fits between what stays, and nothing that stays has to be found again. A shift is what
stays of one carrier up to such a time, and the time itself; duty, rest and fuel of what comes after are not touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from musterbook.lift.committed import Course, Courses, Movement
from musterbook.lift.freeing import fuelled
from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Interval, Problem

USEFUL_MIN = 120
"""Shorter times are left alone: hardly any serial is there and back in less."""
SHIFTS_MAX = 2000
"""Of more times than this the shortest are left alone."""


@dataclass(slots=True)
class Shift:
    """What stays of one carrier up to a time of its own.

    Attributes:
        id: its name to the search; the first shift of a carrier has the carrier's own.
        vehicle: the carrier.
        first: where it stands before.
        movements: what stays.
        freed: adopted movements that do not, in the time behind.
        free: when it may do something else, behind what stays.
        after: the shift before it, empty for a carrier's first.
        duty: when the duty of `movements` began as adopted; before them, if the time before is used.
    """

    id: str
    vehicle: str
    first: Stop
    movements: list[Movement] = field(default_factory=list)
    freed: list[Movement] = field(default_factory=list)
    free: list[Interval] = field(default_factory=list)
    after: str = ""
    duty: int = 0

    def stops(self) -> list[Stop]:
        """The stops that stay; at the last one the carrier is left where it is."""
        found = [self.first, *(stop for movement in self.movements for stop in movement.stops)]
        last = found[-1]
        found[-1] = replace(last, depart=last.service_end, refuel=False)
        return found

    @property
    def end(self) -> int:
        """When all that stays is done."""
        return self.movements[-1].end if self.movements else self.first.service_end


def shifts_of(problem: Problem, courses: Courses, *, line: int) -> list[Shift]:
    """The shifts of every carrier, in the problem's order; before `line` nobody begins anything new."""
    least = USEFUL_MIN
    while True:
        found = [shift for one in problem.vehicles if one.id in courses
                 for shift in _shifts(problem, one.id, courses[one.id], line=line, least=least)]  # fmt: skip
        if len(found) <= SHIFTS_MAX or least > problem.horizon_min:
            return found
        least *= 2


def with_shifts(problem: Problem, shifts: Iterable[Shift]) -> Problem:
    """The problem as the search sees it: a carrier for each shift, out of use where it may not do anything else."""
    by_carrier: dict[str, list[Shift]] = {}
    for shift in shifts:
        by_carrier.setdefault(shift.vehicle, []).append(shift)
    fleet = []
    for one in problem.vehicles:
        fleet += [
            replace(one, id=shift.id, unavailable=(*one.unavailable, *_blocked(problem, shift)))
            for shift in by_carrier.get(one.id, ())
        ] or [one]
    return replace(problem, vehicles=tuple(fleet))


def put_together(plan: Plan, shifts: Sequence[Shift]) -> Plan:
    """The plan of the carriers from the plan of their shifts: who did something else in between fills up again."""
    found: dict[str, list[Stop]] = {}
    other: dict[str, bool] = {}
    owner = {shift.id: shift for shift in shifts}
    for shift in shifts:
        part = plan.stops.get(shift.id) or (tuple(shift.stops()) if shift.movements else ())
        if not part:
            continue
        stops = found.setdefault(shift.vehicle, [])
        if stops:
            onward = part[0]
            stops[-1] = replace(stops[-1], depart=onward.depart, refuel=onward.refuel or other[shift.vehicle])
            stops += part[1:]
        else:
            stops += part
        other[shift.vehicle] = len(part) > len(shift.stops()) or bool(shift.freed)
    order = [*dict.fromkeys((*(shift.vehicle for shift in shifts), *(v for v in plan.stops if v not in owner)))]
    whole = {vehicle: tuple(found.get(vehicle) or plan.stops.get(vehicle, ())) for vehicle in order}
    return Plan(plan.instance, {v: stops for v, stops in whole.items() if len(stops) > 1}, plan.notes)


def _shifts(problem: Problem, vehicle: str, course: Course, *, line: int, least: int) -> Iterator[Shift]:
    kind = problem.vehicle_type[problem.vehicle[vehicle].type]
    duties = _duties(course, kind.rest_least_min)
    shift = Shift(vehicle, vehicle, course.first)
    for number, movement in enumerate(course.movements):
        if not course.stays(number):
            shift.freed.append(movement)
            continue
        at_home = number >= course.standing and (
            number == 0 or not course.stays(number - 1) or course.movements[number - 1].tour != movement.tour
        )
        if at_home and fuelled(problem, vehicle):
            free = _free(shift.end, movement.leaves, duties[number], kind.rest_least_min, kind.refuel_min)
            if shift.freed or sum(max(0, end - max(start, line)) for start, end in free) >= least:
                shift.free = free
                yield shift
                base = problem.vehicle[vehicle].base
                first = Stop(base, 0, 0, 0, movement.leaves, refuel=movement.refuelled)
                before = shift
                shift = Shift(f"{vehicle}~{number}", vehicle, first, after=before.id, duty=duties[number])
        shift.movements.append(movement)
    shift.free = [(shift.end, problem.horizon_min + 1)]
    yield shift


def _free(end: int, leaves: int, duty: int, rest: int, refuel: int) -> list[Interval]:
    """When a carrier may be active between two things that stay, so that the duty of the second begins no sooner."""
    sooner = (end, min(duty - rest, leaves - refuel))
    same = (max(end, duty), leaves - refuel)
    return [(a, b) for a, b in (sooner, same) if a < b]


def _duties(course: Course, rest: int) -> list[int]:
    """When the duty began in which each movement begins."""
    found = []
    duty, last = 0, -1
    for movement in course.movements:
        at, leaves = -1, movement.leaves
        for stop in movement.stops:
            for start, end in ((leaves, stop.arrive), (stop.service_start, stop.service_end)):
                if end > start:
                    if last < 0 or start - last >= rest:
                        duty = start
                    at, last = duty if at < 0 else at, end
            leaves = stop.depart
        found.append(at if at >= 0 else movement.leaves)
    return found


def _blocked(problem: Problem, shift: Shift) -> list[Interval]:
    """When a shift may do nothing: outside its own time, from the end of what stays on."""
    found, at = [], shift.end
    for start, end in shift.free:
        if start > at:
            found.append((at, start))
        at = end
    if at <= problem.horizon_min:
        found.append((at, problem.horizon_min + 1))
    return found
