"""Which serials that could stay are given up to do better elsewhere: few, near what hurts, and with little at stake."""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from musterbook.lift.between import onward_of
from musterbook.lift.freeing import Place
from musterbook.lift.standing import Standing, at_stake

Hurt = tuple[int, int, float]
"""Where people wait, until when, what it loses."""


@dataclass(frozen=True, slots=True)
class Tour:
    """What is given up together: a tour, and whatever takes on the people it brings."""

    places: frozenset[Place]
    begin: int
    stake: float
    sites: frozenset[str]
    carrier: str


def tours_of(standing: Standing) -> list[Tour]:
    """The tours that stay and are not committed, those with the least at stake first."""
    found = []
    for vehicle, course in standing.courses.items():
        first: dict[int, int] = {}
        for number, movement in enumerate(course.movements):
            first.setdefault(movement.tour, number)
        for tour, number in first.items():
            own = [k for k, one in enumerate(course.movements) if one.tour == tour]
            if number < course.standing or not all(course.stays(k) for k in own):
                continue
            movements = [course.movements[k] for k in own]
            if not any(one.carries for one in movements):
                continue
            places = frozenset(onward_of(standing.problem, standing.courses, [(vehicle, number)]))
            if all(k >= standing.courses[v].standing for v, k in places):
                sites = frozenset(stop.node for one in movements for stop in one.stops if stop.board)
                stake = sum(at_stake(standing.problem, one) for one in movements)
                found.append(Tour(places, movements[0].begin, stake, sites, vehicle))
    return sorted(found, key=lambda one: (one.stake, one.begin, one.carrier))


def changed(
    tours: Sequence[Tour], given: Collection[Tour], hurts: Sequence[Hurt], names: Sequence[str], chance: random.Random
) -> list[Tour]:
    """Other tours to give up: one to three more that begin before those who are hurt most leave, or one less."""
    if given and chance.random() < 0.2:
        less = list(given)
        less.pop(chance.randrange(len(less)))
        return less
    left = [tour for tour in tours if tour not in given]
    total = sum(one[2] for one in hurts)
    if not left or total <= 0.0:
        return []
    at = chance.random() * total
    where, minute, _ = hurts[-1]
    for one in hurts:
        at -= one[2]
        if at <= 0:
            where, minute, _ = one
            break
    before = [tour for tour in left if tour.begin < minute] or left
    near = [tour for tour in before if names[where] in tour.sites]
    found = list(given)
    for _ in range(chance.choice((1, 1, 2, 3))):
        pool = near if near and chance.random() < 0.3 else before
        if pool:
            tour = pool[min(len(pool) - 1, int(-math.log(max(1e-9, chance.random())) * len(pool) / 4))]
            found.append(tour)
            before = [one for one in before if one is not tour]
            near = [one for one in near if one is not tour]
    return found
