"""Pages of the watch on a real book: what people reported, what the room made of it, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from musterbook.console.book_source import BookSource
from musterbook.console.watch_rows import OutlookRow
from musterbook.custody.facts import ControlLost
from musterbook.ledger.facts import Digest
from musterbook.operation import warning
from musterbook.operation.book import Book
from musterbook.terms.errors import Malformed
from musterbook.watch.control import Area
from musterbook.watch.facts import AlertAnswered, FileLoaded, ScenarioEntered
from musterbook.watch.numbers import Number
from tests.console.asking import pages_on
from tests.console.test_pages import text_of
from tests.operation.making import DESK, WILLOW
from tests.operation.watching import (
    ANALYST,
    WILLOW_OFFICER,
    RowsInMemory,
    at,
    describe,
    guards,
    incident,
    open_watched_book,
    relief,
    write,
)

GROUND = ((40.0, 35.0), (40.2, 35.0), (40.2, 36.5), (40.0, 36.5), (40.0, 35.0))


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    opened = open_watched_book(tmp_path)
    yield opened
    opened.close()


def source_of(book: Book, *, hours: float, rows: RowsInMemory | None = None) -> BookSource:
    return BookSource(book, now=lambda: at(hours), rows=rows)


def willow(source: BookSource, as_of: datetime | None = None) -> OutlookRow:
    return next(row for row in source.watch(as_of).rows if row.id == "WLW")


def test_a_site_that_nobody_guards_is_on_rung_now_and_says_so(book: Book) -> None:
    describe(book)
    guards(book, 0, hours=1, nobody=True)

    row = willow(source_of(book, hours=2))

    assert row.rung == "now"
    assert row.p is not None
    assert row.low <= row.p <= row.high
    assert row.p >= 0.9
    assert row.reasons[0] == (
        "Nobody may be in charge of it: the chance to lose it in this way alone is 90% within 14 days"
    )


def test_a_guard_report_of_yesterday_makes_the_figure_grey(book: Book) -> None:
    describe(book)
    guards(book, 10, hours=0)

    fresh, old = (willow(source_of(book, hours=hours)) for hours in (2, 30))

    assert not fresh.stale
    assert old.stale
    assert "The newest guard report is more than a day old." in old.remarks
    assert "The newest guard report is more than a day old." not in fresh.remarks


def test_two_reports_that_disagree_are_both_shown_and_the_lower_counts(book: Book) -> None:
    describe(book)
    guards(book, 9, hours=1)
    guards(book, 4, hours=1, by_harbour=True)

    view = source_of(book, hours=2).outlook("WLW")

    assert view is not None
    told = [line.value for line in view.inputs if line.name == "guards"]
    assert told == ["4 of 10 posts filled", "9 of 10 posts filled"]
    factor = next(line for line in view.factors if line.name == "guards_exponent")
    assert factor.factor == pytest.approx(0.4**-1.5)
    assert factor.low < factor.factor < factor.high


def test_a_past_moment_shows_what_was_known_then(book: Book) -> None:
    describe(book)
    guards(book, 10, hours=1)
    guards(book, 0, hours=5, nobody=True)
    source = source_of(book, hours=6)

    before, now = willow(source, at(3)), willow(source)

    assert before.rung != "now"
    assert now.rung == "now"


def test_an_alert_owes_an_answer_until_its_owner_gives_one(book: Book) -> None:
    describe(book)
    guards(book, 0, hours=1, nobody=True)
    warning.warn(book, None, at(1))
    alert = next(one for one in source_of(book, hours=3).watch().alerts if one.rung == "now")

    write(book, DESK, ANALYST, AlertAnswered(alert=alert.alert, answer="taken"), hours=3.1)
    after = next(one for one in source_of(book, hours=4).watch().alerts if one.alert == alert.alert)

    assert alert.overdue
    assert alert.answer == ""
    assert (after.overdue, after.answer) == (False, "taken")


def test_a_loss_that_nobody_was_warned_of_stands_first(book: Book) -> None:
    describe(book)
    guards(book, 10, hours=0)
    warning.warn(book, None, at(1))
    write(book, WILLOW, WILLOW_OFFICER, ControlLost(site=WILLOW, since=at(60), because="guard-left"), hours=60)
    source = source_of(book, hours=70)

    misses, verified = source.watch().misses, source.verification()

    assert len(misses) == 1
    assert "was lost" in misses[0]
    assert (verified.hits, verified.missed) == (0, 1)
    assert {layer.layer for layer in verified.layers} >= {"loss"}
    assert all(layer.skill is None for layer in verified.layers)


def test_the_map_shows_who_held_the_ground_on_each_day(book: Book) -> None:
    describe(book, hostile_to=frozenset({"Force A"}))
    shown = [Area(at(hours), at(hours), "Force A", ((GROUND,),)) for hours in (-72, -24)]
    rows = RowsInMemory(rows=[incident(1, days_ago=2), incident(2, days_ago=90)], shown=shown)
    source = source_of(book, hours=2, rows=rows)

    newest = source.watch_map()
    older = source.watch_map(newest.dates[0])

    assert len(newest.dates) == 2
    assert newest.shown == newest.dates[-1]
    assert older.shown == newest.dates[0]
    assert [area.hostile for area in newest.areas] == [True]
    assert len(newest.incidents) == 1


def test_what_is_typed_into_what_if_changes_the_rung_and_nothing_in_the_book(book: Book) -> None:
    describe(book)
    guards(book, 10, hours=1)
    source, size = source_of(book, hours=2), len(book.entries())

    told = source.what_if("WLW", {"on_site": "no", "receiver": "none", "relief_days": "2"}, (0.1, 0.6))

    assert told is not None
    assert told.rung == "now"
    assert told.fields["posts_filled"] == "10"
    assert len(book.entries()) == size
    with pytest.raises(Malformed):
        source.what_if("WLW", {"posts_filled": "minus four"}, (0.1, 0.6))


def test_every_page_of_the_watch_can_be_drawn_from_a_book(book: Book) -> None:
    describe(book, hostile_to=frozenset({"Force A"}))
    guards(book, 4, hours=1)
    relief(book, opens=20, hours=1)
    loaded = FileLoaded(source="ucdp", dialect="ucdp-ged", file=Digest("c" * 64), rows_good=2, rows_kept_out=1,
                        rows_quarantined=0, known_through="2026-01-18")  # fmt: skip
    write(book, DESK, ANALYST, loaded, hours=1)
    foreseen = ScenarioEntered(
        scenario="SC-1", site="WLW", sentence="The guard goes home", from_=at(0), to=at(900), probability=Number("0.2"),
        loss_given=Number("0.9"), expires=at(600), speaks_for="Wages are late",
    )  # fmt: skip
    write(book, DESK, ANALYST, foreseen, hours=1)
    warning.warn(book, None, at(2))
    rows = RowsInMemory(rows=[incident(number, days_ago=3) for number in range(12)],
                        shown=[Area(at(-5), at(-5), "Force A", ((GROUND,),))])  # fmt: skip
    get = pages_on(source_of(book, hours=3, rows=rows))

    paths = ("/watch", "/watch/WLW", "/watch/map", "/watch/verify", "/watch/WLW/what-if")
    pages = {path: get(path) for path in paths}

    assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(pages, 200)
    text = text_of(pages["/watch/WLW"].text)
    assert "4 of 10 posts filled" in text
    assert "The guard goes home" in text
    assert "Wages are late" in text
    assert "the receiver is not there" in text
    assert "Much lethal fighting within 50 km in 30 days: makes a loss about 6.3 times as likely (measured)" in text
    assert "no data for" in text_of(pages["/watch"].text)
