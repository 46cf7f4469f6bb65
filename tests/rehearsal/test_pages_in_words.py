"""Pages of a played book: codes stand in the words of whoever reads, and a figure leads to as many as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from musterbook.console.book_source import BookSource
from musterbook.operation.book import Book
from tests.console.asking import Console, console_of
from tests.console.test_codes_in_words import codes_in

NAMES = {"inspector", "nobody"}
"""An officer is called so, and an authority that somebody typed."""
LATER = ("", "as_of=211200ZJAN26", "as_of=211600ZJAN26")
"""Now, and two hours of the move, when people are handed over, staged and on the way."""


@pytest.fixture(scope="module")
def console(book: Book) -> Console:
    last = max(entry.written_at for entry in book.entries())
    return console_of(BookSource(book, now=lambda: last))


def test_pages_in_arabic_show_no_code_of_a_closed_list(console: Console) -> None:
    ones = [
        one
        for page, way in (("/incidents", r"/incidents/I-[\w-]+"), ("/repatriation/DEU", r"/repatriation/cases/[\w-]+"))
        for one in dict.fromkeys(re.findall(f'href="({way})"', console.get(page).text))
    ]
    paths = ["/coordination", "/eligibility", "/due", "/reports", "/agreements", "/musters", *ones]

    shown = {path: console.get(path, accept_language="ar") for path in paths}

    assert len(ones) > 5
    assert {answer.status_code for answer in shown.values()} == {200}
    assert {path: left for path, answer in shown.items() if (left := set(codes_in(answer.text)) - NAMES)} == {}


def totals(console: Console, moment: str) -> Iterator[tuple[str, int, int]]:
    """Each total of the overview that leads to people: its address, what it says, and how many are listed there."""
    page = console.get(f"/?{moment}").text
    for address, said in re.findall(
        r'<a class="total [^"]*" href="(/people[^"]*)".*?<b[^>]*>([\d,]+)</b>', page, re.DOTALL
    ):
        listed = console.get(unescape(address).replace("/people", "/people.json", 1)).json()
        yield unescape(address), int(said.replace(",", "")), len(listed["people"])


@pytest.mark.parametrize("moment", LATER)
def test_each_total_of_the_overview_leads_to_as_many_people(console: Console, moment: str) -> None:
    found = list(totals(console, moment))

    assert len(found) == 5
    assert [one for one in found if one[1] != one[2]] == []
