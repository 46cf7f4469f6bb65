"""Which forecasts may be scored, and with what outcome."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.ledger.facts import Digest
from musterbook.terms.errors import Malformed
from musterbook.watch.facts import ForecastIssued, OutcomeEntered, OutlookIssued, Why
from musterbook.watch.frozen import (
    Frozen,
    Outcome,
    Settled,
    Standing,
    from_forecast,
    from_outcome,
    from_outlook,
    settle,
)
from musterbook.watch.numbers import Number, number
from musterbook.watch.outlook import outlook
from musterbook.watch.settings import DEFAULT
from tests.watch.judging import KNOWN, forecast, happened, on
from tests.watch.sites import NOW, site

NONE = Digest("0" * 64)


def one(said: Frozen, *outcomes: Outcome, through: float = 4000) -> Settled:
    (found,) = settle([said], outcomes, known_through=dict.fromkeys(KNOWN, on(through)))
    return found


def test_something_in_the_window_is_a_yes_and_nothing_in_it_a_no() -> None:
    inside, outside = one(forecast(0.3), happened(14)), one(forecast(0.3), happened(14.1))

    assert (inside.standing, inside.outcome) == (Standing.SCORED, True)
    assert (outside.standing, outside.outcome) == (Standing.SCORED, False)


def test_what_happened_elsewhere_or_in_another_layer_is_no_outcome() -> None:
    found = one(forecast(0.3), happened(3, subject="beta"), happened(3, layer="fighting"))

    assert found.outcome is False


@pytest.mark.parametrize(("hours", "standing"), [(0.9, "scored"), (1.1, "late"), (48, "late")])
def test_a_forecast_written_after_its_window_opened_is_kept_and_never_scored(hours: float, standing: str) -> None:
    found = one(forecast(0.3, late_hours=hours), happened(5))

    assert found.standing == standing
    assert (found.outcome is None) is (standing == "late")


def test_minutes_are_late_when_it_had_begun_by_then() -> None:
    """Written half an hour after its moment, and a quarter after the loss."""
    found = one(forecast(0.9, late_hours=0.5), happened(0.25 / 24))

    assert found.standing is Standing.LATE


@pytest.mark.parametrize("outcomes", [(), (happened(1),)])
def test_a_window_that_is_not_over_settles_nothing(outcomes: tuple[Outcome, ...]) -> None:
    """Else early yeses would be counted before the noes that go with them."""
    found = one(forecast(0.3), *outcomes, through=13.9)

    assert (found.standing, found.outcome) == (Standing.UNSETTLED, None)


def test_a_layer_nobody_has_outcomes_of_settles_nothing() -> None:
    (found,) = settle([forecast(0.3)], [happened(1)], known_through={})

    assert found.standing is Standing.UNSETTLED


@pytest.mark.parametrize(
    ("day", "certainty", "standing", "outcome"),
    [
        (7, "week", "scored", True),
        (2, "week", "vague", None),
        (20, "week", "scored", False),
        (7, "month", "vague", None),
        (40, "month", "scored", False),
    ],
)
def test_what_may_lie_inside_or_outside_is_left_aside(
    day: float, certainty: str, standing: str, *, outcome: bool | None
) -> None:
    found = one(forecast(0.3), happened(day, certainty=certainty))

    assert (found.standing, found.outcome) == (standing, outcome)


def test_of_guards_silence_is_no_answer() -> None:
    said = forecast(0.3, layer="guards", days=1)

    assert one(said).standing is Standing.UNSETTLED
    assert one(said, happened(1, layer="guards", yes=False)).outcome is False
    assert one(said, happened(1, layer="guards", yes=False), happened(0.9, layer="guards")).outcome is True


def test_an_outcome_is_known_when_the_window_is_over_and_it_was_told() -> None:
    assert one(forecast(0.3), happened(3)).known_at == on(14)
    assert one(forecast(0.3), happened(3, told=30)).known_at == on(33)
    assert one(forecast(0.3)).known_at == on(14)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 200), st.floats(0, 2)), max_size=12),
    st.lists(st.tuples(st.floats(-20, 240), st.sampled_from(["day", "week", "month"]), st.booleans()), max_size=8),
    st.integers(),
)
def test_the_order_in_which_things_were_told_does_not_matter(
    said: list[tuple[float, float, float]], met: list[tuple[float, str, bool]], seed: int
) -> None:
    forecasts = [forecast(p, day, late_hours=hours) for p, day, hours in said]
    outcomes = [happened(day, certainty=certainty, yes=yes) for day, certainty, yes in met]
    turned = random.Random(seed)

    before = settle(forecasts, outcomes, known_through=KNOWN)
    after = settle(
        turned.sample(forecasts, len(forecasts)), turned.sample(outcomes, len(outcomes)), known_through=KNOWN
    )

    key = [(row.forecast.as_of, row.forecast.p, row.standing, row.outcome) for row in before]
    assert sorted(key, key=str) == sorted(
        [(row.forecast.as_of, row.forecast.p, row.standing, row.outcome) for row in after], key=str
    )


def test_an_outlook_of_the_book_brings_its_usual_rate_as_climatology() -> None:
    found = outlook(site(incidents=12), DEFAULT, horizon_days=14)
    fact = OutlookIssued(
        site="alpha",
        as_of=NOW,
        horizon_days=Number("14"),
        p=number(found.p),
        low=number(found.low),
        high=number(found.high),
        parts={"base": number(found.p), "front": Number("0")},
        model=found.model,
        assumptions=NONE,
        inputs=NONE,
        reasons=(Why(kind_of="multiplier", name="violence_ratio", size=Number("6.3"), mark="M"),),
        remarks=found.remarks,
        rate_ratio=None if found.rate_ratio is None else number(found.rate_ratio),
    )

    frozen = from_outlook(fact, written_at=NOW)

    quiet = outlook(site(), DEFAULT, horizon_days=14)
    assert (frozen.layer, frozen.subject, frozen.p, frozen.days) == ("loss", "alpha", found.p, 14)
    assert frozen.average == pytest.approx(quiet.p)
    assert frozen.reasons == ("violence_ratio",)
    assert from_outlook(replace_ratio(fact), written_at=NOW).average is None


def replace_ratio(fact: OutlookIssued) -> OutlookIssued:
    """The same outlook where no usual rate is known."""
    return replace(fact, rate_ratio=None)


def test_a_forecast_and_an_outcome_of_the_book_are_read() -> None:
    fact = ForecastIssued(
        layer="relief",
        subject="R1",
        as_of=NOW,
        from_=NOW,
        to=NOW + timedelta(2),
        p=Number("0.4"),
        model="m",
        assumptions=NONE,
        inputs=NONE,
    )
    outcome = OutcomeEntered(
        subject="R1", layer="relief", at=on(1), certainty="day", source="liaison", definition="completed"
    )

    said, met = from_forecast(fact, written_at=NOW), from_outcome(outcome, known_at=on(3))

    assert one(said, met).outcome is True
    assert (said.low, said.average) == (None, None)
    with pytest.raises(Malformed):
        from_forecast(replace(fact, p=Number("1.4")), written_at=NOW)
