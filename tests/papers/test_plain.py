"""Text on a page: one short line, and nothing in it that a page cannot show or that turns others round."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.papers.plain import JOINERS, UNKNOWN, plain

EVERYTHING = range(0x110000)


@given(st.text(), st.integers(1, 40))
@settings(deadline=None)
def test_whatever_comes_in_one_short_line_of_signs_that_can_be_shown_comes_out(text: str, most: int) -> None:
    line = plain(text, most=most, known=EVERYTHING)

    assert len(line) <= most
    assert line == " ".join(line.split())
    assert all(unicodedata.category(sign) not in ("Cc", "Zl", "Zp") for sign in line)
    assert all(sign in JOINERS for sign in line if unicodedata.category(sign) == "Cf")


@given(st.text(alphabet=st.characters(categories=["L", "N", "P"]), max_size=30))
@settings(deadline=None)
def test_plain_text_stays_as_it_is_in_its_composed_form(text: str) -> None:
    assert plain(text, known=EVERYTHING) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("steering", ["\u202e", "\u202d", "\u2066", "\u2069", "\u200f", "\u061c", "\ufeff"])
def test_signs_that_steer_direction_are_left_out(steering: str) -> None:
    assert plain(f"al-{steering}Demo", known=EVERYTHING) == "al-Demo"


def test_the_joiners_of_kurdish_and_persian_stay() -> None:
    assert plain("نامه\u200cها", known=EVERYTHING) == "نامه\u200cها"


def test_a_sign_no_typeface_has_is_shown_as_such() -> None:
    assert plain("Hall 中", known={ord(sign) for sign in "Hal"}) == f"Hall {UNKNOWN}"


def test_a_tower_of_marks_is_cut_at_three() -> None:
    assert plain("q" + "\u0323" * 40, known=EVERYTHING) == "q" + "\u0323" * 3


def test_a_long_name_ends_in_an_ellipsis() -> None:
    assert plain("abcdefghij", most=5, known=EVERYTHING) == "abcd…"
