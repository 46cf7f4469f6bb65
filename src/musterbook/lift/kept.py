"""What of an adopted plan stays when the world changes: tours begun before the freeze line, and seats promised to them.

A tour begun is finished: escorts that went out come back as planned. Later news empties a serial rather than bending
it: the carrier still moves, but takes only those who may still be taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Problem


@dataclass(slots=True)
class Tour:
    """What one carrier does between leaving its base with escorts and being back there; stops in order."""

    vehicle: str
    stops: list[Stop]
    complete: bool = True

    @property
    def start(self) -> int:
        """When it begins: the escorts come on."""
        return self.stops[0].service_start

    @property
    def end(self) -> int:
        """When it ends."""
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


def tours_of(problem: Problem, plan: Plan) -> list[Tour]:
    """The tours of every carrier the problem knows, in the order they begin."""
    found: list[Tour] = []
    for vehicle, stops in plan.stops.items():
        if vehicle in problem.vehicle:
            found += _split(vehicle, problem.vehicle[vehicle].base, stops)
    return sorted(found, key=lambda tour: (tour.start, tour.vehicle))


def kept_tours(problem: Problem, tours: Iterable[Tour], *, now: int, freeze: int) -> list[Tour]:
    """Tours begun before the freeze line, and those onward that take people whom a kept tour sets down on the way.

    Not begun yet and on a carrier that is out of use meanwhile: not kept.
    """
    every = list(tours)
    feeding = _feeders(problem, every)
    kept = {id(tour) for tour in every if tour.start < freeze and not (tour.start >= now and _fails(problem, tour))}
    while True:
        promised = {
            onward
            for onward, feeders in feeding.items()
            if onward not in kept and any(feeder in kept for feeder, _, _, _ in feeders)
        }
        promised -= {id(tour) for tour in every if id(tour) in promised and tour.start >= now and _fails(problem, tour)}
        if not promised:
            break
        kept |= promised
    chosen = [tour for tour in every if id(tour) in kept]
    for tour in chosen:
        for feeder, index, group, heads in feeding.get(id(tour), ()):
            if feeder not in kept:
                tour.empty(index, group, heads)
    return chosen


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


def take_on_only_who_arrive(problem: Problem, tours: Iterable[Tour]) -> None:
    """Empty boardings at staging places of people whom no kept tour sets down there any more."""
    every = list(tours)
    feeding = _feeders(problem, every)
    for tour in every:
        fed: dict[tuple[int, str], int] = defaultdict(int)
        for _, index, group, heads in feeding.get(id(tour), ()):
            fed[index, group] += heads
        for index, stop in enumerate(tour.stops):
            if problem.node[stop.node].kind == "hub":
                for group, heads in list(stop.board.items()):
                    if heads > fed[index, group]:
                        tour.empty(index, group, heads - fed[index, group])


def strand(problem: Problem, tours: Iterable[Tour]) -> tuple[Problem, dict[str, int]]:
    """Carriers that fail on tour: who boarded at a site and was not set down is stranded, later boardings fall away.

    The problem returned leaves the stranded out of their groups, lets the carrier's movement stand, and counts its
    escorts as out for good when people sit in it.
    """
    stranded: dict[str, int] = defaultdict(int)
    every = list(tours)
    for tour in every:
        failure = _fails(problem, tour)
        if failure is None:
            continue
        aboard = _aboard_at(tour, failure[0])
        left_at_site = dict(aboard)
        for index, stop in enumerate(tour.stops):
            at_site = problem.node[stop.node].kind == "site"
            for group, heads in list(stop.board.items()):
                lost = min(heads, left_at_site.get(group, 0)) if stop.depart <= failure[0] else heads
                if stop.depart <= failure[0] and at_site and lost:
                    stranded[group] += lost
                    left_at_site[group] -= lost
                if lost:
                    tour.empty(index, group, lost)
        problem = _movement_stands(problem, tour, failure)
        if any(aboard.values()):
            base = problem.vehicle[tour.vehicle].base
            home = max(one.end for one in every if problem.vehicle[one.vehicle].base == base)
            problem = _escorts_gone(problem, tour, after=home)
    groups = tuple(replace(group, count=max(0, group.count - stranded.get(group.id, 0))) for group in problem.groups)
    return replace(problem, groups=groups), dict(stranded)


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
    return [*found, Tour(vehicle, current, complete=False)] if current else found


def _feeders(problem: Problem, tours: list[Tour]) -> dict[int, list[tuple[int, int, str, int]]]:
    """For each tour that boards at a staging place: which tours fed it, at which stop, which group, how many."""
    lots: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    outs: list[tuple[int, int, int, int, str, str, int]] = []
    for tour in tours:
        for index, stop in enumerate(tour.stops):
            node = problem.node.get(stop.node)
            if node is None or node.kind != "hub":
                continue
            for group, heads in stop.alight.items():
                lots[stop.node, group].append([stop.service_end, heads, id(tour)])
            for group, heads in stop.board.items():
                outs.append((stop.service_start, stop.service_end, heads, id(tour), stop.node, group, index))
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


def _fails(problem: Problem, tour: Tour) -> tuple[int, int] | None:
    """The first time out of use that meets the tour."""
    spans = sorted(problem.vehicle[tour.vehicle].unavailable)
    return next(((a, b) for a, b in spans if a < tour.end and tour.start < b), None)


def _aboard_at(tour: Tour, minute: int) -> dict[str, int]:
    aboard: dict[str, int] = defaultdict(int)
    for stop in tour.stops:
        if stop.service_end <= minute:
            for group, heads in stop.alight.items():
                aboard[group] -= heads
        if stop.depart <= minute:
            for group, heads in stop.board.items():
                aboard[group] += heads
    return {group: heads for group, heads in aboard.items() if heads > 0}


def _movement_stands(problem: Problem, tour: Tour, failure: tuple[int, int]) -> Problem:
    def later(span: tuple[int, int]) -> tuple[int, int]:
        return (max(span[0], min(tour.end, span[1])), span[1]) if span == failure else span

    vehicles = tuple(
        replace(one, unavailable=tuple(later(span) for span in one.unavailable)) if one.id == tour.vehicle else one
        for one in problem.vehicles
    )
    return replace(problem, vehicles=vehicles)


def _escorts_gone(problem: Problem, tour: Tour, *, after: int) -> Problem:
    """The pool of the carrier's base is smaller once every tour already begun from there is home and rested."""
    base, count = problem.vehicle[tour.vehicle].base, sum(stop.escorts_on for stop in tour.stops)
    rules = problem.rules
    from_minute = after + max(rules.escort_rest_min, -(-rules.escort_tour_max_min * rules.escort_rest_pct // 100))

    def fewer(steps: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        before = [step for step in steps if step[0] < from_minute]
        later = [(minute, max(0, number - count)) for minute, number in steps if minute > from_minute]
        now = max(0, (before[-1][1] if before else 0) - count)
        return (*before, (from_minute, now), *later)

    nodes = tuple(replace(node, escorts=fewer(node.escorts)) if node.id == base else node for node in problem.nodes)
    return replace(problem, nodes=nodes)


def _less(heads: Mapping[str, int], group: str, count: int) -> dict[str, int]:
    left = {name: number - (count if name == group else 0) for name, number in heads.items()}
    return {name: number for name, number in left.items() if number > 0}
