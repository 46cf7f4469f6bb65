"""How far files reach, as it could be known on a day."""

from __future__ import annotations

import pytest

from musterbook.watch.coverage import Coverage, Span, late_step
from tests.watch.replay.invented import incident, number


def covered(*files: list[tuple[int, int]], on: int, country: str = "Exampleland") -> tuple[list[Span], int] | None:
    """The spans, counted from the first day, and how late the files are."""
    rows = [[incident(f"{f}-{at}", *days) for at, days in enumerate(one)] for f, one in enumerate(files)]
    found = Coverage(country, rows).on(number(on))
    if found is None:
        return None
    return [Span(one.first - number(0), one.last - number(0)) for one in found.spans], found.late_days


DAILY = [(at, at + 1) for at in range(50)]


def test_a_file_reaches_to_the_newest_day_known_and_no_further() -> None:
    assert covered(DAILY, on=0) is None
    assert covered(DAILY, on=1) == ([Span(0, 0)], 0)
    assert covered(DAILY, on=30) == ([Span(1, 29)], 0)


def test_a_country_no_file_names_is_not_covered() -> None:
    assert covered(DAILY, on=30, country="Otherland") is None
    assert covered(DAILY, on=30, country="exampleland (Old Land)") is not None


def test_a_file_is_late_once_it_is_more_silent_than_it_used_to_be() -> None:
    weekly = [(at, at) for at in range(0, 50, 7)]

    assert covered(DAILY, on=52) == ([Span(1, 49)], 0)
    assert covered(DAILY, on=53) == ([Span(1, 49)], 4)
    assert covered(weekly, on=56) == ([Span(0, 49)], 0)
    assert covered(weekly, on=57) == ([Span(0, 49)], 8)


def test_files_of_months_that_follow_each_other_are_one() -> None:
    january, february = [(at, at + 1) for at in range(31)], [(at, at + 1) for at in range(33, 59)]

    assert covered(january, february, on=59) == ([Span(1, 58)], 0)


def test_more_than_45_days_between_two_files_are_a_hole() -> None:
    later = [(at, at) for at in range(95, 120)]

    assert covered(DAILY, later, on=119) == ([Span(1, 49), Span(95, 119)], 0)
    assert covered(DAILY, [(94, 94), *later], on=119) == ([Span(1, 119)], 0)


def test_a_report_that_comes_years_late_does_not_lengthen_the_file() -> None:
    assert covered([*DAILY, (20, 900)], on=1000) == ([Span(1, 49)], 951)


@pytest.mark.parametrize(
    ("late", "step"), [(0, 0), (3, 0), (4, 7), (10, 7), (11, 14), (23, 30), (38, 45), (45, 45), (46, 46), (900, 900)]
)
def test_lateness_is_taken_for_the_nearest_one_that_was_measured(late: int, step: int) -> None:
    assert late_step(late) == step
