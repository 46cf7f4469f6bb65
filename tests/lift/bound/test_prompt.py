"""Plans that use no carrier as a waiting room: which they are, and that their own bound holds for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from musterbook.lift.bound import bound, is_prompt
from musterbook.lift.bound.fleets import fleets_of
from musterbook.lift.bound.grain import cut
from musterbook.lift.bound.journeys import allowed_prices, priced
from musterbook.lift.bound.people import people_of
from musterbook.lift.check import check
from musterbook.lift.plan import Plan, Stop
from tests.lift.bound.mapping import breaches, cost_of
from tests.lift.bound.test_climb import GRAIN
from tests.lift.bound.test_rows import plans_for, relayed
from tests.lift.bound.worlds import dispatched, world


def test_prompt_plans_of_small_worlds_satisfy_every_row_of_their_own_programme() -> None:
    count = 0
    for seed in range(40):
        problem = world(seed, roomy=seed % 3 == 0)
        relaxation = cut(problem, people_of(problem), fleets_of(problem, merged=seed % 5 == 0), GRAIN, prompt=True)

        for plan in (one for one in plans_for(problem, seed) if is_prompt(problem, one)):
            found = breaches(relaxation, plan)
            count += 1

            assert found[:-1] == [], f"world {seed}"
            assert cost_of(found) <= check(problem, plan).objective.weighted_loss + 1e-6, f"world {seed}"

    assert count >= 60


@pytest.mark.parametrize("onward", ["H0", "H1"])
def test_whoever_changes_carriers_from_staging_place_to_staging_place_is_not_moved_promptly(onward: str) -> None:
    found = [(world(seed, roomy=True), relayed(world(seed, roomy=True), 300 + 40 * seed, onward)) for seed in range(12)]
    made = [(problem, plan) for problem, plan in found if plan is not None]

    assert made
    assert not any(is_prompt(problem, plan) for problem, plan in made)


def test_whoever_sits_for_hours_before_being_set_down_is_not_moved_promptly() -> None:
    problem = world(3)
    plan = dispatched(problem, 3)
    assert is_prompt(problem, plan)

    later = {name: tuple(_later(stop, 2000) for stop in stops) for name, stops in plan.stops.items()}

    assert not is_prompt(problem, Plan(plan.instance, later))


def _later(stop: Stop, minutes: int) -> Stop:
    return replace(stop, service_end=stop.service_end + minutes) if stop.alight else stop


@pytest.mark.parametrize("seed", range(6))
def test_at_the_same_prices_the_bound_for_prompt_plans_is_never_below_that_for_all(seed: int) -> None:
    problem = world(seed)
    of_all, of_prompt = (
        cut(problem, people_of(problem), fleets_of(problem), GRAIN, prompt=prompt) for prompt in (False, True)
    )
    prices = allowed_prices(of_all, 0.01 * np.random.default_rng(seed).standard_normal(of_all.rows.count))

    assert priced(of_prompt, prices).value >= priced(of_all, prices).value - 1e-9


def test_a_bound_for_prompt_plans_says_that_it_is_one() -> None:
    found = bound(world(8), seconds=3, prompt=True)

    assert found.told()["prompt"] is True
    assert "prompt" not in bound(world(8), stop=lambda: True).told()
