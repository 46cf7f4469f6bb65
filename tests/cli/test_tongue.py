"""The language a command is answered in: who chooses it, and that help, wrong words and JSON keep to it."""

from __future__ import annotations

import io
import json
import re

import pytest
import typer

from musterbook.cli.app import app, run
from musterbook.cli.door_texts import door_texts
from musterbook.cli.front import front_page, front_page_in_words, front_texts
from musterbook.cli.tongue import fitted, language_for
from musterbook.cli.usage_said import usage_said
from musterbook.words.languages import speaking
from musterbook.words.own_keys import HELP, LINE, key_of
from tests.cli.asking import Asking

ARABIC = re.compile("[\u0621-\u064a]")


@pytest.mark.parametrize(
    ("words", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "C"}, "en"),
        ([], {"LANG": "C.UTF-8"}, "en"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        ([], {"LANG": "ar_IQ.UTF-8"}, "ar"),
        ([], {"LANG": "ckb_IQ"}, "ckb"),
        ([], {"LANG": "ku_TR.UTF-8@x"}, "kmr"),
        ([], {"LANG": "ar_IQ", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "ar_IQ", "LC_MESSAGES": "ckb_IQ"}, "ckb"),
        ([], {"LANG": "ar_IQ", "MUSTER_LANGUAGE": "kmr"}, "kmr"),
        (["situation", "--lang", "en"], {"MUSTER_LANGUAGE": "ar"}, "en"),
        (["situation", "--lang=ckb"], {"MUSTER_LANGUAGE": "ar"}, "ckb"),
        (["situation", "--json"], {"MUSTER_LANGUAGE": "ar", "LANG": "ar_IQ"}, "en"),
        (["situation", "--json", "--lang", "ar"], {}, "ar"),
        (["--", "--lang", "ar"], {}, "en"),
    ],
)
def test_who_chooses_the_language(words: list[str], environment: dict[str, str], language: str) -> None:
    assert language_for(words, environment) == language


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        """Somebody looks."""
        return True


@pytest.mark.parametrize(("stream", "said"), [(_Terminal(), "\u2068دفتر\u2069 x"), (io.StringIO(), "دفتر x")])
def test_marks_of_direction_are_for_a_person_who_looks_and_for_no_file(stream: io.StringIO, said: str) -> None:
    assert fitted("\u2068دفتر\u2069 x", stream) == said


def test_every_text_of_the_front_page_is_found_and_the_page_stays_as_it_is() -> None:
    texts = list(front_texts())

    assert "Begin" in texts
    assert "Print JSON, which is never translated" in texts
    assert all(text in front_page() for text in texts)
    assert front_page_in_words() == front_page()


def test_every_text_of_the_command_has_a_key_made_of_its_english() -> None:
    found = door_texts(typer.main.get_command(app))

    for key, one in found.items():
        forms = (one.english,) if one.many is None else (one.english, one.many)
        assert key == key_of(key.partition(":")[0], *forms)
        assert one.shown
    assert {key.partition(":")[0] for key in found} == {LINE, HELP}


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("No such command 'situaton'. Did you mean 'situation'?", "situation"),
        ("No such option: --bogus", "--bogus"),
        ("Missing argument 'PERSON'.", "PERSON"),
        ("Missing option '--ground'.", "--ground"),
        ("Missing command.", ""),
        ("Option '--ground' requires an argument.", "--ground"),
        ("Got unexpected extra argument(s) (one two)", "one two"),
        ("Invalid value for '--count': Input should be a valid integer", "--count"),
    ],
)
def test_what_the_parser_says_is_said_in_our_words(english: str, said: str) -> None:
    with speaking("kmr"):
        other = usage_said(english)

    assert said in other
    assert other != english
    assert usage_said(english) == english


def test_an_error_is_said_in_the_language_of_the_terminal_and_json_never(
    muster: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MUSTER_LANGUAGE", raising=False)
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LC_MESSAGES", "ar_IQ.UTF-8")

    assert ARABIC.search(muster("situation").err)
    assert not ARABIC.search(muster("situation", "--json").err)
    assert json.loads(muster("situation", "--json").err)["type"] == "malformed"


def test_help_in_another_language_leaves_the_english_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    run(["hold", "add", "--help"])
    before = capsys.readouterr().out
    run(["--lang", "kmr", "hold", "add", "--help"])
    other = capsys.readouterr().out
    run(["hold", "add", "--help"])

    assert capsys.readouterr().out == before
    assert "--ground" in other
    assert "\u2068" not in other
