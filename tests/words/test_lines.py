"""What the command line says: values put in, counted as a language counts, and every text found in the source."""

from __future__ import annotations

from musterbook.words.languages import speaking
from musterbook.words.line_texts import texts_of
from musterbook.words.lines import counted_words, help_words, in_words
from musterbook.words.own_keys import LINE, key_of

SOURCE = """
HEAD = ("Place", "", "In hand")

def said(many):
    table(HEAD, [])
    table(("Other", name), [])
    in_words("{place}: lost", place=1)
    in_words("open" if many else "closed")
    counted_words("{n} bag", "{n} bags", 3)
    LATER = to_say("later")
    in_words(LATER)
"""


def test_values_are_put_in_and_an_empty_one_leaves_nothing_behind() -> None:
    assert in_words("{place}: {n} people[[ on {serial}]]", place="willow", n=5704, serial="") == "willow: 5,704 people"
    assert in_words("{place}{more}, {year:plain}", place="willow", more="", year=2026) == "willow, 2026"
    assert in_words("a {sex} and {braces}", sex=None, braces="{sex}") == "a  and {sex}"


def test_a_code_in_a_line_is_said_in_words() -> None:
    assert in_words("{ground:ground}", ground="medical") != "medical"
    assert in_words("{ground:ground}", ground="no-such-ground") == "no such ground"


def test_counts_take_their_plural() -> None:
    assert [counted_words("{n} person", "{n} people", n) for n in (0, 1, 5704)] == [
        "0 people",
        "1 person",
        "5,704 people",
    ]


def test_a_line_nobody_translated_is_english_kept_apart_and_help_is_english_as_it_is() -> None:
    with speaking("ar"):
        assert in_words("no such line {n}", n="x") == "\u2068no such line \u2068x\u2069\u2069"
        assert help_words("no such help") == "no such help"


def test_every_text_in_the_source_is_found() -> None:
    found = {one.english: one for one in texts_of(SOURCE, "here")}

    assert set(found) == {"Place", "In hand", "Other", "{place}: lost", "open", "closed", "{n} bag", "later"}
    assert found["{n} bag"].many == "{n} bags"
    assert found["{n} bag"].key == key_of(LINE, "{n} bag", "{n} bags")
