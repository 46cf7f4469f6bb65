"""Large problems: beds are shared out first; whatever the shares say, no rule is broken and plans come again."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.lift.build import DeclaredCarrier, HeldGroup, Place, Road, build_problem
from musterbook.lift.check import check
from musterbook.lift.problem import Problem
from musterbook.lift.search.engine import Engine
from musterbook.lift.search.large import left_for, other_figures, taught
from musterbook.lift.search.sequences import Budget, Hunt, Incumbent
from musterbook.lift.search.shares import Shares, Sharing
from musterbook.lift.search.starts import SIMPLE_RULES, Figures, Taste
from musterbook.lift.search.tables import tables_of
from tests.lift.making import small_problem
from tests.lift.search.test_plans import some_lists


@cache
def engine_for(seed: int) -> Engine:
    """A small problem planned as if it were large."""
    problem = small_problem(seed, people=120)
    return Engine(problem, tables=tables_of(problem, sites_large=1))


def some_shares(problem: Problem, chance: random.Random) -> Shares:
    kinds = [node.kind for node in problem.nodes]
    ways = [
        (o, d)
        for o, kind in enumerate(kinds)
        for d, other in enumerate(kinds)
        if (kind, other) in {("site", "hub"), ("site", "dest"), ("hub", "dest")}
    ]
    return tuple((o, d, room, chance.randrange(40)) for o, d in ways for room in range(3) if chance.random() < 0.7)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(0, 10**6), st.sampled_from(list(SIMPLE_RULES)), st.integers(0, 1))
def test_any_shares_and_any_list_give_a_plan_that_breaks_no_rule(which: int, seed: int, rule: str, quiet: int) -> None:
    engine, chance = engine_for(which), random.Random(seed)
    shares = some_shares(engine.problem, chance)
    figures = replace(SIMPLE_RULES[rule], shares=shares, shared_min=chance.choice((0, 2000, 9000)), quiet=bool(quiet))

    engine.simulate(figures, some_lists(engine.problem, chance))

    verdict = check(engine.problem, engine.plan({}))
    assert verdict.findings == ()
    assert engine.worth().loss == pytest.approx(verdict.objective.weighted_loss, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 5), st.integers(0, 10**6))
def test_a_plan_made_by_shares_is_made_again_by_its_lists_alone(which: int, seed: int) -> None:
    engine = engine_for(which)
    figures = replace(SIMPLE_RULES["value-rate"], shares=some_shares(engine.problem, random.Random(seed)))
    loss = engine.simulate(figures)
    before, lists = engine.plan({}), engine.lists_done()

    again = engine.simulate(replace(figures, quiet=True), lists)

    assert again == pytest.approx(loss, abs=1e-9)
    assert engine.plan({}) == before


def test_nobody_goes_where_no_share_is() -> None:
    engine = engine_for(1)
    places = {node.id: number for number, node in enumerate(engine.problem.nodes)}
    nobody = ((places["site-1"], places["harbour"], 0, 0),)

    engine.simulate(replace(SIMPLE_RULES["value-rate"], shares=nobody, shared_min=1e6))

    assert engine.plan({}).stops == {}


def two_sites() -> Problem:
    """`near` and `far` both reach `small` (30 beds); only `near` reaches `roomy`, which is further away."""
    open_all = {"road": ((0, 8000),)}
    places = [
        Place("base", "base", 35.0, 40.0, escorts=40),
        Place("near", "site", 35.1, 40.1, modes={"road": 2}, open=open_all, hazard=((0, 0.1),)),
        Place("far", "site", 35.2, 40.2, modes={"road": 2}, open=open_all, hazard=((0, 0.1),)),
        Place("small", "dest", 35.3, 40.3, intake_per_hour=60, reception_cap=60, beds={"std": ((0, 30),)}),
        Place("roomy", "dest", 35.4, 40.4, intake_per_hour=60, reception_cap=60, beds={"std": ((0, 300),)}),
    ]
    pairs = [("base", "near", 20.0), ("base", "far", 20.0), ("base", "small", 20.0), ("base", "roomy", 100.0),
             ("near", "small", 20.0), ("far", "small", 20.0), ("near", "roomy", 100.0)]  # fmt: skip
    return build_problem(
        name="two-sites",
        epoch="2026-01-10T00:00:00+03:00",
        horizon_min=8000,
        places=places,
        carriers=[DeclaredCarrier("BUS-1", "bus", "base")],
        groups=[HeldGroup("n", "near", 30, "B", "std", "std"), HeldGroup("f", "far", 30, "B", "std", "std")],
        roads=[Road(*pair) for pair in pairs],
    )


def test_scarce_beds_are_left_to_those_who_reach_no_others() -> None:
    problem = two_sites()
    engine = Engine(problem, tables=tables_of(problem, sites_large=1))
    shares = Sharing(problem, engine.tables).shares(Taste())

    engine.simulate(replace(SIMPLE_RULES["nearest-first"], shares=shares))

    place = {node.id: number for number, node in enumerate(problem.nodes)}
    assert {(o, d): heads for o, d, _, heads in shares} == {
        (place["near"], place["roomy"]): 30,
        (place["far"], place["small"]): 30,
    }
    assert check(problem, engine.plan({})).objective.left_behind == 0


def test_what_came_out_late_is_reckoned_late() -> None:
    told = taught(Taste(reached_min=(0.0, 100.0, 100.0)), (50.0, 1000.0, 0.0), random.Random(3))

    assert told.reached_min[0] >= 50.0
    assert told.reached_min[1] > 100.0
    assert told.reached_min[2] == 100.0


def test_the_minutes_of_leaving_are_those_of_the_plan() -> None:
    engine = engine_for(1)
    engine.simulate(SIMPLE_RULES["value-rate"])

    found = left_for(engine)

    plan, kinds = engine.plan({}), {node.id: node.kind for node in engine.problem.nodes}
    heads: dict[str, list[tuple[int, int]]] = {}
    for stops in plan.stops.values():
        for one, after in pairwise(stops):
            if kinds[one.node] == "site" and one.board:
                heads.setdefault(after.node, []).append((sum(one.board.values()), one.depart))
    for number, node in enumerate(engine.problem.nodes):
        some = heads.get(node.id, [])
        mean = sum(n * minute for n, minute in some) / max(1, sum(n for n, _ in some))
        assert found[number] == pytest.approx(mean)


def test_figures_are_changed_or_beds_shared_out_again() -> None:
    chance = random.Random(1)

    found = [other_figures(Figures(), (0.0, 10.0), chance, (1,)) for _ in range(40)]

    assert {again for _, again in found} == {True, False}


def test_a_search_of_a_large_problem_only_gets_better_and_comes_again() -> None:
    def losses() -> list[float]:
        problem = small_problem(3)
        engine = Engine(problem, tables=tables_of(problem, sites_large=1))
        found: list[Incumbent] = []
        Hunt(problem, seed=4, budget=Budget(1e9, 60), publish=found.append, engine=engine).run()
        return [one.worth.loss for one in found]

    first, second = losses(), losses()

    assert first == second
    assert first == sorted(first, reverse=True)
