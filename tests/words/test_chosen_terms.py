"""Chosen terms: one word of each language for each word of the glossary, and what does without it is named."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from musterbook.cli.app import app
from musterbook.words.chosen_terms import Stray, lacking, strays, term_reader, terms, terms_in
from musterbook.words.exchanging import TRANSLATED
from musterbook.words.languages import LANGUAGES
from musterbook.words.messages import Message
from musterbook.words.translations import Written
from tests.words.test_glossary import GLOSSARY

LETTERS = {"ar": "[ء-ي\u064b-\u0652 ]+", "ckb": "[ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنوۆهھەیێ‌ ]+", "kmr": "[a-zçêîşû -]+"}
OFFERED = Message("rule:x", "offer the handover of {escort} with `muster escort-sheet`")


def _said(text: str) -> Written:
    return Written(OFFERED.key, (OFFERED.english,), (text,), doubtful=False)


def test_every_word_of_the_glossary_has_one_in_every_language_and_the_arabic_is_the_same_in_both() -> None:
    assert list(terms()) == [one.word for one in GLOSSARY]
    assert {word: term.said["ar"] for word, term in terms().items()} == {one.word: one.arabic for one in GLOSSARY}
    assert all(set(term.said) == set(LANGUAGES) - {"en"} for term in terms().values())


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_words_of_a_language_are_in_its_letters_and_tell_one_another_apart(language: str) -> None:
    said = [term.said[language] for term in terms().values()]

    assert [one for one in said if not re.fullmatch(LETTERS[language], one)] == []
    assert sorted({one for one in said if said.count(one) > 1}) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_term_that_is_looked_for_is_found_in_itself(language: str) -> None:
    looked_for = [word for word, term in terms().items() if language in term.stems]

    itself = {word: Written(word, (word,), (terms()[word].said[language],), doubtful=False) for word in looked_for}

    assert [word for word in looked_for if list(lacking(language, Message(word, word), itself[word]))] == []


def test_of_two_terms_the_longer_is_looked_for_and_nothing_that_is_no_words() -> None:
    assert terms_in(Message("x", "Legal holds of officers.csv")) == ("legal hold",)
    assert terms_in(Message("x", "one agency", "{n} agencys and {escort}")) == ("agency",)
    assert terms_in(OFFERED) == ("offer", "handover")


def test_a_translation_without_the_word_chosen_is_named_as_advice() -> None:
    with_it, without = _said("radestkirina {escort}"), _said("dayîna {escort}")

    assert strays("kmr", {OFFERED.key: OFFERED}, {OFFERED.key: with_it}) == ()
    assert strays("kmr", {OFFERED.key: OFFERED}, {OFFERED.key: without}) == (Stray(OFFERED.key, "handover"),)
    assert strays("kmr", {OFFERED.key: OFFERED}, {}) == ()


def test_arabic_marks_of_vowels_make_no_other_word() -> None:
    assert list(lacking("ar", OFFERED, _said("التَّسليم"))) == []


def test_the_words_await_native_readers() -> None:
    assert [term_reader(language) for language in TRANSLATED] == ["", "", ""]


def test_the_command_lists_what_does_without_and_ends_well() -> None:
    told = CliRunner().invoke(app, ["--json", "words", "check", "kmr"])

    found = json.loads(told.output)[0]
    assert told.exit_code == 0
    assert all(set(stray) == {"key", "term"} for stray in found["strays"])
