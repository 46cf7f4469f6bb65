"""The search as a planner: the same again, stopped at once, several workers, never worse than a simple rule."""

from __future__ import annotations

import os
import time
from functools import cache
from pathlib import Path

import pytest

from musterbook.lift.check import check
from musterbook.lift.plan_file import plan_values
from musterbook.lift.planners import PLANNERS, NoPlan, Proposal, Searched
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem
from musterbook.lift.search.engine import Engine
from musterbook.lift.search.race import race
from musterbook.lift.search.starts import SIMPLE_RULES
from tests.lift.making import small_problem

HERE = Path(__file__).parents[1] / "instances"


@cache
def instance(name: str) -> Problem:
    return read_problem(HERE / f"{name}.json")


def test_the_search_is_the_default() -> None:
    assert PLANNERS[0].name == "search"


def test_the_same_seed_and_trials_give_the_same_plan() -> None:
    first = Searched().plan(instance("S1"), seed=5, trials=300)
    second = Searched().plan(instance("S1"), seed=5, trials=300)

    assert isinstance(first, Proposal)
    assert isinstance(second, Proposal)
    assert plan_values(first.plan) == plan_values(second.plan)


def test_stopped_after_a_tenth_of_a_second_there_is_a_legal_plan() -> None:
    found = Searched().plan(instance("M1"), seconds=0.1)

    assert isinstance(found, Proposal)
    assert check(instance("M1"), found.plan).findings == ()


@pytest.mark.parametrize("name", ["S1", "S2", "S3"])
def test_it_is_never_worse_than_a_simple_rule(name: str) -> None:
    engine = Engine(instance(name))
    simple = min(engine.simulate(figures) for figures in SIMPLE_RULES.values())

    found = Searched().plan(instance(name), seed=1, trials=200)

    assert isinstance(found, Proposal)
    assert found.objective.weighted_loss <= simple + 1e-9


def test_gains_are_told_and_only_get_better() -> None:
    told: list[float] = []

    Searched().plan(instance("S3"), seed=1, trials=300, told=lambda best, *_others: told.append(best))

    assert len(told) > 1
    assert told == sorted(told, reverse=True)


def test_two_workers_find_a_legal_plan() -> None:
    found = race(instance("S1"), seconds=6.0, seed=2, workers=2)

    plan = found.plan(0, {})
    assert check(instance("S1"), plan).findings == ()
    assert found.lost == ()
    assert [one.worth.key for one in found.found] == sorted(one.worth.key for one in found.found)


def test_a_worker_that_dies_is_named_and_the_rest_go_on() -> None:
    import multiprocessing  # noqa: PLC0415  only here

    killed: list[int] = []

    def told(_best: float, _seconds: float, _trials: int, _bound: float | None) -> None:
        children = multiprocessing.active_children()
        if children and not killed:
            killed.append(1)
            os.kill(children[0].pid or 0, 9)

    found = race(instance("S1"), seconds=6.0, seed=2, workers=2, told=told)

    assert len(found.lost) == 1
    assert found.found


def test_stop_ends_it() -> None:
    began = time.monotonic()

    found = race(instance("S1"), seconds=600.0, stop=lambda: time.monotonic() - began > 0.3)

    assert time.monotonic() - began < 20
    assert found.found


def test_where_nobody_is_held_there_is_no_plan() -> None:
    problem = small_problem(2, people=0)
    nobody = type(problem)(**{**{name: getattr(problem, name) for name in problem.__dataclass_fields__}, "groups": ()})

    found = Searched().plan(nobody, trials=5)

    assert isinstance(found, NoPlan) or not found.plan.stops
