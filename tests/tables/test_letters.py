"""Letters: one spelling for the many ways of writing a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.tables.letters import cleaned, folded, near, says_unknown
from musterbook.tables.written import guarded, unguarded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Date of Birth", "date_of-birth"),
        ("تأريخ", "تاريخ"),
        ("الحسكة", "الحسكه"),
        ("الاســـم", "الاسم"),
        ("مُحَمَّد", "محمد"),
        ("علی", "علي"),
        ("Girtîgeh", "girtigeh"),
        ("كۆ", "کۆ"),
        ("٢", "2"),
    ],
)
def test_spellings_of_one_word_fold_to_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_different_words_stay_different() -> None:
    assert len({folded(word) for word in ("hasakah", "Shaddadi", "الحسكة", "الشدادي")}) == 4


def test_marks_that_turn_the_line_are_cleaned_away() -> None:
    assert cleaned(" \u202eKHA\u202c  4712 ") == "KHA 4712"


@pytest.mark.parametrize("word", ["Unknown", "غير معروف", "غير  معروفة", "-", "?", "n/a", "نەزانراو"])
def test_a_word_for_not_known_says_unknown(word: str) -> None:
    assert says_unknown(cleaned(word))


@pytest.mark.parametrize("word", ["0", "NA", "none", "unknown man from Raqqa"])
def test_a_word_that_might_mean_something_does_not_say_unknown(word: str) -> None:
    assert not says_unknown(word)


def test_the_nearest_spelling_is_proposed_first() -> None:
    assert near("Hasaka", ["shaddadi", "hasakah", "derik"])[0] == "hasakah"


def test_a_name_in_the_other_script_is_proposed_by_its_consonants() -> None:
    assert near("الحسكة", ["karkh", "hasakah", "derik"]) == ("hasakah",)


def test_a_stranger_is_like_nobody() -> None:
    assert near("Nasiriyah", ["derik", "karkh"]) == ()


@given(st.text())
def test_a_guarded_text_reads_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text())
def test_no_guarded_text_begins_as_a_formula(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
