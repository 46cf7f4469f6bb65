"""The bound as a whole: below every plan, below exact optima, lower with more of anything, and honest when stopped."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.lift.bound import Bound, Layer, bound, gap
from musterbook.lift.bound.climb import Climb
from musterbook.lift.bound.earliest import earliest_bound
from musterbook.lift.bound.fleets import fleets_of
from musterbook.lift.bound.grain import Grain, carried, cut
from musterbook.lift.bound.journeys import allowed_prices, priced
from musterbook.lift.bound.people import people_of
from musterbook.lift.bound.pricing import Relaxation
from musterbook.lift.bound.rows import RESOURCES
from musterbook.lift.build import CARRIER_KINDS, DEFAULT_RISK_CLASSES, DEFAULT_RULES
from musterbook.lift.check import check
from musterbook.lift.courses import direct_minutes
from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Group, Node, Problem, Vehicle
from tests.lift.bound.worlds import dispatched, world

ROUGH = Grain(((0, 60), (2000, 240)), ((0, 60),), 2400, (1440,), ((0, 240),))
FINE = Grain(((0, 10), (600, 120)), ((0, 10),), 600, (1440,), ((0, 60), (600, 240)))
HORIZON_MIN = 2880


def at_grain(problem: Problem, grain: Grain) -> Relaxation:
    return cut(problem, people_of(problem), fleets_of(problem), grain)


def climbed(relaxation: Relaxation, *resources: str) -> Climb:
    climb = Climb(relaxation, frozenset(resources or RESOURCES))
    climb.run(20, lambda: False)
    return climb


def tiny(sites: int, carriers: int, heads: int, rate: float) -> Problem:
    """Helicopters with eight seats between a base, a facility and some sites; class C, so six sit with two escorts."""
    kind = replace(CARRIER_KINDS["helicopter-heavy"], id="heli", seats=8, speed_kmh=200.0, range_km=5000.0)
    everything = ((0, HORIZON_MIN),)
    nodes = [Node("B", "base", "B", 35.0, 40.0, parking=True, fuel=frozenset({"heli"}), escorts=((0, 30),))]
    nodes += [
        Node(
            f"S{i}",
            "site",
            f"S{i}",
            35.2,
            40.2 + 0.4 * i,
            parking=False,
            slots={"heli": 2},
            open={"heli": everything},
            hazard=((0, rate * (i + 1)),),
        )
        for i in range(sites)
    ]
    nodes.append(
        Node(
            "D",
            "dest",
            "D",
            34.8,
            40.6,
            parking=True,
            slots={"heli": 4},
            open={"heli": everything},
            intake_per_hour=600.0,
            reception_cap=1000.0,
            beds={"std": ((0, 1000),)},
        )
    )
    groups = [Group(f"G{i}", f"S{i}", heads, "C", "std", "std") for i in range(sites)]
    return Problem(
        name="tiny",
        epoch="2026-01-10T00:00:00Z",
        horizon_min=HORIZON_MIN,
        rules=DEFAULT_RULES,
        risk_classes=DEFAULT_RISK_CLASSES,
        nodes=tuple(nodes),
        groups=tuple(groups),
        vehicle_types=(kind,),
        vehicles=tuple(Vehicle(f"V{i}", "heli", "B") for i in range(carriers)),
    )


def every_plan(problem: Problem) -> Iterator[Plan]:
    """Every way to share out and order full loads among the carriers, each flown without a pause."""
    trips = [group.site for group in problem.groups for _ in range(math.ceil(group.count / 6))]
    for order in sorted(set(itertools.permutations(trips))):
        for cuts in itertools.combinations_with_replacement(range(len(order) + 1), len(problem.vehicles) - 1):
            ends = [0, *cuts, len(order)]
            left = {group.site: group.count for group in problem.groups}
            stops = {}
            for vehicle, start, end in zip(problem.vehicles, ends[:-1], ends[1:], strict=True):
                stops[vehicle.id] = flown(problem, order[start:end], left)
            yield Plan(problem.name, {name: course for name, course in stops.items() if course})


def flown(problem: Problem, sites: tuple[str, ...], left: dict[str, int]) -> tuple[Stop, ...]:
    """From the base to each site and on to the facility, load after load, and home."""
    kind = problem.vehicle_types[0]
    minute, at = 0, "B"
    stops = [Stop("B", 0, 0, 0, 0, escorts_on=2)]
    for site in sites:
        heads = min(6, left[site])
        left[site] -= heads
        for place, board, alight in ((site, {f"G{site[1:]}": heads}, {}), ("D", {}, {f"G{site[1:]}": heads})):
            minute += int(direct_minutes(problem, kind, at, place))
            seconds = kind.load_s * sum(board.values()) + kind.unload_s * sum(alight.values())
            end = minute + kind.turn_min + math.ceil(seconds / 60)
            stops.append(Stop(place, minute, minute, end, end, board=board, alight=alight))
            minute, at = end, place
    minute += int(direct_minutes(problem, kind, at, "B"))
    stops.append(Stop("B", minute, minute, minute, minute, escorts_off=2))
    return tuple(stops) if sites else ()


@pytest.mark.parametrize(
    ("sites", "carriers", "heads"), [(1, 1, 6), (1, 1, 18), (2, 1, 12), (2, 2, 12), (1, 3, 24), (3, 2, 6)]
)
def test_the_bound_is_below_the_best_of_all_plans_of_a_tiny_problem_and_not_far(
    sites: int, carriers: int, heads: int
) -> None:
    problem = tiny(sites, carriers, heads, 0.2)
    verdicts = [check(problem, plan) for plan in every_plan(problem)]
    best = min(one.objective.weighted_loss for one in verdicts if one.feasible)

    value = climbed(at_grain(problem, FINE)).value

    assert value <= best + 1e-6
    assert value >= 0.5 * best


@given(seed=st.integers(0, 400), dearness=st.floats(1e-6, 1.0), draw=st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_whatever_the_prices_no_plan_loses_less(seed: int, dearness: float, draw: int) -> None:
    problem = world(seed)
    relaxation = at_grain(problem, ROUGH)
    chance = np.random.default_rng(draw)
    prices = dearness * chance.standard_normal(relaxation.rows.count) * (chance.random(relaxation.rows.count) < 0.2)
    verdict = check(problem, dispatched(problem, draw))

    value = priced(relaxation, allowed_prices(relaxation, prices)).value

    assert not verdict.feasible or value <= verdict.objective.weighted_loss + 1e-6


@pytest.mark.parametrize("seed", [3, 8, 21])
def test_a_resource_alone_never_gives_more_than_all_together(seed: int) -> None:
    relaxation = at_grain(world(seed), ROUGH)
    together = climbed(relaxation)

    for alone in (("carriers",), ("escorts",), ("reception", "aboard")):
        assert climbed(relaxation, *alone).value <= together.optimum * (1 + 1e-6) + 1e-9


@pytest.mark.parametrize("seed", [3, 21])
def test_more_of_a_resource_never_raises_the_bound_at_the_same_prices(seed: int) -> None:
    problem = world(seed)
    more = [
        replace(problem, vehicles=(*problem.vehicles, replace(problem.vehicles[0], id="one-more"))),
        replace(problem, nodes=tuple(_with_more(node) for node in problem.nodes)),
    ]
    less = at_grain(problem, ROUGH)

    for richer in more:
        climb = climbed(at_grain(richer, ROUGH))
        assert priced(less, carried(climb.prices, climb.relaxation, less)).value >= climb.value - 1e-9


def _with_more(node: Node) -> Node:
    escorts = tuple((minute, number + 3) for minute, number in node.escorts)
    return replace(node, escorts=escorts, reception_cap=node.reception_cap + 20, hold_cap=node.hold_cap + 10)


def test_a_finer_cut_starts_where_the_rougher_one_ended() -> None:
    problem = world(8)
    rough = climbed(at_grain(problem, ROUGH))
    finer = at_grain(problem, replace(ROUGH, pace=((0, 30), (2000, 120)), tiles=((0, 30),)))

    start = priced(finer, carried(rough.prices, rough.relaxation, finer)).value

    assert start >= 0.98 * rough.value


def test_the_earliest_minute_gives_a_bound_that_can_be_worked_out_by_hand() -> None:
    problem = tiny(1, 1, 6, 0.24)
    # base to site: 28.8 km at 200 km/h is 9 minutes and 12 overhead; the turn is 10: nobody leaves before minute 31
    expected = 6 * (1 - math.exp(-0.24 / 1440 * 31))

    assert earliest_bound(problem) == pytest.approx(expected, rel=1e-9)


def test_every_layer_is_told_as_it_is_done_and_the_largest_counts() -> None:
    told: list[str] = []

    found = bound(world(8), seconds=6, progress=lambda layer: told.append(layer.name))

    assert told[:4] == ["earliest", "reception", "carriers", "escorts"]
    assert found.value == max(layer.value or 0.0 for layer in found.layers)
    assert json.loads(json.dumps(found.told(100.0)))["gap"] == gap(100.0, found)


def test_a_bound_stopped_at_once_is_the_first_layer() -> None:
    problem = world(8)

    found = bound(problem, stop=lambda: True)

    assert [layer.name for layer in found.layers] == ["earliest"]
    assert found.value == earliest_bound(problem)


def test_a_layer_without_a_number_is_never_the_bound() -> None:
    found = Bound(3.0, (Layer("earliest", 3.0, 0.1), Layer("together", None, 5.0)), 5.1)

    assert found.best.name == "earliest"
    assert found.told()["layers"][1]["value"] is None


def test_with_nobody_to_move_the_bound_is_nothing() -> None:
    assert bound(replace(world(8), groups=()), seconds=1).value == 0.0


def test_with_no_carriers_everybody_is_lost() -> None:
    problem = tiny(2, 1, 5, 0.1)

    assert bound(replace(problem, vehicles=()), seconds=1).value == 10.0


def test_the_gap_is_the_share_of_the_loss_that_is_still_open() -> None:
    assert gap(20.0, 15.0) == 0.25
    assert gap(0.0, 0.0) == 0.0
