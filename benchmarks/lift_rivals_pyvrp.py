"""PyVRP on a lift problem: people collected from sites and left at destinations as reload depots, loads with prizes.

A carrier is copied for every duty. A load may be taken in one of several spans of time, each with its own prize: what
the people would lose after it. What it is not told: escorts shared by carriers, slots, reception, beds, onward travel
from a staging place, windows by mode, who may not travel together, permitted destinations.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise, product

from lift_rivals_loads import DAY_MIN, Duty, Given, Load, Routes, handling_minutes
from pyvrp import Client, Depot, Location, Model, Profile, Solution
from pyvrp.stop import MaxRuntime

from musterbook.lift.problem import Problem, VehicleType

SCALE = 100_000
"""Units of prize in one weighted person."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the problem is put to it.

    Args:
        seats: loads are cut for a carrier of so many.
        days: carriers are copied for every duty of so many days.
        edges: minutes at which a load's prize falls.
        staged: carriers may leave people at a staging place as if it were a destination.
    """

    seats: int
    days: int
    edges: tuple[int, ...]
    staged: bool = False


def routes_of(problem: Problem, manner: Manner, *, seconds: float, seed: int) -> Routes:
    """What it finds within the seconds, its own building of the model among them."""
    ends = time.monotonic() + seconds
    given = Given(problem)
    loads = given.loads(manner.seats, random.Random(seed))
    duties = given.duties(manner.days)
    model = Model()
    places = {node.id: model.add_location(0, 0) for node in problem.nodes}
    left_at = [*given.dests, *(given.staging if manner.staged else ())]
    depots = _depots(given, model, places, left_at)
    clients = _loads(given, model, manner, loads, places)
    alike = _carriers(given, model, duties, (places, depots, left_at))
    result = model.solve(MaxRuntime(max(0.1, ends - time.monotonic())), seed=seed, collect_stats=False, display=False)
    return _told(result.best, (clients, loads), ([*depots], alike))


def _depots(given: Given, model: Model, places: dict[str, Location], left_at: list[str]) -> dict[str, Depot]:
    """Bases first, then wherever people may be left."""
    bases = sorted({vehicle.base for vehicle in given.fetchers})
    depots = {base: model.add_depot(places[base]) for base in bases if base not in left_at}
    turn = max(kind.turn_min for kind in given.problem.vehicle_types if kind.mode != "fixed")
    for place in left_at:
        depots[place] = model.add_depot(places[place], service_duration=turn)
    return depots


def _loads(
    given: Given, model: Model, manner: Manner, loads: list[Load], places: dict[str, Location]
) -> dict[int, int]:
    """Each load once for every span its site is open, at most one of them to be taken; the load of each client."""
    horizon = given.problem.horizon_min
    kind = next(kind for kind in given.problem.vehicle_types if kind.mode != "fixed")
    clients: list[Client] = []
    of_client = {}
    for number, load in enumerate(loads):
        group = model.add_client_group(required=False)
        for start, end in _spans(given, manner, load):
            saved = given.lost(load.site, horizon) - given.lost(load.site, (start + end) // 2)
            of_client[len(clients)] = number
            clients.append(
                model.add_client(
                    places[load.site],
                    pickup=[load.heads, load.share, load.lying],
                    service_duration=kind.turn_min + handling_minutes(kind.load_s, load, given.problem),
                    tw_early=start,
                    tw_late=end,
                    prize=max(0, int(SCALE * load.weight * saved)),
                    required=False,
                    group=group,
                )
            )
    return of_client


def _spans(given: Given, manner: Manner, load: Load) -> Iterator[tuple[int, int]]:
    """When the site is open, cut at the edges."""
    edges = (load.open_from, *(edge for edge in manner.edges if edge > load.open_from))
    for start, end in pairwise(edges):
        shared = [(max(start, a), min(end, b)) for a, b in given.opened(load.site) if a < end and b > start]
        if shared:
            yield shared[0][0], shared[-1][1]


def _carriers(
    given: Given, model: Model, duties: list[Duty], told: tuple[dict[str, Location], dict[str, Depot], list[str]]
) -> list[list[Duty]]:
    """Duties of one type, base and day are one type of vehicle there; which duties each stands for."""
    places, depots, left_at = told
    profiles: dict[str, Profile] = {}
    alike = []
    ordered = sorted(duties, key=lambda duty: (duty.start, duty.kind.id, duty.vehicle.base, duty.end))
    for _, same in groupby(ordered, key=lambda duty: (duty.start, duty.kind.id, duty.vehicle.base, duty.end)):
        found = list(same)
        kind, base = found[0].kind, found[0].vehicle.base
        if kind.id not in profiles:
            profiles[kind.id] = _profile(given, model, kind, places)
        reachable = [place for place in left_at if given.minutes(kind, place, base) is not None]
        if not reachable:
            continue
        share, heads, lying = given.room(kind)
        model.add_vehicle_type(
            len(found),
            capacity=[heads, share, lying],
            start_depot=depots[base],
            end_depot=depots[min(reachable, key=lambda place: given.minutes(kind, place, base) or 0)],
            tw_early=found[0].start,
            tw_late=found[0].end,
            profile=profiles[kind.id],
            reload_depots=[depots[place] for place in reachable],
        )
        alike.append(found)
    return alike


def _profile(given: Given, model: Model, kind: VehicleType, places: dict[str, Location]) -> Profile:
    """Legs of a type; a place its mode may not use is out of reach."""
    profile = model.add_profile()
    for a, b in product(places, repeat=2):
        minutes = given.minutes(kind, a, b)
        if minutes is not None:
            model.add_edge(places[a], places[b], minutes, minutes, profile)
    return profile


def _told(
    found: Solution, told: tuple[dict[int, int], list[Load]], whose: tuple[list[str], list[list[Duty]]]
) -> Routes:
    """Every carrier's trips, its duties in the order of their days; a trip to several sites is as many serials."""
    (clients, loads), (depots, alike) = told, whose
    used = [0] * len(alike)
    duties: list[tuple[Duty, list[tuple[str, str]]]] = []
    for route in found.routes():
        number = route.vehicle_type()
        pairs: list[tuple[str, str]] = []
        fetched: list[str] = []
        for activity in route:
            if activity.is_depot():
                pairs += [(site, depots[activity.idx]) for site in fetched]
                fetched = []
            elif (site := loads[clients[activity.idx]].site) not in fetched:
                fetched.append(site)
        duties.append((alike[number][used[number]], pairs))
        used[number] += 1
    routes: dict[str, list[tuple[str, str]]] = {}
    for duty, pairs in sorted(duties, key=lambda one: one[0].start):
        routes.setdefault(duty.vehicle.id, []).extend(pairs)
    return routes


def edges_of(problem: Problem, hours: int, days: int) -> tuple[int, ...]:
    """Every so many hours for some days, then the horizon."""
    return (*range(hours * 60, days * DAY_MIN + 1, hours * 60), problem.horizon_min)
