"""What of an adopted plan stands when the world changes: movements begun, and those that begin before the freeze line.

A movement is what a carrier does from leaving a place until nobody is aboard any more, or until it is home. A movement
begun keeps its times: later news empties it rather than bending it. One not begun that the news forbids is released,
to be repaired by the simulation: later, by another road, by another carrier, with fewer heads, or not at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Problem


@dataclass(slots=True)
class Movement:
    """Stops of one carrier with people, or its way home; `begin` is the minute it leaves where it stood before.

    `tour` numbers the carrier's tours: movements of one tour have the same escorts aboard.
    """

    vehicle: str
    begin: int
    stops: list[Stop]
    tour: int

    @property
    def end(self) -> int:
        """When the last of it is done."""
        return self.stops[-1].service_end

    @property
    def carries(self) -> bool:
        """Does anybody board?"""
        return any(stop.board for stop in self.stops)

    def empty(self, index: int, group: str, heads: int) -> None:
        """`heads` of a group do not board at stop `index`, nor are they set down further on."""
        stop = self.stops[index]
        self.stops[index] = replace(stop, board=_less(stop.board, group, heads))
        for later in range(index + 1, len(self.stops)):
            there = self.stops[later].alight.get(group, 0)
            some = min(there, heads)
            if some:
                self.stops[later] = replace(self.stops[later], alight=_less(self.stops[later].alight, group, some))
                heads -= some


@dataclass(slots=True)
class Course:
    """One carrier's adopted plan: its first stop, its movements, how many of them stand, whether it is home then."""

    first: Stop
    movements: list[Movement]
    standing: int = 0
    begun: int = 0

    @property
    def committed(self) -> list[Movement]:
        """The movements that stand."""
        return self.movements[: self.standing]

    @property
    def rest(self) -> list[Movement]:
        """Those that are planned again."""
        return self.movements[self.standing :]

    def stops(self) -> list[Stop]:
        """The stops that stand; at the last one the carrier is left where it is."""
        found = [self.first, *(stop for movement in self.committed for stop in movement.stops)]
        last = found[-1]
        found[-1] = replace(last, depart=last.service_end, refuel=False)
        return found


Courses = Mapping[str, Course]


@dataclass(slots=True)
class Stranded:
    """The problem less who sits in a carrier that failed, and how many of each group those are."""

    problem: Problem
    heads: dict[str, int] = field(default_factory=dict)


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


def take_only_who_may(problem: Problem, courses: Courses, *, now: int) -> None:
    """Empty what news after `now` forbids of what has begun: windows gone, groups gone or fewer."""
    left = {group.id: group.count for group in problem.groups}
    for movement in sorted((one for course in courses.values() for one in course.committed), key=lambda m: m.begin):
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


def take_on_only_who_arrive(problem: Problem, courses: Courses) -> None:
    """Empty boardings at staging places of people whom no committed movement sets down there any more."""
    every = [one for course in courses.values() for one in course.committed]
    feeding = feeders(problem, every)
    for movement in every:
        fed: dict[tuple[int, str], int] = defaultdict(int)
        for _, index, group, heads in feeding.get(id(movement), ()):
            fed[index, group] += heads
        for index, stop in enumerate(movement.stops):
            if problem.node[stop.node].kind == "hub":
                for group, heads in list(stop.board.items()):
                    if heads > fed[index, group]:
                        movement.empty(index, group, heads - fed[index, group])


def strand(problem: Problem, courses: Courses) -> Stranded:
    """Carriers that fail on the way: who boarded at a site and was not set down is stranded, later boardings fall away.

    The problem returned leaves the stranded out of their groups, lets the carrier's movement stand, and counts its
    escorts as out for good when people sit in it.
    """
    stranded: dict[str, int] = defaultdict(int)
    every = [one for course in courses.values() for one in course.committed]
    for movement in every:
        failure = fails(problem, movement)
        if failure is None:
            continue
        aboard = _aboard_at(movement, failure[0])
        left_at_site = dict(aboard)
        for index, stop in enumerate(movement.stops):
            at_site = problem.node[stop.node].kind == "site"
            for group, heads in list(stop.board.items()):
                lost = min(heads, left_at_site.get(group, 0)) if stop.depart <= failure[0] else heads
                if stop.depart <= failure[0] and at_site and lost:
                    stranded[group] += lost
                    left_at_site[group] -= lost
                if lost:
                    movement.empty(index, group, lost)
        if any(aboard.values()):
            problem = _escorts_gone(problem, courses, movement)
        problem = _movement_stands(problem, movement, failure)
    groups = tuple(replace(group, count=max(0, group.count - stranded.get(group.id, 0))) for group in problem.groups)
    return Stranded(replace(problem, groups=groups), dict(stranded))


def feeders(problem: Problem, movements: Iterable[Movement]) -> dict[int, list[tuple[int, int, str, int]]]:
    """For each movement that boards at a staging place: who fed it, at which stop, which group, how many."""
    lots: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    outs: list[tuple[int, int, int, int, str, str, int]] = []
    for movement in movements:
        for index, stop in enumerate(movement.stops):
            if problem.node[stop.node].kind != "hub":
                continue
            for group, heads in stop.alight.items():
                lots[stop.node, group].append([stop.service_end, heads, id(movement)])
            for group, heads in stop.board.items():
                outs.append((stop.service_start, stop.service_end, heads, id(movement), stop.node, group, index))
    found: dict[int, list[tuple[int, int, str, int]]] = defaultdict(list)
    for queue in lots.values():
        queue.sort(key=lambda lot: (lot[0], lot[1]))
    for _, _, heads, onward, hub, group, index in sorted(outs):
        queue, needed = lots[hub, group], heads
        while needed and queue:
            some = min(needed, queue[0][1])
            found[onward].append((queue[0][2], index, group, some))
            queue[0][1] -= some
            needed -= some
            if not queue[0][1]:
                queue.pop(0)
    return found


def fails(problem: Problem, movement: Movement) -> tuple[int, int] | None:
    """The first time out of use that meets the movement."""
    spans = sorted(problem.vehicle[movement.vehicle].unavailable)
    return next(((a, b) for a, b in spans if a < movement.end and movement.begin < b), None)


def _course(base: str, vehicle: str, stops: Sequence[Stop]) -> Course:
    """A movement ends when people have been set down and nobody is aboard, or at the base with the escorts off."""
    course = Course(stops[0], [])
    if stops[0].board or stops[0].escorts_on:
        # A plan may board on its first stop; then nothing stood there before.
        course.first = replace(stops[0], board={}, escorts_on=0, service_end=stops[0].service_start,
                               depart=stops[0].service_start, refuel=False)  # fmt: skip
        stops = (course.first, replace(stops[0], arrive=stops[0].service_start), *stops[1:])
    for some, tour in _cut(base, stops):
        course.movements.append(Movement(vehicle, some[0].depart, list(some[1:]), tour))
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


def _aboard_at(movement: Movement, minute: int) -> dict[str, int]:
    aboard: dict[str, int] = defaultdict(int)
    for stop in movement.stops:
        if stop.service_end <= minute:
            for group, heads in stop.alight.items():
                aboard[group] -= heads
        if stop.depart <= minute:
            for group, heads in stop.board.items():
                aboard[group] += heads
    return {group: heads for group, heads in aboard.items() if heads > 0}


def _movement_stands(problem: Problem, movement: Movement, failure: tuple[int, int]) -> Problem:
    def later(span: tuple[int, int]) -> tuple[int, int]:
        return (max(span[0], min(movement.end, span[1])), span[1]) if span == failure else span

    vehicles = tuple(
        replace(one, unavailable=tuple(later(span) for span in one.unavailable)) if one.id == movement.vehicle else one
        for one in problem.vehicles
    )
    return replace(problem, vehicles=vehicles)


def _escorts_gone(problem: Problem, courses: Courses, movement: Movement) -> Problem:
    """The pool of the carrier's base is smaller once every tour already begun from there is home and rested."""
    base = problem.vehicle[movement.vehicle].base
    stops = [stop for one in courses[movement.vehicle].committed if one.tour == movement.tour for stop in one.stops]
    count = sum(stop.escorts_on for stop in stops)
    ends = [
        one.end
        for vehicle, course in courses.items()
        if problem.vehicle[vehicle].base == base
        for one in course.movements[: course.standing + 1]
    ]
    rules = problem.rules
    from_minute = max(ends) + max(rules.escort_rest_min, -(-rules.escort_tour_max_min * rules.escort_rest_pct // 100))

    def fewer(steps: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        before = [step for step in steps if step[0] < from_minute]
        later = [(minute, max(0, number - count)) for minute, number in steps if minute > from_minute]
        then = max(0, (before[-1][1] if before else 0) - count)
        return (*before, (from_minute, then), *later)

    nodes = tuple(replace(node, escorts=fewer(node.escorts)) if node.id == base else node for node in problem.nodes)
    return replace(problem, nodes=nodes)


def _less(heads: Mapping[str, int], group: str, count: int) -> dict[str, int]:
    left = {name: number - (count if name == group else 0) for name, number in heads.items()}
    return {name: number for name, number in left.items() if number > 0}
