"""How alike tokens are, and which answers to which."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.biometrics.names.alignment import Alignment, align
from musterbook.biometrics.names.interning import Names, padded
from musterbook.biometrics.names.likeness import likeness

LETTERS = st.text("abdefghiklmnorstuyابتحدرسشعغفقكلمنهوي", min_size=1, max_size=12)


def alike(one: str, other: str) -> float:
    names = Names()
    first, second = names.rows[names.number(one)][0], names.rows[names.number(other)][0]
    return float(likeness(names.lexis.columns(), np.array([first]), np.array([second]))[0])


def aligned(one: str, other: str) -> tuple[Alignment, set[tuple[int, int]]]:
    names = Names()
    first, second = names.number(one), names.number(other)
    alignment = align(names.lexis, padded([names.rows[first]])[0], padded([names.rows[second]])[0])
    places = zip(alignment.place_first[0].tolist(), alignment.place_second[0].tolist(), strict=True)
    return alignment, {place for place in places if place[0] >= 0}


def test_the_example_of_the_document() -> None:
    assert round(alike("الجبوري", "Jubouri"), 2) == 0.98


@pytest.mark.parametrize(
    ("one", "other"), [("Youcef", "يوسف"), ("Bouzid", "بوزيد"), ("ANNUAIMI", "النعيمي"), ("Kourdi", "Kurdi")]
)
def test_one_name_in_two_spellings_is_alike(one: str, other: str) -> None:
    assert alike(one, other) > 0.95


def test_equal_sounds_are_one_whatever_they_are() -> None:
    assert alike("Umar", "OUMAR") == 1.0


def test_a_tag_that_differs_costs_a_quarter_where_it_is_a_servant() -> None:
    assert alike("Karim", "Abd al-Karim") == 0.75


def test_an_initial_says_little_and_a_wrong_one_nothing() -> None:
    assert alike("H", "Hasan") == 0.72
    assert alike("K", "Hasan") == 0.0


def test_lengths_far_apart_are_not_alike() -> None:
    assert alike("Ali", "Mohammadzadegan") == 0.0


@given(LETTERS, LETTERS)
def test_likeness_is_the_same_both_ways_and_between_nothing_and_one(one: str, other: str) -> None:
    names = Names()
    first, second = names.number(one), names.number(other)
    if not (names.rows[first] and names.rows[second]):
        return

    there, back = alike(one, other), alike(other, one)

    assert there == pytest.approx(back, abs=1e-12)
    assert 0.0 <= there <= 1.0


def test_tokens_answer_to_each_other_whatever_their_order() -> None:
    _, places = aligned("Umar Said al-Wahmi", "AL-WAHMI UMAR SAEED")

    assert places == {(0, 1), (1, 2), (2, 0)}


def test_a_token_left_over_may_answer_to_two_written_apart() -> None:
    alignment, places = aligned("Badrkamal Tajriba", "Badr Kamal Tajriba")

    assert places == {(0, 0), (1, 2)}
    assert alignment.used_second.tolist() == [[True, True, True]]


def test_strangers_are_not_aligned() -> None:
    assert aligned("Umar Said", "Bilal Kenz")[1] == set()
