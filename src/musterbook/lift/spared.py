"""What the news leaves as it is: of an adopted plan, every serial that is still legal where and when it stands.

Unaffected are the serials that news forbids neither by themselves nor through what they hang on: the tour their carrier
is on, and the people whom an earlier serial was to bring to a staging place. Where a pool, slots, reception or a
staging place is too small for all that was promised, as few serials give way as will do, the last first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from musterbook.lift.check import check
from musterbook.lift.committed import Course, Courses, Movement
from musterbook.lift.freeing import ROOM, Place, free
from musterbook.lift.giving_way import give_way
from musterbook.lift.plan import Plan, Serial, Stop, serials_of
from musterbook.lift.problem import Problem
from musterbook.lift.rules import Finding
from musterbook.lift.stretches import take_on_only_who_arrive


def spare(problem: Problem, courses: Courses) -> None:
    """Mark what cannot stay (`Course.freed`) or must lose people (`Course.bent`); what is committed is left alone."""
    while True:
        _take_who_are_there(problem, courses)
        findings = [one for one in check(problem, staying_plan(problem, courses)).findings if not _too_long(one)]
        if not give_way(problem, courses, findings):
            return


def staying_plan(problem: Problem, courses: Courses) -> Plan:
    """What stays, as a plan for the check."""
    return Plan(problem.name, {vehicle: tuple(_stops(problem, courses[vehicle])) for vehicle in courses})


def _too_long(finding: Finding) -> bool:
    """Does a lot wait too long at a staging place? Somebody else may still fetch it."""
    return finding.rule == "R17" and "minutes" in finding.values


def reasons_of(courses: Courses, adopted: Plan) -> dict[str, str]:
    """The serials of the adopted plan that could not stay as they are, by their ids, each with its rule.

    The rule is the referee's, or `chain` (the carrier's tour is cut before), `follows` (nobody brings its people), or
    `people` (they are fewer).
    """
    found = {}
    for vehicle, course in courses.items():
        for serial in serials_of(vehicle, adopted.stops[vehicle]):
            number = number_of(course, serial)
            rule = course.freed.get(number) or course.bent.get(number)
            if rule and rule != ROOM:
                found[serial.id] = rule
    return found


def number_of(course: Course, serial: Serial) -> int:
    """The movement that carries a serial out."""
    return next(
        (k for k, one in enumerate(course.movements) if one.begin <= serial.board_start and serial.set_down <= one.end),
        -1,
    )


def _take_who_are_there(problem: Problem, courses: Courses) -> None:
    """Movements lose people who are not there any more, the last first; one without anybody left is freed."""
    before = {
        (vehicle, k): _heads(one) for vehicle, course in courses.items() for k, one in enumerate(course.movements)
    }
    left = {group.id: group.count for group in problem.groups}
    order = sorted(
        (k >= course.standing, one.begin, vehicle, k)
        for vehicle, course in courses.items()
        for k, one in enumerate(course.movements)
        if course.stays(k)
    )
    for open_still, _, vehicle, k in order:
        movement = courses[vehicle].movements[k]
        for index, stop in enumerate(movement.stops):
            if problem.node[stop.node].kind == "site":
                for group, heads in list(stop.board.items()):
                    may = min(heads, left.get(group, 0))
                    if may < heads and open_still:
                        movement.empty(index, group, heads - may)
                    if group in left:
                        left[group] -= may
    _note_who_is_missing(problem, courses, before, "people")
    before = {
        (vehicle, k): _heads(one) for vehicle, course in courses.items() for k, one in enumerate(course.movements)
    }
    take_on_only_who_arrive(problem, [one for course in courses.values() for one in course.staying])
    _note_who_is_missing(problem, courses, before, "follows")


def _note_who_is_missing(problem: Problem, courses: Courses, before: Mapping[Place, int], rule: str) -> None:
    for (vehicle, k), heads in before.items():
        course = courses[vehicle]
        now = _heads(course.movements[k])
        if course.stays(k) and k >= course.standing and now < heads:
            if now:
                course.bent.setdefault(k, rule)
            else:
                free(problem, courses, (vehicle, k), rule)


def _heads(movement: Movement) -> int:
    return sum(sum(stop.board.values()) for stop in movement.stops)


def _stops(problem: Problem, course: Course) -> Iterator[Stop]:
    """The stops that stay, for the check: a tour that is cut goes home when it would have been home."""
    last, escorts = course.first, 0
    for number, movement in enumerate(course.movements):
        if course.stays(number):
            if number and not course.stays(number - 1):
                last = replace(last, depart=movement.leaves, refuel=movement.refuelled)
            for stop in movement.stops:
                yield last
                escorts += stop.escorts_on - stop.escorts_off
                last = stop
        elif escorts:
            end = max(one.end for one in course.movements if one.tour == movement.tour)
            base = problem.vehicle[movement.vehicle].base
            yield replace(last, depart=last.service_end, refuel=False)
            last = Stop(base, end, end, end, end, escorts_off=escorts)
            escorts = 0
    yield replace(last, depart=last.service_end, refuel=False)
