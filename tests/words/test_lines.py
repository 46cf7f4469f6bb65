"""What the command line says: values put in, counted as a language counts, and every text found in the source."""

from __future__ import annotations

import ast
from pathlib import Path

from musterbook.words.languages import speaking
from musterbook.words.line_texts import texts_of
from musterbook.words.lines import counted_words, help_words, in_words, to_copy
from musterbook.words.own_keys import LINE, key_of
from musterbook.words.sentences import named_values

COMMAND_LINE = Path(__file__).parents[2] / "src" / "musterbook" / "cli"

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


def test_a_command_to_copy_has_no_mark_of_direction_in_it() -> None:
    said = "the registrar types: muster nodes open {node} --log {log} {custodians} --previous {previous}"
    values = {"node": "willow", "log": "ab" * 32, "custodians": "--custodian willow", "previous": "cd" * 8}
    command = said.format(**values).partition(": ")[2]

    for language in ("ar", "ckb", "kmr", "en"):
        with speaking(language):
            assert command in to_copy(in_words(said, **values))
            assert "no translation of muster willow" in to_copy(in_words("no translation of muster {node}", **values))


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


def calls() -> list[tuple[str, set[str], set[str]]]:
    """(file and line, the values its text asks for, the values it is given) of every call that says a text."""
    found = []
    for file in sorted(COMMAND_LINE.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            if node.func.id not in ("in_words", "counted_words") or any(one.arg is None for one in node.keywords):
                continue
            texts = [one.value for part in node.args for one in ast.walk(part) if isinstance(one, ast.Constant)]
            asked = {name for text in texts if isinstance(text, str) for name in named_values(text)}
            given = {str(one.arg) for one in node.keywords} | ({"n"} if node.func.id == "counted_words" else set())
            if isinstance(node.args[0], ast.Constant | ast.IfExp):
                found.append((f"{file.name}:{node.lineno}", asked, given))
    return found


def test_every_line_of_the_command_is_given_the_values_it_asks_for_and_no_others() -> None:
    said = calls()

    assert len(said) > 500
    assert [where for where, asked, given in said if asked - given] == []
    assert [where for where, asked, given in said if given - asked - {"n"}] == []
