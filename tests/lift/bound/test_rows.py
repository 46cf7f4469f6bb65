"""Every plan the check accepts fits into the bound's linear programme: it breaks no row and costs no more there."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from musterbook.lift.bound.fleets import fleets_of
from musterbook.lift.bound.grain import Grain, cut
from musterbook.lift.bound.layers import grains_of
from musterbook.lift.bound.people import people_of
from musterbook.lift.bound.pricing import Relaxation
from musterbook.lift.check import check
from musterbook.lift.courses import direct_minutes
from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Problem, VehicleType
from musterbook.lift.problem_file import read_problem
from tests.lift.bound.mapping import breaches, cost_of
from tests.lift.bound.worlds import dispatched, disturbed, wandering, world

INSTANCES = Path(__file__).parents[1] / "instances"
WORLDS = 125
PLANS_LEAST = 500


def relaxed(problem: Problem, seed: int, *, merged: bool = False) -> Relaxation:
    """The relaxation at a grain drawn from the seed."""
    step = random.Random(seed).choice((10, 30, 60, 240))
    grain = Grain(((0, step), (2000, 3 * step)), ((0, step),), 2400, (1440,), ((0, max(120, step)),))
    return cut(problem, people_of(problem), fleets_of(problem, merged=merged), grain)


def plans_for(problem: Problem, seed: int) -> list[Plan]:
    """Plans without findings: dispatched, dispatched and disturbed, and wandering."""
    made = [dispatched(problem, seed), disturbed(problem, dispatched(problem, seed + 7), seed)]
    made += [plan for i in range(10) if (plan := wandering(problem, seed * 100 + i)) is not None]
    return [plan for plan in made if check(problem, plan).feasible]


def test_hundreds_of_plans_of_small_worlds_satisfy_every_row_at_no_more_than_their_loss() -> None:
    count = 0
    for seed in range(WORLDS):
        problem = world(seed, roomy=seed % 3 == 0)
        relaxation = relaxed(problem, seed, merged=seed % 5 == 0)

        for plan in plans_for(problem, seed):
            found = breaches(relaxation, plan)
            count += 1

            assert found[:-1] == [], f"world {seed}"
            assert cost_of(found) <= check(problem, plan).objective.weighted_loss + 1e-6, f"world {seed}"

    assert count >= PLANS_LEAST


@pytest.mark.parametrize("onward", ["H0", "H1"])
@pytest.mark.parametrize("seed", range(40))
def test_relays_between_staging_places_and_from_one_to_itself_satisfy_every_row(seed: int, onward: str) -> None:
    problem = world(seed, roomy=True)
    plan = relayed(problem, 300 + 40 * seed, onward)
    if plan is None or not check(problem, plan).feasible:
        pytest.skip("no second staging place, no helicopter, or a rule is in the way")

    found = breaches(relaxed(problem, seed), plan)

    assert found[:-1] == []
    assert cost_of(found) <= check(problem, plan).objective.weighted_loss + 1e-6


def relayed(problem: Problem, minute: int, onward: str) -> Plan | None:
    """One helicopter takes two people to a staging place, from there `onward`, and to a facility."""
    vehicle = next((one for one in problem.vehicles if one.type == "helicopter-heavy"), None)
    group = next((one for one in problem.groups if one.count >= 2 and not one.stretcher), None)
    if vehicle is None or group is None or onward not in problem.node:
        return None
    kind, two = problem.vehicle_type[vehicle.type], {group.id: 2}
    stops = [Stop(vehicle.base, 0, minute, minute, minute, escorts_on=2)]
    handled: tuple[tuple[str, dict[str, int], dict[str, int]], ...]
    handled = ((group.site, {}, two), ("H0", two, {}), ("H0", {}, two), (onward, two, {}), (onward, {}, two))
    for place, down, up in handled:
        stops.append(_next_stop(problem, kind, stops[-1], place, down, up))
    stops.append(_next_stop(problem, kind, stops[-1], "D0", two, {}))
    home = stops[-1].depart + int(direct_minutes(problem, kind, "D0", vehicle.base))
    stops.append(Stop(vehicle.base, home, home, home, home, escorts_off=2))
    return Plan(problem.name, {vehicle.id: tuple(stops)})


def _next_stop(  # noqa: PLR0917  the words of a stop in their order
    problem: Problem, kind: VehicleType, last: Stop, place: str, down: dict[str, int], up: dict[str, int]
) -> Stop:
    """Handled on arrival in a turn and a minute; refuelled where people are set down."""
    arrive = last.depart + (0 if place == last.node else int(direct_minutes(problem, kind, last.node, place)))
    end = arrive + kind.turn_min + 1
    refuel = bool(down) and kind.mode in problem.node[place].fuel
    return Stop(place, arrive, arrive, end, end + refuel * kind.refuel_min, board=up, alight=down, refuel=refuel)


def test_a_plan_that_uses_more_than_there_is_breaks_a_row() -> None:
    problem = world(14)
    relaxation = relaxed(problem, 14)
    plan = dispatched(problem, 14)
    vehicle = max(plan.stops, key=lambda one: len(plan.stops[one]))

    twice = breaches(relaxation, Plan(plan.instance, {**plan.stops, vehicle: plan.stops[vehicle] * 2}))

    assert len(twice) > 1


@pytest.mark.parametrize("name", ["S1", "S2", "S3"])
def test_plans_of_the_instances_satisfy_every_row_of_the_layers_used_for_them(name: str) -> None:
    problem = read_problem(INSTANCES / f"{name}.json")
    relaxations = [cut(problem, people_of(problem), fleets_of(problem), grain) for grain in grains_of(problem)[:3]]

    for seed in range(4):
        plan = disturbed(problem, dispatched(problem, seed), seed)
        verdict = check(problem, plan)
        assert verdict.feasible
        for relaxation in relaxations:
            found = breaches(relaxation, plan)
            assert found[:-1] == []
            assert cost_of(found) <= verdict.objective.weighted_loss + 1e-6
