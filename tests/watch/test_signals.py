"""Signals that ask a person to look, on counts that can be worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.watch.incidents import Deaths, Incident
from musterbook.watch.signals import Census, Missing, census_fell, departures_doubled, doubled, missing

TODAY = date(2030, 3, 1)
NOW = datetime(2030, 3, 1, 6, tzinfo=UTC)


def fought(days_ago: int, *, known_days_ago: float = 0, sides: tuple[str, ...] = ("Force A", "Force B")) -> Incident:
    day = TODAY - timedelta(days_ago)
    known = NOW - timedelta(days=known_days_ago)
    name = f"{'-'.join(sides)}-{days_ago}-{known_days_ago}"
    return Incident(
        id=name, known_at=known, start=day, end=day, lat=36.0, lon=40.0, precision_km=1.0, dated=True, kind="battle",
        sides=sides, deaths=Deaths(1, 1, 1), country="Invented", source="told", digest=name,
    )  # fmt: skip


def steady(*, until: int = 0, each: int = 1) -> list[Incident]:
    """So many a day from a year and a half ago until so many days ago."""
    return [fought(days, known_days_ago=number / 100) for days in range(until, 520) for number in range(each)]


def test_steady_fighting_asks_nothing() -> None:
    assert doubled(steady(), now=NOW) == ()


def test_fighting_that_tripled_asks_whether_it_is_an_offensive() -> None:
    """3 ln 2 less 1 is 1.08 a day: above 6 on the sixth day of it, which is today."""
    more = [fought(days, known_days_ago=0.5 + number) for days in range(6) for number in range(2)]

    (found,) = doubled([*steady(), *more], now=NOW)

    assert (found.sides, found.on) == (("Force A", "Force B"), TODAY)
    assert (found.usual, found.recent) == pytest.approx((1, (28 + 12) / 28))


def test_sides_are_counted_each_on_their_own_in_whatever_order_they_are_told() -> None:
    turned = [fought(days, sides=("Force B", "Force A"), known_days_ago=0.1) for days in range(6) for _ in range(2)]
    others = [fought(days, sides=("Force C", "Force D")) for days in range(6)]

    assert [one.sides for one in doubled([*steady(), *turned, *others], now=NOW)] == [("Force A", "Force B")]


def test_what_becomes_known_later_asks_nothing_today() -> None:
    later = [fought(days, known_days_ago=-1) for days in range(6) for _ in range(5)]

    assert doubled([*steady(), *later], now=NOW) == ()


def test_a_signal_of_more_than_a_week_ago_is_no_longer_shown() -> None:
    burst = [fought(9, known_days_ago=number / 100) for number in range(12)]

    assert doubled([*steady(), *burst], now=NOW) == ()


def counts(*people: int, every: int = 7) -> list[Census]:
    """Counts a week apart, the last today."""
    return [Census(TODAY - timedelta(every * (len(people) - 1 - number)), count) for number, count in enumerate(people)]


def test_a_count_more_than_five_per_cent_lower_that_nothing_explains_is_a_signal() -> None:
    assert census_fell(missing(counts(1000, 949), {})) == Missing(TODAY - timedelta(7), TODAY, 1000, 51)
    assert census_fell(missing(counts(1000, 950), {})) is None


def test_departures_on_the_books_explain_it_and_arrivals_make_it_worse() -> None:
    left, came = {TODAY - timedelta(3): 40}, {TODAY - timedelta(3): -40}

    assert census_fell(missing(counts(1000, 940), left)) is None
    assert census_fell(missing(counts(1000, 980), came)) == Missing(TODAY - timedelta(7), TODAY, 1000, 60)


def test_departures_of_the_day_of_a_count_are_in_that_count() -> None:
    before, after = {TODAY - timedelta(7): 60}, {TODAY: 60}

    assert census_fell(missing(counts(1000, 940), before)) is not None
    assert census_fell(missing(counts(1000, 940), after)) is None


def test_an_earlier_fall_and_a_single_count_are_no_signal() -> None:
    assert census_fell(missing(counts(1000, 900, 899), {})) is None
    assert census_fell(missing(counts(1000), {})) is None


def test_of_two_counts_on_a_day_the_lower_counts() -> None:
    twice = [*counts(1000, 990), Census(TODAY, 900)]

    assert [one.people for one in missing(twice, {})] == [100]


def test_weekly_unexplained_departures_that_doubled_are_a_signal() -> None:
    """Ten a week for forty weeks, then twenty: 20 ln 2 less 10 is 3.86 a week, above 6 in the second."""
    people = [2000 - 10 * week for week in range(41)] + [1600 - 20, 1600 - 40]

    assert departures_doubled(missing(counts(*people), {}), until=TODAY) == (TODAY - timedelta(6),)
    assert departures_doubled(missing(counts(*people[:-1]), {}), until=TODAY) == ()


def test_counts_a_fortnight_apart_are_spread_over_their_weeks() -> None:
    people = [2000 - 20 * week for week in range(21)] + [1600 - 40]

    assert departures_doubled(missing(counts(*people, every=14), {}), until=TODAY) == (TODAY - timedelta(6),)


def test_people_found_again_are_no_departures() -> None:
    """Up and down by ten about the same figure: never more than ten a fortnight."""
    people = [1000 - 10 * (week % 2) for week in range(60)]

    assert departures_doubled(missing(counts(*people), {}), until=TODAY) == ()
    assert departures_doubled((), until=TODAY) == ()


@given(st.lists(st.integers(0, 3000), min_size=2, max_size=20), st.data())
def test_departures_that_explain_everything_leave_nothing_missing(people: list[int], drawn: st.DataObject) -> None:
    told = counts(*people)
    fell = {later.day: before.people - later.people for before, later in pairwise(told)}
    order = drawn.draw(st.permutations(told))

    assert {one.people for one in missing(order, fell)} == {0}
