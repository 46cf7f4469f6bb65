"""Deeds on a console that asks who one is: offered by role, decided at the server, signed by whoever is signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.console.app import create_app
from musterbook.console.book_source import BookSource
from musterbook.console.porch import FRESH_SECONDS, Porch
from musterbook.custody.dues.facts import Complained
from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import Held
from musterbook.operation import complaining
from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.operation.needing import Needs
from musterbook.store.accounts import Accounts
from musterbook.store.sessions import Sessions
from musterbook.terms.custodians import in_hand
from musterbook.terms.people import PersonId
from tests.console.signing import CHEAP, PASSWORD, Clock, Front
from tests.console.test_deeds import key_in
from tests.console.test_pages import text_of
from tests.operation.making import MORNING, WILLOW, acting, open_small_book

NOW = MORNING + timedelta(hours=1)


class BookFront(Front):
    """The front of a console on a book; officers of that book have accounts."""

    def __init__(self, folder: Path, book: Book) -> None:
        self.folder, self.clock, self.made = folder, Clock(), {}
        import httpx  # noqa: PLC0415  only its cookies

        self.cookies = httpx.Cookies()
        self.accounts = Accounts(folder)
        self.porch = Porch(
            self.accounts, Sessions(folder), lambda: book.register, now=lambda: NOW, clock=self.clock, cost=CHEAP,
            needs=lambda: book.reading(Needs),
        )  # fmt: skip
        source = BookSource(book, now=lambda: NOW)
        self.app = create_app(source, porch=self.porch, pen=source)

    def sign(self, path: str, **said: str) -> tuple[int, str]:
        """Open a form, fill it in and sign it; the number of the answer and its text."""
        shown = self.get(path)
        key = key_in(shown.text) if 'name="key"' in shown.text else ""
        answer = self.post(path, {"key": key, "step": "sign", "token": self.token(), **said})
        return answer.status_code, answer.text


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    place = tmp_path_factory.mktemp("by-right")
    open_small_book(place, officers=(("f.protects", "desk", "protection-officer"),)).close()
    writing = open_book(place / "willow" / "book", read_only=False)
    person = min(writing.reading(Roll).on(in_hand(WILLOW)))
    guard = acting("w.officer/site-officer", WILLOW, minutes=20)
    complaining.complain(writing, guard, person, statement="I was struck", against="l.legal")
    writing.close()
    opened = open_book(place / "willow" / "book")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def front(book: Book, tmp_path_factory: pytest.TempPathFactory) -> BookFront:
    made = BookFront(tmp_path_factory.mktemp("accounts"), book)
    made.account("w.officer", "b.escort", "l.legal", "f.protects")
    return made


@pytest.fixture
def signed_in(front: BookFront) -> Iterator[BookFront]:
    yield front
    front.cookies.clear()


@pytest.fixture
def person(book: Book) -> PersonId:
    return min(book.reading(Roll).on(in_hand(WILLOW)))


def enter(front: BookFront, officer: str) -> None:
    front.clock.at += 60
    assert front.sign_in(officer).status_code == 303


def test_an_officer_is_offered_what_his_roles_may_sign_and_nothing_else(signed_in: BookFront, person: PersonId) -> None:
    enter(signed_in, "w.officer")

    page = signed_in.get(f"/people/{person}").text
    offered = set(re.findall(r'href="/do/([a-z-]+)', page))

    assert {"hold", "warn", "seal-property", "tell", "contest"} <= offered
    assert not {"clear", "decide-age", "keep-apart", "certify-fit", "answer-complaint"} & offered
    assert signed_in.get(f"/do/clear?about={person}").status_code == 404


def test_a_form_of_another_page_or_in_anothers_name_writes_nothing(
    signed_in: BookFront, book: Book, person: PersonId
) -> None:
    enter(signed_in, "w.officer")
    said = {"person": person, "ground": "medical", "officer": "w.officer"}

    foreign = signed_in.post(f"/do/hold?about={person}", {**said, "step": "sign", "token": "guessed"})
    other, text = signed_in.sign(f"/do/hold?about={person}", **{**said, "officer": "s.security"})

    assert (foreign.status_code, other) == (403, 409)
    assert "Whoever is signed in signs" in text_of(text)
    assert not [one for one in book.entries() if isinstance(one.fact, Held) and one.fact.person == person]


def test_whoever_is_signed_in_signs_and_shows_again_who_he_is_when_that_is_long_ago(
    signed_in: BookFront, book: Book, person: PersonId
) -> None:
    enter(signed_in, "w.officer")
    said = {"person": person, "ground": "court", "officer": "w.officer"}
    path = f"/do/hold?about={person}"
    signed_in.clock.at += FRESH_SECONDS + 60

    shown = signed_in.get(path).text
    without, text = signed_in.sign(path, **said)
    with_both, _ = signed_in.sign(path, **said, password=PASSWORD, second=signed_in.digits("w.officer"))

    assert 'name="password"' in shown
    assert "are not yours. Nothing was written" in text_of(text)
    assert (without, with_both) == (409, 303)
    held = [one for one in book.entries() if isinstance(one.fact, Held) and one.fact.person == person]
    assert [[sign.officer for sign in one.signed] for one in held] == [["w.officer"]]


def test_of_whom_an_officer_need_not_know_he_can_write_nothing_and_learns_nothing(
    signed_in: BookFront, person: PersonId
) -> None:
    enter(signed_in, "b.escort")

    hidden = signed_in.get(f"/do/hold?about={person}").status_code
    number, text = signed_in.sign("/do/hold", person=person, ground="court", officer="b.escort")
    nobody, other = signed_in.sign("/do/hold", person="AFA-1112-A", ground="court", officer="b.escort")

    assert hidden == 404
    assert (number, nobody) == (400, 400)
    assert "no such number" in text_of(text) or "not" in text_of(text)
    assert "It is in the book" not in text_of(text + other)


def test_a_complaint_is_answered_by_a_protection_officer_and_not_there_for_whom_it_is_against(
    signed_in: BookFront, book: Book, person: PersonId
) -> None:
    start = next(one.digest[:8] for one in book.entries() if isinstance(one.fact, Complained))
    enter(signed_in, "l.legal")
    against = [signed_in.get(path).text for path in ("/do/answer-complaint", f"/people/{person}")]
    hidden = signed_in.get(f"/do/answer-complaint?about={start}").status_code
    whole = signed_in.get(f"/book/{start}").status_code
    signed_in.cookies.clear()
    enter(signed_in, "f.protects")
    offered = signed_in.get(f"/people/{person}").text
    number, _ = signed_in.sign(
        f"/do/answer-complaint?about={start}", start=start, outcome="upheld", text="struck", officer="f.protects"
    )

    assert all(start not in text for text in against)
    assert (hidden, whole) == (404, 404)
    assert f"/do/answer-complaint?about={start}" in offered
    assert number == 303
