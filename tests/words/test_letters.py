"""Letters and signs: each catalogue has the letters of its own language, and what is to be typed stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from musterbook.words.exchanging import TRANSLATED, kept
from musterbook.words.languages import apart, speaking
from musterbook.words.pages import in_a_row, page

SORANI = "ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنهەوۆیێ"
KURMANJI = "abcçdeêfghiîjklmnopqrsştuûvwxyz"
ARABIC_SCRIPT = re.compile("[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff]")
PLACES = re.compile(r"\{[^}]*\}")


def texts_of(language: str) -> Iterator[tuple[str, str]]:
    """Every text of a catalogue with its key, names of values taken out."""
    for key, one in kept(language)[0].items():
        yield from ((key, PLACES.sub("", text)) for text in one.forms)


def test_sorani_has_no_letter_of_arabic_or_persian_alone() -> None:
    foreign = {sign: key for key, text in texts_of("ckb") for sign in ARABIC_SCRIPT.findall(text) if sign not in SORANI}

    assert {sign for sign in foreign if sign != "ـ"} == set()  # the stroke that joins an ending to a Latin name


def test_an_arabic_yeh_or_kaf_in_sorani_would_be_found() -> None:
    assert [sign for sign in ARABIC_SCRIPT.findall("كوردي") if sign not in SORANI] == ["ك", "ي"]


def test_kurmanji_has_no_letter_of_turkish_alone() -> None:
    foreign = {
        (sign, key)
        for key, text in texts_of("kmr")
        for sign in text.lower()
        if sign.isalpha() and sign not in KURMANJI and sign != "µ"  # of a microsecond
    }

    assert foreign == set()


@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_a_sentence_in_arabic_letters_has_no_latin_comma_after_a_word(language: str) -> None:
    assert [key for key, text in texts_of(language) if re.search("[\u0620-\u06d5][,;?]", text)] == []


def test_words_in_a_row_have_the_comma_of_the_language_between_them() -> None:
    said = {}
    for language in ("en", "kmr", "ar", "ckb"):
        with speaking(language):
            said[language] = in_a_row(("x", "y"))

    assert said == {"en": "x, y", "kmr": "x, y", "ar": "x، y", "ckb": "x، y"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_word_that_has_to_be_typed_is_not_translated(language: str) -> None:
    with speaking(language):
        assert "none" in page("deed.assign-bed.bed.hint")


@pytest.mark.parametrize("language", ["ckb", "kmr"])
def test_one_short_english_word_that_means_two_things_has_two_words(language: str) -> None:
    with speaking(language):
        by_when, by_whom = page("due.by"), page("reports.by")
        in_force, prohibitions = page("agreements.dates"), page("people.holds")
        left_hand, gone = page("identity.left"), page("camps.left")

    assert by_when != by_whom
    assert in_force != prohibitions
    assert left_hand != gone


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("karkh", "\u2068"),
        ("کەرخ", "\u2068"),
        ("more beds in کەرخ", "\u2068"),
        ("DoDD 2310.01E و بنەماکانی کۆپنهاگن", "\u2067"),
        ("\u2068karkh\u2069، 140 کەس", "\u2068"),
        ("162100ZFEB26", "\u2068"),
    ],
)
def test_a_sentence_that_begins_with_a_latin_name_is_read_from_the_right_within_another(text: str, opened: str) -> None:
    with speaking("ckb"):
        assert apart(text) == f"{opened}{text}\u2069"
    with speaking("kmr"):
        assert apart(text) == text


@pytest.mark.parametrize("language", TRANSLATED)
def test_set_free_is_another_word_than_let_go_to_an_escort(language: str) -> None:
    with speaking(language):
        free, free_on_a_list = page("choice.outcome.released"), page("milestone.released")
        let_go = page("handovers.let-go")

    assert let_go.lower() not in (free.lower(), free_on_a_list.lower())


def test_an_arrow_between_words_points_the_way_that_they_are_read() -> None:
    said = {}
    for language in ("en", "kmr", "ar", "ckb"):
        with speaking(language):
            said[language] = page("list.then")

    assert said == {"en": " → ", "kmr": " → ", "ar": " ← ", "ckb": " ← "}
