"""What is left to decide between what stays: shifts booked with their times, adopted serials that lost their place.

Some of what could stay may be given up as well (`given`), where that lets the search do better.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from musterbook.lift.check import Verdict, check
from musterbook.lift.committed import Courses
from musterbook.lift.freeing import Place, free
from musterbook.lift.plan import Plan, serials_of
from musterbook.lift.problem import Problem
from musterbook.lift.search.begun import Begun, NoWayHome, Waiting, begun_from, with_seats
from musterbook.lift.search.change import ChangeSearch, Found, Looking, Prices, Wanted
from musterbook.lift.search.columns import NEVER
from musterbook.lift.shifts import Shift, put_together, shifts_of, with_shifts
from musterbook.lift.spared import spare
from musterbook.lift.standing import Standing
from musterbook.lift.stretches import feeders


@dataclass(frozen=True, slots=True)
class Asked:
    """What every search of one replanning shares: the freeze line, seed, prices, and what the plan in force was."""

    adopted: Plan
    freeze: int
    seed: int
    prices: Prices

    def allowing(self, serials: int) -> Asked:
        """The same, and so many serials may change that the news does not touch."""
        return replace(self, prices=replace(self.prices, far_most=max(0, serials)))


@dataclass(slots=True)
class Between:
    """A search between what stays.

    Attributes:
        standing: what is committed, with the courses that say what stays.
        shifts: each carrier's times of its own.
        begun: what stays, booked.
        search: over the rest.
    """

    standing: Standing
    courses: Courses
    shifts: Sequence[Shift]
    begun: Begun
    search: ChangeSearch

    def made(self, found: Found) -> Plan:
        """The whole plan of a candidate."""
        self.search.judge(found.entries, found.rule)
        return self.emitted()

    def emitted(self) -> Plan:
        """The whole plan of what was simulated last."""
        return put_together(self.begun.joined(self.search.engine.plan({})), self.shifts)

    def judged(self, plan: Plan) -> Verdict:
        """What the independent check says of it."""
        return check(self.standing.problem, plan)

    def stuck(self) -> list[tuple[int, Waiting, int]]:
        """Lots that nobody takes on in the plan simulated last: number, which, how many heads."""
        return [(k, self.begun.lots[k], heads) for k, heads in self.search.stuck().items()]


def between(
    standing: Standing, asked: Asked, *, given: Collection[Place] = (), left: Mapping[int, int] | None = None
) -> Between:
    """Book what stays; a way home for which there is no time frees what its carrier would do next (in the courses).

    Args:
        standing: whose courses say what stays.
        asked: shared by all searches.
        given: movements given up that could stay.
        left: as `begun_from` has it.

    Raises:
        NoWayHome: when `given` leaves a carrier without one.
    """
    courses = _without(standing, given)
    while True:
        shifts = shifts_of(standing.problem, courses, line=asked.freeze)
        posed = with_shifts(standing.problem, shifts)
        try:
            begun = _booked(standing, posed, shifts, asked.freeze, left or {})
        except NoWayHome as nowhere:
            if given or not _free_next(standing.problem, courses, shifts, nowhere.vehicle):
                raise
            spare(standing.problem, courses)
            continue
        wanted = _wanted(posed, shifts, courses, asked.adopted, given)
        search = _search(posed, begun, wanted, shifts, asked)
        return Between(standing, courses, shifts, search.begun, search)


def onward_of(problem: Problem, courses: Courses, places: Collection[Place]) -> set[Place]:
    """Movements with all that hang on them: the rest of their tours, and who takes on those they bring."""
    number = {id(one): (vehicle, k) for vehicle, course in courses.items() for k, one in enumerate(course.movements)}
    onward: dict[Place, set[Place]] = defaultdict(set)
    for taker, fed in feeders(problem, (one for course in courses.values() for one in course.staying)).items():
        for feeder, _, _, _ in fed:
            onward[number[feeder]].add(number[taker])
    found: set[Place] = set()
    todo = list(places)
    while todo:
        vehicle, k = todo.pop()
        if (vehicle, k) in found:
            continue
        found.add((vehicle, k))
        movements = courses[vehicle].movements
        todo += [(vehicle, n) for n in range(k + 1, len(movements)) if movements[n].tour == movements[k].tour]
        todo += onward[vehicle, k]
    return found


def _without(standing: Standing, given: Collection[Place]) -> Courses:
    if not given:
        return standing.courses
    more: dict[str, dict[int, str]] = defaultdict(dict)
    for vehicle, number in given:
        more[vehicle][number] = "better"
    return {vehicle: replace(course, freed={**more.get(vehicle, {}), **course.freed})
            for vehicle, course in standing.courses.items()}  # fmt: skip


def _booked(standing: Standing, posed: Problem, shifts: Sequence[Shift], freeze: int, left: Mapping[int, int]) -> Begun:
    wakes = {}
    for shift in shifts:
        wakes[shift.id] = freeze if shift.free else NEVER
        if not shift.after and shift.free and shift.freed:
            wakes[shift.id] = min(freeze, standing.wakes.get(shift.vehicle, freeze))
    return begun_from(
        posed, {shift.id: shift.stops() for shift in shifts}, freeze=freeze, wakes=wakes, forced=standing.forced,
        left=left, after={shift.id: (shift.after, shift.duty) for shift in shifts if shift.after},
    )  # fmt: skip


def _free_next(problem: Problem, courses: Courses, shifts: Sequence[Shift], name: str) -> bool:
    """Free the tour that stays behind a shift which cannot come home in time, or else its own last movement."""
    shift = next(one for one in shifts if one.id == name)
    later = next((one for one in shifts if one.after == name), None)
    course = courses[shift.vehicle]
    movement = later.movements[0] if later is not None else shift.movements[-1]
    number = next(k for k, one in enumerate(course.movements) if one is movement)
    if number < course.standing:
        return False
    free(problem, courses, (shift.vehicle, number), "chain")
    return True


def _wanted(
    posed: Problem, shifts: Sequence[Shift], courses: Courses, adopted: Plan, given: Collection[Place]
) -> list[Wanted]:
    """The serials that lost their place, each for the shift in whose time it lay."""
    nodes = {node.id: i for i, node in enumerate(posed.nodes)}
    groups = {group.id: g for g, group in enumerate(posed.groups)}
    numbers = {vehicle.id: v for v, vehicle in enumerate(posed.vehicles)}
    named = {vehicle: _names(vehicle, adopted) for vehicle in courses}
    found = []
    for shift in shifts:
        tour = shift.movements[-1].tour if shift.movements else -1
        for movement in shift.freed:
            begin, home_first = movement.begin, movement.tour != tour
            number = next(k for k, one in enumerate(courses[shift.vehicle].movements) if one is movement)
            for trip in serials_of(shift.vehicle, tuple(movement.stops)):
                heads = {groups[group]: some for group, some in trip.heads.items() if group in groups}
                name = named[shift.vehicle].get((trip.origin, trip.destination, trip.board_start), "")
                found.append(
                    Wanted(name, numbers[shift.id], nodes[trip.origin], nodes[trip.destination], begin, heads,
                           (shift.vehicle, number) not in given, home_first)
                )  # fmt: skip
                home_first, begin = False, trip.set_down
            tour = movement.tour
    return found


def _names(vehicle: str, adopted: Plan) -> dict[tuple[str, str, int], str]:
    return {(one.origin, one.destination, one.board_start): one.id
            for one in serials_of(vehicle, adopted.stops[vehicle])}  # fmt: skip


def _search(posed: Problem, begun: Begun, wanted: list[Wanted], shifts: Sequence[Shift], asked: Asked) -> ChangeSearch:
    by_site = {node.id: [g for g, group in enumerate(posed.groups) if group.site == node.id] for node in posed.nodes}
    manifests = [
        [(g, one.heads.get(g, 0)) for g in by_site[posed.nodes[one.origin].id]] or sorted(one.heads.items())
        for one in wanted
    ]
    tables, addresses = with_seats(begun.tables, manifests, freeze=asked.freeze)
    seated = [
        replace(one, seats=at if manifest else 0)
        for one, at, manifest in zip(wanted, addresses, manifests, strict=True)
    ]
    numbers = {vehicle.id: v for v, vehicle in enumerate(posed.vehicles)}
    owner = {shift.id: shift for shift in shifts}
    carriers = {name: n for n, name in enumerate(dict.fromkeys(
        owner[one.id].vehicle if one.id in owner else one.id for one in posed.vehicles))}  # fmt: skip
    carrier = [carriers[owner[one.id].vehicle if one.id in owner else one.id] for one in posed.vehicles]
    own = [(0, posed.horizon_min)] * len(posed.vehicles)
    for shift in shifts:
        own[numbers[shift.id]] = (
            (max(shift.end, asked.freeze), min(posed.horizon_min, shift.free[-1][1])) if shift.free else (0, 0)
        )
    return ChangeSearch(
        Looking(posed, seed=asked.seed, tables=tables), replace(begun, tables=tables), seated, asked.prices,
        asked.seed, carrier, own, begun.tables,
    )  # fmt: skip
