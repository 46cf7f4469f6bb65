"""What of an adopted plan stays when the world changes: tours begun before the freeze line, and seats promised to them.

A tour begun is finished: escorts that went out come back as planned. Later news empties a serial rather than bending
it: the carrier still moves, but takes only those who may still be taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Problem
from musterbook.lift.stretches import Stretch, fails, feeders, strand, with_fewer_escorts


@dataclass(slots=True)
class Tour(Stretch):
    """What one carrier does between leaving its base with escorts and being back there."""


def tours_of(problem: Problem, plan: Plan) -> list[Tour]:
    """The tours of every carrier the problem knows, in the order they begin."""
    found: list[Tour] = []
    for vehicle, stops in plan.stops.items():
        if vehicle in problem.vehicle:
            found += _split(vehicle, problem.vehicle[vehicle].base, stops)
    return sorted(found, key=lambda tour: (tour.begin, tour.vehicle))


def kept_tours(problem: Problem, tours: Iterable[Tour], *, now: int, freeze: int) -> list[Tour]:
    """Tours begun before the freeze line, and those onward that take people whom a kept tour sets down on the way.

    Not begun yet and on a carrier that is out of use meanwhile: not kept.
    """
    every = list(tours)
    feeding = feeders(problem, every)
    kept = {id(tour) for tour in every if tour.begin < freeze and not (tour.begin >= now and fails(problem, tour))}
    while True:
        promised = {
            onward
            for onward, fed in feeding.items()
            if onward not in kept and any(feeder in kept for feeder, _, _, _ in fed)
        }
        promised -= {id(tour) for tour in every if id(tour) in promised and tour.begin >= now and fails(problem, tour)}
        if not promised:
            break
        kept |= promised
    chosen = [tour for tour in every if id(tour) in kept]
    for tour in chosen:
        for feeder, index, group, heads in feeding.get(id(tour), ()):
            if feeder not in kept:
                tour.empty(index, group, heads)
    return chosen


def strand_kept(problem: Problem, tours: Sequence[Tour]) -> tuple[Problem, dict[str, int]]:
    """`stretches.strand` for tours: the pool is smaller once every tour kept from there is home and rested."""

    def gone(then: Problem, tour: Tour) -> Problem:
        base = then.vehicle[tour.vehicle].base
        home = max(one.end for one in tours if then.vehicle[one.vehicle].base == base)
        return with_fewer_escorts(then, base, sum(stop.escorts_on for stop in tour.stops), after=home)

    return strand(problem, tours, escorts_gone=gone)


def take_only_who_may(problem: Problem, tours: Iterable[Tour], *, now: int) -> None:
    """Empty what news after `now` forbids: windows gone, groups gone or fewer."""
    left = {group.id: group.count for group in problem.groups}
    for tour in tours:
        mode = problem.vehicle_type[problem.vehicle[tour.vehicle].type].mode
        for index, stop in enumerate(tour.stops):
            node = problem.node.get(stop.node)
            if node is None or node.kind != "site":
                continue
            spans = node.open.get(mode, ())
            shut = not any(a <= stop.service_start and stop.service_end <= b for a, b in spans)
            for group, heads in list(stop.board.items()):
                may = 0 if shut and stop.service_end > now else min(heads, left.get(group, 0))
                if may < heads:
                    tour.empty(index, group, heads - may)
                if group in left:
                    left[group] -= may


def _split(vehicle: str, base: str, stops: tuple[Stop, ...]) -> list[Tour]:
    found: list[Tour] = []
    current: list[Stop] = []
    escorts = people = 0
    for stop in stops:
        escorts += stop.escorts_on - stop.escorts_off
        people += sum(stop.board.values()) - sum(stop.alight.values())
        idle = stop.node == base and not escorts and not people
        if current or not idle:
            current.append(stop)
        if current and idle:
            found.append(Tour(vehicle, current))
            current = []
    return [*found, Tour(vehicle, current)] if current else found
