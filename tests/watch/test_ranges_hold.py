"""Over 200 invented worlds of known hazard, ranges that should hold the truth nine times in ten do (section 16)."""

from __future__ import annotations

import random
from functools import cache

from musterbook.watch.links import attempt_soon, relief_on_time
from musterbook.watch.outlook import Outlook, outlook
from musterbook.watch.scoring import poisson_interval
from musterbook.watch.settings import DEFAULT
from musterbook.watch.spread import rate_range
from tests.watch.worlds import HORIZON_DAYS, World, happened, world

WORLDS = 200


@cache
def told() -> tuple[tuple[World, Outlook], ...]:
    """Every world with what the room says of its site."""
    worlds = [world(seed) for seed in range(WORLDS)]
    return tuple((one, outlook(one.today, DEFAULT, horizon_days=HORIZON_DAYS)) for one in worlds)


def held(inside: list[bool]) -> float:
    return sum(inside) / len(inside)


def test_the_range_of_an_outlook_holds_the_true_chance_nine_times_in_ten() -> None:
    assert 0.85 <= held([found.low <= one.truth <= found.high for one, found in told()]) <= 0.95


def test_the_truth_lies_above_the_range_about_as_seldom_as_below() -> None:
    below = held([one.truth < found.low for one, found in told()])
    above = held([one.truth > found.high for one, found in told()])

    assert max(below, above) <= 0.1


def test_a_range_that_knows_less_is_no_better_by_being_wide() -> None:
    """Half of the range, in log-odds, holds the truth far less often: the worlds can tell a range that is too small."""
    narrow = [
        (found.low * found.p) ** 0.5 <= one.truth <= (found.high * found.p) ** 0.5
        for one, found in told()
        if found.high < 0.2
    ]

    assert held(narrow) < 0.75


def test_the_usual_rate_of_an_operation_lies_in_its_range_nine_times_in_ten() -> None:
    inside = []
    for seed in range(WORLDS):
        chance = random.Random(seed)
        rate, years = chance.gammavariate(2, 1 / 100), chance.uniform(0, 200)
        low, high = rate_range(2 + happened(chance, rate * years), 100 + years)
        inside.append(low <= rate <= high)

    assert 0.85 <= held(inside) <= 0.95


def test_the_links_ranges_hold_the_truth_where_sites_are_as_the_pooled_rate_says() -> None:
    """Attempts: true rates spread as Gamma(b, 1) about a pooled b of 2 a year. Reliefs: any share as likely."""
    attempts, reliefs = [], []
    for seed in range(WORLDS):
        chance = random.Random(seed)
        rate, years, kept = chance.gammavariate(2, 1), chance.uniform(0, 5), chance.random()
        found = attempt_soon(happened(chance, rate * years), years=years, pooled_rate=2, horizon_days=365.25)
        attempts.append(found.low <= 1 - 2.718281828459045**-rate <= found.high)
        past = relief_on_time(sum(chance.random() < kept for _ in range(20)), 20)
        reliefs.append(past.low <= kept <= past.high)

    assert 0.85 <= held(attempts) <= 0.95
    assert 0.85 <= held(reliefs) <= 0.95


def test_the_exact_interval_of_a_count_holds_its_mean_at_least_nine_times_in_ten() -> None:
    inside = []
    for seed in range(WORLDS):
        chance = random.Random(seed)
        mean = chance.uniform(5, 40)
        low, high = poisson_interval(happened(chance, mean))
        inside.append(low <= mean <= high)

    assert 0.88 <= held(inside) <= 0.97
