"""No page shows a code of a closed list as the book has it, whatever language the reader speaks."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from musterbook.custody.reasons import reasons
from musterbook.evidence import releases
from musterbook.repatriation import choices, stages
from musterbook.words.catalogue import read_catalogue
from tests.console.asking import Console, console_on
from tests.console.invented import InventedSource
from tests.console.test_browser import PAGES, named

CODES = frozenset({
    *(code for codes in reasons().values() for code in codes), *stages.STAGES, *stages.COUNTRY_STAGES, *choices.TRACKS,
    *choices.CHANNELS, *choices.LETTERS, *releases.STAGES, *read_catalogue("en").codes["ground"],
    *read_catalogue("en").codes["role"],
})  # fmt: skip
MARKS = re.compile("[\u2066-\u2069]")
AS_WRITTEN = frozenset(("code", "pre", "kbd", "script", "style", "textarea", "template"))
"""Elements whose text is meant to be as it is written: commands to type, and what no reader sees."""

WRITTEN_BY_PEOPLE = {
    "/": {"medical"}, "/people": {"medical"}, "/people/{person}": {"court", "family"},
    "/dossiers": {"court"}, "/repatriation/FRA": {"embassy"},
    "/repatriation/cases/FRA-0001": {"return"},
}  # fmt: skip
"""Here somebody typed the word into a field of his own words, and it happens to be a code."""
STILL_AS_CODES: dict[str, set[str]] = {}
"""Pages with codes that have no words yet, and which: none."""
VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "wbr"))


class Shown(HTMLParser):
    """Collects the texts a reader sees, each as one element holds it."""

    def __init__(self) -> None:
        super().__init__()
        self._within: list[tuple[str, bool]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element. Rules stand as the book calls them; words marked as English wait for a translator."""
        own = dict(attrs)
        if tag in VOID:
            return
        named = "code" in (own.get("class") or "").split() or own.get("lang") == "en"
        self._within.append((tag, named or tag in AS_WRITTEN))

    def handle_endtag(self, tag: str) -> None:
        """Come out of it, and of what was left open within."""
        while tag not in VOID and self._within and self._within.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep what stands there."""
        if not any(as_written for _, as_written in self._within):
            self.texts.append(MARKS.sub("", data).strip())


SOURCE = InventedSource(600)


@pytest.fixture(scope="module")
def console() -> Console:
    return console_on(SOURCE)


def codes_in(text: str) -> list[str]:
    """Texts that are nothing but a code, with its dashes or without."""
    shown = Shown()
    shown.feed(text)
    return sorted({one for one in shown.texts if one in CODES or one.replace(" ", "-") in CODES})


@pytest.mark.parametrize("path", [one for one in PAGES if one != "/nowhere"])
def test_a_page_in_arabic_shows_no_code_of_a_closed_list(console: Console, path: str) -> None:
    answer = console.get(named(path, SOURCE), accept_language="ar")

    assert answer.status_code == 200
    left = {*WRITTEN_BY_PEOPLE.get(path, ()), *STILL_AS_CODES.get(path, ())}
    assert [one for one in codes_in(answer.text) if one not in left] == []


def test_a_code_on_a_page_would_be_seen() -> None:
    assert codes_in("<p><bdi>\u2068host held\u2069</bdi> <b>wrong-person</b> <code>weather</code> said</p>") == [
        "host held", "wrong-person",
    ]  # fmt: skip
