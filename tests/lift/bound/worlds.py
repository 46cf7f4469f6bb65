"""Random small worlds and random plans for them, some by the dispatcher, some by carriers that wander about.

Everything is invented; the same seed gives the same world and the same plan.
"""

from __future__ import annotations

import math
import random
from dataclasses import replace

from musterbook.lift.build import CARRIER_KINDS, DEFAULT_RISK_CLASSES, DEFAULT_RULES
from musterbook.lift.check import check
from musterbook.lift.courses import direct_minutes, distance_km
from musterbook.lift.dispatch.desk import Desk
from musterbook.lift.dispatch.dispatcher import Dispatch, Manner
from musterbook.lift.dispatch.policies import MostAtRiskFirst, NearestFirst, Policy, ValueRate
from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Group, Interval, Node, Problem, RoadRoute, Vehicle, VehicleType
from tests.lift.shuffled import Shuffled

DAYS = 4
HORIZON_MIN = DAYS * 1440


def world(seed: int, *, roomy: bool = False) -> Problem:
    """One to three sites, one or two staging places, facilities and bases; carriers of up to four types.

    `roomy` has few shut hours and plenty of beds, so that wandering carriers often keep the rules.
    """
    chance = random.Random(seed)
    nodes = [*_sites(chance, roomy=roomy), *_hubs(chance), *_dests(chance, roomy=roomy), *_bases(chance)]
    types = _types(chance)
    vehicles = _vehicles(chance, types, roomy=roomy)
    rules = replace(
        DEFAULT_RULES,
        escorts_min=chance.choice((1, 2)),
        escort_rest_pct=chance.choice((0, 25)),
        separation=frozenset({frozenset({"juv", "std"})}) if chance.random() < 0.5 else frozenset(),
    )
    return Problem(
        name=f"world-{seed}",
        epoch="2026-01-10T00:00:00+03:00",
        horizon_min=HORIZON_MIN,
        rules=rules,
        risk_classes=DEFAULT_RISK_CLASSES,
        nodes=tuple(nodes),
        groups=tuple(_groups(chance, nodes)),
        vehicle_types=tuple(types),
        vehicles=tuple(vehicles),
        road_routes=tuple(_roads(chance, nodes, roomy=roomy)),
    )


def dispatched(problem: Problem, seed: int) -> Plan:
    """A plan of the dispatcher under some policy and manner."""
    chance = random.Random(seed)
    policy: Policy = chance.choice((MostAtRiskFirst(), NearestFirst(), ValueRate(), Shuffled(seed), Shuffled(seed + 1)))
    manner = Manner(relay=chance.random() < 0.7, wait_max_min=chance.choice((0, 240, 1440)))
    desk = Desk(problem)
    Dispatch(desk, policy, manner).run(lambda: False, lambda _done, _all: None)
    return desk.plan({})


def disturbed(problem: Problem, plan: Plan, seed: int, tries: int = 6) -> Plan:
    """The plan with delays put in wherever the check still finds nothing."""
    chance = random.Random(seed)
    for _ in range(tries):
        if not plan.stops:
            break
        vehicle = chance.choice(sorted(plan.stops))
        later = _delayed(chance, plan.stops[vehicle])
        trial = Plan(plan.instance, {**plan.stops, vehicle: later})
        if check(problem, trial).feasible:
            plan = trial
    return plan


def wandering(problem: Problem, seed: int) -> Plan | None:
    """Carriers that board a few here and there, wait, relay and set down in parts; None when a rule is broken."""
    chance = random.Random(seed)
    left = {group.id: group.count for group in problem.groups}
    plan = Plan(problem.name, {})
    for vehicle in chance.sample(problem.vehicles, min(4, len(problem.vehicles))):
        before = dict(left)
        stops = _wander(chance, problem, vehicle, left)
        trial = Plan(problem.name, {**plan.stops, vehicle.id: stops})
        if stops and check(problem, trial).feasible:
            plan = trial
        else:
            left = before
    return plan if plan.stops else None


def _delayed(chance: random.Random, stops: tuple[Stop, ...]) -> tuple[Stop, ...]:
    """From one moment of one stop on, everything is later by up to two hours."""
    number, moment, by = chance.randrange(len(stops)), chance.randrange(4), chance.randrange(1, 120)
    later = []
    for index, stop in enumerate(stops):
        times = [stop.arrive, stop.service_start, stop.service_end, stop.depart]
        if index > number:
            times = [time + by for time in times]
        elif index == number:
            times = [time + by if i >= max(1, moment) else time for i, time in enumerate(times)]
        arrive, start, end, depart = times
        later.append(replace(stop, arrive=arrive, service_start=start, service_end=end, depart=depart))
    return tuple(later)


def _wander(chance: random.Random, problem: Problem, vehicle: Vehicle, left: dict[str, int]) -> tuple[Stop, ...]:
    kind = problem.vehicle_type[vehicle.type]
    minute = chance.randrange(0, HORIZON_MIN // 2)
    stops = [Stop(vehicle.base, 0, minute, minute, minute, escorts_on=chance.randrange(1, 7))]
    aboard: dict[str, int] = {}
    places = [node.id for node in problem.nodes if kind.mode in node.slots]
    sites = [one for one in places if problem.node[one].kind == "site"]
    hubs = [one for one in places if problem.node[one].kind == "hub"]
    dests = [one for one in places if problem.node[one].kind == "dest"]
    if not dests or not (sites or len(hubs) > 1):
        return ()
    way = [*chance.sample(sites, min(len(sites), chance.randrange(1, 4))), *chance.sample(hubs, len(hubs))]
    way = [*way[: chance.randrange(1, 5)], *chance.sample(dests, chance.randrange(1, len(dests) + 1))]
    for place in way:
        there = problem.node[place]
        travel = direct_minutes(problem, kind, stops[-1].node, place)
        if not math.isfinite(travel):
            return ()
        minute = stops[-1].depart + int(travel) + chance.choice((0, 0, 5, 30))
        down, up = _handling(chance, problem, kind, place, aboard, left, last=place == way[-1])
        units = sum(down.values()) + sum(up.values())
        start = minute + (chance.choice((0, 40, 200)) if there.parking else 0)
        busy = kind.turn_min + math.ceil(max(kind.load_s, kind.unload_s) * 4 * units / 60) if units else 0
        end = start + busy + (chance.choice((0, 0, 60, 240)) if busy else 0)
        depart = end + (chance.choice((0, 30, 300)) if there.parking else 0)
        stops.append(Stop(place, minute, start, end, depart, board=up, alight=down, refuel=False))
    minute = stops[-1].depart + int(direct_minutes(problem, kind, stops[-1].node, vehicle.base))
    stops.append(Stop(vehicle.base, minute, minute, minute, minute, escorts_off=stops[0].escorts_on))
    return tuple(stops) if not any(aboard.values()) else ()


def _handling(  # noqa: PLR0917  two tallies are changed
    chance: random.Random,
    problem: Problem,
    kind: VehicleType,
    place: str,
    aboard: dict[str, int],
    left: dict[str, int],
    *,
    last: bool,
) -> tuple[dict[str, int], dict[str, int]]:
    """Who is set down and who boards at `place`; `aboard` and `left` are changed."""
    node = problem.node[place]
    down: dict[str, int] = {}
    up: dict[str, int] = {}
    if node.kind == "dest":
        for group in sorted(aboard):
            heads = aboard[group] if last or chance.random() < 0.3 else chance.randrange(aboard[group] + 1)
            if heads:
                down[group] = heads
                aboard[group] -= heads
    for held in problem.at_site(place):
        room = kind.seats - 6 - 3 * sum(aboard.values())
        heads = min(left[held.id], max(0, room // 3), chance.randrange(0, 9))
        if heads and not (held.stretcher and kind.stretchers_max < heads):
            up[held.id] = heads
            aboard[held.id] = aboard.get(held.id, 0) + heads
            left[held.id] -= heads
    return down, up


def _sites(chance: random.Random, *, roomy: bool) -> list[Node]:
    found = []
    for number in range(chance.randrange(1, 4)):
        modes = {"road": 2, "heli": chance.choice((1, 2))} if chance.random() < 0.8 else {"heli": 1}
        steps = tuple((day * 720, round(chance.uniform(0.005, 0.5), 4)) for day in range(chance.randrange(1, 6)))
        found.append(
            Node(
                id=f"S{number}",
                kind="site",
                name=f"S{number}",
                lat=35.0 + chance.uniform(-0.4, 0.4),
                lon=40.1 + chance.uniform(0, 0.5),
                parking=chance.random() < 0.2,
                slots=modes,
                open={mode: _windows(chance, roomy=roomy) for mode in modes},
                hazard=steps,
            )
        )
    return found


def _windows(chance: random.Random, *, roomy: bool) -> tuple[Interval, ...]:
    if roomy:
        return ((chance.randrange(0, 200), HORIZON_MIN),)
    if chance.random() < 0.4:
        return ((chance.randrange(0, 600), chance.randrange(2000, HORIZON_MIN)), (HORIZON_MIN - 500, HORIZON_MIN))
    return tuple((day * 1440 + 300 + chance.randrange(60), day * 1440 + 1260) for day in range(DAYS))


def _hubs(chance: random.Random) -> list[Node]:
    return [
        Node(
            id=f"H{number}",
            kind="hub",
            name=f"H{number}",
            lat=35.1 + 0.3 * number,
            lon=40.4 + 0.2 * number,
            parking=True,
            slots={"road": 4, "heli": 3, "fixed": 2},
            open=dict.fromkeys(("road", "heli", "fixed"), ((0, HORIZON_MIN),)),
            fuel=frozenset({"road", "heli", "fixed"}),
            hazard=((0, 0.001),),
            escorts=((0, chance.choice((6, 20))),),
            hold_cap=chance.choice((20, 60, 200)),
            dwell_max_min=2880,
        )
        for number in range(chance.randrange(1, 3))
    ]


def _dests(chance: random.Random, *, roomy: bool) -> list[Node]:
    found = []
    for number in range(chance.randrange(1, 3)):
        beds = ((0, 20), (1500, 400)) if chance.random() < 0.3 and not roomy else ((0, 400),)
        found.append(
            Node(
                id=f"D{number}",
                kind="dest",
                name=f"D{number}",
                lat=34.3 + 0.5 * number,
                lon=41.8,
                parking=True,
                slots={"road": 3, "heli": 2, "fixed": 2},
                open={mode: ((chance.choice((0, 400)), HORIZON_MIN),) for mode in ("road", "heli", "fixed")},
                fuel=frozenset({"road", "heli", "fixed"}),
                escorts=((0, 12),),
                intake_per_hour=chance.choice((2, 6, 30)),
                reception_cap=chance.choice((12, 40, 100)),
                beds={"std": beds, "med": ((0, 30),)},
            )
        )
    return found


def _bases(chance: random.Random) -> list[Node]:
    pool = chance.choice((((0, 8),), ((0, 5), (1440, 12)), ((0, 30),)))
    return [Node("B0", "base", "B0", 35.0, 40.0, parking=True, fuel=frozenset({"road", "heli"}), escorts=pool)]


def _types(chance: random.Random) -> list[VehicleType]:
    kinds = [CARRIER_KINDS[name] for name in ("bus", "helicopter-heavy", "transport-aircraft")]
    small = replace(CARRIER_KINDS["bus"], id="van", seats=12, stretchers_max=4, seats_per_stretcher=2, night_ok=True)
    return [*kinds, small] if chance.random() < 0.7 else kinds[:2]


def _vehicles(chance: random.Random, types: list[VehicleType], *, roomy: bool) -> list[Vehicle]:
    bases = {"road": ["B0", "H0"], "heli": ["B0", "H0"], "fixed": ["D0", "H0"]}
    found = []
    for kind in types:
        for number in range(chance.randrange(1, 4)):
            start = chance.randrange(0, HORIZON_MIN)
            away = () if roomy or chance.random() < 0.5 else ((start, start + chance.randrange(60, 2000)),)
            found.append(Vehicle(f"{kind.id}-{number}", kind.id, chance.choice(bases[kind.mode]), away))
    return found


def _groups(chance: random.Random, nodes: list[Node]) -> list[Group]:
    found = []
    for site in (node.id for node in nodes if node.kind == "site"):
        for number, risk in enumerate(chance.sample(("A", "B", "C"), chance.randrange(1, 4))):
            since = chance.choice((0, 0, 0, 700))
            dests = frozenset({"D0"}) if chance.random() < 0.2 else None
            tag = chance.choice(("std", "std", "juv"))
            found.append(
                Group(
                    f"{site}-{number}", site, chance.randrange(1, 60), risk, tag, "std", dests=dests, not_before=since
                )
            )
        if chance.random() < 0.6:
            found.append(Group(f"{site}-med", site, chance.randrange(1, 4), "C", "std", "med", stretcher=True))
    return found


def _roads(chance: random.Random, nodes: list[Node], *, roomy: bool) -> list[RoadRoute]:
    found = []
    for number, a in enumerate(nodes):
        for b in nodes[number + 1 :]:
            if {a.kind, b.kind} == {"site"} and not roomy:
                continue
            km = round(distance_km(a, b) * chance.uniform(1.1, 1.6) + 1, 1)
            start = chance.randrange(0, HORIZON_MIN)
            shut = ((start, start + chance.randrange(30, 1500)),) if chance.random() < 0.4 and not roomy else ()
            found.append(RoadRoute(a.id, b.id, km, chance.choice((0.0, 0.0004)), shut))
            if chance.random() < 0.2:
                found.append(RoadRoute(a.id, b.id, km * 1.4, 0.0005))
    return found
