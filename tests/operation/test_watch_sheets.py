"""Sheets of the watch in the book: good rows beside bad ones, sites first, and nothing written twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from musterbook.ledger.facts import Fact
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.catalogue import read_folder
from musterbook.operation.watch_sheets import SheetWritten, read_sheets, write_sheet
from musterbook.operation.watch_tables import table_of, to_load
from musterbook.tables import Reading, Table
from musterbook.terms.errors import Malformed
from musterbook.watch.guard_reports import GuardReports
from musterbook.watch.reliefs import Reliefs
from musterbook.watch.scenarios import Scenarios
from musterbook.watch.sites import Populations, Sites
from tests.operation.making import DESK, HARBOUR, MORNING, TABLES, acting, fill, open_small_book, write_cells

ANALYST = {"officers": (*TABLES["officers"], ("n.analyst", "desk", "watch-analyst"))}
NOON = MORNING + timedelta(hours=6)
GUARDS = ("site", "counted_at", "posts_filled", "posts_minimum", "shift_hours", "on_site", "source")


class Desk:
    """A book, and sheets that are loaded into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.book: Book = open_small_book(folder, changed=ANALYST)
        self.reading = Reading(zone=self.book.settings.zone)

    def table(self, name: str, *rows: tuple[str, ...]) -> Table:
        write_cells(self.folder / name, rows)
        table = table_of(self.folder / name, reading=self.reading)
        assert table is not None
        return table

    def load(self, *tables: Table) -> list[SheetWritten]:
        read = read_sheets(self.book, tables, NOON)
        return [write_sheet(self.book, one, {kind: self.acting(kind) for kind in one.kinds}) for one in read]

    def acting(self, kind: type[Fact]) -> Acting:
        if kind.kind == "watch.relief-completed":
            return acting("h.officer/receiving-officer", HARBOUR, minutes=360)
        role = "c.coord/coordinator" if kind.kind == "watch.relief-planned" else "n.analyst/watch-analyst"
        return acting(role, DESK, minutes=360)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    yield one
    one.book.close()


def test_good_rows_are_written_and_bad_ones_named_by_row_and_column(desk: Desk) -> None:
    table = desk.table(
        "tuesday.csv", GUARDS,
        ("WLW", "2026-01-21 06:00", "8", "10", "12", "", "site"),
        ("WLLW", "2026-01-21 06:00", "8", "10", "12", "", "site"),
        ("HRB", "2026-01-21 06:00", "many", "10", "12", "", "site"),
        ("HRB", "2026-01-21 07:00", "0", "10", "12", "", "site"),
    )  # fmt: skip

    (done,) = desk.load(table)

    assert table.name == "guards"
    assert (done.rows_written, done.rows_known, done.read.rows_aside) == (1, 0, 3)
    named = [(fault.rule, fault.file, fault.row, fault.column) for fault in done.read.faults]
    assert ("watch.unknown-site", "tuesday.csv", 3, "site") in named
    assert ("watch.nobody-not-said", "tuesday.csv", 5, "on_site") in named
    assert {row for _, _, row, _ in named} == {3, 4, 5}
    newest = desk.book.reading(GuardReports).newest("WLW")
    assert newest is not None
    assert (newest.value.posts_filled, newest.value.posts_minimum) == (8, 10)


def test_the_same_sheet_again_writes_nothing(desk: Desk) -> None:
    people = ("site", "counted_at", "best", "category_women")
    table = desk.table("count.csv", people, ("WLW", "2026-01-20", "40", "3"), ("HRB", "2026-01-20", "7", ""))

    (first,) = desk.load(table)
    entries = len(desk.book.entries())
    (again,) = desk.load(table)

    assert (first.rows_written, again.rows_written, again.rows_known) == (2, 0, 2)
    assert len(desk.book.entries()) == entries
    found = desk.book.reading(Populations).newest("WLW")
    assert found is not None
    assert found.value == 40


def test_an_earlier_minimum_holds_until_another_is_said(desk: Desk) -> None:
    head = ("site", "date", "guards", "minimum", "source")
    table = desk.table(
        "guards.csv", head, ("WLW", "2026-01-18", "9", "10", "a"), ("WLW", "2026-01-19", "8", "", "a"),
        ("HRB", "2026-01-19", "8", "", "a"),
    )  # fmt: skip

    (done,) = desk.load(table)

    reports = desk.book.reading(GuardReports).of_site("WLW")
    assert [(one.guards.posts_filled, one.guards.posts_minimum) for one in reports] == [(9, 10), (8, 10)]
    assert [(fault.rule, fault.row) for fault in done.read.faults] == [("watch.no-minimum", 4)]


def test_of_two_counts_of_one_hour_the_lower_is_written(desk: Desk) -> None:
    table = desk.table(
        "g.csv", GUARDS, ("WLW", "2026-01-20", "9", "10", "12", "yes", "officer"),
        ("WLW", "2026-01-20", "2", "10", "12", "yes", "liaison"),
    )  # fmt: skip

    (done,) = desk.load(table)

    assert [one.guards.posts_filled for one in desk.book.reading(GuardReports).of_site("WLW")] == [2]
    assert [(fault.rule, fault.row, fault.values["row"]) for fault in done.read.faults] == [
        ("watch.counted-lower", 2, 3)
    ]


def test_a_site_that_one_sheet_describes_is_known_to_the_others(desk: Desk) -> None:
    scenario = desk.table(
        "later.csv", ("scenario", "site", "what", "start", "end", "how likely", "then lost", "expires"),
        ("S-1", "fenced-yard", "The guards leave.", "2026-01-21", "2026-01-30", "0.3", "0.8", "2026-01-31"),
    )  # fmt: skip
    site = desk.table(
        "places.csv", ("site", "kind", "lat", "lon", "hostile to"), ("fenced-yard", "yard", "36.1", "40.2", "A; B")
    )

    done = desk.load(scenario, site)

    assert [one.read.table.name for one in done] == ["watch-sites", "scenarios"]
    assert desk.book.reading(Sites).all["fenced-yard"].hostile_to == {"A", "B"}
    assert [one.fact.probability for one in desk.book.reading(Scenarios).all] == ["0.3"]


def test_a_relief_that_is_done_is_planned_and_completed_and_the_last_word_counts(desk: Desk) -> None:
    head = ("relief", "site", "giver", "receiver", "from", "to", "completed", "guards")
    planned = ("R-1", "WLW", "willow", "harbour", "2026-01-20", "2026-01-21")
    before = desk.table("r.csv", head, (*planned, "", ""))
    after = desk.table("r2.csv", head, (*planned, "2026-01-20 12:00", "40"))

    desk.load(before)
    desk.load(after)
    (again,) = desk.load(after)

    (relief,) = desk.book.reading(Reliefs).all
    assert (relief.open, relief.guards_on_arrival, again.rows_written) == (False, 40, 0)


def test_a_sheet_of_which_no_row_is_good_leaves_nothing(desk: Desk) -> None:
    bad = desk.table("g.csv", GUARDS, ("NOBODY", "2026-01-20", "9", "10", "12", "yes", "x"))
    empty = desk.table("h.csv", GUARDS)

    with pytest.raises(Malformed) as told:
        desk.load(bad, empty)

    assert [(one.rule, one.file) for one in told.value.faults] == [
        ("watch.unknown-site", "g.csv"), ("watch.sheet-empty", "h.csv"),
    ]  # fmt: skip


def test_a_table_of_something_else_is_none_of_the_watch(tmp_path: Path) -> None:
    write_cells(tmp_path / "fleet.csv", TABLES["fleet"])
    write_cells(tmp_path / "population.csv", (("site", "counted_at", "colour"), ("WLW", "2026-01-20", "red")))

    reading = Reading(zone=UTC)

    assert table_of(tmp_path / "fleet.csv", reading=reading) is None
    found = table_of(tmp_path / "population.csv", reading=reading)
    assert found is not None
    assert [(fault.rule, fault.column) for fault in found.faults] == [("column.missing", "best")]


def test_tables_of_the_watch_in_the_folder_are_checked_with_the_others(tmp_path: Path) -> None:
    folder = fill(tmp_path / "willow")
    write_cells(folder / "warnings.csv", (
        ("warning", "kind", "site", "reliability", "credibility", "until"),
        ("W-1", "specific", "WLW", "B", "2", "2026-01-25"), ("W-2", "rumour", "WLW", "B", "2", "2026-01-25"),
    ))  # fmt: skip
    write_cells(folder / "guards.csv", (GUARDS, ("WLW", "2026-01-20", "9", "10", "12", "yes", "x")))

    found = read_folder(folder, today=MORNING)

    assert [(fault.file, fault.row, fault.column) for fault in found.faults] == [("warnings.csv", 3, "kind_of")]
    assert to_load(found) == ["guards.csv", "warnings.csv"]
    assert "guards" not in to_load(read_folder(fill(tmp_path / "plain"), today=MORNING))
