"""Problems built from what an operation knows are complete, and can be written, read and planned."""

from __future__ import annotations

import pytest

from musterbook.lift.build import CARRIER_KINDS, DeclaredCarrier, HeldGroup, Place, Road, build_problem
from musterbook.lift.planners import BestOfRules, Proposal
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import problem_values, read_problem

HORIZON_MIN = 3 * 1440


def built(*carriers: DeclaredCarrier) -> Problem:
    return build_problem(
        name="two places",
        epoch="2026-01-17T00:00:00+03:00",
        horizon_min=HORIZON_MIN,
        places=[
            Place("site", "site", 36.5, 40.7),
            Place("facility", "dest", 36.0, 41.5, escorts=40),
        ],
        carriers=carriers,
        groups=[HeldGroup("men", "site", 60)],
        roads=[Road("site", "facility", 120.0)],
    )


@pytest.mark.parametrize("kind", [kind for kind, made in CARRIER_KINDS.items() if made.mode == "road"])
def test_every_kind_of_road_carrier_can_do_the_work(kind: str) -> None:
    problem = built(DeclaredCarrier("one", kind, "facility"), DeclaredCarrier("two", kind, "facility"))

    found = BestOfRules(draws=0).plan(problem)

    assert isinstance(found, Proposal)
    assert found.objective.left_behind == 0
    assert read_problem(problem_values(problem)) == problem


def test_other_seats_make_another_type() -> None:
    problem = built(DeclaredCarrier("one", "bus", "facility"), DeclaredCarrier("two", "bus", "facility", seats=20))

    assert [(kind.id, kind.seats) for kind in problem.vehicle_types] == [("bus", 44), ("bus-20", 20)]


def test_a_carrier_of_no_known_kind_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        built(DeclaredCarrier("one", "airship", "facility"))
