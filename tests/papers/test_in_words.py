"""Papers say in words what the book holds as codes: places, countries, lists, and one person as one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from musterbook.operation.book import Book
from musterbook.operation.on_paper.kinds import PAPERS
from musterbook.papers.framed import paper_of
from musterbook.papers.printing import around_of
from tests.operation.making import WILLOW
from tests.papers.printed_book import NOW, SUBJECTS, printed_book


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    found = printed_book(tmp_path_factory.mktemp("in-words"))
    yield found
    found.close()


def paper(book: Book, kind: str, language: str) -> Mapping[str, Any]:
    """What stands on a paper of the book."""
    told = PAPERS[kind].make(book, SUBJECTS[kind], NOW, {})
    return paper_of(told, around_of(book, told, language=language))


def fact(of: Mapping[str, Any], place: int) -> str:
    """A value among the facts at its head, without the signs that keep its direction."""
    rows = next(block["rows"] for block in of["blocks"] if block["type"] == "facts")
    return bare(rows[place][1])


def table(of: Mapping[str, Any], head: str) -> list[list[str]]:
    """The rows of the table under a head."""
    return next(block["rows"] for block in of["blocks"] if block.get("head") == head)


def bare(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize("kind", ["gate-list", "count-sheet", "blanks", "acceptances", "bands", "bed-cards"])
def test_a_place_is_called_by_its_name_in_the_title(book: Book, kind: str) -> None:
    name, name_ar = book.places.named(WILLOW)

    english, arabic = paper(book, kind, "en"), paper(book, kind, "ar")

    assert name != WILLOW
    assert name in bare(english["title"])
    assert name in bare(arabic["other_title"])
    assert (name_ar or name) in bare(arabic["title"])


def test_a_manifest_calls_giver_and_receiver_as_the_receipt_does(book: Book) -> None:
    name, _ = book.places.named(WILLOW)

    manifest, receipt = paper(book, "manifest", "en"), paper(book, "receipt", "en")

    assert fact(manifest, 1) == fact(receipt, 1) == name


@pytest.mark.parametrize(
    ("language", "country", "condition", "set_by"),
    [("en", "Tunisia (TUN)", "K-1; medical care", "the host"), ("ar", "تونس (TUN)", "رعاية طبية", "البلد المضيف")],
)
def test_the_sheet_of_a_case_names_its_country_and_who_set_a_condition(
    book: Book, language: str, country: str, condition: str, set_by: str
) -> None:
    sheet = paper(book, "case-sheet", language)

    said = bare(json.dumps(sheet["blocks"], ensure_ascii=False))
    assert f'"{country}"' in said
    assert condition in said
    assert set_by in said


def test_a_country_stands_before_its_code_in_arabic_too(book: Book) -> None:
    country = paper(book, "case-sheet", "ar")["blocks"][0]["rows"][2][1]

    assert country == "\u2068تونس\u2069 (\u2068TUN\u2069)", "a sign around the whole of it would turn it round"


@pytest.mark.parametrize(("language", "one", "many"), [("en", "man", "men"), ("ar", "رجل", "رجال")])
def test_a_receipt_counts_men_and_calls_each_of_them_a_man(book: Book, language: str, one: str, many: str) -> None:
    receipt = paper(book, "receipt", language)

    tables = [block for block in receipt["blocks"] if block["type"] == "table"]

    counted = {row[0] for row in tables[0]["rows"]}
    listed = {row[tables[1]["columns"].index(tables[0]["columns"][0])] for row in tables[1]["rows"]}
    assert many in counted
    assert one in listed
    assert many not in listed
