"""The replay: in a world without faults it is the plan; otherwise it is what can be worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.lift.check import check
from musterbook.lift.dispatch.policies import MostAtRiskFirst, NearestFirst
from musterbook.lift.plan import Plan, Stop
from musterbook.lift.planners import Proposal, SimpleRule
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem
from musterbook.lift.robust.chances import Chances
from musterbook.lift.robust.futures import BLOCK, futures
from musterbook.lift.robust.outcomes import Outcomes
from musterbook.lift.robust.replay import replay
from tests.lift.making import small_problem
from tests.lift.robust.roads import breaking, bus_by_the_staging_place, bus_then_van, bus_twice, only, sixteen_problem

INSTANCES = Path(__file__).parents[1] / "instances"
HARSH = replace(
    Chances(),
    breaks_per_tour={"heli": 0.2, "fixed": 0.2, "road": 0.2},
    weather_per_day=0.5,
    road_shut_per_day=0.3,
)


def planned(problem: Problem) -> Plan:
    found = SimpleRule(MostAtRiskFirst()).plan(problem)
    assert isinstance(found, Proposal)
    return found.plan


@pytest.fixture(scope="module", params=["S1", "S2", "S3", "M1"])
def instance(request: pytest.FixtureRequest) -> tuple[Problem, Plan]:
    problem = read_problem(INSTANCES / f"{request.param}.json")
    return problem, planned(problem)


@pytest.fixture(scope="module")
def s1() -> tuple[Problem, Plan]:
    problem = read_problem(INSTANCES / "S1.json")
    return problem, planned(problem)


def lost_by(minute: float) -> float:
    """What one head at the site of the plain problem comes to when it leaves at a minute."""
    return 1 - math.exp(-0.1 * minute / 1440)


def agrees(problem: Problem, plan: Plan, outcomes: Outcomes) -> None:
    told = check(problem, plan).objective
    assert outcomes.weighted_loss == pytest.approx(told.weighted_loss, abs=1e-6)
    assert outcomes.lost == pytest.approx(told.loss, abs=1e-6)
    assert {int(end) for end in outcomes.end} == {told.makespan_min}
    assert {int(heads) for heads in outcomes.delivered} == {told.delivered}
    assert {int(heads) for heads in outcomes.left} == {told.left_behind}
    assert not outcomes.scrubbed.any()
    assert not outcomes.late.any()
    assert not outcomes.overstayed.any()


def test_a_world_in_which_nothing_goes_wrong_gives_the_plan_itself(instance: tuple[Problem, Plan]) -> None:
    problem, plan = instance

    outcomes = replay(problem, plan, futures(problem, 2, 1, Chances.none()))

    agrees(problem, plan, outcomes)
    assert outcomes.if_fetched == pytest.approx(outcomes.weighted_loss)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), nearest=st.booleans())
def test_without_faults_every_small_plan_is_itself(seed: int, *, nearest: bool) -> None:
    problem = small_problem(seed)
    found = SimpleRule(NearestFirst() if nearest else MostAtRiskFirst()).plan(problem)

    if isinstance(found, Proposal):
        agrees(problem, found.plan, replay(problem, found.plan, futures(problem, 1, seed, Chances.none())))


def test_a_sortie_of_several_stops_is_itself_and_is_flown_or_scrubbed_whole() -> None:
    problem, plan = sixteen_problem(), bus_by_the_staging_place()

    calm = replay(problem, plan, futures(problem, 1, 1, Chances.none()))
    broken = replay(problem, plan, futures(problem, 200, 1, breaking(0.9, 2600)))

    agrees(problem, plan, calm)
    assert check(problem, plan).feasible
    assert [(line.id, line.origin, line.destination) for line in calm.lines] == [
        ("BUS/1", "site", "hub"),
        ("BUS/2", "site", "dest"),
        ("BUS/3", "hub", "dest"),
    ]
    first, second, onward = broken.scrubbed
    assert list(first) == list(second)
    assert set(broken.left[first]) == {16}
    # Failing between the two sorties it leaves four at the staging place for good.
    assert set(broken.left[onward & ~first]) == {12}
    assert set(broken.delivered[~onward & ~first]) == {8}


def test_people_who_come_late_to_a_staging_place_are_waited_for_but_not_for_ever() -> None:
    problem = sixteen_problem()
    bus = bus_by_the_staging_place().stops["BUS"]
    brought = (*bus[:2], replace(bus[2], alight={"g": 8}, service_end=156, depart=156))
    home = Stop("base", 216, 216, 216, 216, escorts_off=2)
    van = (
        Stop("base", 0, 150, 150, 150, escorts_on=2),
        Stop("hub", 210, 210, 228, 228, board={"g": 8}),
        Stop("dest", 288, 288, 306, 306, alight={"g": 8}),
        Stop("base", 366, 366, 366, 366, escorts_off=2),
    )
    plan = Plan("plain", {"BUS": (*brought, home), "VAN": van})
    assert check(problem, plan).feasible

    soon, late = (replay(problem, plan, futures(problem, 200, 1, breaking(0.5, out))) for out in (100, 200))

    # The bus brings them at 156; 100 minutes later the van, there since 210, has 46 minutes to wait of the 60 it may;
    # with 200 it leaves without them, and as nobody else goes their way they stay.
    for outcomes, end, delivered in ((soon, 256 + 18 + 60 + 18, 8), (late, 0, 0)):
        brought_late, taken_late = outcomes.late[0] > 0, outcomes.late[1] > 60
        alone = brought_late & ~taken_late
        assert alone.any()
        assert set(outcomes.end[alone]) == {end}
        assert set(outcomes.delivered[alone]) == {delivered}


def test_a_carrier_that_is_late_loses_what_the_site_loses_meanwhile() -> None:
    problem, plan = sixteen_problem(), bus_then_van()

    outcomes = replay(problem, plan, futures(problem, 20, 1, breaking(1.0, 100)))

    assert outcomes.weighted_loss == pytest.approx(8 * lost_by(178) + 8 * lost_by(578))
    assert set(outcomes.end) == {556 + 100}
    assert {line.id: set(late) for line, late in zip(outcomes.lines, outcomes.late, strict=True)} == {
        "BUS/1": {100},
        "VAN/1": {100},
    }


def test_when_one_carrier_is_gone_the_other_takes_as_many_as_have_room() -> None:
    problem, plan = sixteen_problem(), bus_then_van()

    outcomes = replay(problem, plan, futures(problem, 200, 1, breaking(0.5, 5000)))

    # The van has twelve seats, two for escorts: ten go, two minutes longer each way, and six stay.
    worked_out = {
        (False, False): (8 * lost_by(78) + 8 * lost_by(478), 556, 0),
        (True, False): (10 * lost_by(480) + 6, 560, 6),
        (False, True): (8 * lost_by(78) + 8, 156, 8),
        (True, True): (16, 0, 16),
    }
    bus, van = outcomes.scrubbed
    seen = {(bool(gone), bool(too)) for gone, too in zip(bus, van, strict=True)}
    assert seen == set(worked_out)
    for future in range(200):
        loss, end, left = worked_out[bool(bus[future]), bool(van[future])]
        assert outcomes.weighted_loss[future] == pytest.approx(loss)
        assert (outcomes.end[future], outcomes.left[future]) == (end, left)


def test_those_left_could_be_fetched_when_the_plan_ends() -> None:
    problem, plan = sixteen_problem(), bus_then_van()

    outcomes = replay(problem, plan, futures(problem, 200, 1, breaking(0.5, 5000)))

    bus, van = outcomes.scrubbed
    only_bus = bus & ~van
    assert outcomes.if_fetched[only_bus] == pytest.approx(10 * lost_by(480) + 6 * lost_by(560))


def test_a_serial_that_cannot_end_in_the_crews_duty_is_scrubbed_and_its_people_stay() -> None:
    problem = sixteen_problem()
    bus = replace(problem.vehicle_types[0], duty_max_min=400)
    problem = replace(problem, vehicle_types=(bus,))

    outcomes = replay(problem, bus_twice(), futures(problem, 100, 1, breaking(1.0, 200)))

    # Failing before it leaves, the crew's duty begins 200 minutes later. Failing at the facility, it has begun: with
    # the way home it would end at 372 + 200, more than 400 and the 30 it may overrun.
    first, second = outcomes.scrubbed
    assert not first.any()
    assert 0 < second.sum() < 100
    assert set(outcomes.left[second]) == {8}
    assert set(outcomes.end[second]) == {156}
    assert set(outcomes.left[~second]) == {0}
    assert set(outcomes.end[~second]) == {512}
    assert outcomes.fragile()[0].serial == "BUS/2"
    assert outcomes.fragile()[0].causes == {"breakdown": 1.0}


def test_a_late_carrier_that_keeps_to_the_day_waits_for_the_morning() -> None:
    problem = sixteen_problem()
    bus = replace(problem.vehicle_types[0], night_ok=False)
    problem, plan = replace(problem, vehicle_types=(bus,)), Plan("plain", {"BUS": bus_then_van().stops["BUS"]})

    early, late = (replay(problem, plan, futures(problem, 5, 1, breaking(1.0, out))) for out in (1250, 1260))

    # The night begins at 1380. What takes 156 minutes may run 30 into it, so 1254 is the last minute to leave.
    assert set(early.end) == {1250 + 156}
    assert set(late.end) == {1440 + 156}


def test_helicopters_stay_on_the_ground_in_bad_weather(s1: tuple[Problem, Plan]) -> None:
    problem, plan = s1
    weather = only(weather_per_day=1.0, weather_least_min=1440, weather_most_min=1440)

    outcomes = replay(problem, plan, futures(problem, 50, 1, weather))

    flown = [problem.vehicle_type[problem.vehicle[one.id.split("/")[0]].type].mode == "heli" for one in outcomes.lines]
    failed = outcomes.scrubbed.mean(axis=1) + (outcomes.late > 0).mean(axis=1)
    assert failed[np.array(flown)].mean() > 0.8
    assert all(one.causes.get("weather", 0) > 0.5 for one in outcomes.fragile())


def test_a_first_opening_that_comes_late_is_waited_for_where_the_carrier_stands() -> None:
    problem, plan = sixteen_problem(), Plan("plain", {"BUS": bus_then_van().stops["BUS"]})
    opened = replace(problem.node["dest"], open={"road": ((138, 3000),)})
    problem = replace(problem, nodes=tuple(opened if node.id == "dest" else node for node in problem.nodes))
    drawn = futures(problem, 50, 1, only(consent_delay_min=300.0))

    outcomes = replay(problem, plan, drawn)

    delay = next(drawn.blocks()).consent_delay("dest")
    assert (delay > 0).any()
    assert list(outcomes.end) == [156 + late for late in delay]
    assert list(outcomes.left) == [8] * 50


def test_a_road_that_is_shut_is_not_driven() -> None:
    problem, plan = sixteen_problem(), Plan("plain", {"BUS": bus_then_van().stops["BUS"]})
    drawn = futures(problem, 400, 1, only(road_shut_per_day=0.9))

    outcomes = replay(problem, plan, drawn)

    shut = next(drawn.blocks()).road("site", "dest", 0)
    assert shut is not None
    met = (shut.starts[0] < 138) & (shut.ends[0] > 78)
    assert met.any()
    assert (outcomes.end[met] >= shut.ends[0][met] + 60 + 18).all()


def test_nobody_is_lost_from_the_count(instance: tuple[Problem, Plan]) -> None:
    problem, plan = instance
    people = sum(group.count for group in problem.groups)

    outcomes = replay(problem, plan, futures(problem, 60, 3, HARSH))

    assert outcomes.scrubbed.any()
    assert set(outcomes.delivered + outcomes.left) == {people}


def test_more_breakdowns_never_help(s1: tuple[Problem, Plan]) -> None:
    problem, plan = s1

    means = [
        replay(problem, plan, futures(problem, 400, 1, often)).loss.mean
        for often in (
            replace(Chances(), breaks_per_tour={"heli": chance, "fixed": chance, "road": chance})
            for chance in (0.0, 0.05, 0.2, 0.6)
        )
    ]

    assert all(after > 0.99 * before for before, after in pairwise(means))
    assert means[-1] > 1.1 * means[0]


def test_worse_areas_lose_more_and_by_the_same_futures(s1: tuple[Problem, Plan]) -> None:
    problem, plan = s1
    calm, wild = only(hazard_p90=1.2), only(hazard_p90=3.0)

    narrow, wide = (replay(problem, plan, futures(problem, 300, 1, chances)) for chances in (calm, wild))

    assert wide.loss.p90 > narrow.loss.p90
    assert np.argmax(wide.weighted_loss) == np.argmax(narrow.weighted_loss)
    assert set(wide.end) == set(narrow.end) == {check(problem, plan).objective.makespan_min}


def test_four_times_the_futures_halve_the_error(s1: tuple[Problem, Plan]) -> None:
    problem, plan = s1

    few, many = (replay(problem, plan, futures(problem, count, 1)) for count in (200, 800))

    assert many.loss.standard_error == pytest.approx(few.loss.standard_error / 2, rel=0.3)
    assert abs(many.loss.mean - few.loss.mean) < 4 * few.loss.standard_error


def test_the_same_seed_gives_the_same_outcomes_and_the_first_few_of_many(s1: tuple[Problem, Plan]) -> None:
    problem, plan = s1

    once, again, more = (replay(problem, plan, futures(problem, count, 7)) for count in (40, 40, 90))

    assert once.told() == again.told()
    assert list(once.weighted_loss) == list(more.weighted_loss[:40])
    assert replay(problem, plan, futures(problem, 40, 8)).told() != once.told()


def test_told_to_stop_it_gives_what_it_has(s1: tuple[Problem, Plan]) -> None:
    problem, plan = s1
    heard: list[tuple[int, int]] = []

    outcomes = replay(
        problem, plan, futures(problem, 2 * BLOCK, 1), progress=lambda *told: heard.append(told), stop=lambda: True
    )

    assert (outcomes.count, outcomes.asked) == (BLOCK, 2 * BLOCK)
    assert heard[-1] == (BLOCK, 2 * BLOCK)
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)


def test_a_plan_in_which_nobody_moves_leaves_everybody() -> None:
    problem = sixteen_problem()

    outcomes = replay(problem, Plan("plain", {}), futures(problem, 3, 1))

    assert list(outcomes.weighted_loss) == [16.0, 16.0, 16.0]
    assert list(outcomes.end) == [0, 0, 0]
    assert outcomes.fragile() == ()
