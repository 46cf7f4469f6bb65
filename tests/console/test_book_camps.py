"""Pages of the camps on a real book: counts written by a monitor, and what a past moment knew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.camps.facts import AccessChanged, Cell, ControlChanged, Counted, GuardsSeen, PassedThrough
from musterbook.console.book_source import BookSource
from musterbook.ledger.facts import Fact
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.camp_reporting import report_camp
from tests.console.asking import console_of, pages_on
from tests.console.test_pages import text_of
from tests.operation.making import DESK, MORNING, TABLES, open_small_book
from tests.operation.watching import at

MONITOR = ("m.monitor", "camp-monitor")
OFFICERS = {"officers": (*TABLES["officers"], ("m.monitor", "desk", "camp-monitor"))}
WEEK = 24 * 7
CELLS = (
    Cell(count=40, sex="f", band="0-4"), Cell(count=60, sex="m", band="12-14"), Cell(count=30, sex="f", age=16),
    Cell(count=20, sex="m", born="2012"), Cell(count=700, sex="f", band="18-59"), Cell(count=3, band="60+"),
)  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    opened = open_small_book(tmp_path, changed=OFFICERS)
    yield opened
    opened.close()


def say(book: Book, fact: Fact, hours: float) -> None:
    report_camp(book, Acting(DESK, (MONITOR,), at(hours)), fact)


def count(book: Book, week: int, *cells: Cell, access: str = "full") -> None:
    day = MORNING.date() + timedelta(7 * week)
    fact = Counted(camp="Demo", as_of=f"{day}", source="monitor", cells=cells, access=access)
    say(book, fact, WEEK * week + 12)


def source_of(book: Book, *, hours: float) -> BookSource:
    return BookSource(book, now=lambda: at(hours))


def test_an_emptying_camp_shows_what_is_unexplained_and_what_is_owed(book: Book) -> None:
    count(book, 0, *CELLS)
    say(book, ControlChanged(camp="Demo", from_="guard", to="", at=at(WEEK - 5), source="radio"), WEEK - 4)
    count(book, 1, Cell(count=400))
    source = source_of(book, hours=WEEK + 20)

    view = source.camp("Demo")

    assert view is not None
    newest = view.counts[0]
    assert (newest.expected, newest.observed, newest.unexplained, newest.verdict) == (853, 400, 453, "emptying")
    assert [one.what for one in view.owed] == ["told", "look"]
    assert view.owed[0].command == "muster camps told Demo --body BODY --key m.monitor"
    assert view.control is not None
    assert view.control.recount is not None
    assert "emptying" in view.row.signals


def test_cells_are_gathered_in_bands_and_a_whole_year_that_fits_none_stands_by_itself(book: Book) -> None:
    count(book, 0, *CELLS)

    view = source_of(book, hours=24).camp("Demo")

    assert view is not None
    assert view.bands == ("0-4", "12-14", "15-17", "18-59", "60+")
    assert view.by_band[0].people == (40, 80, 30, 700, 3)
    assert sum(view.by_band[0].people) == view.counts[0].observed


def test_no_access_is_unknown_and_the_line_breaks_there(book: Book) -> None:
    count(book, 0, Cell(count=900))
    count(book, 1, access="none")
    count(book, 2, Cell(count=880))
    say(book, AccessChanged(camp="Demo", at=at(WEEK), source="monitor", access="none"), WEEK + 1)

    view = source_of(book, hours=2 * WEEK + 20).camp("Demo")

    assert view is not None
    assert [one.observed for one in view.counts] == [880, None, 900]
    assert view.row.spark == (900, None, 880)


def test_a_past_moment_knows_what_was_counted_by_then(book: Book) -> None:
    count(book, 0, Cell(count=900))
    say(book, GuardsSeen(camp="Demo", at=at(20), source="radio", count=0), 21)
    count(book, 1, Cell(count=880))
    source = source_of(book, hours=WEEK + 20)

    then, now = source.camp("Demo", at(13)), source.camp("Demo")

    assert then is not None
    assert now is not None
    assert then.row.newest is not None
    assert (then.row.newest.observed, then.row.said("guards")) == (900, None)
    assert now.row.newest is not None
    assert (now.row.newest.observed, now.row.said("guards")) == (880, 0)


def test_every_page_and_twin_of_the_camps_answers_on_a_real_book(book: Book) -> None:
    count(book, 0, *CELLS)
    passed = PassedThrough(camp="Demo", from_="2026-01-22", until="2026-01-24", kind_of="births", count=3)
    say(book, passed, 90)
    count(book, 1, *CELLS)
    get = console_of(source_of(book, hours=WEEK + 20)).get

    pages = {path: get(path) for path in ("/camps", "/camps/Demo", "/camps.csv", "/camps/Demo.json", "/camps/Demo.csv")}

    assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(pages, 200)
    assert "/do/see-camp-guards?about=Demo" in pages["/camps/Demo"].text
    told = pages["/camps/Demo.json"].json()["camp"]
    assert told["counts"][0]["came"] == "<5"
    assert '"3"' not in str(told["cells"])
    text = text_of(pages["/camps/Demo"].text)
    assert "Hundreds" in text or "Tens" in text or "A few" in text
    assert "3 were counted" not in text


def test_a_camp_that_nobody_counted_is_not_there(book: Book) -> None:
    source = source_of(book, hours=1)

    assert source.camps().rows == ()
    assert source.camp("Demo") is None
    assert "No camp has been counted yet" in text_of(pages_on(source)("/camps").text)
