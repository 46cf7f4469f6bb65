"""Pages and forms of returns where one is asked who one is: cases are there for who needs to know of their people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from tests.console.returning import open_book_of_cases, people, story
from tests.console.test_deeds_by_right import BookFront, enter


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    place = tmp_path_factory.mktemp("cases")
    writing = open_book_of_cases(place)
    story(writing)
    writing.close()
    opened = open_book(place / "willow" / "book")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def front(book: Book, tmp_path_factory: pytest.TempPathFactory) -> BookFront:
    made = BookFront(tmp_path_factory.mktemp("accounts"), book)
    made.account("c.coord", "k.desk")
    return made


@pytest.mark.parametrize(("officer", "number"), [("c.coord", 404), ("k.desk", 200)])
def test_a_case_opens_for_who_works_on_it_and_not_for_who_sees_counts(
    front: BookFront, book: Book, officer: str, number: int
) -> None:
    enter(front, officer)

    case, none = (front.get(f"/repatriation/cases/{name}").status_code for name in ("FRA-0001", "FRA-9999"))
    form, unknown = (front.get(f"/do/close-case?about={name}").status_code for name in ("FRA-0001", "FRA-9999"))
    shown = front.get("/repatriation/FRA").text + front.get("/repatriation").text
    front.cookies.clear()

    assert (case, none, form, unknown) == (number, 404, number, 404)
    assert any(person in shown for person in people(book)) == (number == 200)
