"""What of an adopted plan stands when the world changes: movements begun, and those that begin before the freeze line.

A movement is what a carrier does from leaving a place until nobody is aboard any more, or until it is home. A movement
begun keeps its times: later news empties it rather than bending it. One not begun that the news forbids is released,
to be repaired by the simulation: later, by another road, by another carrier, with fewer heads, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Problem
from musterbook.lift.stretches import Stretch, fails, feeders, strand, with_fewer_escorts


@dataclass(slots=True)
class Movement(Stretch):
    """Stops of one carrier with people, or its way home.

    `leaves` is the minute it leaves where it stood before, refuelled there or not; `tour` numbers the carrier's tours:
    movements of one tour have the same escorts aboard.
    """

    leaves: int
    tour: int
    refuelled: bool = False

    @property
    def begin(self) -> int:
        """The minute it leaves where it stood before."""
        return self.leaves

    @property
    def carries(self) -> bool:
        """Does anybody board?"""
        return any(stop.board for stop in self.stops)


@dataclass(slots=True)
class Course:
    """One carrier's adopted plan: its first stop, its movements, how many of them are committed, how many begun.

    `freed` are the numbers of movements that cannot stay as they are, with the rule why; `bent` of those that keep
    their times and lose people. Whatever is neither committed nor freed stays too (`spared`).
    """

    first: Stop
    movements: list[Movement]
    standing: int = 0
    begun: int = 0
    freed: dict[int, str] = field(default_factory=dict)
    bent: dict[int, str] = field(default_factory=dict)

    @property
    def committed(self) -> list[Movement]:
        """The movements that stand."""
        return self.movements[: self.standing]

    @property
    def rest(self) -> list[Movement]:
        """Those after them."""
        return self.movements[self.standing :]

    def stays(self, number: int) -> bool:
        """Is a movement carried out as adopted?"""
        return number not in self.freed

    @property
    def staying(self) -> list[Movement]:
        """All that are carried out as adopted, committed or not."""
        return [one for number, one in enumerate(self.movements) if number not in self.freed]

    def stops(self) -> list[Stop]:
        """The stops that stand; at the last one the carrier is left where it is."""
        found = [self.first, *(stop for movement in self.committed for stop in movement.stops)]
        last = found[-1]
        found[-1] = replace(last, depart=last.service_end, refuel=False)
        return found


Courses = Mapping[str, Course]


def courses_of(problem: Problem, plan: Plan, *, now: int, freeze: int) -> dict[str, Course]:
    """The adopted plan of every carrier the problem still knows, with what is begun and what is committed.

    Who brings people to a committed serial at a staging place is committed too.
    """
    found = {
        vehicle: _course(problem.vehicle[vehicle].base, vehicle, stops)
        for vehicle, stops in plan.stops.items()
        if vehicle in problem.vehicle and stops and all(stop.node in problem.node for stop in stops)
    }
    for course in found.values():
        course.begun = sum(movement.begin < now for movement in course.movements)
        course.standing = sum(movement.begin < freeze for movement in course.movements)
    fed = feeders(problem, (one for course in found.values() for one in course.movements))
    while True:
        wanted = {
            feeder
            for course in found.values()
            for movement in course.committed
            for feeder, _, _, _ in fed.get(id(movement), ())
        }
        more = False
        for course in found.values():
            upto = max((k + 1 for k, one in enumerate(course.movements) if id(one) in wanted), default=0)
            if upto > course.standing:
                course.standing, more = upto, True
        if not more:
            return found


def finish_tour(course: Course) -> None:
    """Let the tour a carrier is on stand to its end."""
    while course.standing < len(course.movements) and (
        course.movements[course.standing].tour == course.movements[course.standing - 1].tour
    ):
        course.standing += 1


def release_who_cannot_start(problem: Problem, courses: Courses) -> None:
    """What has not begun on a carrier that is out of use meanwhile does not stand; tours begun on one are finished."""
    for course in courses.values():
        for k in range(course.begun, course.standing):
            if fails(problem, course.movements[k]):
                course.standing = k
                break
        tour = course.committed[-1].tour if course.committed else -1
        if any(fails(problem, one) for one in course.committed if one.tour == tour):
            finish_tour(course)


def committed_of(courses: Courses) -> list[Movement]:
    """Every movement that stands."""
    return [one for course in courses.values() for one in course.committed]


def strand_committed(problem: Problem, courses: Courses) -> tuple[Problem, dict[str, int]]:
    """`stretches.strand` for what stands: the escorts of a tour are those of all its movements."""
    return strand(
        problem, committed_of(courses), escorts_gone=lambda then, movement: _escorts_gone(then, courses, movement)
    )


def take_only_who_may(problem: Problem, courses: Courses, *, now: int) -> None:
    """Empty what news after `now` forbids of what has begun: windows gone, groups gone or fewer."""
    left = {group.id: group.count for group in problem.groups}
    for movement in sorted(committed_of(courses), key=lambda one: one.begin):
        begun = movement.begin < now
        mode = problem.vehicle_type[problem.vehicle[movement.vehicle].type].mode
        for index, stop in enumerate(movement.stops):
            node = problem.node[stop.node]
            if node.kind != "site":
                continue
            shut = not any(a <= stop.service_start and stop.service_end <= b for a, b in node.open.get(mode, ()))
            for group, heads in list(stop.board.items()):
                may = 0 if begun and shut and stop.service_end > now else min(heads, left.get(group, 0))
                if may < heads:
                    movement.empty(index, group, heads - may)
                if group in left:
                    left[group] -= may


def _course(base: str, vehicle: str, stops: Sequence[Stop]) -> Course:
    """A movement ends when people have been set down and nobody is aboard, or at the base with the escorts off."""
    course = Course(stops[0], [])
    if stops[0].board or stops[0].escorts_on:
        # A plan may board on its first stop; then nothing stood there before.
        course.first = replace(stops[0], board={}, escorts_on=0, service_end=stops[0].service_start,
                               depart=stops[0].service_start, refuel=False)  # fmt: skip
        stops = (course.first, replace(stops[0], arrive=stops[0].service_start), *stops[1:])
    for some, tour in _cut(base, stops):
        course.movements.append(Movement(vehicle, list(some[1:]), some[0].depart, tour, some[0].refuel))
    return course


def _cut(base: str, stops: Sequence[Stop]) -> Iterator[tuple[Sequence[Stop], int]]:
    """Each movement with the stop before it, and the number of its tour."""
    escorts = people = last = tour = 0
    for index, stop in enumerate(stops):
        escorts += stop.escorts_on - stop.escorts_off
        people += sum(stop.board.values()) - sum(stop.alight.values())
        home = stop.node == base and not escorts
        if index and not people and (stop.alight or home):
            yield stops[last : index + 1], tour
            last = index
            tour += home
    if last < len(stops) - 1:
        yield stops[last:], tour


def _escorts_gone(problem: Problem, courses: Courses, movement: Movement) -> Problem:
    """The pool of the carrier's base is smaller once every tour already begun from there is home and rested."""
    base = problem.vehicle[movement.vehicle].base
    stops = [stop for one in courses[movement.vehicle].committed if one.tour == movement.tour for stop in one.stops]
    home = max(
        one.end
        for vehicle, course in courses.items()
        if problem.vehicle[vehicle].base == base
        for one in course.movements[: course.standing + 1]
    )
    return with_fewer_escorts(problem, base, sum(stop.escorts_on for stop in stops), after=home)
