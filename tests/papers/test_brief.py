"""The brief as values: chances with their ranges, and bytes that say all of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.canonical import read_canonical
from musterbook.papers.brief import Chance
from tests.papers.invented import brief

SHARES = st.floats(0, 1)


@given(SHARES, SHARES, SHARES)
@settings(deadline=None)
def test_a_chance_outside_its_range_is_refused(p: float, low: float, high: float) -> None:
    if low <= p <= high:
        assert Chance(p, low, high).percents[1] <= Chance(p, low, high).percents[0] <= Chance(p, low, high).percents[2]
        return

    with pytest.raises(ValueError, match="range"):
        Chance(p, low, high)


def test_the_figures_are_canonical_and_hold_every_site_and_alert() -> None:
    whole = brief()

    said = read_canonical(whole.figures)

    assert said["form"] == "musterbook/watch-brief/1"
    assert len(said["sites"]) == 6
    assert len(said["alerts"]) == 4
    assert said["sites"][0]["rung"] == "now"
    assert said["sites"][1]["lead"] == {
        "arrival": {"median_days": said["sites"][1]["lead"]["arrival"]["median_days"], "sigma": "0.7"},
        "lift_days": said["sites"][1]["lead"]["lift_days"],
        "planned": False,
    }


def test_numbers_with_a_point_are_text_and_nothing_is_a_float() -> None:
    def floats(value: object) -> int:
        if isinstance(value, dict):
            return sum(floats(one) for one in value.values())
        if isinstance(value, list):
            return sum(floats(one) for one in value)
        return int(isinstance(value, float))

    assert floats(json.loads(brief().figures)) == 0


def test_the_digest_changes_with_any_figure() -> None:
    whole = brief()
    first, *others = whole.sites

    other = replace(whole, sites=(replace(first, people=1241), *others))

    assert other.digest != whole.digest
    assert brief().digest == whole.digest
