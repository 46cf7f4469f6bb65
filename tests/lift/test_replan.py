"""Planning again, by rules and by search: what has begun stays, what the news forbids falls away."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from musterbook.lift.again import Again, dispatch_again
from musterbook.lift.check import check
from musterbook.lift.dispatch.policies import MostAtRiskFirst
from musterbook.lift.plan import serials
from musterbook.lift.planners import Proposal, SimpleRule
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem
from musterbook.lift.replan import replan

Way = Callable[..., Again]
INSTANCES = Path(__file__).parent / "instances"


@pytest.fixture(params=[dispatch_again, replan], ids=["rules", "search"])
def again(request: pytest.FixtureRequest) -> Way:
    """One of the two ways to plan again: for a book and for an instance."""
    way: Way = request.param
    return way


@pytest.fixture(scope="module", params=["S1", "S2", "S3"])
def adopted(request: pytest.FixtureRequest) -> Proposal:
    found = SimpleRule(MostAtRiskFirst()).plan(problem_named(request.param))
    assert isinstance(found, Proposal)
    return found


def problem_named(name: str) -> Problem:
    return read_problem(INSTANCES / f"{name}.json")


def out_of_use(problem: Problem, vehicle: str, minute: int) -> Problem:
    def ended(spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        return (*((a, min(b, minute)) for a, b in spans if a < minute), (minute, problem.horizon_min))

    fleet = tuple(replace(v, unavailable=ended(v.unavailable)) if v.id == vehicle else v for v in problem.vehicles)
    return replace(problem, vehicles=fleet)


def site_lost(problem: Problem, site: str, minute: int) -> Problem:
    nodes = tuple(
        replace(
            node,
            open={mode: tuple((a, min(b, minute)) for a, b in s if a < minute) for mode, s in node.open.items()},
        )
        if node.id == site
        else node
        for node in problem.nodes
    )
    return replace(problem, nodes=nodes)


@pytest.mark.parametrize("seed", range(6))
def test_after_a_carrier_fails_the_rest_breaks_no_rule_and_it_moves_no_more(
    again: Way, adopted: Proposal, seed: int
) -> None:
    problem, chance = problem_named(adopted.plan.instance), random.Random(seed)
    minute, vehicle = chance.randrange(600, 4000), chance.choice(sorted(adopted.plan.stops))

    found = again(out_of_use(problem, vehicle, minute), adopted.plan, now_minute=minute, freeze_minute=minute + 120)

    assert found.findings == ()
    assert check(found.problem, found.plan).feasible
    assert not [trip for trip in serials(found.plan) if trip.vehicle == vehicle and trip.set_down > minute]


@pytest.mark.parametrize("seed", range(6))
def test_after_a_site_is_lost_nobody_is_planned_from_there(again: Way, adopted: Proposal, seed: int) -> None:
    problem, chance = problem_named(adopted.plan.instance), random.Random(seed)
    minute, site = chance.randrange(600, 4000), chance.choice([n.id for n in problem.nodes if n.kind == "site"])

    found = again(site_lost(problem, site, minute), adopted.plan, now_minute=minute, freeze_minute=minute + 120)

    assert found.findings == ()
    assert not [trip for trip in serials(found.plan) if trip.origin == site and trip.board_start >= minute]


def test_serials_begun_stand_as_they_were(again: Way, adopted: Proposal) -> None:
    problem, minute = problem_named(adopted.plan.instance), 1800

    found = again(problem, adopted.plan, now_minute=minute, freeze_minute=minute + 120)

    begun = {trip.id for trip in serials(adopted.plan) if trip.board_start < minute}
    assert begun <= set(found.kept)
    assert set(found.kept) | set(found.dropped) == {trip.id for trip in serials(adopted.plan)}
    assert found.objective.left_behind == 0


def test_who_sits_in_a_carrier_that_fails_is_stranded_and_counted(again: Way) -> None:
    problem = problem_named("S1")
    adopted = SimpleRule(MostAtRiskFirst()).plan(problem)
    assert isinstance(adopted, Proposal)
    trip = next(trip for trip in serials(adopted.plan) if problem.node[trip.origin].kind == "site")

    found = again(
        out_of_use(problem, trip.vehicle, trip.depart + 5),
        adopted.plan,
        now_minute=trip.depart + 5,
        freeze_minute=trip.depart + 125,
    )

    assert found.stranded == trip.heads
    assert found.findings == ()
    counts = {group.id: group.count for group in found.problem.groups}
    assert all(counts[group] == problem.group[group].count - heads for group, heads in trip.heads.items())


SAID = """
from pathlib import Path
from musterbook.lift.dispatch.policies import MostAtRiskFirst
from musterbook.lift.plan_file import plan_values
from musterbook.lift.planners import SimpleRule
from musterbook.lift.problem_file import read_problem
from musterbook.lift.replan import replan
import hashlib, json

problem = read_problem(Path({path!r}))
adopted = SimpleRule(MostAtRiskFirst()).plan(problem).plan
found = replan(problem, adopted, now_minute=1500, freeze_minute=1620, seed=3, trials=40)
print(hashlib.sha256(json.dumps(plan_values(found.plan), sort_keys=True).encode()).hexdigest())
"""


def test_the_same_seed_and_trials_give_the_same_plan_in_every_process() -> None:
    """Processes differ in where things lie in memory and how names are hashed; neither may matter."""
    said = SAID.format(path=str(INSTANCES / "S2.json"))
    sources = str(Path(__file__).parents[2] / "src")

    digests = {
        subprocess.run(
            [sys.executable, "-c", said],
            env={**os.environ, "PYTHONHASHSEED": str(number), "PYTHONPATH": sources},
            check=True, capture_output=True, text=True,
        ).stdout
        for number in (1, 2)
    }  # fmt: skip

    assert len(digests) == 1
    assert digests != {""}


@pytest.mark.parametrize("seed", range(4))
def test_the_plan_carried_on_drops_what_cannot_run_and_changes_nothing_else(adopted: Proposal, seed: int) -> None:
    problem, chance = problem_named(adopted.plan.instance), random.Random(seed)
    minute, vehicle = chance.randrange(600, 4000), chance.choice(sorted(adopted.plan.stops))
    news = out_of_use(problem, vehicle, minute)

    found = replan(news, adopted.plan, now_minute=minute, freeze_minute=minute + 120, trials=1)

    old = {(one.vehicle, one.origin, one.destination, one.depart) for one in serials(adopted.plan)}
    stays = {(one.vehicle, one.origin, one.destination, one.depart) for one in serials(found.carried_on.plan)}
    verdict = check(found.problem, found.carried_on.plan)
    assert stays <= old
    assert not [one for one in serials(found.carried_on.plan) if one.vehicle == vehicle and one.set_down > minute]
    assert verdict.objective == found.carried_on.objective
    assert verdict.objective.delivered <= found.objective.delivered
