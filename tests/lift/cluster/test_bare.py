"""What leaves this machine is figures: no word that people chose, and the same plans mean the same."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from musterbook.lift.check import check
from musterbook.lift.cluster import wire
from musterbook.lift.cluster.bare import bare
from musterbook.lift.plan import Plan
from musterbook.lift.planners import Proposal, Searched
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem
from musterbook.lift.robust.futures import futures
from musterbook.lift.robust.replay import replay
from tests.lift.making import small_problem

HERE = Path(__file__).parents[1] / "instances"


@cache
def posed() -> Problem:
    return read_problem(HERE / "S1.json")


@cache
def planned() -> Plan:
    found = Searched().plan(posed(), seed=3, trials=60)
    assert isinstance(found, Proposal)
    return found.plan


def test_groups_tags_and_names_are_numbers_when_they_leave() -> None:
    problem = small_problem(1)
    named = tuple(
        replace(one, id=f"family of D-0412 at {one.id}", tag=f"kept from D-0007 {one.tag}") for one in problem.groups
    )
    apart = frozenset({frozenset({one.tag for one in named[:1]} | {named[2].tag})})
    places = tuple(replace(one, name="house of Demo al-Wahmi") for one in problem.nodes)
    problem = replace(
        problem, groups=named, nodes=places, name="for the duty officer al-Tajriba", flavor="D-0001",
        rules=replace(problem.rules, separation=apart),
    )  # fmt: skip

    left = wire.problem_told(bare(problem).problem).decode()

    assert "D-0" not in left
    assert "al-" not in left
    assert "family" not in left


def test_what_leaves_is_the_same_problem() -> None:
    left = bare(posed())
    returned = wire.problem_heard(wire.problem_told(left.problem))
    own = check(posed(), planned()).objective

    worth = check(returned, left.leaving(planned()))

    assert worth.findings == ()
    assert worth.objective.key == own.key
    assert left.returned(left.leaving(planned()), posed().name).stops == planned().stops


def test_the_search_finds_the_same_plan_for_what_leaves() -> None:
    there = Searched().plan(wire.problem_heard(wire.problem_told(bare(posed()).problem)), seed=3, trials=60)

    assert isinstance(there, Proposal)
    assert bare(posed()).returned(there.plan, posed().name).stops == planned().stops


def test_what_leaves_meets_the_same_futures() -> None:
    left, drawn = bare(posed()), futures(posed(), 40, 7)

    here = replay(posed(), planned(), drawn)
    there = replay(left.problem, left.leaving(planned()), wire.futures_heard(wire.futures_told(drawn)))

    assert np.array_equal(here.weighted_loss, there.weighted_loss)
    assert np.array_equal(here.scrubbed, there.scrubbed)
    assert here.waited == there.waited
