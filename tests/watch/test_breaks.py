"""What a break would mean: the figures of the document, against an independent sum over the densities."""

from __future__ import annotations

import json
from math import lgamma

import numpy as np
import pytest

from musterbook.watch.breaks import break_of
from musterbook.watch.placed import Floats

GRID = np.linspace(0, 1, 200_001)[1:-1]


def density(a: float, b: float) -> Floats:
    logs = (a - 1) * np.log(GRID) + (b - 1) * np.log1p(-GRID) + lgamma(a + b) - lgamma(a) - lgamma(b)
    return np.asarray(np.exp(logs))


def quantile(below: Floats, share: float) -> float:
    """Where the running sum of a density first reaches a share."""
    return float(GRID[int(np.searchsorted(below / below[-1], share))])


def test_the_figures_are_those_of_the_document() -> None:
    """All but the middle of `out`, which the document drew too low by chance (decision 0548)."""
    found = break_of(1000, seed=1)

    assert (found.out.low, found.out.high) == pytest.approx((18, 970), rel=0.05, abs=1.5)  # it gives whole people
    assert (found.at_large.low, found.at_large.high) == pytest.approx((9, 760), rel=0.05, abs=1)
    assert found.at_large.middle == pytest.approx(163, rel=0.1)


def test_the_figures_are_those_of_a_sum_over_the_densities() -> None:
    both = np.cumsum(density(9, 1.5)) / 2 + np.cumsum(density(1.5, 15)) / 2

    found = break_of(1000, seed=1)

    assert found.out.low == pytest.approx(1000 * quantile(both, 0.05), rel=0.05)
    assert found.out.middle == pytest.approx(1000 * quantile(both, 0.5), rel=0.05)
    assert found.out.high == pytest.approx(1000 * quantile(both, 0.95), rel=0.01)
    assert found.collapsed.middle == pytest.approx(1000 * quantile(np.cumsum(density(9, 1.5)), 0.5), rel=0.01)
    assert found.contained.middle == pytest.approx(1000 * quantile(np.cumsum(density(1.5, 15)), 0.5), rel=0.03)


def test_with_either_sort_by_chance_the_middle_is_anywhere_in_the_gap() -> None:
    """What the document did: each draw is one of the two by a coin. 307 lies among what that gives."""
    middles = []
    for seed in range(40):
        chance = np.random.default_rng(seed)
        sort = chance.random(20_000) < 0.5
        out = np.where(sort, chance.beta(9, 1.5, 20_000), chance.beta(1.5, 15, 20_000))
        middles.append(1000 * float(np.median(out)))

    assert min(middles) < 307 * 1.05
    assert max(middles) - min(middles) > 150


def test_the_same_seed_draws_the_same_and_numpy_keeps_it_so() -> None:
    one, other = break_of(1000, seed=1), break_of(1000, seed=2)

    assert break_of(1000, seed=1) == one != other
    assert one.out.middle == pytest.approx(402.087886477384, abs=1e-6)


def test_counts_grow_with_the_people_held() -> None:
    small, large = break_of(100, seed=1), break_of(1000, seed=1)

    assert large.out == pytest.approx([10 * end for end in small.out])
    assert break_of(0, seed=1).at_large == (0, 0, 0)


def test_who_joins_again_is_the_users_own_range_or_has_no_source() -> None:
    default, own = break_of(1000, seed=1), break_of(1000, seed=1, rejoining=(0.2, 0.2), rejoining_source="own count")

    assert default.rejoining_source == ""
    assert own.rejoining == pytest.approx([0.2 * end for end in own.at_large])
    assert own.rejoining_source == "own count"


def test_only_the_users_own_monthly_rate_is_multiplied_out() -> None:
    found = break_of(1000, seed=1, monthly_rate=0.3, months=4)

    assert break_of(1000, seed=1).monthly == ()
    assert [month.high / found.at_large.high for month in found.monthly] == pytest.approx([0.3, 0.6, 0.9, 1.0])


@pytest.mark.parametrize(
    ("held", "rejoining", "rate"),
    [(-1, (0.1, 0.6), None), (10, (0.6, 0.1), None), (10, (0.1, 1.1), None), (10, (0.1, 0.6), 1.5)],
)
def test_shares_lie_between_nothing_and_all(held: int, rejoining: tuple[float, float], rate: float | None) -> None:
    with pytest.raises(ValueError, match="share"):
        break_of(held, seed=1, rejoining=rejoining, monthly_rate=rate)


def test_the_watermark_comes_first() -> None:
    line = json.dumps(break_of(1000, seed=1, monthly_rate=0.1, months=1).as_json())

    assert line.startswith('{"what_if": true')
    assert set(json.loads(line)["out"]) == {"low", "middle", "high"}
