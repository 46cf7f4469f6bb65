"""Ages with doubt: whoever may be under eighteen is treated as a child."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.eligibility.ages import Birth, age_on, child_code
from musterbook.eligibility.settings import EligibilitySettings

TODAY = date(2026, 1, 21)
DAYS = st.dates(date(1940, 1, 1), TODAY)
BASES = st.sampled_from(["document", "decided", "claimed", "estimated", "unknown", "strange"])


@pytest.mark.parametrize(
    ("birth", "basis", "code"),
    [
        (Birth.on(date(2008, 1, 21)), "document", "no"),
        (Birth.on(date(2008, 1, 22)), "document", "yes"),
        (Birth.on(date(2003, 1, 21)), "claimed", "no"),
        (Birth.on(date(2003, 1, 22)), "claimed", "unknown"),
        (Birth.in_year(2002), "claimed", "no"),
        (Birth.in_year(2003), "claimed", "unknown"),
        (Birth.in_year(2007), "document", "no"),
        (Birth.in_year(2008), "document", "unknown"),
        (Birth.in_year(2009), "estimated", "yes"),
        (Birth(date(1980, 1, 1), None), "document", "unknown"),
        (Birth(), "decided", "unknown"),
        (Birth.in_year(1960), "unknown", "unknown"),
    ],
)
def test_who_is_a_child_by_birth_and_basis(birth: Birth, basis: str, code: str) -> None:
    assert child_code(birth, basis, TODAY) == code


def test_someone_born_on_the_last_of_february_grows_older_on_the_first_of_march() -> None:
    born = date(2008, 2, 29)

    assert (age_on(date(2026, 2, 28), born), age_on(date(2026, 3, 1), born)) == (17, 18)


def test_an_operation_may_doubt_more_years_and_not_fewer() -> None:
    strict = EligibilitySettings(age_margin_years=10)

    assert child_code(Birth.on(date(2000, 1, 1)), "claimed", TODAY) == "no"
    assert child_code(Birth.on(date(2000, 1, 1)), "claimed", TODAY, strict) == "unknown"


@settings(deadline=None)
@given(low=DAYS, more=st.integers(0, 9000), basis=BASES)
def test_nobody_who_may_be_under_eighteen_is_ever_called_adult(low: date, more: int, basis: str) -> None:
    high = min(low + timedelta(days=more), TODAY)

    code = child_code(Birth(low, high), basis, TODAY)

    if age_on(TODAY, high) < 18:
        assert code != "no"
    if age_on(TODAY, low) >= 18:
        assert code != "yes"


@settings(deadline=None)
@given(day=DAYS, later=st.integers(0, 9000), basis=BASES)
def test_more_doubt_about_a_birth_never_makes_an_adult(day: date, later: int, basis: str) -> None:
    sure = child_code(Birth.on(day), basis, TODAY)
    doubtful = child_code(Birth(day, min(day + timedelta(days=later), TODAY)), basis, TODAY)

    assert not (sure != "no" and doubtful == "no")
