"""Forms from paper on pages: a scan is brought in, two type it without seeing each other's, settle it, and sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from musterbook.console.book_source import BookSource
from musterbook.custody.facts import Mustered
from musterbook.custody.paper.facts import FormEntered
from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.papers.printing import printed_paper
from tests.console.asking import Console, console_of
from tests.console.test_pages import text_of
from tests.operation.making import MORNING
from tests.papers.filled_in import file_of, page_of, ticked, turned
from tests.papers.printed_book import printed_book

NOW = MORNING + timedelta(hours=10)
A, B = "w.officer", "w.counter"
TYPED = {"hour": "21011400", "counted": "8", "signed": "W. Officer", "all-here": "yes"}
BOUNDARY = "a-form-with-a-file"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A book, and a scan of two of its forms: one upside down with its first box ticked, the lower half of another."""
    place = tmp_path_factory.mktemp("forms")
    book = printed_book(place)
    pdf = printed_paper(book, "blanks", "willow 2 7KQ2MD", MORNING + timedelta(hours=3), language="en").parts[0]
    book.close()
    first, second = ticked(page_of(pdf), [0]), page_of(pdf, 2)
    lower = second.crop((0, second.height // 2, second.width, second.height))
    return place / "willow" / "book", file_of(turned(first, 180), lower)


@pytest.fixture(scope="module")
def book(made: tuple[Path, bytes]) -> Iterator[Book]:
    opened = open_book(made[0])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def console(book: Book) -> Console:
    return console_of(BookSource(book, now=lambda: NOW))


def brought(console: Console, scan: bytes, officer: str) -> tuple[int, str]:
    """A browser's form with a file in it: the number of the answer and its text."""
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="officer"\r\n\r\n{officer}\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="scan"; filename="scan.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    body = parts.encode() + scan + f"\r\n--{BOUNDARY}--\r\n".encode()
    answer = console.send_body("/forms", body, f"multipart/form-data; boundary={BOUNDARY}")
    return answer.status_code, answer.text


def test_a_scan_goes_from_two_who_type_it_into_the_book_as_from_paper(
    console: Console, made: tuple[Path, bytes], book: Book
) -> None:
    refused, why = brought(console, made[1], "u.lead")
    assert (refused, "may not sign for willow" in text_of(why), "One sheet was kept" in text_of(why)) == (
        200, True, False,
    )  # fmt: skip

    number, text = brought(console, made[1], A)
    form = re.findall(r"willow-\d{6}ZJAN26-7KQ2MD-001", text)[0]
    own = f"/forms/{quote(form)}"

    assert number == 200
    assert "One sheet was kept" in text_of(text)
    assert "It lay upside down and was turned round." in text_of(text)
    assert "Page 2: no form" in text_of(text)

    because = "the sheet of another day"
    assert console.send(own, step="withdraw", officer=B, because=because).status_code == 409
    assert console.send(own, step="withdraw", officer=A, because="?").status_code == 409
    gone = console.send(own, step="withdraw", officer=A, because=because)
    assert (gone.status_code, gone.headers["location"], console.get(own).status_code) == (303, "/forms", 404)
    assert brought(console, made[1], A)[0] == 200
    closed, opened = console.get(own).text, console.send(own, step="open", officer=A)
    assert "data:image/jpeg" not in closed
    assert "data:image/jpeg;base64," in opened.text

    assert console.send(own, step="type", officer=A, **TYPED).status_code == 303
    second = console.send(own, step="open", officer=B).text
    assert "W. Officer" not in second
    assert console.send(own, step="type", officer=A, **TYPED).status_code == 409
    wrong = console.send(own, step="type", officer=B, **{**TYPED, "hour": "2101"})
    assert (wrong.status_code, 'value="2101"' in wrong.text, "data:image/jpeg" in wrong.text) == (400, True, True)
    assert console.send(own, step="type", officer=B, **{**TYPED, "counted": "9", "all-here": ""}).status_code == 303

    differs = text_of(console.get(own).text)
    assert "Settle where you differ" in differs
    assert console.send(own, step="sign", digest="").status_code == 409
    assert console.send(own, step="settle", officer=B, counted="8", **{"all-here": "yes"}).status_code == 303
    page = console.get(own).text
    digest = page.partition('name="digest" value="')[2][:12]
    assert console.send(own, step="sign", digest="0" * 12).status_code == 409
    assert console.send(own, step="sign", digest=digest).status_code == 303

    written = [one for one in book.entries() if isinstance(one.fact, Mustered | FormEntered)]
    assert [one.act.via for one in written] == ["paper", "paper"]
    assert written[0].happened_at == MORNING.replace(hour=11)
    assert isinstance(written[1].fact, FormEntered)
    assert written[1].fact.settled == {"counted", "all-here"}
    assert "It stands in the book" in text_of(console.get(own).text)
    assert console.get("/forms.json").json()["forms"][0]["stage"] == "entered"


def test_a_file_that_is_no_scan_is_said(console: Console) -> None:
    strange = brought(console, b"GIF89a", A)

    assert (strange[0], "This file cannot be read" in text_of(strange[1])) == (400, True)
    assert console.get("/forms/nothing").status_code == 404
