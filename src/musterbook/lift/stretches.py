"""Stops of a carrier that stand or fall together when the world changes, and what news makes of them.

The rules for books (`kept`) let whole tours stand, the search (`committed`) what a carrier does from place to place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from musterbook.lift.plan import Stop
from musterbook.lift.problem import Problem, Steps


@dataclass(slots=True)
class Stretch:
    """Stops of one carrier, in order."""

    vehicle: str
    stops: list[Stop]

    @property
    def begin(self) -> int:
        """The minute from which it is under way."""
        return self.stops[0].service_start

    @property
    def end(self) -> int:
        """When the last of it is done."""
        return self.stops[-1].service_end

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


S = TypeVar("S", bound=Stretch)


def feeders(problem: Problem, stretches: Iterable[Stretch]) -> dict[int, list[tuple[int, int, str, int]]]:
    """For each that boards at a staging place: who fed it in time, at which stop, which group, how many.

    What happens in one minute is told apart by the carriers' names, so that the answer is the same in every process.
    """
    lots: dict[tuple[str, str], list[list[Any]]] = defaultdict(list)
    outs: list[tuple[int, int, int, str, int, str, str, int]] = []
    for stretch in stretches:
        for index, stop in enumerate(stretch.stops):
            if problem.node[stop.node].kind != "hub":
                continue
            for group, heads in stop.alight.items():
                lots[stop.node, group].append([stop.service_end, heads, stretch.vehicle, id(stretch)])
            for group, heads in stop.board.items():
                outs.append((stop.service_start, stop.service_end, heads, stretch.vehicle, index, stop.node, group,
                             id(stretch)))  # fmt: skip
    found: dict[int, list[tuple[int, int, str, int]]] = defaultdict(list)
    for queue in lots.values():
        queue.sort(key=lambda lot: (lot[0], lot[1], lot[2]))
    for start, end, heads, _, index, hub, group, onward in sorted(outs):
        queue = lots[hub, group]
        while queue and end - queue[0][0] > problem.node[hub].dwell_max_min:
            queue.pop(0)
        found[onward] += [(feeder, index, group, some) for feeder, some in _first_in(queue, start, heads)]
    return found


def _first_in(queue: list[list[Any]], start: int, heads: int) -> list[tuple[int, int]]:
    """Take people from the front of a queue, changing it; who comes after `start` is not taken."""
    taken = []
    while heads and queue and queue[0][0] <= start:
        some = min(heads, queue[0][1])
        taken.append((queue[0][3], some))
        queue[0][1] -= some
        heads -= some
        if not queue[0][1]:
            queue.pop(0)
    return taken


def take_on_only_who_arrive(problem: Problem, stretches: Iterable[Stretch]) -> None:
    """Empty boardings at staging places of people whom nothing that stands sets down there any more."""
    every = list(stretches)
    feeding = feeders(problem, every)
    for stretch in every:
        fed: dict[tuple[int, str], int] = defaultdict(int)
        for _, index, group, heads in feeding.get(id(stretch), ()):
            fed[index, group] += heads
        for index, stop in enumerate(stretch.stops):
            if problem.node[stop.node].kind == "hub":
                for group, heads in list(stop.board.items()):
                    if heads > fed[index, group]:
                        stretch.empty(index, group, heads - fed[index, group])


def strand(
    problem: Problem, stretches: Sequence[S], *, escorts_gone: Callable[[Problem, S], Problem]
) -> tuple[Problem, dict[str, int]]:
    """Carriers that fail on the way: who boarded at a site and was not set down is stranded, later boardings fall away.

    The problem returned leaves the stranded out of their groups, lets what the carrier does stand, and counts its
    escorts as out for good when people sit in it, as `escorts_gone` says of one. With it how many of each group.
    """
    stranded: dict[str, int] = defaultdict(int)
    for stretch in stretches:
        failure = fails(problem, stretch)
        if failure is None:
            continue
        aboard = _aboard_at(stretch, failure[0])
        left_at_site = dict(aboard)
        for index, stop in enumerate(stretch.stops):
            at_site = problem.node[stop.node].kind == "site"
            for group, heads in list(stop.board.items()):
                lost = min(heads, left_at_site.get(group, 0)) if stop.depart <= failure[0] else heads
                if stop.depart <= failure[0] and at_site and lost:
                    stranded[group] += lost
                    left_at_site[group] -= lost
                if lost:
                    stretch.empty(index, group, lost)
        if any(aboard.values()):
            problem = escorts_gone(problem, stretch)
        problem = _stands_all_the_same(problem, stretch, failure)
    groups = tuple(replace(group, count=max(0, group.count - stranded.get(group.id, 0))) for group in problem.groups)
    return replace(problem, groups=groups), dict(stranded)


def with_fewer_escorts(problem: Problem, base: str, count: int, *, after: int) -> Problem:
    """The pool of a base is smaller by so many, from when everyone who is home by `after` has rested."""
    rules = problem.rules
    from_minute = after + max(rules.escort_rest_min, -(-rules.escort_tour_max_min * rules.escort_rest_pct // 100))

    def fewer(steps: Steps) -> Steps:
        before = [step for step in steps if step[0] < from_minute]
        later = [(minute, max(0, number - count)) for minute, number in steps if minute > from_minute]
        then = max(0, (before[-1][1] if before else 0) - count)
        return (*before, (from_minute, then), *later)

    nodes = tuple(replace(node, escorts=fewer(node.escorts)) if node.id == base else node for node in problem.nodes)
    return replace(problem, nodes=nodes)


def fails(problem: Problem, stretch: Stretch) -> tuple[int, int] | None:
    """The first time out of use that meets a leg or a service of it; one may wait while out of use (R4)."""
    active, at = [], stretch.begin
    for stop in stretch.stops:
        active += [(at, stop.arrive), (stop.service_start, stop.service_end)]
        at = stop.depart
    spans = sorted(problem.vehicle[stretch.vehicle].unavailable)
    return next((span for span in spans if any(span[0] < end and start < span[1] for start, end in active)), None)


def _aboard_at(stretch: Stretch, minute: int) -> dict[str, int]:
    aboard: dict[str, int] = defaultdict(int)
    for stop in stretch.stops:
        if stop.service_end <= minute:
            for group, heads in stop.alight.items():
                aboard[group] -= heads
        if stop.depart <= minute:
            for group, heads in stop.board.items():
                aboard[group] += heads
    return {group: heads for group, heads in aboard.items() if heads > 0}


def _stands_all_the_same(problem: Problem, stretch: Stretch, failure: tuple[int, int]) -> Problem:
    def later(span: tuple[int, int]) -> tuple[int, int]:
        return (max(span[0], min(stretch.end, span[1])), span[1]) if span == failure else span

    vehicles = tuple(
        replace(one, unavailable=tuple(later(span) for span in one.unavailable)) if one.id == stretch.vehicle else one
        for one in problem.vehicles
    )
    return replace(problem, vehicles=vehicles)


def _less(heads: Mapping[str, int], group: str, count: int) -> dict[str, int]:
    left = {name: number - (count if name == group else 0) for name, number in heads.items()}
    return {name: number for name, number in left.items() if number > 0}
