"""A chance as it may be told: words of ICD 203, figures that agree with them, and confidence by rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.watch.likelihood import Confidence, Likelihood, likelihood, percent, sureness, told
from musterbook.watch.outlook import Outlook, outlook
from musterbook.watch.settings import DEFAULT, Mark
from musterbook.watch.site_today import SiteToday
from musterbook.watch.spread import Swing
from tests.watch.sites import SITES, relief, said, site

VALUES = DEFAULT.values


def fortnight(today: SiteToday) -> Outlook:
    return outlook(today, DEFAULT, horizon_days=14)


def fresh(*swings: Swing, remarks: tuple[str, ...] = ()) -> Outlook:
    return replace(fortnight(site(occupied=1.0)), swings=swings, remarks=remarks)


def value(name: str, mark: Mark, up: float, *, ends: tuple[float, float] = (0.03, 0.04)) -> Swing:
    return Swing(name, mark, -up, up, *ends)


@pytest.mark.parametrize(
    ("p", "word"),
    [
        (0.0, "below-1-in-100"),
        (0.00999, "below-1-in-100"),
        (0.01, "almost-no-chance"),
        (0.0499, "almost-no-chance"),
        (0.05, "very-unlikely"),
        (0.2, "unlikely"),
        (0.45, "roughly-even-chance"),
        (0.5499, "roughly-even-chance"),
        (0.55, "likely"),
        (0.8, "very-likely"),
        (0.95, "almost-certain"),
        (0.9899, "almost-certain"),
        (0.99, "above-99-in-100"),
        (1.0, "above-99-in-100"),
    ],
)
def test_a_boundary_belongs_to_the_upper_word(p: float, word: str) -> None:
    assert likelihood(p) == word


@pytest.mark.parametrize("p", [-0.01, 1.01, float("nan")])
def test_what_is_no_chance_has_no_word(p: float) -> None:
    with pytest.raises(ValueError, match="chance"):
        likelihood(p)


@pytest.mark.parametrize(
    ("p", "figure"),
    [
        (0.0024, 0),
        (0.0134, 1),
        (0.0496, 4),
        (0.1844, 18),
        (0.2, 20),
        (0.55, 55),
        (0.9389, 94),
        (0.9861, 98),
        (0.99, 100),
    ],
)
def test_a_figure_is_never_rounded_into_the_next_word(p: float, figure: int) -> None:
    assert percent(p) == figure


@given(st.floats(0.01, 0.9899))
def test_the_figure_has_the_word_of_the_chance_and_lies_within_one(p: float) -> None:
    assert likelihood(percent(p) / 100) == likelihood(p)
    assert abs(percent(p) - 100 * p) <= 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_chance_never_has_a_smaller_figure(one: float, other: float) -> None:
    less, more = sorted((one, other))

    assert percent(less) <= percent(more)


def test_an_outlook_is_told_with_range_and_rate() -> None:
    found = told(fortnight(site(incidents=12)), VALUES)

    assert (found.likelihood, found.percent, found.high_percent) == ("below-1-in-100", 0, 2)
    assert found.rate_ratio == pytest.approx(6.3)


def test_fresh_inputs_and_measured_values_alone_give_high_confidence() -> None:
    assert sureness(fortnight(site(occupied=1.0)), VALUES) == (Confidence.HIGH, ())


def test_an_old_or_missing_guard_report_gives_low_confidence() -> None:
    full = site(occupied=1.0)
    assert full.guards is not None

    old = sureness(fortnight(replace(full, guards=said(full.guards.value, hours=25))), VALUES)
    never = sureness(fortnight(site(share=None, occupied=1.0)), VALUES)

    assert old == (Confidence.LOW, ("guards-stale",))
    assert never == (Confidence.LOW, ("guards-unknown", "guards-stale"))


def test_a_chance_that_rests_on_one_judged_value_has_low_confidence() -> None:
    today = replace(site(occupied=1.0), reliefs=(relief(days=5, signed=False),))

    assert sureness(fortnight(today), VALUES) == (Confidence.LOW, ("relief_absent",))


def test_more_than_half_is_counted_in_squares_as_the_range_is() -> None:
    """3² is 9 of 9 + 8 = 17 and more than half; of 9 + 9 = 18 it is half, and not more."""
    eight = (value("a", Mark.MEASURED, 2.0), value("b", Mark.MEASURED, 2.0))

    assert sureness(fresh(value("x", Mark.JUDGED, 3.0), *eight), VALUES) == (Confidence.LOW, ("x",))
    assert sureness(fresh(value("x", Mark.JUDGED, 3.0), value("a", Mark.MEASURED, 3.0)), VALUES) == ("high", ())


def test_a_judged_value_that_moves_the_chance_over_a_threshold_leaves_it_moderate() -> None:
    """Prepare begins at 2 in 100."""
    wide = value("m", Mark.MEASURED, 5.0, ends=(0.001, 0.9))

    over = sureness(fresh(wide, value("x", Mark.JUDGED, 1.0, ends=(0.0199, 0.02))), VALUES)
    under = sureness(fresh(wide, value("x", Mark.JUDGED, 1.0, ends=(0.02, 0.09))), VALUES)

    assert over == (Confidence.MODERATE, ("x",))
    assert under == (Confidence.HIGH, ())


@pytest.mark.parametrize("remark", ["line-stale", "occupancy-unknown", "violence-unknown", "base-unknown"])
def test_an_old_or_unknown_input_leaves_it_moderate(remark: str) -> None:
    assert sureness(fresh(remarks=(remark,)), VALUES) == (Confidence.MODERATE, (remark,))


def test_a_line_that_is_not_closing_is_no_lack_of_knowledge() -> None:
    assert sureness(fresh(remarks=("line-not-closing",)), VALUES).confidence is Confidence.HIGH


@settings(deadline=None, max_examples=40)
@given(SITES, st.floats(0, 60))
def test_every_outlook_can_be_told_and_says_why_it_is_not_sure(today: SiteToday, horizon: float) -> None:
    found = outlook(today, DEFAULT, horizon_days=horizon)

    one, sure = told(found, VALUES), sureness(found, VALUES)

    assert one.low_percent <= one.percent <= one.high_percent
    assert one.likelihood in set(Likelihood)
    assert (sure.confidence is Confidence.HIGH) is (sure.because == ())
    assert sure.confidence is Confidence.LOW or not {"guards-stale", "guards-unknown"} & set(found.remarks)
