"""OR-Tools routing on a lift problem: pickup and delivery, capacity and time, loads that may be dropped at a price.

What it is not told: escorts shared by carriers, slots, reception, lots at staging places, windows by mode, range.
It has no seed: the order of loads and carriers is drawn instead.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from lift_rivals_loads import (
    Duty,
    Given,
    Load,
    Routes,
    handling_minutes,
)
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from musterbook.lift.problem import Problem, VehicleType

SCALE = 100_000
"""Units of cost in one weighted person."""

NO_WAY = 10_000_000


@dataclass(frozen=True, slots=True)
class Manner:
    """How the problem is put to it.

    Args:
        seats: loads are cut for a carrier of so many.
        days: carriers are copied for every duty of so many days; a pickup costs what is lost by the middle of the duty.
        staged: loads may be set down at a staging place instead.
        one_dest: a load's facility is drawn by their intake, so that there are fewer nodes.
    """

    seats: int
    days: int
    staged: bool = False
    one_dest: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """A node of the model: a load picked up, or set down at a place."""

    place: str
    load: int
    down: bool


def routes_of(problem: Problem, manner: Manner, *, seconds: float, seed: int) -> Routes:
    """What it finds within the seconds, its own building of the model among them."""
    ends = time.monotonic() + seconds
    given, chance = Given(problem), random.Random(seed)
    loads = given.loads(manner.seats, chance)
    duties = given.duties(manner.days)
    chance.shuffle(duties)
    visits = _visits(given, manner, loads, chance)
    bases = sorted({duty.vehicle.base for duty in duties})
    index = pywrapcp.RoutingIndexManager(
        len(bases) + len(visits),
        len(duties),
        [bases.index(duty.vehicle.base) for duty in duties],
        [bases.index(duty.vehicle.base) for duty in duties],
    )
    routing = pywrapcp.RoutingModel(index)
    at = [index.NodeToIndex(len(bases) + k) for k in range(len(visits))]
    places = [*bases, *(visit.place for visit in visits)]
    _times(given, routing, duties, (places, visits, loads))
    _capacity(given, routing, duties, (len(bases), visits, loads))
    _worth(given, routing, visits, loads, at)
    _who_may(given, routing, duties, (visits, loads, at))
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.time_limit.FromMilliseconds(max(1, int(1000 * (ends - time.monotonic()))))
    found = routing.SolveWithParameters(asked)
    return _told(routing, index, found, duties, (len(bases), visits, loads)) if found else {}


def _visits(given: Given, manner: Manner, loads: list[Load], chance: random.Random) -> list[Visit]:
    visits = []
    for k, load in enumerate(loads):
        intake = [given.problem.node[dest].intake_per_hour for dest in load.dests]
        dests = chance.choices(load.dests, intake) if manner.one_dest else load.dests
        visits.append(Visit(load.site, k, down=False))
        visits += [Visit(place, k, down=True) for place in (*dests, *(given.staging if manner.staged else ()))]
    return visits


def _times(
    given: Given, routing: pywrapcp.RoutingModel, duties: list[Duty], told: tuple[list[str], list[Visit], list[Load]]
) -> None:
    """The dimension of time: legs by type, turns, boarding and setting down; waiting is free.

    Insertion looks at the cost of legs alone, so the loss stands there: by site and day, on every leg to a pickup.
    """
    places, visits, loads = told
    first, horizon = len(places) - len(visits), given.problem.horizon_min
    minutes, timed, priced = {}, {}, {}
    names = sorted(set(places))
    number = np.array([names.index(place) for place in places])
    for kind in {duty.kind.id: duty.kind for duty in duties}.values():
        between = np.array([[_between(given, kind, a, b) for b in names] for a in names])[np.ix_(number, number)]
        handled = [
            handling_minutes(kind.unload_s if visit.down else kind.load_s, loads[visit.load], given.problem)
            for visit in visits
        ]
        minutes[kind.id] = np.minimum(NO_WAY, between + np.array([0] * first + handled)[:, np.newaxis])
        timed[kind.id] = routing.RegisterTransitMatrix(minutes[kind.id].tolist())
    for duty in duties:
        if (key := (duty.kind.id, duty.start)) not in priced:
            middle = (duty.start + duty.end) // 2
            lost = [
                0 if visit.down else int(SCALE * loads[visit.load].weight * given.lost(visit.place, middle))
                for visit in visits
            ]
            priced[key] = routing.RegisterTransitMatrix((minutes[duty.kind.id] + np.array([0] * first + lost)).tolist())
    routing.AddDimensionWithVehicleTransits(
        [timed[duty.kind.id] for duty in duties],
        horizon,
        horizon,
        False,  # noqa: FBT003  C++ takes it by place: carriers do not all start at 0
        "time",
    )
    clock = routing.GetDimensionOrDie("time")
    for n, duty in enumerate(duties):
        routing.SetArcCostEvaluatorOfVehicle(priced[duty.kind.id, duty.start], n)
        clock.CumulVar(routing.Start(n)).SetRange(duty.start, duty.end)
        clock.CumulVar(routing.End(n)).SetRange(duty.start, duty.end)


def _between(given: Given, kind: VehicleType, a: str, b: str) -> int:
    leg = given.minutes(kind, a, b)
    return 0 if a == b else NO_WAY if leg is None else leg + kind.turn_min


def _capacity(
    given: Given, routing: pywrapcp.RoutingModel, duties: list[Duty], told: tuple[int, list[Visit], list[Load]]
) -> None:
    """Seats in escort points, heads and stretchers, taken at the pickup and given back at the set-down."""
    first, visits, loads = told
    for number, name in enumerate(("share", "heads", "lying")):
        wanted = [0] * first + [(-1 if v.down else 1) * getattr(loads[v.load], name) for v in visits]
        callback = routing.RegisterUnaryTransitVector(wanted)
        room = [given.room(duty.kind)[number] for duty in duties]
        routing.AddDimensionWithVehicleCapacity(callback, 0, room, True, name)  # noqa: FBT003  by place in C++


def _worth(given: Given, routing: pywrapcp.RoutingModel, visits: list[Visit], loads: list[Load], at: list[int]) -> None:
    """A load dropped costs what its people would lose by the horizon; it is picked up while its site is open."""
    clock, horizon = routing.GetDimensionOrDie("time"), given.problem.horizon_min
    sites = sorted({load.site for load in loads})
    opened = {site: given.opened(site) for site in sites}
    downs: dict[int, list[int]] = {}
    for k, visit in enumerate(visits):
        if visit.down:
            downs.setdefault(visit.load, []).append(at[k])
    for k, visit in enumerate(visits):
        if visit.down:
            continue
        load = loads[visit.load]
        penalty = int(SCALE * load.weight * given.lost(load.site, horizon))
        up = routing.AddDisjunction([at[k]], penalty)
        down = routing.AddDisjunction(downs[visit.load], 0)
        routing.AddPickupAndDeliverySets(up, down)
        when = clock.CumulVar(at[k])
        spans = opened[load.site]
        when.SetRange(max(load.open_from, spans[0][0]), spans[-1][1])
        for (_, shut), (open_again, _) in pairwise(spans):
            when.RemoveInterval(shut, open_again - 1)


def _who_may(
    given: Given, routing: pywrapcp.RoutingModel, duties: list[Duty], told: tuple[list[Visit], list[Load], list[int]]
) -> None:
    """Only carriers whose mode may stop there, that can reach it from their base, and hold the load."""
    visits, loads, at = told

    def may(kind: VehicleType, base: str, visit: Visit) -> bool:
        share, heads, lying = given.room(kind)
        load = loads[visit.load]
        fits = load.share <= share and load.heads <= heads and load.lying <= lying
        slots = given.problem.node[visit.place].slots
        return fits and kind.mode in slots and given.minutes(kind, base, visit.place) is not None

    for k, visit in enumerate(visits):
        able = [n for n, duty in enumerate(duties) if may(duty.kind, duty.vehicle.base, visit)]
        routing.VehicleVar(at[k]).SetValues([-1, *able])  # −1: dropped


def _told(
    routing: pywrapcp.RoutingModel,
    index: pywrapcp.RoutingIndexManager,
    found: pywrapcp.Assignment,
    duties: list[Duty],
    told: tuple[int, list[Visit], list[Load]],
) -> Routes:
    """Every carrier's serials, its duties in the order of their days; loads that travel together are one."""
    first, visits, loads = told
    routes: dict[str, list[tuple[str, str]]] = {}
    for number, duty in sorted(enumerate(duties), key=lambda one: one[1].start):
        here, together = routing.Start(number), set[tuple[str, str]]()
        while not routing.IsEnd(here):
            node = index.IndexToNode(here) - first
            if node >= 0 and not visits[node].down:
                together = set()
            elif node >= 0 and (pair := (loads[visits[node].load].site, visits[node].place)) not in together:
                routes.setdefault(duty.vehicle.id, []).append(pair)
                together.add(pair)
            here = found.Value(routing.NextVar(here))
    return routes
