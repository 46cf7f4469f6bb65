"""Freeing what was adopted: a movement that cannot stay goes with the rest of its tour."""

from __future__ import annotations

from musterbook.lift.committed import Courses
from musterbook.lift.problem import Problem

ROOM = "room"
"""Why something gives way that the news does not touch: nothing else lets people leave a staging place in time."""

Place = tuple[str, int]
"""A movement: its carrier and its number there."""


def free(problem: Problem, courses: Courses, place: Place, rule: str) -> None:
    """Free a movement and the rest of its tour; where the base has no fuel, whatever the carrier does later too."""
    vehicle, number = place
    course = courses[vehicle]
    tour = course.movements[number].tour
    course.freed.setdefault(number, rule)
    for later in range(number + 1, len(course.movements)):
        if course.movements[later].tour == tour or not fuelled(problem, vehicle):
            course.freed.setdefault(later, ROOM if rule == ROOM else "chain")


def free_tour(problem: Problem, courses: Courses, place: Place, rule: str) -> None:
    """Free all of a tour that is not committed."""
    vehicle, number = place
    course = courses[vehicle]
    tour = course.movements[number].tour
    first = next(k for k, one in enumerate(course.movements) if one.tour == tour and k >= course.standing)
    free(problem, courses, (vehicle, first), rule)


def fuelled(problem: Problem, vehicle: str) -> bool:
    """Can the carrier fill up at its base?"""
    one = problem.vehicle[vehicle]
    base = problem.node[one.base]
    return base.parking and problem.vehicle_type[one.type].mode in base.fuel
