"""The climb to good prices: it ends where the solver's own optimum is, on problems with staging places too."""

from __future__ import annotations

import pytest

from musterbook.lift.bound.climb import CLOSE_ENOUGH, Climb
from musterbook.lift.bound.fleets import fleets_of
from musterbook.lift.bound.grain import Grain, cut
from musterbook.lift.bound.people import people_of
from musterbook.lift.bound.rows import RESOURCES
from tests.lift.bound.worlds import world

GRAIN = Grain(((0, 60), (2000, 240)), ((0, 60),), 2400, (1440,), ((0, 240),))


@pytest.mark.parametrize("seed", range(12))
def test_the_climb_ends_at_the_optimum_of_its_own_programme(seed: int) -> None:
    problem = world(seed)
    climb = Climb(cut(problem, people_of(problem), fleets_of(problem), GRAIN), frozenset(RESOURCES))

    climb.run(20, lambda: False)

    assert climb.value >= climb.optimum * (1 - CLOSE_ENOUGH) - 1e-9
