"""Days, births, moments and windows: what is uncertain is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.tables.births import BirthDay
from musterbook.tables.days import Day, orders_shown
from musterbook.tables.moments import Moment, Windows
from musterbook.tables.sheet import Cell
from musterbook.tables.values import Birth, Leaning, Unread, Value, Window

DAMASCUS = ZoneInfo("Asia/Damascus")
PLUS_3 = timezone(timedelta(hours=3))


def rule_of(value: Value | Unread) -> str:
    assert isinstance(value, Unread), value
    return value.rule


@pytest.mark.parametrize(
    "cell",
    [
        "2026-01-21", "2026/1/21", "20260121", "21/01/2026", "01/21/2026", "21.1.2026", "21 January 2026",
        "21-Jan-2026", "Jan 21, 2026", "٢١/٠١/٢٠٢٦", "21 كانون الثاني 2026", "21 يناير 2026", "2026-01-21 00:00:00",
        "46043", 46043.0, date(2026, 1, 21), datetime(2026, 1, 21),  # noqa: DTZ001  a spreadsheet's dates have no zone
    ],
)  # fmt: skip
def test_one_day_in_many_writings(cell: Cell) -> None:
    assert Day().read(cell, Leaning()) == date(2026, 1, 21)


def test_a_day_that_could_be_two_is_asked_about() -> None:
    assert rule_of(Day().read("03/04/2026", Leaning())) == "date.ambiguous"


def test_the_same_day_in_either_order_needs_no_answer() -> None:
    assert Day().read("04/04/2026", Leaning()) == date(2026, 4, 4)


def test_the_order_of_the_column_decides() -> None:
    assert Day().read("03/04/2026", Leaning(order="day-first")) == date(2026, 4, 3)
    assert Day().read("03/04/2026", Leaning(order="month-first")) == date(2026, 3, 4)


def test_a_column_shows_its_order_by_a_number_above_twelve() -> None:
    assert orders_shown(["03/04/2026", "25/04/2026"]) == (frozenset({"day-first"}), False)
    assert orders_shown(["03/04/2026", "04/25/2026"]) == (frozenset({"month-first"}), False)
    assert orders_shown(["25/04/2026", "04/25/2026"]) == (frozenset({"day-first", "month-first"}), False)
    assert orders_shown(["03/04/2026"]) == (frozenset(), False)


def test_short_days_that_became_dates_beside_long_days_left_as_text_are_doubted() -> None:
    _, swapped = orders_shown([date(2026, 4, 3), "25/04/2026"])

    assert swapped
    assert rule_of(Day().read(date(2026, 4, 3), Leaning(swapped=True))) == "date.swapped-perhaps"


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("31/02/2026", "date.no-such-day"),
        ("21/01/26", "date.year-short"),
        ("12/07/1447", "date.other-calendar"),
        ("2026", "date.year-only"),
        ("soon", "date.not-a-date"),
        ("21/01/3026", "date.year-outside"),
        (True, "date.not-a-date"),
        (0.5, "date.not-a-date"),
    ],
)
def test_what_is_no_day_says_why(cell: Cell, rule: str) -> None:
    assert rule_of(Day().read(cell, Leaning())) == rule


def test_a_workbook_that_counts_from_1904_is_understood() -> None:
    assert Day().read(44581.0, Leaning(day_shift=1462)) == date(2026, 1, 21)


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [
        ("1999", date(1999, 1, 1), date(1999, 12, 31)),
        (1999.0, date(1999, 1, 1), date(1999, 12, 31)),
        ("01/01/1999", date(1999, 1, 1), date(1999, 12, 31)),
        (date(1999, 1, 1), date(1999, 1, 1), date(1999, 12, 31)),
        ("١٩٩٩", date(1999, 1, 1), date(1999, 12, 31)),
        ("03/1999", date(1999, 3, 1), date(1999, 3, 31)),
        ("1996-02", date(1996, 2, 1), date(1996, 2, 29)),
        ("1995-1999", date(1995, 1, 1), date(1999, 12, 31)),
        ("25/12/1999", date(1999, 12, 25), date(1999, 12, 25)),
        ("1999-03-05..1999-04-01", date(1999, 3, 5), date(1999, 4, 1)),
    ],
)
def test_a_birth_has_an_earliest_and_a_latest_day(cell: Cell, low: date, high: date) -> None:
    assert BirthDay().read(cell, Leaning()) == Birth(low, high)


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("03/04/1999", "date.ambiguous"),
        ("19", "birth.age-given"),
        (19.0, "birth.age-given"),
        (0.0, "birth.age-given"),
        ("about 1999", "birth.about"),
        ("حوالي 1999", "birth.about"),
        ("1420", "date.other-calendar"),
        ("2027", "birth.yet-to-come"),
        ("1999-1995", "birth.bounds-crossed"),
    ],
)
def test_a_birth_that_is_not_sure_is_asked_about(cell: Cell, rule: str) -> None:
    assert rule_of(BirthDay().read(cell, Leaning(today=date(2026, 1, 21)))) == rule


BIRTH_DAYS = st.dates(date(1900, 1, 1), date(2026, 1, 1))


@given(BIRTH_DAYS, BIRTH_DAYS)
def test_every_birth_is_shown_so_that_it_reads_back(one: date, other: date) -> None:
    birth = Birth(min(one, other), max(one, other))

    assert BirthDay().read(BirthDay().show(birth), Leaning()) == birth


@pytest.mark.parametrize(
    "cell", ["2026-01-21T06:30:00+03:00", "2026-01-21 06:30", "21/01/2026 06:30", "210330ZJAN26", "2026-01-21T03:30Z"]
)
def test_one_moment_in_many_writings(cell: str) -> None:
    assert Moment().read(cell, Leaning(zone=DAMASCUS)) == datetime(2026, 1, 21, 3, 30, tzinfo=UTC)


def test_a_moment_without_zone_is_asked_about() -> None:
    assert rule_of(Moment().read("2026-01-21 06:30", Leaning())) == "moment.no-zone"


def test_the_hour_a_clock_change_repeats_is_asked_about() -> None:
    berlin = ZoneInfo("Europe/Berlin")

    assert rule_of(Moment().read("2026-10-25 02:30", Leaning(zone=berlin))) == "moment.clock-change"
    assert rule_of(Moment().read("2026-03-29 02:30", Leaning(zone=berlin))) == "moment.clock-change"


def test_a_day_until_which_something_holds_is_included() -> None:
    leaning = Leaning(zone=DAMASCUS)

    assert Moment("from").read("2026-02-12", leaning) == datetime(2026, 2, 12, tzinfo=PLUS_3)
    assert Moment("until").read("2026-02-12", leaning) == datetime(2026, 2, 13, tzinfo=PLUS_3)


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("2026-01-21 25:00", "moment.no-such-time"),
        ("2026-01-21 06:30+25:00", "moment.no-such-offset"),
        ("320330ZJAN26", "date.no-such-day"),
        ("03/04/2026 06:30", "date.ambiguous"),
    ],
)
def test_what_is_no_moment_says_why(cell: str, rule: str) -> None:
    assert rule_of(Moment().read(cell, Leaning(zone=DAMASCUS))) == rule


def test_windows_may_run_over_midnight() -> None:
    assert Windows().read("06:00-18:00; ٢٠:٠٠–02:00", Leaning()) == (Window(360, 1080), Window(1200, 120))


def test_all_day_is_a_window() -> None:
    assert Windows().read("24/7", Leaning()) == (Window(0, 1440),)


@pytest.mark.parametrize(
    ("cell", "rule"),
    [("06:00-06:00", "window.empty"), ("25:00-26:00", "moment.no-such-time"), ("mornings", "window.not-hours")],
)
def test_what_is_no_window_says_why(cell: str, rule: str) -> None:
    assert rule_of(Windows().read(cell, Leaning())) == rule
