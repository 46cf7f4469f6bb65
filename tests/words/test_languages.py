"""Languages: which one is spoken, its plurals, what falls back to English, and what no catalogue may hold."""

from __future__ import annotations

import io
import re
import threading

import pytest
from babel.messages.plurals import get_plural
from hypothesis import given
from hypothesis import strategies as st

from musterbook.terms.moves import Objection
from musterbook.words import chances
from musterbook.words.catalogue import read_catalogue
from musterbook.words.exchanging import TRANSLATED, check, export, kept, take
from musterbook.words.languages import (
    LANGUAGES,
    MARKS,
    PLURALS,
    RIGHT_TO_LEFT,
    capital,
    fallen_back,
    plural,
    speaking,
    spoken,
    unmarked,
    wanted,
    whole,
)
from musterbook.words.messages import Message, messages
from musterbook.words.pages import counted, digits, known, page
from musterbook.words.say import sentence
from musterbook.words.suiting import faults_of
from musterbook.words.translations import Written, counts, read_po

PLAIN = Message("page:x", "Operation {name}")
MANY = Message("page:y", "one of {place}", "{n} of {place}", "n")


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_asks_for_what_its_english_does_not(language: str) -> None:
    checked = check(language, messages())

    assert checked.faults == ()
    assert checked.uncounted == ()


def test_a_language_is_spoken_by_the_one_who_asked_and_by_nobody_beside_him() -> None:
    heard: list[str] = []
    with speaking("ar"):
        other = threading.Thread(target=lambda: heard.append(spoken()))
        other.start()
        other.join()

        assert spoken() == "ar"
    assert (heard, spoken()) == (["en"], "en")


def test_a_language_that_is_none_of_ours_is_english() -> None:
    with speaking("tlh"):
        assert page("nav.people") == "People"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"), ("ar", "ar"), ("ar-IQ,ar;q=0.9,en;q=0.8", "ar"), ("de,fr", "en"), ("ku", "kmr"), ("ckb-IQ", "ckb"),
        ("en;q=0.5, ar;q=0.9", "ar"), ("ar;q=0, en", "en"), ("ar;q=nonsense", "ar"), ("x" * 5000, "en"),
    ],
)  # fmt: skip
def test_a_browser_is_answered_in_the_first_of_its_languages_that_we_speak(header: str, language: str) -> None:
    assert wanted(header) == language


@given(st.integers(0, 10**6))
def test_arabic_forms_are_those_of_gettext(number: int) -> None:
    # The rule as gettext's own manual has it, written out; Babel's differs from it in its last two forms only.
    last = number % 100
    told = (
        0
        if number == 0
        else 1
        if number == 1
        else 2
        if number == 2
        else 3
        if 3 <= last <= 10
        else 4
        if last > 10
        else 5
    )

    assert PLURALS["ar"].index(plural("ar", number)) == told
    assert get_plural("ar").num_plurals == len(PLURALS["ar"])


def test_words_nobody_translated_are_english_that_says_so() -> None:
    with speaking("ckb"):
        assert fallen_back("Roll") == "\u2068Roll\u2069"
    with speaking("kmr"):
        assert fallen_back("Roll") == "Roll"
    with speaking("kmr", marking=True):
        marked = fallen_back("roll")
    assert marked == f"{MARKS[0]}roll{MARKS[1]}"
    assert capital(marked) == f"{MARKS[0]}Roll{MARKS[1]}"
    assert unmarked(marked) == "roll"


def test_a_value_keeps_its_direction_to_itself_where_lines_run_from_right_to_left() -> None:
    objection = Objection("handover.unknown", values={"handover": "H1"})

    with speaking("ar"):
        assert "\u2068H1\u2069" in sentence(objection)
        assert sentence(objection).endswith("\u2068[handover.unknown]\u2069")
        assert chances.figure(0.004) == "\u2066<1%\u2069"
        assert chances.span(0.44, 0.75) == "\u206644–75%\u2069"
        assert digits(-5) == "\u2066−5\u2069"
    assert sentence(objection, "ar") != sentence(objection)


@pytest.mark.parametrize("language", sorted(RIGHT_TO_LEFT))
def test_a_date_written_out_in_a_translation_is_kept_from_turning_round(language: str) -> None:
    # Without a sign that isolates it, 2026-01-22T06:00Z is shown as 22T06:00Z-01-2026 between Arabic words.
    days = re.compile(r"(?<![\u2066:])\b[0-9]{4}-[0-9]{2}")
    turned = [one.key for one in kept(language)[0].values() if any(days.search(form) for form in one.forms)]

    assert turned == []


def test_digits_are_latin_unless_somebody_chose_others() -> None:
    with speaking("ar"):
        assert whole(5704) == "5,704"
    with speaking("ar", eastern=True):
        assert whole(5704) == "٥٬٧٠٤"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_every_page_can_be_said_in_every_language(language: str) -> None:
    with speaking(language):
        for key in (one.removeprefix("page:") for one in messages() if one.startswith("page:")):
            assert known(key) or counted(key, 3, **dict.fromkeys(("place", "name", "site"), "x"))
        assert read_catalogue(language).sentences.keys() == read_catalogue("en").sentences.keys()


@pytest.mark.parametrize(
    ("message", "forms", "rules"),
    [
        (PLAIN, ("{name} عملية",), ()),
        (PLAIN, ("عملية",), ("other-values",)),
        (PLAIN, ("{name.__class__}",), ("other-values", "stray-brace")),
        (PLAIN, ("{name} {0}",), ("other-values",)),
        (PLAIN, ("{name} }",), ("stray-brace",)),
        (PLAIN, ("{name} [[x]]",), ("other-parts",)),
        (PLAIN, ("\u202e{name}",), ("foreign-sign",)),
        (MANY, ("", "", "", "", "", ""), ()),
        (MANY, ("لا أحد", "{place} واحد", "{place} اثنان", "{n} {place}", "{n} {place}", "{n} {place}"), ()),
        (MANY, ("لا أحد", "واحد", "{place}", "{n} {place}", "{n} {place}", "{n} {place}"), ("other-values",)),
    ],
)
def test_a_translation_must_fit_its_english(message: Message, forms: tuple[str, ...], rules: tuple[str, ...]) -> None:
    assert faults_of(message, forms) == rules


def test_a_translation_of_other_english_or_in_doubt_is_not_said() -> None:
    assert counts(PLAIN, Written("page:x", ("Operation {name}",), ("{name} عملية",), doubtful=False), "ar")
    assert not counts(PLAIN, Written("page:x", ("Operation {name}",), ("{name} عملية",), doubtful=True), "ar")
    assert not counts(PLAIN, Written("page:x", ("Mission {name}",), ("{name} عملية",), doubtful=False), "ar")
    assert not counts(MANY, Written("page:y", (MANY.english, str(MANY.many)), ("{place}",), doubtful=False), "ar")


def test_a_catalogue_goes_out_and_comes_back_as_it_was() -> None:
    known_messages = {one.key: one for one in list(messages().values())[:60]}
    sent = export("ar", known_messages)

    made, changed, faults = take("ar", io.BytesIO(sent), known_messages)

    assert (changed, faults) == (0, ())
    assert made == sent


def test_what_comes_back_and_does_not_fit_is_named_and_the_rest_is_taken() -> None:
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    said = (
        ("page:x", "Operation {name}", "Operasyona {name}"),
        ("page:z", "Bad {n}", "Xirab"),
        ("page:nobody", "Gone", "Çû"),
    )  # fmt: skip
    text = head + "".join(f'\nmsgctxt "{key}"\nmsgid "{english}"\nmsgstr "{own}"\n' for key, english, own in said)
    known_messages = {"page:x": PLAIN, "page:z": Message("page:z", "Bad {n}")}

    made, changed, faults = take("kmr", io.BytesIO(text.encode()), known_messages)

    assert changed == 1
    assert {one.key: one.lacks for one in faults} == {
        "page:z": ("other-values",), "page:nobody": ("no-such-key",),
    }  # fmt: skip
    assert "Operasyona {name}" in made.decode()
    assert read_po(io.BytesIO(made)).num_plurals == len(PLURALS["kmr"])


def test_kurdish_awaits_a_native_reader() -> None:
    assert [kept(language)[1] for language in ("ckb", "kmr")] == ["", ""]
