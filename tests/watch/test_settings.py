"""Every value says what it rests on; where a range is not said, it follows by rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.terms.errors import Malformed
from musterbook.watch.settings import DEFAULT, Kind, Mark, by_rule, read_assumptions
from musterbook.watch.values import Values

CAMPAIGN = """
[campaign]
value = 3
mark = "J"
source = "the exercise staff"
set_on = 2026-01-21
"""


def rules_of(text: str) -> list[tuple[str, str | None]]:
    with pytest.raises(Malformed) as caught:
        read_assumptions(text)
    return [(fault.rule, fault.column) for fault in caught.value.faults]


def test_every_value_has_a_source_and_a_day() -> None:
    assert set(DEFAULT.settings) == set(Values._fields)
    assert all(one.source.strip() and one.set_on for one in DEFAULT.settings.values())


@pytest.mark.parametrize(
    ("name", "value", "low", "high"),
    [
        ("violence_ratio", 6.3, 2.7, 14.7),
        ("history_ratio", 2.0, 0.7, 6.1),
        ("guards_exponent", 1.5, 0.75, 3),
        ("occupancy_exponent", 0.7, 0.35, 1.4),
        ("fabric_converted", 2, 1, 4),
        ("fabric_damaged", 3, 1.5, 6),
        ("staff_attacked", 2, 1, 4),
        ("campaign", 2, 1, 4),
        ("search_overdue", 1.5, 1, 3),
        ("search_found", 3, 1.5, 6),
        ("warning_specific", 5, 2.5, 10),
        ("front_margin_km", 10, 5, 20),
        ("front_sigma", 0.7, 0.35, 1.4),
        ("front_speed_min", 0.5, 0.5, 0.5),
        ("front_loss_posts_kept", 0.3, 0.18, 0.46),
        ("front_loss_below_half", 0.9, 0.82, 0.95),
        ("front_no_line_factor", 0.5, 0.25, 1),
        ("offensive_hazard", 3, 1.5, 6),
        ("relief_absent", 0.4, 0.25, 0.57),
        ("relief_signed", 0.05, 0.026, 0.095),
        ("unguarded", 0.9, 0.82, 0.95),
    ],
)
def test_the_defaults_are_those_of_the_table(name: str, value: float, low: float, high: float) -> None:
    setting = DEFAULT.settings[name]

    assert setting.value == value
    assert setting.low == pytest.approx(low, abs=0.004)
    assert setting.high == pytest.approx(high, abs=0.004)


def test_an_operation_says_another_value_and_its_range_follows() -> None:
    changed = read_assumptions(CAMPAIGN)

    assert changed.values == DEFAULT.values._replace(campaign=3.0)
    assert (changed.settings["campaign"].low, changed.settings["campaign"].high) == (1.5, 6.0)
    assert changed.digest != DEFAULT.digest


def test_a_measured_range_is_not_carried_over_to_a_value_that_was_not_measured() -> None:
    changed = read_assumptions(CAMPAIGN.replace("[campaign]", "[violence.ratio]").replace("3", "4"))

    assert (changed.settings["violence_ratio"].low, changed.settings["violence_ratio"].high) == (2.0, 8.0)


def test_a_source_or_another_reason_does_not_change_the_digest() -> None:
    same = CAMPAIGN.replace("value = 3", "value = 2")

    assert read_assumptions(same).digest == DEFAULT.digest


@pytest.mark.parametrize("field", ["value", "mark", "source", "set_on"])
def test_what_lacks_is_named(field: str) -> None:
    without = "\n".join(line for line in CAMPAIGN.splitlines() if not line.startswith(field))

    assert rules_of(without) == [("settings.lacking", f"campaign.{field}")]


def test_a_blank_source_is_no_source() -> None:
    assert rules_of(CAMPAIGN.replace("the exercise staff", " ")) == [("settings.lacking", "campaign.source")]


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("value = 3", "value = 0", "settings.not-positive"),
        ("value = 3", "value = nan", "settings.not-positive"),
        ("value = 3", "value = inf", "settings.out-of-bounds"),
        ("value = 3", "value = 3\nlow = 4", "settings.out-of-bounds"),
        ("value = 3", 'value = "3"', "settings.wrong-type"),
        ("value = 3", "value = true", "settings.wrong-type"),
        ("value = 3", "value = 3\nhihg = 4", "settings.unknown"),
        ("[campaign]\nvalue = 3", "[unguarded]\nvalue = 1.5", "settings.out-of-bounds"),
        ("[campaign]\nvalue = 3", "[move.cost_loss]\nvalue = 25", "settings.out-of-bounds"),
        ("[campaign]", "[campain]", "settings.unknown"),
        ('"J"', '"X"', "settings.unknown-choice"),
        ("2026-01-21", '"today"', "settings.wrong-type"),
        ("[campaign]", "[campaign", "settings.not-toml"),
        ("[campaign]", "campaign = 4\n[violence]", "settings.unknown"),
    ],
)
def test_what_cannot_be_is_refused(before: str, after: str, rule: str) -> None:
    assert rule in {said for said, _ in rules_of(CAMPAIGN.replace(before, after))}


@given(st.sampled_from(list(Kind)), st.floats(0.001, 1.0))
def test_a_range_by_rule_holds_its_value(kind: Kind, value: float) -> None:
    low, high = by_rule(value, kind)

    assert 0 < low <= value <= high
    assert kind is not Kind.PROBABILITY or high <= 1


def test_the_range_of_a_probability_halves_and_doubles_its_odds() -> None:
    assert by_rule(0.5, Kind.PROBABILITY) == pytest.approx((1 / 3, 2 / 3))
    assert DEFAULT.settings["relief_absent"].mark is Mark.JUDGED
