"""Pages of returns on a real book: who is late first, what is missing, what others say, and nobody's name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from musterbook.operation.book import Book
from musterbook.operation.case_board import board_of
from musterbook.words.deeds import roles
from tests.console.asking import pages_on
from tests.console.returning import at, open_book_of_cases, open_case, people, source_of, story
from tests.console.test_pages import text_of
from tests.operation.making import NAMES


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    opened = open_book_of_cases(tmp_path_factory.mktemp("cases"))
    story(opened)
    yield opened
    opened.close()


def test_the_country_that_is_silent_longest_stands_first_and_who_is_told_now(book: Book) -> None:
    view = source_of(book, days=35).returns()
    text = text_of(pages_on(source_of(book, days=35))("/repatriation").text)

    assert view.rows[0].country == "FRA"
    assert (view.rows[0].silent_days, view.rows[0].overdue) == (32, 1)
    assert [(one.country, one.counts, one.to) for one in view.ages] == [("FRA", (0, 0, 1, 0, 0), "ambassador")]
    assert "an answer to our letter step of 30 days ambassador" in text


def test_whole_persons_and_weights_come_to_everyone_on_the_roll(book: Book) -> None:
    view = source_of(book, days=35).returns()

    assert view.whole == len(people(book)) == 12
    assert view.weighted == "12.00"
    assert {one.country: one.weighted for one in view.rows} == {
        "FRA": "1.00", "TUN": "0.50", "MAR": "0.50", "unknown": "10.00",
    }  # fmt: skip


def test_the_page_says_what_the_board_says_and_of_a_past_moment_what_it_said_then(book: Book) -> None:
    source = source_of(book, days=35)
    now, then = source.returns(), source.returns(at(10))

    board = board_of(book, at=at(35))

    assert {one.country: (one.open, one.told) for one in now.rows} == {
        one.country: (one.open, one.told) for one in board.lines
    }
    assert {one.country: one.silent_days for one in then.rows}["TUN"] == 7
    assert {one.country: one.silent_days for one in now.rows}["TUN"] is None
    assert (then.claims, [one.difference for one in source.country("FRA").claims]) == ((), [13])  # type: ignore[union-attr]


def test_what_others_say_stands_beside_ours_with_the_difference(book: Book) -> None:
    text = text_of(pages_on(source_of(book, days=35))("/repatriation/FRA").text)

    assert "UNOV 26 JAN 2026 held 14 1 +13 9 men, 3 women" in text
    assert "its parts do not come to its total (+2)" in text


def test_a_case_shows_what_is_missing_the_longest_first_with_the_act_that_brings_it(book: Book) -> None:
    view = source_of(book, days=35).case("TUN-0001")

    assert view is not None
    assert [one.stage for one in view.lacks][:2] == ["host-held", "identity-confirmed"]
    assert [one.lead_days for one in view.lacks] == sorted((one.lead_days for one in view.lacks), reverse=True)
    free = view.lacks[0].act
    assert free is not None
    assert free.command == "muster case free TUN-0001 --because BECAUSE --key j.judge"
    confirm = view.lacks[1].act
    assert confirm is not None
    assert confirm.command.endswith("--key k.desk --key x.exam")
    assert [one.case for one in view.linked] == ["MAR-0001"]


def test_an_act_nobody_may_sign_names_the_roles_that_could(book: Book) -> None:
    view = source_of(book, days=35).case("TUN-0001")

    assert view is not None
    rights = next(one.act for one in view.lacks if one.stage == "rights-assessed")
    assert rights is not None
    assert (rights.command, rights.roles) == ("", ("independent-reviewer",))
    assert f"It wants one of these roles: {roles(['independent-reviewer'])}" in text_of(
        pages_on(source_of(book, days=35))("/repatriation/cases/TUN-0001").text
    )


def test_letters_without_an_answer_stand_first(book: Book) -> None:
    source = source_of(book, days=35)
    silent, answered = source.country("FRA"), source.country("TUN")

    assert silent is not None
    assert answered is not None
    assert [one.waits_days for one in silent.letters] == [32]
    assert [(one.waits_days, one.answered_at) for one in answered.letters] == [(None, at(20))]


PAGES = ("/repatriation", "/repatriation/FRA", "/repatriation/unknown", "/repatriation/cases/TUN-0001")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_drawn_with_its_twins_on_a_wall_and_names_nobody(book: Book, path: str) -> None:
    get = pages_on(source_of(book, days=35))

    page, wall, told, sheet = get(path), get(f"{path}?wall"), get(f"{path}.json"), get(f"{path}.csv")

    assert [one.status_code for one in (page, wall, told, sheet)] == [200, 200, 200, 200]
    assert told.json()["stamp"]["operation"] == "Willow"
    markings = {row["marking"] for row in csv.DictReader(io.StringIO(sheet.text.lstrip("\ufeff")))}
    assert markings <= {told.json()["stamp"]["marking"]}
    assert "data-wall" in wall.text
    assert ('href="/book/' in page.text) == (path[-1] in "A1")
    assert not [name for name in NAMES for one in (page, told, sheet) if name in one.text]


def test_only_the_cases_asked_for_are_listed_and_their_twin_has_the_same(book: Book) -> None:
    get = pages_on(source_of(book, days=35))

    kept, over = get("/repatriation/TUN.csv?show=kept").text, get("/repatriation/TUN.csv?show=over").text

    assert "TUN-0001" in kept
    assert "TUN-0001" not in over


@pytest.mark.parametrize(
    ("path", "status"),
    [("/repatriation/XXX", 404), ("/repatriation/cases/FRA-9999", 404), ("/repatriation?stage=asleep", 400),
     ("/repatriation/FRA?show=names", 400), ("/repatriation/FRA?page=2", 400)],
)  # fmt: skip
def test_what_is_not_there_and_what_cannot_be_asked_is_said(book: Book, path: str, status: int) -> None:
    assert pages_on(source_of(book, days=35))(path).status_code == status


def test_of_a_past_moment_no_act_is_offered(book: Book) -> None:
    page = pages_on(source_of(book, days=35))("/repatriation/cases/TUN-0001?as_of=100300ZFEB26").text

    assert "muster case" not in page


def test_a_book_without_cases_says_so(tmp_path: Path) -> None:
    empty = open_book_of_cases(tmp_path)
    get = pages_on(source_of(empty, days=1))

    text = text_of(get("/repatriation").text)
    open_case(empty, 0, "FRA", 0.5)
    after = text_of(get("/repatriation").text)
    empty.close()

    assert "No country owes an answer." in text
    assert "There are not yet two weeks of cases to draw." in text
    assert "FRA" not in text
    assert "FRA" in after
