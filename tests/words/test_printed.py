"""Sentences of papers: both languages say the same things, with the numbers and plurals of each."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.watch.likelihood import NOT_FRESH, Likelihood
from musterbook.watch.parts import Parts
from musterbook.watch.rungs import Rung
from musterbook.watch.values import Values
from musterbook.words.catalogue import read_catalogue, read_paper
from musterbook.words.outlook_page_words import OUTLOOK
from musterbook.words.printed import Tongue
from musterbook.words.sentences import Counted, named_values, texts
from musterbook.words.watch_page_words import WATCH

ENGLISH, ARABIC = (read_paper(language, "watch_brief").sentences for language in ("en", "ar"))
PAPERS = Path(__file__).parents[2] / "src" / "musterbook" / "papers"
EN, AR = (Tongue(language, "watch_brief") for language in ("en", "ar"))
ARABIC_FORMS = {"zero", "one", "two", "few", "many", "other"}


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert list(ENGLISH) == list(ARABIC)


@pytest.mark.parametrize("key", ENGLISH)
def test_a_sentence_asks_for_the_same_values_in_both(key: str) -> None:
    asked = [{name for _, text in texts(one[key], key) for name in named_values(text)} for one in (ENGLISH, ARABIC)]
    counted = {one.by for one in (ENGLISH[key], ARABIC[key]) if isinstance(one, Counted)}

    assert asked[1] - asked[0] <= counted
    assert asked[0] - asked[1] <= counted | {"at"}


@pytest.mark.parametrize("key", [key for key, one in ARABIC.items() if isinstance(one, Counted)])
def test_arabic_has_all_six_forms_of_the_plural(key: str) -> None:
    sentence = ARABIC[key]

    assert isinstance(sentence, Counted)
    assert set(sentence.forms) == ARABIC_FORMS


@pytest.mark.parametrize("key", ARABIC)
def test_arabic_is_in_arabic_with_arabic_digits(key: str) -> None:
    for _, text in texts(ARABIC[key], key):
        letters = re.sub(r"\{\w+\}|MUSTERBOOK|SHA-256|QR|JSON", "", text)

        assert not re.search(r"[A-Za-z0-9]", letters)


def test_every_key_is_said_somewhere() -> None:
    code = "".join(path.read_text("utf-8") for path in [*PAPERS.glob("*.py"), Path(__file__)])
    code += (PAPERS.parent / "words" / "printed.py").read_text("utf-8")

    families = [(key, key.partition(".")[0]) for key in ENGLISH]
    idle = [key for key, family in families if not re.search(rf"[\"']({re.escape(key)}[\"']|{family}(\.|[\"']))", code)]

    assert idle == []


def test_every_code_the_room_can_say_has_words() -> None:
    codes = [f"likelihood.{one}" for one in Likelihood if not one.endswith("100")]
    codes += [f"rung.{one.name.lower()}" for one in Rung] + [f"at.{one.name.lower()}" for one in Rung]
    codes += [f"reason.{name}" for name in Parts._fields]
    codes += [f"{key}.{code}" for key in ("unknown", "lacked") for code in NOT_FRESH]

    assert [code for code in codes if code not in ENGLISH] == []
    reasons = {key.removeprefix("reason.") for key in ENGLISH if key.startswith("reason.") and key != "reason.times"}
    assert reasons <= {*Parts._fields, *Values._fields}


@pytest.mark.parametrize("code", [key for key in OUTLOOK if key.startswith("likelihood.") and "100" not in key])
def test_a_chance_is_called_on_paper_what_it_is_called_on_screens(code: str) -> None:
    assert ENGLISH[code] == OUTLOOK[code]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "هذه الساعة"), (1, "قبل ساعة"), (2, "قبل ساعتين"), (3, "قبل ٣ ساعات"), (10, "قبل ١٠ ساعات"),
        (11, "قبل ١١ ساعة"), (26, "قبل ٢٦ ساعة"), (100, "قبل ١٠٠ ساعة"), (103, "قبل ١٠٣ ساعات"),
    ],
)  # fmt: skip
def test_arabic_counts_with_the_right_form(number: int, words: str) -> None:
    assert AR.told("age.hours", n=number) == words


def test_numbers_are_written_as_each_language_writes_them() -> None:
    assert [EN.number(one) for one in (5704, 11.666, 0.25, 2.0, 1234.5)] == ["5,704", "11.7", "0.3", "2", "1,235"]
    assert [AR.number(one) for one in (5704, 11.666, -2.0)] == ["٥٬٧٠٤", "١١٫٧", "-٢"]


@given(st.integers(0, 10**9))
@settings(deadline=None)
def test_an_arabic_number_has_the_digits_of_the_english_one(number: int) -> None:
    back = AR.number(number).translate(str.maketrans("٠١٢٣٤٥٦٧٨٩٬", "0123456789,"))

    assert back == EN.number(number)


def test_an_hour_is_told_in_local_time_and_by_its_date_time_group() -> None:
    moment = datetime(2026, 1, 21, 23, 48, tzinfo=UTC)

    assert EN.hour(moment, "Asia/Baghdad") == "22 Jan 02:48"
    assert AR.hour(moment, "Asia/Baghdad") == "٢٢ كانون الثاني ٠٢:٤٨"
    assert EN.zulu(moment) == AR.zulu(moment) == "\u2068212348ZJAN26\u2069"


def test_a_span_is_told_in_its_two_largest_units() -> None:
    spans = [timedelta(days=2, hours=13, minutes=5), timedelta(hours=3, minutes=5), timedelta(minutes=9)]

    assert [EN.span(one) for one in spans] == ["2 d 13 h", "3 h 5 min", "9 min"]


def test_lists_are_joined_as_a_person_would() -> None:
    assert [EN.listed(list("abc")[:n]) for n in (1, 2, 3)] == ["a", "a and b", "a, b and c"]
    assert AR.listed(["أ", "ب", "ج"]) == "أ، ب وج"


def test_a_code_new_to_this_version_is_said_as_it_is() -> None:
    assert EN.known("cause", "comet") == "\u2068comet\u2069"


@pytest.mark.parametrize(
    ("codes", "screen"), [("multiplier", "watch.factor"), ("way", "watch.part"), ("mark", "watch.mark")]
)
def test_a_reason_has_one_name_on_paper_on_screens_and_in_sentences(codes: str, screen: str) -> None:
    paper = "mark" if codes == "mark" else "reason"

    for code, words in read_catalogue("en").codes[codes].items():
        assert ENGLISH[f"{paper}.{code}"] == words
        assert WATCH[f"{screen}.{code}"].lower() == words.lower()
