"""Making small problems of our own: two or three sites, a staging place, a facility, a base and some carriers.

Everything is invented. The same seed gives the same problem.
"""

from __future__ import annotations

import random
from dataclasses import replace

from musterbook.lift.build import DEFAULT_RULES, DeclaredCarrier, HeldGroup, Place, Road, build_problem
from musterbook.lift.problem import Problem

HORIZON_MIN = 4 * 1440


def small_problem(seed: int = 1, *, people: int = 200) -> Problem:
    """About `people` at two or three sites; buses and a helicopter fetch them, an aircraft takes them on."""
    chance = random.Random(seed)
    sites = [f"site-{i}" for i in range(1, chance.choice((2, 3)) + 1)]
    places = [
        Place("base", "base", 35.0, 40.0, escorts=chance.choice((12, 24, 40))),
        Place("field", "hub", 35.1, 40.3, escorts=20, hold_cap=chance.choice((60, 150))),
        Place("harbour", "dest", 34.0, 42.5, escorts=30, intake_per_hour=chance.choice((10, 60)), reception_cap=120),
    ]
    roads = [Road("base", "field", 30.0), Road("field", "harbour", 260.0), Road("base", "harbour", 280.0)]
    groups: list[HeldGroup] = []
    for name in sites:
        lat, lon = 35.0 + chance.uniform(-0.3, 0.3), 40.1 + chance.uniform(0, 0.4)
        rate = chance.uniform(0.02, 0.3)
        modes = {"road": 2, "heli": 1}
        windows = {mode: ((chance.randrange(0, 300), HORIZON_MIN),) for mode in modes}
        hazard = ((0, rate / 2), (1440, rate))
        places.append(Place(name, "site", lat, lon, modes=modes, open=windows, hazard=hazard))
        closed = ((600, 900),) if chance.random() < 0.3 else ()
        roads += [Road(name, "base", 25.0), Road(name, "field", 45.0, 0.0003, closed), Road(name, "harbour", 250.0)]
        for i, (tag, lying, risk) in enumerate((("std", False, "B"), ("std", False, "A"), ("juv", False, "C"))):
            groups.append(HeldGroup(f"{name}-{i}", name, people // len(sites) // 3, risk, tag, tag, lying))
        groups.append(HeldGroup(f"{name}-med", name, 2, "C", "std", "med", stretcher=True))
    carriers = [
        DeclaredCarrier("BUS-1", "bus", "base"),
        DeclaredCarrier("BUS-2", "bus", "field", seats=30),
        DeclaredCarrier("CH47-1", "helicopter-heavy", "field", unavailable=((0, 200),)),
        DeclaredCarrier("C130-1", "transport-aircraft", "harbour"),
    ]
    rules = replace(DEFAULT_RULES, separation=frozenset({frozenset({"juv", "std"})}))
    return build_problem(
        name=f"small-{seed}",
        epoch="2026-01-10T00:00:00+03:00",
        horizon_min=HORIZON_MIN,
        places=places,
        carriers=carriers,
        groups=groups,
        roads=roads,
        rules=rules,
    )


def plain_problem() -> Problem:
    """One site, one staging place, one facility, figures that can be worked out by hand.

    The bus drives 60 km/h with no overhead: 60 km to the site, 60 km on to the hub or the facility, 60 km home. Turning
    takes 10 minutes, and a minute per head to load and to unload. Two escorts always suffice for eight people.
    """
    rules = replace(
        DEFAULT_RULES,
        escort_points_per_guard=100,
        travel_slack_min=5,
        night_from=1380,
        night_to=0,
        separation=frozenset({frozenset({"x", "y"})}),
    )
    places = [
        Place("base", "base", 35.0, 40.0, escorts=4),
        Place("site", "site", 35.5, 40.0, modes={"road": 1}, open={"road": ((0, 2000),)}, hazard=((0, 0.1),)),
        Place("hub", "hub", 35.5, 40.5, modes={"road": 2}, hold_cap=10, dwell_max_min=400),
        Place(
            "dest", "dest", 35.0, 40.5, modes={"road": 2}, intake_per_hour=6, reception_cap=12, beds={"c": ((0, 30),)}
        ),
        Place(
            "other", "dest", 35.2, 40.7, modes={"road": 2}, intake_per_hour=6, reception_cap=12, beds={"c": ((0, 30),)}
        ),
    ]
    pairs = (
        ("base", "site"),
        ("site", "hub"),
        ("site", "dest"),
        ("hub", "dest"),
        ("base", "dest"),
        ("base", "hub"),
        ("dest", "other"),
        ("base", "other"),
        ("site", "other"),
    )
    roads = [Road(a, b, 60.0) for a, b in pairs]
    roads.append(Road("site", "dest", 60.0, 0.0, ((0, 3000),)))
    groups = [
        HeldGroup("g", "site", 8, "C", "x", "c", dests=frozenset({"dest"})),
        HeldGroup("h", "site", 8, "C", "y", "c"),
        HeldGroup("lying", "site", 2, "C", "x", "c", stretcher=True),
    ]
    problem = build_problem(
        name="plain",
        epoch="2026-01-10T00:00:00Z",
        horizon_min=3000,
        places=places,
        carriers=[DeclaredCarrier("BUS", "bus", "base"), DeclaredCarrier("VAN", "bus", "base")],
        groups=groups,
        roads=roads,
        rules=rules,
    )
    bus = replace(
        problem.vehicle_types[0],
        seats=12,
        stretchers_max=1,
        leg_overhead_min=0,
        turn_min=10,
        load_s=60,
        unload_s=60,
        range_km=300,
        duty_max_min=900,
        rest_least_min=300,
    )
    return replace(problem, vehicle_types=(bus,))
