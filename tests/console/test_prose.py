"""No sentence and no side of the screen is written into a template, a style or a script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from musterbook.console.desk import SCRIPT_WORDS
from musterbook.console.shelf import HERE
from musterbook.words.page_words import EN

TEMPLATES = sorted((HERE / "templates").glob("*.html"))
STYLES = sorted((HERE / "static" / "css").glob("*.css"))
ISLANDS = sorted((HERE / "static" / "islands").glob("*.js"))
NOT_WORDS = {"JSON", "CSV", "Ctrl", "K"}
COMMANDS = re.compile(r"<pre[^>]*>.*?</pre>", re.DOTALL)
SPOKEN = re.compile(r'\b(?:aria-label|title|placeholder|alt)="([^"]*)"')
BETWEEN_WORDS = re.compile(r"\{\{ (?:w|known|counted)\([^{}]*\}\} [→←] \{\{|%\} [→←] \{%")
KEY = re.compile(r"""\b(?:w|counted|known)\(\s*["']([\w.-]+)["']""")


def words_in(text: str) -> list[str]:
    """Words that a reader would see, with tags, comments and everything in braces taken out."""
    bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", " ", COMMANDS.sub(" ", text), flags=re.DOTALL)
    spoken = " ".join(SPOKEN.findall(bare))
    seen = re.sub(r"<[^>]*>|&\w+;", " ", bare)
    return [word for word in re.findall(r"[A-Za-z]{2,}", f"{seen} {spoken}") if word not in NOT_WORDS]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_words_of_its_own(path: Path) -> None:
    assert words_in(path.read_text(encoding="utf-8")) == []


def test_a_word_in_a_template_would_be_seen() -> None:
    assert words_in('<p title="Hello">{{ w("nav.book") }} there</p>') == ["there", "Hello"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_key_a_template_asks_for_is_written(path: Path) -> None:
    asked = KEY.findall(path.read_text(encoding="utf-8"))

    missing = [key for key in asked if key[-1] not in ".-" and key not in EN and f"{key}.one" not in EN]
    assert missing == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_knows_no_left_and_no_right(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    sides = re.findall(
        r"(?:^|[\s;{])((?:(?:margin|padding|border)-)?(?:left|right)|text-align:\s*(?:left|right)|float)\s*:?", text
    )
    assert sides == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_style_and_no_script_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r'\sstyle="|\son\w+="|<style', text)
    assert all(
        "nonce=" in tag or "src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", text)
    )


@pytest.mark.parametrize("path", [*STYLES, *ISLANDS, *TEMPLATES], ids=lambda path: path.name)
def test_nothing_points_to_another_machine(path: Path) -> None:
    assert not re.search(
        r"https?://(?!www\.w3\.org/2000/svg)|//[a-z0-9-]+\.[a-z]{2,}/", path.read_text(encoding="utf-8")
    )


def test_words_for_scripts_are_all_written() -> None:
    assert [key for key in SCRIPT_WORDS if key not in EN] == []


def test_a_counted_sentence_has_both_forms() -> None:
    ones = {key.removesuffix(".one") for key in EN if key.endswith(".one")}
    others = {key.removesuffix(".other") for key in EN if key.endswith(".other")}

    assert others <= ones


def test_numbers_stand_below_each_other_by_their_last_digit_in_both_directions() -> None:
    style = " ".join(path.read_text(encoding="utf-8") for path in STYLES)

    ended = re.findall(r"([^{}]*\.num[^{}]*)\{[^{}]*text-align: end", style)
    turned = re.findall(r'(\[dir="rtl"\][^{}]*\.num[^{}]*)\{[^{}]*text-align: start', style)

    in_rows = [[one for one in rules if "thead" not in one] for rules in (ended, turned)]
    assert in_rows[0] != []
    assert len(in_rows[1]) == len(in_rows[0])


def test_earlier_and_later_stand_as_the_hours_of_the_board_run() -> None:
    steps = [line for path in TEMPLATES for line in path.read_text("utf-8").splitlines() if '("plan.earlier")' in line]

    assert len(steps) == 2
    for line in steps:
        before, _, after = line.partition('<span class="together" dir="ltr">')
        assert "plan.earlier" not in before
        assert after.index("← ") < after.index(" →") < after.index("</span>")


def test_no_arrow_stands_between_two_words_as_it_is_written() -> None:
    """The sign does not turn with the line: between words from right to left it would point from receiver to giver."""
    raw = [(path.name, found) for path in TEMPLATES for found in BETWEEN_WORDS.findall(path.read_text("utf-8"))]

    assert raw == []


def test_the_mark_of_a_chosen_row_stands_where_its_line_begins_in_both_directions() -> None:
    style = " ".join(path.read_text(encoding="utf-8") for path in STYLES)

    marked = re.findall(r"([^{}]+)\{[^{}]*box-shadow: inset \dpx 0 0", style)
    turned = re.findall(r'\[dir="rtl"\]([^{}]+)\{[^{}]*box-shadow: inset -\dpx 0 0', style)

    assert marked != []
    assert sorted(one.strip() for one in turned) == sorted(one.strip() for one in marked)
