"""A sentence that names a command says, in a browser, the form or the page that does the same, and leads there."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

import musterbook.console
from musterbook.console.book_source import BookSource
from musterbook.console.desk import NAVIGATION
from musterbook.console.said_with_pages import FORMS, said_with_pages
from musterbook.operation.deeds.every import DEEDS
from musterbook.operation.folder import open_book
from tests.console.asking import console_of, pages_on
from tests.operation.making import MORNING, open_small_book
from tests.words.test_commands_named import _unknown

CONSOLE = Path(musterbook.console.__file__).parent
STYLE, TEMPLATES = CONSOLE / "static" / "css", CONSOLE / "templates"


def shown(text: str) -> str:
    """The sentence, each link in brackets."""
    return "".join(f"[{said}]" if to else said for to, said in said_with_pages(text, lambda to: ("/do/", to)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Look again, then explain with muster count explain", "Look again, then explain with [explain]"),
        ("says with muster depart how they left", "says with [depart] how they left"),
        ("Whoever has them writes muster recover; hasakah counts", "Whoever has them writes [recover]; hasakah counts"),
        ("Ask for it (muster release answer … --grant FDO)", "Ask for it ([answer-release])"),
        ("Give one by hand (muster beds assign --bed)", "Give one by hand ([assign-bed])"),
        ("يفسره بالأمر muster count explain", "يفسره بالأمر [explain]"),
        ("When it is, write it with muster agreement meet", "When it is, write it with [meet-condition]"),
        ("Run: muster verify", "Run: muster verify"),
        ("a muster was called, and nobody cleared it", "a muster was called, and nobody cleared it"),
        ("<b>muster recover</b>", "<b>[recover]</b>"),
    ],
)  # fmt: skip
def test_a_command_becomes_the_form_that_does_the_same_and_the_rest_stays(text: str, said: str) -> None:
    assert shown(text) == said


def test_where_no_form_opens_for_him_the_command_stays() -> None:
    text = "explain with muster count explain"

    assert said_with_pages(text, lambda _: None) == (("", text),)


def test_every_command_is_one_and_every_form_and_page_is_there() -> None:
    pages = {path for _, _, path in NAVIGATION}

    assert [one for one in FORMS if _unknown(f"muster {one}")] == []
    assert [to for to in FORMS.values() if to not in DEEDS and to not in pages] == []


def test_a_page_leads_to_the_form_where_officers_can_sign_and_names_the_command_where_not(tmp_path: Path) -> None:
    open_small_book(tmp_path).close()
    with closing(open_book(tmp_path / "willow" / "book")) as book:
        source = BookSource(book, now=lambda: MORNING + timedelta(hours=1))
        signing, reading = console_of(source).get("/eligibility").text, pages_on(source)("/eligibility").text

    assert '<a class="to-form" href="/do/' in signing
    assert 'class="said"' not in reading
    assert re.search(r"\bmuster [a-z]+", reading)


def test_a_form_named_in_a_sentence_stays_within_its_line() -> None:
    style = "".join(path.read_text("utf-8") for path in sorted(STYLE.glob("*.css")))

    named = re.search(r'<a class="([a-z-]+)" href="\{\{ address \}\}"', (TEMPLATES / "_parts.html").read_text("utf-8"))

    assert named is not None
    for block in re.findall(rf"\.{named[1]}\b[^{{}}]*\{{([^}}]*)\}}", style):
        assert "display" not in block, "a link within a sentence has a class that lays out whole lists"
