"""A camp that empties: the watch raises an alert of cause signal, with an owner who must answer by an hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.camps.census import Census
from musterbook.camps.facts import Cell, ControlChanged, Counted, GuardsSeen
from musterbook.console.book_source import BookSource
from musterbook.ledger.facts import Fact
from musterbook.operation import warning
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.camp_files import read_camp_file
from musterbook.operation.camp_reporting import report_camp, write_camp_file
from musterbook.operation.camps_today import camps_today
from musterbook.papers.watch_from_book import brief_from
from musterbook.terms.errors import Malformed, Refused
from musterbook.watch.alert_book import Alert, Alerts
from musterbook.watch.facts import SiteDescribed
from musterbook.watch.numbers import Number
from tests.operation.making import DESK, MORNING, TABLES, open_small_book
from tests.operation.watching import ANALYST, at, write

MONITOR = ("m.monitor", "camp-monitor")
NAMED = (("a.analyst", "desk", "watch-analyst"), ("m.monitor", "desk", "camp-monitor"))
OFFICERS = {"officers": (*TABLES["officers"], *NAMED)}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    opened = open_small_book(tmp_path, changed=OFFICERS)
    camp = SiteDescribed(site="Demo", kind_of="camp", lat=Number("35.9"), lon=Number("40.3"))
    write(opened, DESK, ANALYST, camp, hours=0)
    yield opened
    opened.close()


def monitor(hours: float) -> Acting:
    return Acting(DESK, (MONITOR,), at(hours))


def say(book: Book, fact: Fact, hours: float) -> None:
    report_camp(book, monitor(hours), fact)


def count(book: Book, week: int, people: int) -> None:
    day = MORNING.date() + timedelta(7 * week)
    fact = Counted(camp="Demo", as_of=f"{day}", source="monitor", cells=(Cell(count=people),))
    say(book, fact, 24 * 7 * week + 12)


def signals(book: Book) -> list[Alert]:
    return [one for one in book.reading(Alerts).open("Demo") if one.fact.cause == "signal"]


def test_a_camp_shaped_like_al_hol_raises_an_alert_of_cause_signal_with_owner_and_deadline(book: Book) -> None:
    count(book, 0, 24_000)
    warning.warn(book, None, at(13))
    before = signals(book)

    say(book, ControlChanged(camp="Demo", from_="SDF", to="", at=at(30), source="liaison"), 30)
    say(book, GuardsSeen(camp="Demo", at=at(31), source="liaison", count=0), 31)
    warning.warn(book, None, at(32))
    (raised,) = signals(book)
    count(book, 1, 22_400)
    count(book, 2, 7_500)
    (camp,) = camps_today(book.reading(Census), at(24 * 14 + 13))

    assert before == []
    assert (raised.fact.rung, raised.fact.cause) == ("watch", "signal")
    assert raised.fact.owner
    assert raised.fact.answer_by > at(32)
    assert [one.verdict for one in camp.steps] == ["first", "alert", "emptying"]
    assert camp.opened is not None
    assert camp.opened.unexplained == 16_500


def test_emptying_alone_is_a_signal_and_a_count_at_rest_ends_it(book: Book) -> None:
    count(book, 0, 1000)
    count(book, 1, 800)
    warning.warn(book, None, at(24 * 7 + 13))
    raised = signals(book)

    count(book, 2, 799)
    warning.warn(book, None, at(24 * 14 + 13))

    assert [one.fact.rung for one in raised] == ["watch"]
    assert signals(book) == []


def test_a_file_of_persons_is_refused_and_no_byte_of_it_is_kept(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("camp,as_of,name,count\nDemo,2026-01-18,Qamarin al-Wahmi,1\n", encoding="utf-8")

    with pytest.raises(Refused):
        read_camp_file(path)

    path.unlink()
    held = [one for one in tmp_path.rglob("*") if one.is_file() and b"Qamarin" in one.read_bytes()]
    assert held == []
    assert book.reading(Census).camps == {}


def test_a_file_is_written_once_and_a_changed_count_again(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "camps.csv"
    day = f"{MORNING.date()}"
    path.write_text(f"camp,as_of,source,count\nDemo,{day},monitor,1000\n", encoding="utf-8")
    acting: dict[type[Fact], Acting] = {Counted: monitor(12)}

    first = write_camp_file(book, read_camp_file(path), acting)
    again = write_camp_file(book, read_camp_file(path), acting)
    path.write_text(f"camp,as_of,source,count\nDemo,{day},monitor,990\n", encoding="utf-8")
    changed = write_camp_file(book, read_camp_file(path), {Counted: monitor(13)})

    assert (len(first.entries), again.known, len(again.entries), len(changed.entries)) == (1, 1, 0, 1)
    (camp,) = camps_today(book.reading(Census), at(24))
    assert [one.observed for one in camp.steps] == [990]


def test_what_cannot_be_so_is_refused_before_it_is_written(book: Book) -> None:
    with pytest.raises(Malformed, match="in-future"):
        say(book, GuardsSeen(camp="Demo", at=at(40), source="liaison", count=0), 30)

    assert book.reading(Census).camps == {}


def test_the_sheet_and_the_page_name_the_signal_an_alert_rests_on(book: Book) -> None:
    count(book, 0, 1000)
    count(book, 1, 800)
    warning.warn(book, None, at(24 * 7 + 13))
    now = at(24 * 7 + 14)

    sheet = brief_from(book, now, reader="o.desk")
    page = BookSource(book, now=lambda: now).watch()

    assert [one.signals for one in sheet.alerts if one.cause == "signal"] == [("census", "emptying")]
    (row,) = (one for one in page.alerts if one.cause == "signal")
    assert row.because[1].startswith("The camp empties")


def test_of_a_camp_where_nobody_is_on_the_roll_nothing_is_foretold_and_it_says_so(book: Book) -> None:
    found = warning.today(book, None, at(13))
    row = next(one for one in BookSource(book, now=lambda: at(13)).watch().rows if one.id == "Demo")

    assert [found.foretold(site) for site in ("Demo", "WLW")] == [False, True]
    assert row.p is None
    assert f"{found.looks['Demo'].facts[0].p}" == "0"
    assert "Demo" not in {line.site for line in brief_from(book, at(13), reader="o.desk").sites}
