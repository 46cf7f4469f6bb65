"""A cloud of figures stays in bounds, comes to where losses are small, and follows from its seed."""

from __future__ import annotations

import math
import random
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.lift.plan_file import plan_values
from musterbook.lift.planners import Proposal, Searched
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem
from musterbook.lift.search.cloud import AXES, DRAWS, LEADERS, NOT_COUNTED, SPREAD_FIRST, Cloud
from musterbook.lift.search.sequences import Budget, Hunt
from musterbook.lift.search.starts import Figures

HERE = Path(__file__).parents[1] / "instances"
PLACES = (1, 3)


@cache
def instance(name: str) -> Problem:
    return read_problem(HERE / f"{name}.json")


def cloud(seed: int = 1) -> Cloud:
    return Cloud(Figures(), random.Random(seed), PLACES)


def away(figures: Figures) -> float:
    """How far figures are from a third of the usual settling, full carriers and place 3 favoured twice."""
    settle = math.log(figures.settle_min / 10) ** 2
    return settle + (figures.fill - 0.9) ** 2 + math.log(figures.favour[3] / 2) ** 2


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 1.0, 1e3, NOT_COUNTED]))
def test_whatever_is_answered_every_figure_stays_in_its_bounds(seed: int, dear: float) -> None:
    chance, drawing = random.Random(seed), cloud(seed)

    for _ in range(40 * DRAWS):
        figures = drawing.draw()
        drawing.answer(chance.random() + dear)
        for axis in AXES:
            assert axis.least <= getattr(figures, axis.name) <= axis.most
        assert isinstance(figures.idle_min, int)
        assert isinstance(figures.looks, int)
        assert len(figures.favour) == 4
        assert figures.favour[0] == figures.favour[2] == 1.0
        assert min(figures.favour) > 0


def test_it_comes_to_where_losses_are_small() -> None:
    drawing = cloud()

    for _ in range(120 * DRAWS):
        drawing.answer(away(drawing.draw()))

    assert away(Figures(favour=(1.0,) * 4)) > 1.7
    assert away(drawing.draw()) < 0.05


def test_it_draws_together_where_losses_are_small() -> None:
    drawing = cloud()
    assert not drawing.settled

    for _ in range(400 * DRAWS):
        drawing.answer(away(drawing.draw()))

    assert drawing.settled


def test_the_same_seed_and_answers_draw_the_same_figures() -> None:
    first, second, other = cloud(1), cloud(1), cloud(2)

    for _ in range(3 * DRAWS):
        drawn = first.draw()
        assert drawn == second.draw()
        assert drawn != other.draw()
        for one in (first, second, other):
            one.answer(away(drawn))


def test_whoever_cannot_lead_need_not_be_counted_to_the_end() -> None:
    drawing = cloud()

    for loss in (9.0, 3.0, 5.0, 7.0):
        drawing.draw()
        drawing.answer(loss)
        assert drawing.limit > NOT_COUNTED
    for loss, limit in ((8.0, 9.0), (4.0, 8.0), (NOT_COUNTED, 8.0)):
        drawing.draw()
        drawing.answer(loss)
        assert drawing.limit == limit


def test_each_round_begins_without_a_limit() -> None:
    drawing = cloud()

    for number in range(DRAWS):
        drawing.draw()
        drawing.answer(float(number))

    assert drawing.limit > NOT_COUNTED


def test_where_too_few_can_be_counted_it_stays_where_it_is() -> None:
    drawing, still = cloud(), cloud()

    for number in range(DRAWS):
        still.draw()
        drawing.draw()
        drawing.answer(1.0 if number < LEADERS - 1 else NOT_COUNTED)

    assert drawing.spread == SPREAD_FIRST
    assert drawing.draw() == still.draw()


def test_it_begins_around_the_figures_it_is_given() -> None:
    given_figures = Figures(settle_min=200.0, favour=(1.0, 1.0, 1.0, 5.0))
    drawing = Cloud(given_figures, random.Random(4), PLACES)

    drawn = [drawing.draw() for _ in range(400)]

    assert 180 < math.exp(sum(math.log(one.settle_min) for one in drawn) / 400) < 220
    assert 4.7 < math.exp(sum(math.log(one.favour[3]) for one in drawn) / 400) < 5.3


def test_the_same_seed_and_trials_give_the_same_plan_where_clouds_find_most_of_it() -> None:
    first, second = (Searched().plan(instance("M1"), seed=5, trials=120) for _ in range(2))

    assert isinstance(first, Proposal)
    assert isinstance(second, Proposal)
    assert plan_values(first.plan) == plan_values(second.plan)


def test_a_short_search_leaves_the_place_it_found_first() -> None:
    found = Hunt(instance("M1"), seed=3, budget=Budget(1e9, 400), publish=lambda _found: None).run()

    assert found is not None
    # Trying others near the best draw alone, the same seed and trials end at 178.5.
    assert found.worth.loss < 172
