"""Deeds on a console that asks who one is: offered by role, decided at the server, signed by whoever is signed in."""

from __future__ import annotations

import re
import string
import urllib.parse
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
from musterbook.terms.people import PersonId, read_number
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


def test_who_may_not_put_right_what_he_wrote_is_told_who_may(signed_in: BookFront, book: Book) -> None:
    enter(signed_in, "w.officer")
    other = max(book.reading(Roll).on(in_hand(WILLOW)))
    path = f"/do/hold?about={other}"
    said = {"person": other, "ground": "court", "officer": "w.officer", "token": signed_in.token()}

    wrote = signed_in.post(path, {"key": key_in(signed_in.get(path).text), "step": "sign", **said})
    shown = text_of(signed_in.get(wrote.headers["location"]).text)

    assert "It is put right by “Lift a hold”. That is signed by one of these:" in shown


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


def test_an_offer_of_whom_an_officer_need_not_know_is_answered_as_of_nobody(
    signed_in: BookFront, person: PersonId
) -> None:
    enter(signed_in, "b.escort")

    said = {"officer": "b.escort", "receiver": "harbour", "minutes": "60"}
    nobody = next(one for sign in string.ascii_uppercase if (one := read_number(f"AFA-9999-{sign}")) is not None)
    answers = [signed_in.sign("/handovers/offer", **said, people=number) for number in (person, nobody)]

    assert [number for number, _ in answers] == [400, 400]
    one, other = (re.findall(r'role="alert">(.*?)</div>', text, re.DOTALL)[0] for _, text in answers)
    assert one.replace(person, nobody) == other


def test_an_offer_typed_before_the_session_ended_is_there_again_and_other_forms_lead_to_signing_in(
    signed_in: BookFront, person: PersonId
) -> None:
    enter(signed_in, "w.officer")
    back = kept_after(signed_in, "/handovers/offer", people=person, officer="w.officer", receiver="bus-1")
    other = signed_in.post("/musters/call", {"token": "x"})
    enter(signed_in, "w.officer")
    shown = signed_in.get(back).text

    assert person in shown
    assert 'value="bus-1"' in shown
    assert "never kept" not in shown
    assert other.headers["location"] == "/sign-in?next=/musters"


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


def kept_after(front: BookFront, path: str, **said: str) -> str:
    """A form filled in, whose session then ends before it is sent; where the answer leads."""
    shown = front.get(path).text
    said = {"key": key_in(shown), "step": "sign", "token": front.token(), "phrase": "never kept", **said}
    front.clock.at += 9 * 3600
    answer = front.post(path, said)
    assert answer.status_code == 303
    return urllib.parse.parse_qs(urllib.parse.urlsplit(answer.headers["location"]).query)["next"][0]


def test_a_form_whose_session_had_ended_comes_back_filled_in_and_is_written_once(
    signed_in: BookFront, book: Book, person: PersonId
) -> None:
    enter(signed_in, "w.officer")
    before = len(book.entries())
    path = f"/do/hold?about={person}"
    back = kept_after(signed_in, path, person=person, ground="court", officer="w.officer", review_by="220600ZJAN26")

    assert len(book.entries()) == before
    enter(signed_in, "w.officer")
    shown = signed_in.get(back).text
    said = {"key": key_in(shown), "step": "sign", "token": signed_in.token(), "person": person, "ground": "court",
            "officer": "w.officer"}  # fmt: skip
    signed, again = signed_in.post(path, said), signed_in.get(back)

    assert "Your session had ended" in text_of(shown)
    assert 'value="220600ZJAN26"' in shown
    assert '<option value="court" selected>' in shown
    assert "never kept" not in shown
    assert signed.status_code == 303
    assert len(book.entries()) == before + 1
    assert "review_by" in again.text
    assert "Your session had ended" not in text_of(again.text)


def test_what_was_kept_is_shown_to_nobody_else_and_not_after_half_an_hour(
    signed_in: BookFront, person: PersonId
) -> None:
    enter(signed_in, "w.officer")
    back = kept_after(signed_in, f"/do/hold?about={person}", person=person, ground="court", officer="w.officer")

    enter(signed_in, "f.protects")
    others = signed_in.get(back)
    signed_in.clock.at += 1_900
    enter(signed_in, "w.officer")
    later = signed_in.get(back)

    assert "Your session had ended" not in text_of(others.text)
    assert "Your session had ended" not in text_of(later.text)


def test_nobody_who_was_not_signed_in_has_anything_kept(signed_in: BookFront, person: PersonId) -> None:
    enter(signed_in, "w.officer")
    path, said = f"/do/hold?about={person}", {"key": "x", "step": "sign", "person": person, "ground": "court"}
    signed_in.clock.at += 9 * 3600
    forged = signed_in.post(path, {**said, "token": "another"})
    signed_in.cookies.clear()
    unknown = signed_in.post(path, said)

    assert forged.status_code == 403
    assert unknown.status_code == 401
    assert len(signed_in.porch.unsent._kept) <= 1
