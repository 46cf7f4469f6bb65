"""The verification page: perfect, constant and inverted forecasters, too few to judge, and misses first."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.watch.frozen import Frozen, Outcome, settle
from musterbook.watch.layer_lines import LayerLine, climatology, layer_lines
from musterbook.watch.rungs import Rung
from musterbook.watch.scoring import poisson_interval
from musterbook.watch.verification import Verification, verify, what_is_seen
from tests.watch.judging import AFTER, KNOWN, alert, forecast, happened, on

LOST_ON = range(5, 2000, 100)
"""Twenty losses, a hundred days apart."""


def page(forecasts: list[Frozen], outcomes: list[Outcome]) -> Verification:
    return verify(forecasts, outcomes, [], known_through=KNOWN, now=AFTER, seed=1, cost_losses=(0.1, 0.25))


def judged(chance: dict[bool, float], *, lost: range = LOST_ON, step: int = 10) -> LayerLine:
    """Every ten days a forecast of ten days, with one chance where a loss follows and another where none does."""
    outcomes = [happened(day) for day in lost]
    forecasts = [
        replace(forecast(chance[any(day < one <= day + step for one in lost)], day, days=step), average=0.1)
        for day in range(0, 2000, step)
    ]
    (line,) = page(forecasts, outcomes).layers
    return line


def test_the_perfect_forecaster_has_skill_and_value_1() -> None:
    line = judged({True: 1.0, False: 0.0})

    assert line.scores is not None
    assert (line.scores.n, line.scores.positives, line.happenings) == (200, 20, 20)
    assert line.scores.skill == pytest.approx(1)
    assert line.scores.auc == 1
    assert line.values == pytest.approx({0.1: 1.0, 0.25: 1.0})


def test_the_constant_forecaster_has_no_skill() -> None:
    line = judged({True: 0.1, False: 0.1})

    assert line.scores is not None
    assert line.scores.skill == pytest.approx(0)
    assert line.scores.auc == 0.5
    assert line.expected == pytest.approx(20)
    assert line.values[0.25] == pytest.approx(0)


def test_the_inverted_forecaster_is_worse_than_the_average() -> None:
    line = judged({True: 0.0, False: 1.0})

    assert line.scores is not None
    assert line.scores.skill is not None
    assert line.scores.skill < 0
    assert line.scores.auc == 0


def test_the_parts_of_the_score_sum_on_the_page_too() -> None:
    line = judged({True: 0.6, False: 0.15})

    assert line.scores is not None
    parts = line.scores.brier
    assert parts.reliability - parts.resolution + parts.uncertainty + parts.within == pytest.approx(parts.score)
    assert sum(row.count for row in line.scores.table) == line.scores.n


def test_one_loss_in_many_rows_is_one_loss_and_too_few_to_judge() -> None:
    """Daily outlooks of thirty days see the same loss thirty times."""
    forecasts = [forecast(0.4, day, days=30) for day in range(300)]

    (line,) = page(forecasts, [happened(100)]).layers

    assert line.scores is not None
    assert (line.scores.positives, line.happenings, line.too_few) == (30, 1, True)
    assert (line.scores.skill, line.scores.skill_range) == (None, None)
    # ten windows that do not overlap: four losses expected, one seen
    assert line.expected == pytest.approx(4)
    assert line.observed == 1
    assert line.interval == pytest.approx(poisson_interval(1))


@pytest.mark.parametrize(("losses", "few"), [(9, True), (10, False)])
def test_from_ten_losses_on_there_is_a_skill_number(losses: int, *, few: bool) -> None:
    line = judged({True: 0.5, False: 0.1}, lost=range(5, 5 + 100 * losses, 100))

    assert line.scores is not None
    assert line.too_few is few
    assert (line.scores.skill is None) is few


def test_late_unsettled_and_vague_forecasts_are_counted_and_not_scored() -> None:
    forecasts = [forecast(0.9, 0, late_hours=24), forecast(0.2, 0), forecast(0.2, 20), forecast(0.2, 3995)]
    outcomes = [happened(27, certainty="month")]

    (line,) = page(forecasts, outcomes).layers

    assert (line.kept, line.late, line.vague, line.unsettled) == (4, 1, 2, 1)
    assert line.scores is None
    assert line.values == {0.1: None, 0.25: None}


def test_losses_have_a_line_for_each_horizon_and_other_layers_one() -> None:
    said = [forecast(0.1, days=14), forecast(0.1, days=30)]
    others = [forecast(0.3, layer="relief", subject="R1", days=1), forecast(0.3, layer="relief", subject="R2", days=5)]

    lines = page(said + others, []).layers

    assert [(line.layer, line.days) for line in lines] == [("loss", 14), ("loss", 30), ("relief", None)]


def test_quiet_sites_stand_on_their_own() -> None:
    loud = [forecast(0.5, day, subject="alpha") for day in range(0, 400, 20)]
    quiet = [replace(forecast(0.1, day, subject="beta"), quiet=True) for day in range(0, 400, 20)]

    (line,) = page(loud + quiet, [happened(3)]).layers

    assert line.scores is not None
    assert line.quiet is not None
    assert (line.scores.n, line.quiet.n, line.quiet.positives) == (40, 20, 0)
    assert line.quiet.interval == pytest.approx((0, 2.303), abs=0.001)


def test_storms_and_not_rows_are_the_sample_of_the_wind() -> None:
    said = [replace(forecast(0.4, day, layer="wind", days=2), storm=f"AL{day // 10:02}") for day in range(0, 50, 2)]

    (line,) = page(said, [happened(3, layer="wind")]).layers

    assert line.blocks == 5
    assert line.scores is not None
    assert [row.low for row in line.scores.table][1] == 0.005


def test_what_each_part_had_forecast_is_summed_over_windows_that_do_not_overlap() -> None:
    said = [replace(forecast(0.5, day), parts={"base": 0.1, "front": 0.4}) for day in range(28)]

    (line,) = page(said, []).layers

    assert line.parts == pytest.approx({"base": 0.2, "front": 0.8})


def test_climatology_knows_only_what_was_settled_at_issue() -> None:
    """Twenty-two sites, windows of ten days; the loss of the first window at alpha was told on the thirtieth day."""
    names = ["alpha", *(f"s{number:02}" for number in range(21))]
    forecasts = [forecast(0.2, day, days=10, subject=name) for day in (0, 10, 40) for name in names]

    rows = settle(forecasts, [happened(5, told=25)], known_through=KNOWN)

    found = dict(zip([(row.forecast.as_of, row.forecast.subject) for row in rows], climatology(rows), strict=True))
    # then twenty-one noes, and at last one yes in forty-four, which alpha's own two rows draw upwards
    assert found[on(0), "alpha"] is None
    assert found[on(10), "alpha"] == 0
    assert found[on(40), "alpha"] == pytest.approx((1 + 20 * 1 / 44) / (2 + 20))
    assert found[on(40), "s00"] == pytest.approx((0 + 20 * 1 / 44) / (2 + 20))


def test_forecasts_made_before_anything_was_settled_take_no_part_in_skill() -> None:
    """Anything beats an average made from nothing: twelve sites, of which nobody had known anything."""
    said = [forecast(0.9, 0.01 * number, days=10, subject=f"s{number}") for number in range(12)]

    (line,) = page(said, [happened(5, subject=one.subject) for one in said]).layers

    assert climatology(settle(said, [], known_through=KNOWN)) == [None] * 12
    assert line.scores is not None
    assert (line.scores.n, line.happenings, line.scores.skill) == (12, 12, None)


def test_a_forecast_with_a_climatology_of_its_own_is_compared_with_that() -> None:
    rows = settle([replace(forecast(0.2), average=0.07)], [], known_through=KNOWN)

    assert climatology(rows) == [0.07]


@pytest.mark.parametrize(
    ("losses", "low", "high", "noticed"), [(5, 0.39, 2.1, 0.42), (10, 0.54, 1.7, 0.70), (20, 0.66, 1.45, 0.96)]
)
def test_what_so_many_losses_can_show_is_said(losses: int, low: float, high: float, noticed: float) -> None:
    found = what_is_seen(losses)

    assert (found.low, found.high, found.noticed) == pytest.approx((low, high, noticed), abs=0.006)


def test_misses_come_first_with_the_figure_of_the_day_before() -> None:
    said = [replace(forecast(0.02, day), remarks=("guards-unknown",)) for day in range(60)]
    alerts = [alert(Rung.WATCH, 1, None), alert(Rung.READY, 40, 60, site="beta")]

    told = verify(said, [happened(20), happened(50, subject="beta")], alerts, known_through=KNOWN, now=AFTER, seed=1)

    (miss,) = told.misses
    assert miss.before is not None
    assert (miss.outcome.subject, miss.before.p, miss.rung) == ("alpha", 0.02, Rung.WATCH)
    assert miss.before.remarks == ("guards-unknown",)
    assert [row.outcome.subject for row in told.losses] == ["beta", "alpha"]
    assert (told.alerts.hits, told.alerts.misses, told.alerts.lead_days_median) == (1, 1, 10)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 300)), min_size=1, max_size=25, unique_by=lambda x: x[1]),
    st.lists(st.integers(0, 320), max_size=6, unique=True),
    st.integers(),
)
def test_the_order_of_forecasts_and_outcomes_changes_no_line(
    said: list[tuple[float, int]], lost: list[int], seed: int
) -> None:
    forecasts, outcomes = [forecast(p, day) for p, day in said], [happened(day + 0.5) for day in lost]
    turned = random.Random(seed)

    one = page(forecasts, outcomes)
    other = page(turned.sample(forecasts, len(forecasts)), turned.sample(outcomes, len(outcomes)))

    assert one == other


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 300)), min_size=1, max_size=25), st.integers(0, 400))
def test_what_is_known_later_changes_no_earlier_climatology(said: list[tuple[float, int]], day: int) -> None:
    forecasts = [forecast(p, when) for p, when in said]

    without = settle(forecasts, [], known_through=KNOWN)
    with_it = settle(forecasts, [happened(day + 0.5)], known_through=KNOWN)

    for number, row in enumerate(with_it):
        if row.forecast.as_of < happened(day).at:
            assert climatology(with_it)[number] == climatology(without)[number]
    assert {line.kept for line in layer_lines(with_it, seed=1)} == {len(said)}
