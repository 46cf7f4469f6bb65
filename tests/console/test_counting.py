"""Counting on a page: two counters, each blind to the other and to the roll; both sign; then who is missing is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from musterbook.console.book_source import BookSource
from musterbook.custody.facts import Mustered
from musterbook.operation import mustering
from musterbook.operation.book import Book
from musterbook.operation.catalogue import read_folder
from musterbook.operation.folder import open_book
from musterbook.operation.opening import Founding, open_folder
from tests.console.asking import Console, console_of
from tests.console.test_pages import text_of
from tests.operation.making import MORNING, TABLES, WILLOW, acting, fill, open_small_book

A, B = "w.officer", "w.counter"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with counts called by name and by number, closed again."""
    place = tmp_path_factory.mktemp("counting")
    book = open_small_book(place)
    guard = acting("w.officer/site-officer", WILLOW, minutes=30)
    for name, by in (("N-1", "number"), ("N-2", "number"), ("willow/2026-01-21/1", "name")):
        mustering.call(
            book, guard, name, custodian=WILLOW, by=by, reason="routine", due_by=MORNING + timedelta(minutes=90)
        )
    book.close()
    return place / "willow" / "book"


@pytest.fixture(scope="module")
def book(folder: Path) -> Iterator[Book]:
    opened = open_book(folder)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def console(book: Book) -> Console:
    return console_of(BookSource(book, now=lambda: MORNING + timedelta(hours=1)))


@pytest.fixture
def entered(console: Console) -> Callable[..., int]:
    """Enters a count as an officer; the number of the answer."""

    def enter(muster: str, officer: str, **found: str) -> int:
        return console.send(f"/musters/count/{muster}", officer=officer, **found).status_code

    return enter


def test_a_counter_sees_neither_the_roll_nor_what_the_other_entered(
    console: Console, entered: Callable[..., int]
) -> None:
    before = console.get("/musters/count/N-1").text

    assert entered("N-1", A, counted="777") == 303
    shown = [console.get(f"/musters/count/N-1{twin}").text for twin in ("", ".json", ".csv")]
    assert "777" not in "".join(shown)
    assert "w.officer, " in text_of(shown[0])
    for text in (before, shown[0]):
        assert "12" not in text_of(text.partition("<main")[2].partition("<footer")[0]).replace("2026-01-21", "")
    assert "not shown while it is counted" in text_of(console.get("/musters").text)


def test_two_who_differ_count_again_and_neither_learns_what_the_other_found(
    console: Console, entered: Callable[..., int]
) -> None:
    entered("N-2", A, counted="745")
    entered("N-2", B, counted="833")

    page = console.get("/musters/count/N-2").text
    assert "w.officer and w.counter did not find the same." in text_of(page)
    assert "745" not in page
    assert "833" not in page
    assert console.send("/musters/count/N-2", step="sign", digest="").status_code == 409


def test_two_who_agree_sign_what_was_shown_and_then_see_who_is_missing(
    console: Console, entered: Callable[..., int], book: Book, folder: Path
) -> None:
    muster = "willow/2026-01-21/1"
    people = mustering.roll_of(book, WILLOW)
    scanned = "\n".join(people[1:])
    entered(muster, B, present=scanned)
    entered(muster, A, present=scanned.lower().replace("-", " "))
    page = console.get(f"/musters/count/{muster}").text
    digest = page.partition('name="digest" value="')[2][:12]

    assert "11 people present, by number: both counters found the same." in text_of(page)
    assert people[0] not in page
    assert console.send(f"/musters/count/{muster}", step="sign", digest="0" * 12).status_code == 409
    assert console.send(f"/musters/count/{muster}", step="sign", digest=digest).status_code == 303

    after = console.get(f"/musters/count/{muster}").text
    text = text_of(after)
    assert "On the roll 12 Counted 11 Difference −1" in text
    assert people[0] in after.partition("On the roll and not counted")[2][:400]
    written = [one for one in book.entries() if isinstance(one.fact, Mustered)]
    assert [tuple(sign.officer for sign in one.signed) for one in written] == [(B, A)]
    assert console.source.situation().totals.unaccounted == 1
    again = open_book(folder)
    assert [one.digest for one in again.entries() if isinstance(one.fact, Mustered)] == [one.digest for one in written]
    assert (again.not_standing(), again.head()) == ([], console.source.stamp().head)
    again.close()


def test_a_line_that_is_no_number_is_named_and_what_was_typed_stays(console: Console, book: Book) -> None:
    called = console.send(
        "/musters/call", custodian=WILLOW, reason="alarm", by="name", minutes="30", officer=A
    )  # fmt: skip
    path = called.headers["location"]
    good = mustering.roll_of(book, WILLOW)[3]

    answer = console.send(path, officer=A, present=f"{good}\nAFA-1111-A\n\nnonsense")

    assert called.status_code == 303
    assert answer.status_code == 400
    text = text_of(answer.text)
    assert "line 2" in text or "row 2" in text
    assert "“nonsense” is not a person&#39;s number" in answer.text or "“nonsense” is not a person's number" in text
    assert good in answer.text.partition("<textarea")[2].partition("</textarea>")[0]


@pytest.mark.parametrize(
    ("said", "number", "words"),
    [
        ({"officer": "h.counter", "counted": "12"}, 409, "h.counter may not count here"),
        ({"officer": "", "counted": "12"}, 409, "may not count here"),
        ({"officer": A, "counted": "twelve"}, 400, "must be a whole number"),
        ({"officer": A, "counted": "-1"}, 400, "must be a whole number"),
    ],
)
def test_who_may_not_count_and_what_is_no_count_is_turned_away(
    console: Console, said: dict[str, str], number: int, words: str
) -> None:
    answer = console.send("/musters/count/N-1", **said)

    assert answer.status_code == number
    assert words in text_of(answer.text)


@pytest.mark.parametrize(
    "said",
    [{"custodian": "nowhere"}, {"reason": "boredom"}, {"by": "smell"}, {"minutes": "0"}, {"officer": B}],
)
def test_a_count_is_not_called_with_what_is_none(console: Console, said: dict[str, str]) -> None:
    form = {"custodian": WILLOW, "reason": "routine", "by": "name", "minutes": "60", "officer": A, **said}

    assert console.send("/musters/call", **form).status_code in (400, 409)


def test_in_a_real_operation_each_key_opens_with_its_own_pass_phrase_alone(tmp_path: Path) -> None:
    """Few officers, because each key costs a third of a second to open."""
    few = (TABLES["officers"][0], *(row for row in TABLES["officers"] if row[0][0] in "rawopc"))
    place = fill(tmp_path / "willow", {"officers": few}, exercise=False)
    founding = Founding(place / "book", MORNING, pass_phrase=lambda name: f"the phrase of {name}")
    open_folder(read_folder(place, today=MORNING), founding).close()
    book = open_book(place / "book")
    console = console_of(BookSource(book, now=lambda: MORNING + timedelta(hours=1)))
    call = {"custodian": WILLOW, "reason": "routine", "by": "number", "minutes": "60", "officer": A}
    phrase = f"the phrase of {A}"

    assert 'type="password"' in console.get("/musters").text
    for wrong in ({"phrase": phrase}, {"phrase": "guessed", "machine": "the phrase of desk"}):
        assert console.send("/musters/call", **call, **wrong).status_code == 409
    assert console.send("/musters/call", **call, phrase=phrase, machine="the phrase of desk").status_code == 303
    muster = console.source.musters().called[0].muster
    assert console.send(f"/musters/count/{muster}", officer=A, counted="12", phrase=phrase).status_code == 303
    book.close()


def test_a_form_from_another_site_and_a_count_nobody_called_are_turned_away(console: Console) -> None:
    assert console.send(f"/musters/count/{quote('no such')}", officer=A, counted="1").status_code == 404
    assert console.post("/musters/count/N-1", origin="https://elsewhere.example").status_code == 403
    assert console.get("/musters/count/no-such").status_code == 404
