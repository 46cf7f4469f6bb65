"""Futures are drawn by what they befall, not by when they are asked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from musterbook.lift.robust.chances import Chances
from musterbook.lift.robust.futures import BLOCK, areas_of, futures
from tests.lift.making import plain_problem, small_problem


def test_the_same_seed_draws_the_same_whatever_was_asked_before() -> None:
    problem = small_problem(1)
    one, other = (next(futures(problem, 100, 5).blocks()) for _ in range(2))
    other.leg_factor("BUS-2", "0.1", "road")
    other.weather()

    drawn, again = one.leg_factor("BUS-1", "0.1", "road"), other.leg_factor("BUS-1", "0.1", "road")

    assert drawn is not None
    assert again is not None
    assert list(drawn) == list(again)


def test_another_seed_another_tour_and_another_block_draw_otherwise() -> None:
    problem = small_problem(1)
    first, second = futures(problem, 2 * BLOCK, 5).blocks()
    other = next(futures(problem, 2 * BLOCK, 6).blocks())

    drawn = {tuple(block.hazard_factor("site-1")) for block in (first, second, other)}
    tours = [first.breakdown("BUS-1", tour, "road") for tour in ("0.1", "0.2")]

    assert len(drawn) == 3
    assert len({tuple(through) for _, through, _ in (one for one in tours if one)}) == 2


def test_factors_and_faults_are_as_frequent_as_the_chances_say() -> None:
    problem = small_problem(1)
    blocks = list(futures(problem, 20 * BLOCK, 1).blocks())

    factors = [block.leg_factor("BUS-1", "0.1", "road") for block in blocks]
    legs = np.concatenate([factor for factor in factors if factor is not None])
    broken = [block.breakdown("CH47-1", "0.1", "heli") for block in blocks]
    delay = np.concatenate([block.consent_delay("harbour") for block in blocks])
    hazard = np.concatenate([block.hazard_factor("site-1") for block in blocks])

    assert np.median(legs) == pytest.approx(1.0, abs=0.02)
    assert np.std(np.log(legs)) == pytest.approx(0.2, rel=0.05)
    assert np.mean([fails.mean() for fails, _, _ in (one for one in broken if one)]) == pytest.approx(0.02, abs=0.006)
    assert all(out.min() >= 240 and out.max() <= 2880 for _, _, out in (one for one in broken if one))
    assert delay.mean() == pytest.approx(720, rel=0.05)
    assert np.percentile(hazard, 90) == pytest.approx(2.0, rel=0.06)


def test_more_chance_breaks_the_same_tours_and_others() -> None:
    problem = small_problem(1)
    often = replace(Chances(), breaks_per_tour={"heli": 0.3, "fixed": 0.3, "road": 0.3})

    rare, frequent = (
        next(futures(problem, 400, 1, chances).blocks()).breakdown("BUS-1", "0.1", "road")
        for chances in (Chances(), often)
    )

    assert rare is not None
    assert frequent is not None
    assert not (rare[0] & ~frequent[0]).any()
    assert frequent[0].sum() > rare[0].sum()


def test_places_nearest_to_one_base_have_one_hazard() -> None:
    problem = small_problem(1)
    block = next(futures(problem, 10, 1).blocks())

    assert set(areas_of(problem).values()) == {"base"}
    assert list(block.hazard_factor("site-1")) == list(block.hazard_factor("site-2"))


def test_areas_of_ones_own_have_hazards_of_their_own() -> None:
    problem = small_problem(1)
    drawn = futures(problem, 10, 1, areas={"site-1": "north", "site-2": "south"})

    block = next(drawn.blocks())

    assert list(block.hazard_factor("site-1")) != list(block.hazard_factor("site-2"))


def test_a_road_is_shut_in_both_directions_and_by_what_the_watch_measured() -> None:
    problem = plain_problem()
    measured = replace(Chances.none(), road_incidents={("site", "dest"): 0.5})
    block = next(futures(problem, 200, 1, measured).blocks())

    there, back = block.road("site", "dest", 0), block.road("dest", "site", 0)

    assert there is not None
    assert there is back
    assert (there.starts >= 0).mean() == pytest.approx(0.5, abs=0.1)
    assert block.road("base", "site", 0) is None


def test_fewer_than_one_future_is_refused() -> None:
    with pytest.raises(ValueError, match="0 futures asked for"):
        futures(plain_problem(), 0)
