"""Numbers as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from musterbook.tables.numbers import Degrees, Measure, Whole
from musterbook.tables.sheet import Cell
from musterbook.tables.values import Leaning, Unread


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1200", 1200),
        ("1,200", 1200),
        ("1 200", 1200),
        ("1'200", 1200),
        ("١٬٢٠٠", 1200),
        ("١٢٠٠", 1200),
        ("۱۲۰۰", 1200),
        ("12.0", 12),
        (12.0, 12),
        (0, 0),
        ("", None),
    ],
)
def test_a_count_is_read_in_any_digits(cell: Cell, number: int | None) -> None:
    assert Whole().read(cell, Leaning()) == number


@pytest.mark.parametrize(
    ("cell", "rule", "found"),
    [
        ("-3", "number.negative", "negative-number"),
        (-3.0, "number.negative", "negative-number"),
        ("12.5", "number.not-whole", "fraction"),
        ("1.200", "number.two-readings", "number-in-two-readings"),
        ("about 200", "number.about", "about-a-number"),
        ("200-300", "number.about", "about-a-number"),
        ("~200", "number.about", "about-a-number"),
        ("many", "number.not-a-number", "text"),
        (True, "number.not-a-number", "yes-no"),
        (float("nan"), "number.not-a-number", "number"),
        ("1e5", "number.not-a-number", "text"),
        ("20000000", "number.too-large", "number"),
    ],
)
def test_what_is_no_count_says_why(cell: Cell, rule: str, found: str) -> None:
    unread = Whole().read(cell, Leaning())

    assert isinstance(unread, Unread)
    assert (unread.rule, unread.found) == (rule, found)


def test_no_seats_at_all_is_too_small() -> None:
    unread = Whole(1).read("0", Leaning())

    assert isinstance(unread, Unread)
    assert unread.rule == "number.too-small"


def test_a_measure_keeps_every_decimal() -> None:
    assert Measure().read("0.10", Leaning()) == Decimal("0.10")
    assert Measure().read("٠٫٥", Leaning()) == Decimal("0.5")
    assert Measure().read("36,48", Leaning()) == Decimal("36.48")


def test_a_measure_with_one_comma_before_three_digits_is_asked_about() -> None:
    unread = Measure().read("36,485", Leaning())

    assert isinstance(unread, Unread)
    assert unread.rule == "number.two-readings"


@pytest.mark.parametrize(
    ("cell", "degrees"), [("36.48", "36.48"), ("36.48 N", "36.48"), ("36.48° S", "-36.48"), (-12.5, "-12.5")]
)
def test_degrees_know_their_hemisphere(cell: Cell, degrees: str) -> None:
    assert Degrees(90).read(cell, Leaning()) == Decimal(degrees)


@pytest.mark.parametrize(("cell", "rule"), [("40.75 E", "degrees.other-axis"), ("91", "number.too-large")])
def test_degrees_of_the_other_axis_are_not_a_latitude(cell: str, rule: str) -> None:
    unread = Degrees(90).read(cell, Leaning())

    assert isinstance(unread, Unread)
    assert unread.rule == rule
