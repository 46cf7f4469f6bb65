"""Small problems to ask about, with figures one can work out by hand: see `plain_problem`.

The bus drives 60 minutes to the site, turns 10 minutes, loads and unloads a minute a head, and drives 60 minutes on to
`dest` or `other` and 60 home. Eight people need two escorts, and the base has four.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from musterbook.lift.dispatch.policies import MostAtRiskFirst
from musterbook.lift.plan import Plan
from musterbook.lift.planners import Proposal, SimpleRule
from musterbook.lift.problem import Problem
from tests.lift.making import plain_problem

EMPTY = Plan("plain", {})
"""Nobody moves."""


def with_node(problem: Problem, name: str, **changed: Any) -> Problem:  # noqa: ANN401  any field of a place
    """The problem with one place changed."""
    return replace(problem, nodes=tuple(replace(one, **changed) if one.id == name else one for one in problem.nodes))


def with_bus(problem: Problem, **changed: Any) -> Problem:  # noqa: ANN401  any field of a type
    """The problem with its only type of carrier changed."""
    return replace(problem, vehicle_types=tuple(replace(one, **changed) for one in problem.vehicle_types))


def with_road(problem: Problem, a: str, b: str, *, closed: tuple[tuple[int, int], ...]) -> Problem:
    """The problem with every road of a pair shut at these times."""
    roads = tuple(replace(one, closed=closed) if {one.a, one.b} == {a, b} else one for one in problem.road_routes)
    return replace(problem, road_routes=roads)


def out_of_use(problem: Problem, until: int) -> Problem:
    """The problem with every carrier out of use from the start."""
    return replace(problem, vehicles=tuple(replace(one, unavailable=((0, until),)) for one in problem.vehicles))


def planned(problem: Problem | None = None) -> tuple[Problem, Plan]:
    """A problem and what the simple dispatch makes of it; it must move somebody."""
    posed = problem or plain_problem()
    found = SimpleRule(MostAtRiskFirst()).plan(posed)
    assert isinstance(found, Proposal)
    return posed, found.plan
