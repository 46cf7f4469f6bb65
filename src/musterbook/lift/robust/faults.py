"""What goes wrong in one future, as news for a planner: each with the minute it is heard and the problem after it.

The draws are the replay's own. Slow legs and slow loading are no news and are left out. Nobody is caught aboard: a
carrier fails before it boards, weather holds who is under way from where he is empty and may stay, and a road shuts
behind the last tour that had begun and needs it, since a tour begun is finished (decision 0201).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Interval, Node, Problem, RoadRoute, Vehicle
from musterbook.lift.robust.chances import Chances
from musterbook.lift.robust.futures import BLOCK, Block, Futures
from musterbook.lift.robust.reading import timetable_of
from musterbook.lift.robust.spans import Closures

CONSENT_KNOWN_MIN = 720
"""So long before a facility should open it is known that it will open late (judged)."""

Told = Callable[[Problem, Plan], Problem]


def without_slow_going(chances: Chances) -> Chances:
    """The chances with legs and loading as fast as planned."""
    return replace(chances, leg_spread=dict.fromkeys(chances.leg_spread, 0.0), handling_spread=0.0)


@dataclass(frozen=True, slots=True)
class News:
    """Something heard at a minute; `told` gives the problem after it, for carriers that are where the plan has them."""

    minute: int
    key: tuple[str, ...]
    told: Told


@dataclass(frozen=True, slots=True)
class Future:
    """One of the futures, by its number."""

    problem: Problem
    futures: Futures
    number: int

    @property
    def block(self) -> Block:
        """The futures it is drawn with, up to it."""
        return Block(self.futures, self.number // BLOCK, self.number % BLOCK + 1)

    def fixed(self) -> tuple[News, ...]:
        """News that does not depend on the plan: weather, shut roads, late consent; in the order it is heard."""
        found = [*self._weather(), *self._roads(), *self._consent()]
        return tuple(sorted((one for one in found if one.minute < self.problem.horizon_min), key=_order))

    def breakdowns(self, plan: Plan) -> tuple[News, ...]:
        """Carriers of this plan that fail, each before the sortie that chance has picked; in the order it is heard."""
        block, found = self.block, []
        for course in timetable_of(self.problem, plan).courses:
            for sortie in course.sorties:
                drawn = block.breakdown(course.vehicle.id, sortie.tour, course.kind.mode)
                if drawn is None or not drawn[0][-1] or int(drawn[1][-1] * sortie.turns) != sortie.turn:
                    continue
                span = (sortie.leave, sortie.leave + int(drawn[2][-1]))
                key = ("breakdown", course.vehicle.id, sortie.tour)
                found.append(News(sortie.leave, key, _out(course.vehicle.id, span)))
        return tuple(sorted(found, key=_order))

    def hazards(self) -> Mapping[str, float]:
        """By how much hazards are worse (or better) than thought, by place."""
        block = self.block
        return {node.id: float(block.hazard_factor(node.id)[-1]) for node in self.problem.nodes if node.hazard}

    def _weather(self) -> Iterator[News]:
        for span in _spans(self.block.weather()):
            yield News(span[0], ("weather", str(span[0])), _grounded(span))

    def _roads(self) -> Iterator[News]:
        for (a, b), roads in self.problem.routes.items():
            for number, road in enumerate(roads):
                if (road.a, road.b) == (a, b):
                    for span in _spans(self.block.road(a, b, number)):
                        yield News(span[0], ("road", a, b, str(number), str(span[0])), _shut(road, number, span))

    def _consent(self) -> Iterator[News]:
        for node in self.problem.nodes:
            opens = min((start for spans in node.open.values() for start, _ in spans), default=0)
            delay = int(self.block.consent_delay(node.id)[-1]) if node.kind == "dest" and opens > 0 else 0
            if delay:
                heard = max(0, opens - CONSENT_KNOWN_MIN)
                yield News(heard, ("consent", node.id), _late(node.id, opens + delay))


def _order(news: News) -> tuple[int, tuple[str, ...]]:
    return news.minute, news.key


def _spans(closures: Closures | None) -> list[Interval]:
    """The times of the last of the futures."""
    if closures is None:
        return []
    pairs = zip(closures.starts[:, -1].tolist(), closures.ends[:, -1].tolist(), strict=True)
    return [(start, end) for start, end in pairs if start >= 0]


def _out(vehicle: str, span: Interval) -> Told:
    def told(problem: Problem, _plan: Plan) -> Problem:
        return _with_carriers(problem, {vehicle: span})

    return told


def _grounded(span: Interval) -> Told:
    def told(problem: Problem, plan: Plan) -> Problem:
        out = {}
        for vehicle in problem.vehicles:
            if problem.vehicle_type[vehicle.type].mode == "heli":
                since = _down_from(problem, plan.stops.get(vehicle.id, ()), span[0])
                if since < span[1]:
                    out[vehicle.id] = (since, span[1])
        return _with_carriers(problem, out)

    return told


def _shut(road: RoadRoute, number: int, span: Interval) -> Told:
    def told(problem: Problem, plan: Plan) -> Problem:
        since = max([span[0], *_ends_on(problem, plan, (road.a, road.b), number, span)])
        if since >= span[1]:
            return problem
        routes, seen = [], 0
        for one in problem.road_routes:
            same = {one.a, one.b} == {road.a, road.b}
            mine = same and seen == number
            seen += same
            routes.append(replace(one, closed=joined((*one.closed, (since, span[1])))) if mine else one)
        return replace(problem, road_routes=tuple(routes))

    return told


def _late(place: str, opens: int) -> Told:
    def later(node: Node) -> Node:
        return replace(
            node, open={m: tuple((max(a, opens), b) for a, b in spans if b > opens) for m, spans in node.open.items()}
        )

    def told(problem: Problem, _plan: Plan) -> Problem:
        return replace(problem, nodes=tuple(later(node) if node.id == place else node for node in problem.nodes))

    return told


def _with_carriers(problem: Problem, out: Mapping[str, Interval]) -> Problem:
    def changed(one: Vehicle) -> Vehicle:
        return replace(one, unavailable=joined((*one.unavailable, out[one.id]))) if one.id in out else one

    return replace(problem, vehicles=tuple(changed(one) for one in problem.vehicles))


def _down_from(problem: Problem, stops: tuple[Stop, ...], minute: int, *, home: bool = False) -> int:
    """From when a carrier under way at a minute is empty and may stay where it is; `home`: and its escorts are off."""
    aboard = escorts = 0
    for stop in stops:
        aboard += sum(stop.board.values()) - sum(stop.alight.values())
        escorts += stop.escorts_on - stop.escorts_off
        waits = problem.node[stop.node].parking and not aboard and not (home and escorts)
        if stop.depart > minute and waits:
            return max(minute, stop.service_end if stop.service_start < minute or stop.alight else stop.arrive)
    return minute


def _ends_on(
    problem: Problem, plan: Plan, pair: Interval | tuple[str, str], number: int, span: Interval
) -> Iterator[int]:
    """When carriers that were under way at the start of `span` have left the road for good."""
    for vehicle, stops in plan.stops.items():
        if problem.vehicle_type[problem.vehicle[vehicle].type].mode != "road":
            continue
        until = _down_from(problem, stops, span[0], home=True)
        for before, stop in pairwise(stops):
            on_it = {before.node, stop.node} == set(pair) and stop.route == number
            if on_it and before.depart < until and span[0] < stop.arrive <= max(until, span[1]):
                yield stop.arrive


def joined(spans: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """Spans in order, those that touch made one."""
    found: list[list[int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return tuple((start, end) for start, end in found)
