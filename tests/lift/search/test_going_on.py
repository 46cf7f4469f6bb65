"""A search goes on from a plan that is there already."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.lift.check import check
from musterbook.lift.plan import Plan
from musterbook.lift.planners import Proposal, Searched
from musterbook.lift.problem_file import read_problem
from musterbook.lift.search import columns as c
from musterbook.lift.search.engine import Engine
from musterbook.lift.search.going_on import begun_from, lists_of
from musterbook.lift.search.race import race
from musterbook.lift.search.starts import SIMPLE_RULES

HERE = Path(__file__).parents[1] / "instances"


@pytest.mark.parametrize("name", ["S1", "S2", "S3"])
def test_a_plan_of_others_is_followed_nearly(name: str) -> None:
    engine = Engine(read_problem(HERE / f"{name}.json"))
    loss = engine.simulate(SIMPLE_RULES["value-rate"])

    begun = begun_from(engine, engine.plan({}))

    assert begun.worth.loss <= 1.02 * loss


def test_a_plan_that_brings_its_decisions_is_taken_up_as_it_is() -> None:
    problem = read_problem(HERE / "M1.json")
    made = race(problem, seconds=1e9, seed=2, trials=3).plan(0, {})

    begun = begun_from(Engine(problem), made)

    assert begun.worth.loss == pytest.approx(check(problem, made).objective.weighted_loss, abs=1e-6)


def test_every_serial_is_an_entry_at_its_minute() -> None:
    engine = Engine(read_problem(HERE / "S1.json"))
    engine.simulate(SIMPLE_RULES["value-rate"])
    done = engine.lists_done()

    lists = lists_of(engine.problem, engine.plan({}), timed=True)

    assert [[entry[:2] for entry in entries] for entries in lists] == [[e[:2] for e in entries] for entries in done]
    assert [[entry[3] & c.HOME_FIRST for entry in entries] for entries in lists] == [
        [entry[3] & c.HOME_FIRST for entry in entries] for entries in done
    ]


def test_a_search_from_a_good_plan_is_as_good_at_once() -> None:
    problem = read_problem(HERE / "S2.json")
    good = Searched().plan(problem, seed=3, trials=4000)
    assert isinstance(good, Proposal)

    found = Searched().plan(problem, seed=4, trials=60, start=good.plan)

    alone = Searched().plan(problem, seed=4, trials=60)
    assert isinstance(found, Proposal)
    assert isinstance(alone, Proposal)
    assert found.objective.weighted_loss <= good.objective.weighted_loss + 1e-6
    assert found.objective.weighted_loss < alone.objective.weighted_loss


def test_a_start_in_which_nobody_moves_is_no_harm() -> None:
    problem = read_problem(HERE / "S1.json")

    found = Searched().plan(problem, seed=1, trials=30, start=Plan(problem.name, {}))

    assert isinstance(found, Proposal)
    assert found.objective.weighted_loss < 20
