"""Who comes of age: exact by month of birth, a guess with a range by bands, and the range is as wide as it must be."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.camps.ageing import Turning, turning
from musterbook.camps.births import DAY, aged, birthday, turning_in
from musterbook.camps.days import months_after
from musterbook.camps.facts import Cell

TODAY = date(2026, 1, 18)
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
BIRTHS = st.one_of(
    st.dates(date(2000, 1, 1), date(2020, 1, 1)), st.sampled_from([date(2008, 2, 29), date(2012, 2, 29)])
)


def of(*cells: Cell, age: int = 18, months: int = 12, as_of: date = TODAY) -> Turning:
    return turning("demo", cells, as_of, age=age, months=months)


def figures(found: Turning) -> tuple[float, ...] | None:
    return None if found.people is None else tuple(round(one, 2) for one in found.people)


@given(as_of=DAYS, born=BIRTHS, age=st.integers(1, 12), months=st.integers(1, 30))
def test_somebody_turns_an_age_in_a_stretch_when_his_birthday_lies_in_it(
    as_of: date, born: date, age: int, months: int
) -> None:
    until = months_after(as_of, months)

    births = turning_in(as_of, until, age)

    assert (births.first <= born <= births.last) == (as_of < birthday(born, age) <= until)


@given(on=DAYS, born=BIRTHS)
def test_everybody_born_has_one_whole_age(on: date, born: date) -> None:
    ages = [years for years in range(40) if aged(years, on).first <= born <= aged(years, on).last]

    assert ages == [years for years in range(40) if birthday(born, years) <= on < birthday(born, years + 1)]


def test_born_on_29_february_counts_on_1_march() -> None:
    counted = [
        (births := turning_in(day, day + DAY, 18)).first <= date(2008, 2, 29) <= births.last
        for day in (date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1))
    ]

    assert counted == [False, True, False]


def test_by_month_of_birth_whole_months_are_exact_and_part_months_go_by_days() -> None:
    found = of(Cell(count=31, born="2008-01"), Cell(count=30, born="2008-06"), Cell(count=31, born="2009-01"))

    # 19 to 31 January 2008 are 13 days of 31; 1 to 18 January 2009 are 18.
    assert figures(found) == (30, 13 + 30 + 18, 92)
    assert found.method == "month"


ENDS = [months for months in range(1, 19) if months_after(date(2025, 12, 31), months).day in (30, 31)]
"""Months after 31 December that end with a month; not those in February, whose 29th counts on 1 March."""


@given(seed=st.integers(0, 10_000), age=st.sampled_from([1, 15, 18]), months=st.sampled_from(ENDS))
def test_by_month_of_birth_the_count_at_the_end_of_a_month_is_exact(seed: int, age: int, months: int) -> None:
    as_of, chance = date(2025, 12, 31), random.Random(seed)
    until = months_after(months_after(as_of, months).replace(day=1), 1) - DAY
    births = [date(2005, 1, 1) + DAY * chance.randrange(7600) for _ in range(60)]
    cells = [Cell(count=1, born=f"{born:%Y-%m}", group=str(at)) for at, born in enumerate(births)]

    found = of(*cells, age=age, months=months, as_of=as_of)

    if found.until == until:
        exact = sum(as_of < birthday(born, age) <= until for born in births)
        assert found.people == (exact, exact, exact)


def test_by_year_low_and_high_are_none_and_all_of_the_years_in_part() -> None:
    found = of(Cell(count=366, born="2008"), Cell(count=365, born="2009"))

    assert figures(found) == (0, 348 + 18, 731)  # 2008 has 366 days, 348 of them after 18 January
    assert found.method == "year"


def test_by_single_age_a_whole_year_is_exact_and_half_a_year_is_shared() -> None:
    cells = (Cell(count=365, age=17), Cell(count=30, age=16), Cell(count=9, age=18))

    assert figures(of(*cells)) == (365, 365, 365)
    assert figures(of(*cells, months=24)) == (395, 395, 395)
    low, best, high = of(*cells, months=6).people or (0, 0, 0)
    assert (low, high) == (0, 365)
    assert best == pytest.approx(365 * 182 / 366)  # born 19 January to 18 July 2008, of the year to 18 January 2009


BANDS = (Cell(count=3876, band="12-17"), Cell(count=8344, band="5-11"), Cell(count=9000, band="18+"))


def test_a_band_is_read_in_two_ways_and_says_so() -> None:
    # Uniform 3,876 / 6 = 646; the line through (8.5, 1,192) and (15, 646) falls by 84 a year: 436 at 17.5, 688 at 14.5.
    assert figures(of(*BANDS, age=18)) == (218, 541, 969)
    assert figures(of(*BANDS, age=15)) == (323, 667, 1032)
    assert of(*BANDS).method == "band"


def test_half_a_year_is_half_of_a_band_and_two_years_are_two_readings_of_it() -> None:
    assert figures(of(*BANDS, months=6)) == (109, 270.5, 484.5)
    # 436 at 17.5 and 520 at 16.5, beside twice 646.
    assert figures(of(*BANDS, months=24)) == (478, 1124, 1938)


def test_the_line_of_a_band_never_falls_below_nobody() -> None:
    found = of(Cell(count=6, band="12-17"), Cell(count=70_000, band="5-11"))

    assert figures(found) == (0, 0.5, 1.5)


def test_the_lowest_band_is_level() -> None:
    assert figures(of(Cell(count=60, band="12-17"))) == (5, 10, 15)


def test_bands_of_two_kinds_are_read_by_sex() -> None:
    cells = (Cell(count=60, band="12-17", sex="m"), Cell(count=50, band="10-19", sex="f"))

    assert figures(of(*cells)) == (5 + 2.5, 10 + 5, 15 + 7.5)


@pytest.mark.parametrize(
    "cells",
    [
        (Cell(count=9000),),
        (Cell(count=9000, band="12+"),),
        (Cell(count=9000, band="12+"), Cell(count=4, born="2008-06")),
        (Cell(count=60, band="12-17"), Cell(count=50, band="10-19")),
    ],
    ids=["no-age", "open-band", "open-band-in-part", "bands-that-overlap"],
)
def test_what_nobody_counted_is_unknown_and_not_nobody(cells: Sequence[Cell]) -> None:
    found = of(*cells)

    assert (found.people, found.method) == (None, "unknown")


def test_a_count_that_is_only_about_right_widens_the_range() -> None:
    assert figures(of(Cell(count=300, low=250, high=350, age=17))) == (250, 300, 350)


def test_people_without_an_age_are_said_beside() -> None:
    found = of(Cell(count=40, age=17), Cell(count=7))

    assert figures(found) == (40, 40, 40)
    assert found.ageless == 7


def invented_camp(chance: random.Random) -> list[int]:
    """People by whole age 0 to 19 of a camp: fewer with age, with years of many and of few births."""
    first, fall = chance.uniform(200, 1400), chance.uniform(0.0, 0.13)
    return [max(0, round(first * math.exp(-fall * age) * math.exp(chance.gauss(0, 0.15)))) for age in range(20)]


@pytest.mark.parametrize(("age", "least"), [(15, 0.93), (18, 0.93)])
def test_the_range_of_bands_holds_the_truth_in_nearly_all_of_400_invented_camps(age: int, least: float) -> None:
    chance = random.Random(20260118)
    held = 0
    for _ in range(400):
        ages = invented_camp(chance)
        cells = [Cell(count=sum(ages[a : b + 1]), band=f"{a}-{b}") for a, b in ((0, 4), (5, 11), (12, 17))]
        low, _, high = of(*cells, age=age).people or (0, 0, 0)
        held += low <= ages[age - 1] <= high

    assert held / 400 >= least


def test_a_month_too_short_ends_on_its_last_day() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert TODAY + timedelta(365) == months_after(TODAY, 12)
