"""No page shows a code of a closed list as the book has it, whatever language the reader speaks; nor does a form."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import musterbook
from musterbook.console.codes_said import fact_said
from musterbook.console.listed_said import listed_said
from musterbook.custody.reasons import reasons
from musterbook.custody.roll import Roll
from musterbook.evidence import releases
from musterbook.operation.book import Book
from musterbook.operation.deeds.deed import fields_of
from musterbook.operation.deeds.every import ABOUT_A_PERSON, DEEDS
from musterbook.operation.kinds import KINDS
from musterbook.repatriation import choices as of_returns
from musterbook.repatriation import stages
from musterbook.words.catalogue import read_catalogue
from musterbook.words.deeds import choices
from musterbook.words.languages import speaking
from musterbook.words.pages import has
from tests.console.asking import Console, console_on
from tests.console.invented import InventedSource
from tests.console.test_browser import PAGES, named
from tests.operation.making import open_small_book
from tests.operation.test_sheets import signed

CODES = frozenset({
    *(code for codes in reasons().values() for code in codes), *stages.STAGES, *stages.COUNTRY_STAGES,
    *of_returns.TRACKS, *of_returns.CHANNELS, *of_returns.LETTERS, *releases.STAGES,
    *read_catalogue("en").codes["ground"], *read_catalogue("en").codes["role"],
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
LIKE_A_CODE = re.compile(
    r"(?<![\w./@-])(?:[a-z]+(?:[_=][a-z0-9_-]+)+|(?:[a-z]{3,}(?:-[a-z]+)*)\.[a-z]{3,}(?:[._-][a-z]+)*"
    r"|[A-Z]{3,}(?:[-_=][A-Z]{3,})+|[a-z]+(?:-[a-z]+)+)(?![\w/@])"
)
"""Words parted by signs that nobody puts between words: what the book and programs are written in."""
NO_CODES = {*KINDS, "EDXL-TEP", "sitrep.json"}
"""Kinds of entries, which the book's own pages show as it calls them; the names of a format and of a file."""
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


def names_in(book: Book) -> set[str]:
    """Officers, places and custodians, which are shown by the names they have."""
    officers = {officer for officer, _ in book.register.officers()}
    return officers | set(map(str, book.places.sites)) | set(map(str, book.places.parts))


def codes_like(text: str) -> set[str]:
    """Whatever a reader of English sees that looks like a code: of a dashed word only those of a closed list."""
    shown = Shown()
    shown.feed(text.replace(' lang="en"', ""))
    found = {one for said in shown.texts for one in LIKE_A_CODE.findall(said)}
    return {one for one in found if one in CODES or re.search(r"[_=.]|[A-Z]", one)} - NO_CODES


def test_what_looks_like_a_code_would_be_seen() -> None:
    text = '<html lang="en"><p>coordination.agreement</p><b>base.site_years</b> DEATH-PENALTY of a wrong-person</html>'

    assert codes_like(text) == {"coordination.agreement", "base.site_years", "DEATH-PENALTY", "wrong-person"}


def test_no_form_offers_a_code_to_choose(tmp_path: Path) -> None:
    book = open_small_book(tmp_path)
    person = min(book.reading(Roll).where)
    left = {}
    for deed in DEEDS.values():
        about = person if deed.about in ABOUT_A_PERSON else ""
        for one in fields_of(deed, book, about):
            told = listed_said(book, deed, one, about) or choices(deed.name, one.name, one.words or one.suggested)
            raw = {each.said for each in told if re.search(r"[_=.]", each.said) or (each.said == each.word in CODES)}
            if codes := {each for each in raw if LIKE_A_CODE.search(each)} - names_in(book):
                left[f"{deed.name}.{one.name}"] = codes
    book.close()

    assert left == {}


def test_questions_of_a_sheet_are_chosen_by_their_wording(tmp_path: Path) -> None:
    book = open_small_book(tmp_path)
    person = min(book.reading(Roll).where)
    signed(book, person)
    (asked,) = (one for one in fields_of(DEEDS["doubt-sheet"], book, person) if one.name == "question")

    told = listed_said(book, DEEDS["doubt-sheet"], asked, person)
    book.close()

    assert [one.word for one in told] == list(asked.words)
    assert [one.word for one in told if one.said == one.word or "_" in one.said] == []


@pytest.mark.parametrize(("language", "met", "german"), [("en", "met", "German"), ("kmr", "hatiye cih", "almanî")])
def test_how_a_condition_went_and_in_which_language_he_was_told_are_words(language: str, met: str, german: str) -> None:
    with speaking(language):
        assert fact_said("repatriation.condition-met", "how", "met").endswith(f": {met}")
        assert fact_said("repatriation.contact-cleared", "interpreter", "de").endswith(f": {german}")


def test_every_door_that_the_register_of_consultations_names_has_words() -> None:
    doors = {
        door for file in Path(musterbook.__file__).parent.rglob("*.py")
        for door in re.findall(r"page(?:: str)? ?= ?\"([a-z][a-z ]*)\"", file.read_text("utf-8"))
    }  # fmt: skip

    assert {"open", "search", "dossier show"} <= doors
    assert [door for door in sorted(doors) if not has(f"consultations.door.{door.replace(' ', '-')}")] == []
