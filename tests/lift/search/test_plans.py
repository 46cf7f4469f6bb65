"""Whatever is decided, the plan that comes out breaks no rule, and is worth what the simulation says."""

from __future__ import annotations

import json
import random
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.lift.check import check
from musterbook.lift.plan import serials
from musterbook.lift.plan_file import plan_values
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem
from musterbook.lift.search import columns as c
from musterbook.lift.search.bookings import total
from musterbook.lift.search.engine import Engine, Lists
from musterbook.lift.search.sequences import Budget, Hunt, Incumbent, made
from musterbook.lift.search.starts import SIMPLE_RULES
from tests.lift.making import plain_problem, small_problem

HERE = Path(__file__).parents[1] / "instances"
SHARED = Path(__file__).parents[3] / "../shared/data/lift"


@cache
def tiny_engine(seed: int) -> Engine:
    return Engine(small_problem(seed, people=120) if seed else plain_problem())


@cache
def instance(name: str) -> Problem:
    return read_problem(HERE / f"{name}.json")


def some_lists(problem: Problem, chance: random.Random) -> Lists:
    """Any decisions at all: also such as nobody can carry out."""
    places = range(len(problem.nodes))
    flags = (0, 0, c.HOME_FIRST, *(c.SEATS * -(group + 1) for group in range(len(problem.groups))))
    return tuple(
        tuple(
            (chance.choice(places), chance.choice(places), chance.choice((0, 0, 30, 700)), chance.choice(flags))
            for _ in range(chance.randrange(12))
        )
        for _ in problem.vehicles
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5), st.integers(0, 10**6), st.sampled_from(list(SIMPLE_RULES)))
def test_any_list_of_decisions_gives_a_plan_that_breaks_no_rule(which: int, seed: int, rule: str) -> None:
    engine = tiny_engine(which)

    engine.simulate(SIMPLE_RULES[rule], some_lists(engine.problem, random.Random(seed)))

    verdict = check(engine.problem, engine.plan({}))
    assert verdict.findings == ()
    worth = engine.worth()
    assert worth.loss == pytest.approx(verdict.objective.weighted_loss, abs=1e-6)
    assert worth.makespan == verdict.objective.makespan_min
    assert worth.cost == pytest.approx(verdict.objective.cost, abs=0.01)


@pytest.mark.parametrize(("name", "trials"), [("S1", 900), ("M1", 60)])
def test_every_plan_that_is_published_is_made_again_from_its_decisions(name: str, trials: int) -> None:
    told: list[Incumbent] = []
    hunt = Hunt(instance(name), seed=3, budget=Budget(1e9, trials), publish=told.append)
    hunt.run()

    again = Engine(instance(name))

    for one in told:
        again.simulate(one.figures, one.lists)
        assert again.worth().key == pytest.approx(one.worth.key)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5), st.integers(0, 10**6), st.sampled_from(list(SIMPLE_RULES)))
def test_what_any_decisions_make_is_made_again_from_what_was_done(which: int, seed: int, rule: str) -> None:
    engine = tiny_engine(which)

    first = made(engine, SIMPLE_RULES[rule], some_lists(engine.problem, random.Random(seed)), "drawn")
    engine.simulate(first.figures, first.lists)

    assert engine.worth().key == pytest.approx(first.worth.key)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 5), st.integers(0, 10**6))
def test_nothing_is_booked_twice_and_nobody_disappears(which: int, seed: int) -> None:
    engine = tiny_engine(which)

    engine.simulate(SIMPLE_RULES["value-rate"], some_lists(engine.problem, random.Random(seed)))

    head, whole = engine.tables.whole, engine.bookings.whole
    people = sum(group.count for group in engine.problem.groups)
    for first, after in ((c.AT_REMAINING, c.GROUPS), (c.AT_ROOM_FREE, c.ROOMS)):
        assert whole[head[first] : head[first] + head[after]].min() >= 0 or first == c.AT_ROOM_FREE
    pools = head[c.POOL_MINUTES] * len([node for node in engine.problem.nodes if node.escorts])
    assert whole[head[c.AT_POOL_FREE] : head[c.AT_POOL_FREE] + pools].min() >= 0
    held = head[c.HUBS] * head[c.HELD_BLOCKS]
    assert whole[head[c.AT_HELD_FREE] : head[c.AT_HELD_FREE] + held].min() >= 0
    delivered = check(engine.problem, engine.plan({})).objective.delivered
    assert total(engine.tables, engine.bookings, c.T_LEFT) + delivered == people
    assert total(engine.tables, engine.bookings, c.T_STAGED) == 0


@pytest.mark.parametrize("name", ["S1", "S2", "S3", "M1"])
@pytest.mark.parametrize("rule", list(SIMPLE_RULES))
def test_every_simple_rule_gives_a_legal_plan(name: str, rule: str) -> None:
    engine = Engine(instance(name))

    loss = engine.simulate(SIMPLE_RULES[rule])

    verdict = check(engine.problem, engine.plan({}))
    assert verdict.findings == ()
    assert loss == pytest.approx(verdict.objective.weighted_loss, abs=1e-6)


def test_the_decisions_of_a_plan_make_the_same_plan_again() -> None:
    engine = Engine(instance("S2"))
    engine.simulate(SIMPLE_RULES["value-rate"])
    before, lists = engine.plan({}), engine.lists_done()

    engine.simulate(SIMPLE_RULES["nearest-first"], lists)

    assert engine.plan({}) == before


def test_a_search_resumed_half_way_counts_what_a_whole_simulation_counts() -> None:
    engine = Engine(instance("S1"), seed=3)
    engine.simulate(SIMPLE_RULES["value-rate"])
    engine.adopt(SIMPLE_RULES["value-rate"], engine.lists_done())

    found = engine.search(2000, temperature=0.005)

    assert engine.simulate(SIMPLE_RULES["value-rate"], engine.best_lists()) == pytest.approx(found, abs=1e-6)
    assert found < 16.0


def test_a_group_that_is_to_board_first_does() -> None:
    engine = Engine(instance("S1"))
    engine.simulate(SIMPLE_RULES["value-rate"])
    lists = [list(entries) for entries in engine.lists_done()]
    site, dest, wait, home = lists[0][0]
    here = [g for g, group in enumerate(engine.problem.groups) if group.site == engine.problem.nodes[site].id]
    lightest = min(here, key=lambda g: engine.problem.risk_class[engine.problem.groups[g].risk].weight)
    lists[0][0] = (site, dest, wait, home + c.SEATS * -(lightest + 1))

    engine.simulate(SIMPLE_RULES["value-rate"], tuple(tuple(entries) for entries in lists))

    plan = engine.plan({})
    first = next(one for one in serials(plan) if one.vehicle == engine.problem.vehicles[0].id)
    assert first.heads[engine.problem.groups[lightest].id] > 0
    assert check(engine.problem, plan).findings == ()


def test_a_search_among_ties_ends_no_later_and_costs_no_more() -> None:
    engine = Engine(instance("S2"), seed=3)
    figures = SIMPLE_RULES["value-rate"]
    engine.simulate(figures)
    before = engine.worth()
    engine.adopt(figures, engine.lists_done())

    engine.search(3000, temperature=0.0, ties=True)

    engine.simulate(figures, engine.best_lists())
    assert engine.worth().key < before.key
    assert check(engine.problem, engine.plan({})).findings == ()


@pytest.mark.parametrize("name", ["S1", "S2", "S3", "M1", "M2", "M3"])
def test_the_referee_accepts_what_the_rules_plan(name: str) -> None:
    if not (SHARED / "checker.py").exists():
        pytest.skip("the referee is not here")
    sys.path.insert(0, str(SHARED))
    referee: Any = __import__("checker")
    engine = Engine(read_problem(SHARED / f"{name}.json"))

    loss = engine.simulate(SIMPLE_RULES["value-rate"])

    found = referee.check(json.loads((SHARED / f"{name}.json").read_text()), plan_values(engine.plan({})))
    assert found["feasible"], found["violations"][:3]
    assert found["objective"]["expected_lost_weighted"] == pytest.approx(loss, abs=1e-5)


def test_nobody_reaches_a_staging_place_who_does_not_leave_it() -> None:
    engine = Engine(instance("S3"))

    engine.simulate(SIMPLE_RULES["nearest-first"])

    brought = taken = 0
    for serial in serials(engine.plan({})):
        brought += serial.people if engine.problem.node[serial.destination].kind == "hub" else 0
        taken += serial.people if engine.problem.node[serial.origin].kind == "hub" else 0
    assert brought == taken
