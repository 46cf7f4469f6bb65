"""The ladder: up at once, down after three days, once for each cause."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.watch.alerts import Ended, Raised, Step, addressee, alarms_per_year, ladder
from musterbook.watch.rungs import BY_CHANCE, Chance, Reading, Rung, due, horizon_days, reading
from musterbook.watch.settings import DEFAULT
from tests.watch.sites import site

START = datetime(2030, 1, 1, 6, tzinfo=UTC)
VALUES = DEFAULT.values


def day(
    number: float, p: float, *, cause: str = "base", nobody: bool = False, short: bool = False, stale: bool = False
) -> Reading:
    """A reading on a day, with the same chance over every horizon."""
    chances = dict.fromkeys(BY_CHANCE, Chance(p, min(1.0, 2 * p), cause))
    return Reading(START + timedelta(number), chances, {cause: f"{p}"}, nobody, short, stale)


def series(*chances: float) -> list[Reading]:
    return [day(number, p) for number, p in enumerate(chances)]


def new(steps: list[Step]) -> list[Raised]:
    return [step for step in steps if isinstance(step, Raised) and not step.renews]


def ends(steps: list[Step]) -> list[tuple[Rung, str]]:
    return [(step.rung, step.why) for step in steps if isinstance(step, Ended) and step.why != "expired"]


@pytest.mark.parametrize(
    ("p", "rung"), [(0.0049, None), (0.005, 1), (0.02, 2), (0.0999, 2), (0.1, 3), (0.25, 4), (1.0, 4)]
)
def test_a_rung_is_due_from_its_threshold_on(p: float, rung: int | None) -> None:
    assert due(day(0, p), VALUES) == rung


def test_what_only_the_top_of_the_range_reaches_raises_nothing() -> None:
    doubtful = day(0, 0.003)

    assert due(doubtful, VALUES, top=True) is Rung.WATCH
    assert ladder([doubtful], VALUES) == []


def test_up_goes_at_once_and_supersedes_what_was_below() -> None:
    steps = ladder(series(0.006, 0.3), VALUES)

    assert [one.rung for one in new(steps)] == [Rung.WATCH, Rung.MOVE]
    assert ends(steps) == [(Rung.WATCH, "superseded")]


def test_a_sawtooth_around_a_threshold_raises_once() -> None:
    steps = ladder(series(*[0.105, 0.075] * 10), VALUES)

    assert [one.rung for one in new(steps)] == [Rung.READY]
    assert ends(steps) == []


def test_three_days_at_sixty_nine_in_a_hundred_lower_it_and_two_do_not() -> None:
    two, three = series(0.1, 0.069, 0.069, 0.1), series(0.1, 0.069, 0.069, 0.069)

    assert ends(ladder(two, VALUES)) == []
    assert ends(ladder(three, VALUES)) == [(Rung.READY, "below-threshold")]
    assert [one.rung for one in new(ladder(three, VALUES))] == [Rung.READY, Rung.PREPARE]
    assert new(ladder(three, VALUES))[1].changed_since == ("lowered",)


def test_many_readings_in_a_day_are_one_day() -> None:
    hourly = [day(0, 0.1), *(day(1 + hour / 24, 0.01) for hour in range(12))]

    assert ends(ladder(hourly, VALUES)) == []


def test_a_day_without_a_reading_is_no_day_below() -> None:
    gaps = [day(0, 0.1), day(1, 0.01), day(3, 0.01), day(5, 0.01)]

    assert ends(ladder(gaps, VALUES)) == []


def test_an_alert_has_a_deadline_and_lapses_and_is_raised_again_while_due() -> None:
    steps = ladder([day(0, 0.1), day(0.5, 0.1), day(1, 0.1)], VALUES)

    first, lapsed, again = steps
    assert isinstance(first, Raised)
    assert (first.answer_by, first.expires) == (START + timedelta(hours=4), START + timedelta(1))
    assert lapsed == Ended(Rung.READY, "base", START + timedelta(1), "expired")
    assert isinstance(again, Raised)
    assert again.renews
    assert again.changed_since == ("renewed",)


def test_another_cause_is_another_alert_and_each_is_raised_once() -> None:
    causes = ["base", "front", "base", "front"]

    steps = ladder([day(number / 10, 0.3, cause=cause) for number, cause in enumerate(causes)], VALUES)

    assert [(one.rung, one.cause) for one in new(steps)] == [(Rung.MOVE, "base"), (Rung.MOVE, "front")]
    assert new(steps)[1].changed_since == ("base", "front")


def test_nobody_on_guard_is_now_until_somebody_answers() -> None:
    bare = [day(0, 0.001), day(0.1, 0.001, nobody=True), day(0.2, 0.001)]
    name = (Rung.NOW, "vacuum")

    unanswered, over = ladder(bare, VALUES), ladder(bare, VALUES, answered={START + timedelta(0.2): [name]})

    assert [(one.rung, one.threshold, one.expires) for one in new(unanswered)] == [(Rung.NOW, None, None)]
    assert new(unanswered)[0].answer_by == START + timedelta(days=0.1, minutes=30)
    assert ends(unanswered) == []
    assert ends(over) == [(Rung.NOW, "answered")]


def test_too_little_time_raises_prepare_and_three_days_of_enough_end_it() -> None:
    steps = ladder([day(0, 0.001, short=True), *(day(number, 0.001) for number in (1, 2, 3))], VALUES)

    assert [(one.rung, one.cause) for one in new(steps)] == [(Rung.PREPARE, "slack")]
    assert [(step.rung, step.at) for step in steps if isinstance(step, Ended)] == [(Rung.PREPARE, START + timedelta(3))]


def test_an_old_guard_report_raises_watch_until_a_new_one_comes() -> None:
    steps = ladder([day(0, 0.001, stale=True), day(1, 0.001, stale=True), day(2, 0.001)], VALUES)

    assert [(one.rung, one.cause) for one in new(steps)] == [(Rung.WATCH, "stale")]
    assert ends(steps) == [(Rung.WATCH, "below-threshold")]


def test_an_alert_goes_to_somebody() -> None:
    owners = ("governor", "deputy")

    assert addressee(owners, {"governor", "deputy"}, duty_officer="desk") == "governor"
    assert addressee(owners, {"deputy"}, duty_officer="desk") == "deputy"
    assert addressee(owners, set(), duty_officer="desk") == "desk"


def test_alarms_are_counted_by_the_year_and_renewals_are_none() -> None:
    steps = ladder(series(*[0.1] * 5), VALUES)

    assert alarms_per_year(steps, days=36.525)[Rung.READY] == pytest.approx(10)


def test_a_real_site_is_read_over_the_horizon_of_each_rung() -> None:
    found = reading(site(line=(150, 12)), DEFAULT, lift_days=6)

    assert [horizon_days(VALUES, rung, 6) for rung in BY_CHANCE] == [30, 13, 6, 6]
    assert found.chances[Rung.WATCH].p > found.chances[Rung.PREPARE].p > found.chances[Rung.MOVE].p
    assert found.chances[Rung.MOVE].cause == "front"
    assert found.short
    assert reading(site(on_site=False), DEFAULT, lift_days=6).nobody


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0, 1), max_size=25))
def test_at_most_one_alert_of_a_rung_and_cause_is_open_and_none_ends_unopened(chances: list[float]) -> None:
    opened: set[tuple[Rung, str]] = set()
    for step in ladder(series(*chances), VALUES):
        name = (step.rung, step.cause)
        assert (name in opened) is isinstance(step, Ended)
        opened ^= {name}

    assert len(opened) <= 1


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=25))
def test_the_rung_held_is_never_below_what_is_due(chances: list[float]) -> None:
    held = {step.rung: isinstance(step, Raised) for step in ladder(series(*chances), VALUES)}
    asked = due(day(0, chances[-1]), VALUES)

    assert asked is None or max((rung for rung, is_open in held.items() if is_open), default=0) >= asked
