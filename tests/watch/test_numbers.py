"""Numbers of the book read back the same, and what is none is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.terms.errors import Malformed
from musterbook.watch.numbers import Number, number, value_of


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_the_same(value: float) -> None:
    assert value_of(number(value)) == value


@pytest.mark.parametrize("said", ["", "nan", "inf", "1_000", "0x1", "1,5", " 1", "٣", "1e999", "--1", "1" * 400])
def test_what_is_no_number_is_refused(said: str) -> None:
    with pytest.raises(Malformed):
        value_of(Number(said))


def test_a_chance_above_one_is_refused_with_its_field() -> None:
    with pytest.raises(Malformed) as caught:
        value_of(Number("1.2"), least=0, most=1, field="probability")

    assert caught.value.faults[0].column == "probability"


def test_whole_numbers_have_no_point() -> None:
    assert number(14.0) == "14"
