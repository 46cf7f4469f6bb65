"""The hazard adds up to the chance of loss, step by step, and what is not known is not nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import exp

import pytest
from hypothesis import given, settings

from musterbook.watch.hazard import hazard_steps
from musterbook.watch.outlook import outlook
from musterbook.watch.settings import DEFAULT
from musterbook.watch.site_today import SiteKind, SiteToday
from tests.watch.sites import SITES, relief, site


def lost_by(steps: tuple[tuple[float, float], ...], days: float) -> float:
    """The chance of loss that the steps give within so many days."""
    ends = [*steps[1:], (max(days, steps[-1][0]), 0.0)]
    summed = sum(rate * max(0.0, min(days, end) - begin) for (begin, rate), (end, _) in zip(steps, ends, strict=True))
    return 1 - exp(-summed)


def test_a_quiet_site_has_one_rate_the_usual_one() -> None:
    ((begin, rate),) = hazard_steps(site(), DEFAULT)

    assert begin == 0
    assert rate == pytest.approx(0.02 / 365.25)


def test_what_may_happen_at_once_falls_into_the_first_twelve_hours() -> None:
    (first, second, *_) = hazard_steps(site(share=0.0, on_site=False), DEFAULT)

    assert first[0] == 0
    assert first[1] > 4
    assert second[0] == 0.5
    assert second[1] < 0.01


def test_a_relief_without_receiver_is_in_the_step_in_which_it_opens() -> None:
    today = replace(site(), reliefs=(relief(days=1.2, signed=False),))

    steps = hazard_steps(today, DEFAULT)
    assert max(steps, key=lambda one: one[1])[0] == 1.0


def test_a_camp_of_which_nothing_is_known_is_not_safe() -> None:
    camp = SiteToday("camp", SiteKind.CAMP, site().as_of)

    ((_, rate),) = hazard_steps(camp, DEFAULT)
    # The upper quartile of a Gamma of shape 2: x with (1 + x) e^-x = .25 is 2.6926; over 100 site-years.
    assert rate * 365.25 == pytest.approx(0.026926, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(today=SITES)
def test_the_steps_add_up_to_the_outlook_at_every_step_of_twelve_hours(today: SiteToday) -> None:
    prison = replace(today, kind=SiteKind.PRISON)
    steps = hazard_steps(prison, DEFAULT)

    assert all(before < after for (before, _), (after, _) in pairwise(steps))
    assert all(rate >= 0 for _, rate in steps)
    for days in (0.5, 3.0, 14.0, 30.0):
        assert lost_by(steps, days) == pytest.approx(outlook(prison, DEFAULT, horizon_days=days).p, abs=1e-6)
