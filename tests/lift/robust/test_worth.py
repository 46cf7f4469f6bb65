"""Which one more of something would help: compared in the same futures, and doubted where the search is luckier."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from musterbook.lift.check import check
from musterbook.lift.dispatch.policies import MostAtRiskFirst
from musterbook.lift.plan import Plan
from musterbook.lift.planners import Proposal, SimpleRule
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem
from musterbook.lift.robust.chances import Chances
from musterbook.lift.robust.futures import futures
from musterbook.lift.robust.resources import Resource, resources_of
from musterbook.lift.robust.worth import Saved, researched_by, retold, worth
from tests.lift.making import plain_problem
from tests.lift.robust.roads import breaking, bus_then_van, sixteen_problem, trip

INSTANCES = Path(__file__).parents[1] / "instances"


def nothing_new(_problem: Problem, _seed: int) -> Plan | None:
    return None


def test_what_one_may_ask_about_a_plan_follows_from_it() -> None:
    problem = sixteen_problem()

    asked = {(one.kind, one.where): one for one in resources_of(problem, bus_then_van())}

    # The site's one slot is taken while bus and van load; the facility has two and never both are. All are open at 0.
    assert {key: one.amount for key, one in asked.items()} == {
        ("vehicle", "bus"): 1,
        ("escorts", "base"): 1,
        ("slot", "site road"): 1,
        ("reception", "dest"): pytest.approx(20),
        ("reception", "other"): pytest.approx(20),
    }
    assert asked["vehicle", "bus"].problem.vehicles[-1].base == "base"
    assert asked["escorts", "base"].problem.node["base"].escorts == ((0, 5),)
    assert asked["slot", "site road"].problem.node["site"].slots == {"road": 2}
    assert asked["reception", "dest"].problem.node["dest"].reception_cap == pytest.approx(14.4)


def test_a_place_shut_at_first_may_open_six_hours_sooner_but_not_before_the_start() -> None:
    problem = plain_problem()
    late, soon = problem.node["dest"], problem.node["site"]
    opened = {
        "dest": replace(late, open={"road": ((500, 600), (900, 2000))}),
        "site": replace(soon, open={"road": ((60, 2000),)}),
    }
    problem = replace(problem, nodes=tuple(opened.get(node.id, node) for node in problem.nodes))

    asked = [one for one in resources_of(problem, Plan("plain", {})) if one.kind == "window"]

    assert [(one.where, one.amount) for one in asked] == [("dest", 6.0), ("site", 1.0)]
    assert asked[0].problem.node["dest"].open["road"] == ((140, 600), (900, 2000))
    assert asked[1].problem.node["site"].open["road"] == ((0, 2000),)


@pytest.mark.parametrize("name", ["S1", "S2", "S3"])
def test_with_one_more_of_anything_the_plan_still_breaks_no_rule(name: str) -> None:
    problem = read_problem(INSTANCES / f"{name}.json")
    found = SimpleRule(MostAtRiskFirst()).plan(problem)
    assert isinstance(found, Proposal)

    findings = {
        (one.kind, one.where): check(one.problem, found.plan).findings for one in resources_of(problem, found.plan)
    }

    assert findings
    assert not any(findings.values())


def test_a_resource_nobody_uses_is_worth_nothing_and_nothing_is_above_noise() -> None:
    problem = sixteen_problem()

    found = worth(problem, bus_then_van(), futures(problem, 50, 1, Chances.none()), research=nothing_new)

    assert {gain.saved.mean for gain in found.gains} == {0.0}
    assert found.above_noise == ()
    assert found.told()["nothing_above_noise"] is True
    assert found.complete


def test_one_more_bus_saves_what_can_be_worked_out_by_hand() -> None:
    problem = sixteen_problem()
    plan = Plan("plain", {"BUS": bus_then_van().stops["BUS"]})
    bus = next(one for one in resources_of(problem, plan) if one.kind == "vehicle")
    # Reception drains six an hour and holds twelve: the eight of a second bus may come from minute 400 on.
    both = Plan("plain", {**plan.stops, "bus-more": trip(400, 8, first=True)})
    drawn = futures(problem, 200, 1, breaking(0.2, 5000))

    found = worth(
        problem,
        plan,
        drawn,
        [bus],
        research=lambda one, _seed: both if one is bus.problem else plan,
    )

    # Where the second bus does not fail, its eight are not left: they cost next to nothing instead of 8.
    (gain,) = found.gains
    went = gain.saved.mean / 8
    assert 0.65 < went < 0.85
    assert (gain.saved.p10, gain.above_noise) == (0.0, True)
    assert gain.saved_per_unit == gain.saved.mean
    assert found.search_error == 0.0


def test_what_the_search_finds_by_luck_is_not_the_resources_merit() -> None:
    problem = sixteen_problem()
    plan = Plan("plain", {"BUS": bus_then_van().stops["BUS"]})
    slot = next(one for one in resources_of(problem, plan) if one.kind == "slot")
    drawn = futures(problem, 50, 1, Chances.none())

    def lucky(_problem: Problem, seed: int) -> Plan:
        return bus_then_van() if seed == 1 else plan

    found = worth(problem, plan, drawn, [slot], research=lucky)

    assert found.base.mean < 1
    assert found.gains[0].saved.mean == 0.0
    assert found.search_error > 4
    assert found.above_noise == ()


def test_a_gain_smaller_than_the_searchs_own_error_is_not_believed() -> None:
    problem = sixteen_problem()
    one, two = Plan("plain", {"BUS": bus_then_van().stops["BUS"]}), bus_then_van()
    slot = next(resource for resource in resources_of(problem, one) if resource.kind == "slot")

    def unsteady(changed: Problem, seed: int) -> Plan:
        return two if changed is slot.problem or seed == 2 else one

    found = worth(problem, one, futures(problem, 50, 1, Chances.none()), [slot], research=unsteady)

    assert found.gains[0].saved.mean > 7
    assert not found.gains[0].above_noise


def test_the_same_problem_in_another_order_takes_the_same_plans() -> None:
    problem = read_problem(INSTANCES / "S1.json")
    found = SimpleRule(MostAtRiskFirst()).plan(retold(problem, 2))
    assert isinstance(found, Proposal)

    assert retold(problem, 2).vehicles != problem.vehicles
    assert check(problem, found.plan).findings == ()
    assert check(problem, found.plan).objective.weighted_loss == pytest.approx(found.objective.weighted_loss)


def test_told_to_stop_it_says_that_it_is_not_complete() -> None:
    problem = sixteen_problem()
    heard: list[tuple[int, int]] = []

    found = worth(
        problem,
        bus_then_van(),
        futures(problem, 20, 1),
        research=nothing_new,
        progress=lambda *told: heard.append(told),
        stop=lambda: len(heard) >= 6,
    )

    assert not found.complete
    # Three searches of the unchanged problem, then three of the five resources.
    assert len(found.gains) == 3
    assert heard == [(count, 8) for count in range(1, 7)]


def test_a_planner_of_the_room_can_be_asked_and_the_table_is_json() -> None:
    problem = read_problem(INSTANCES / "S1.json")
    found = SimpleRule(MostAtRiskFirst()).plan(problem)
    assert isinstance(found, Proposal)
    resources: list[Resource] = [one for one in resources_of(problem, found.plan) if one.where in ("CH47", "B01")]

    table = worth(
        problem,
        found.plan,
        futures(problem, 60, 1),
        resources,
        research=researched_by(SimpleRule(MostAtRiskFirst()), 5.0),
    ).told()

    assert json.loads(json.dumps(table, allow_nan=False)) == table
    assert {(gain["kind"], gain["where"]) for gain in table["gains"]} == {("vehicle", "CH47"), ("escorts", "B01")}
    means = [gain["saved"]["mean"] for gain in table["gains"]]
    assert means == sorted(means, reverse=True)


def test_savings_are_compared_pair_by_pair() -> None:
    before, after = np.array([10.0, 20.0, 90.0]), np.array([9.0, 19.0, 89.0])

    saved = Saved.of(before, after)

    assert (saved.mean, saved.standard_error, saved.p10, saved.p90) == (1.0, 0.0, 1.0, 1.0)
