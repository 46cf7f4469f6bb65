"""What a verb shows for the first time starts its clock; what cannot be written leaves it unstarted, and says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.operation import mustering
from tests.cli.asking import Asking, done
from tests.operation.making import WILLOW, acting, open_small_book

HANDS = ("--key", "w.officer", "--key", "w.counter")


@pytest.fixture
def counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Asking, list[str], str]:
    """A book in which two of Willow were not found at the count, who they are, and what was said beside it."""
    open_small_book(tmp_path).close()
    muster = Asking(capsys, tmp_path / "willow")
    gone: list[str] = muster("roll", "willow", "--json").json["roll"][:2]
    called = done(muster.write("07:00", "count", "call", "willow", "--key", "w.officer", "--json")).json["muster"]
    absent = [word for one in gone for word in ("--absent", one)]
    said = done(muster.write("07:10", "count", "enter", called, *absent, *HANDS))
    return muster, gone, said.err


def test_whoever_enters_a_count_sees_what_it_opened_and_its_clock_runs(
    counted: tuple[Asking, list[str], str],
) -> None:  # fmt: skip
    muster, gone, said = counted

    rows = muster("discrepancies", "--json")

    assert "This does not add up now: willow, 2 people: on the roll of willow and not seen at the count" in said
    assert "Explain it by 210440ZJAN26" in said
    assert rows.err == ""
    assert [(row["person"], row["kind"], row["overdue"]) for row in rows.json] == [
        (one, "missing", False) for one in sorted(gone)
    ]
    assert {row["due"] for row in rows.json} == {"2026-01-21T07:40:00+03:00"}


def test_one_cause_is_one_line_with_its_people_below(counted: tuple[Asking, list[str], str]) -> None:
    muster, gone, _ = counted
    size = len(muster("tell").out.splitlines())

    shown = muster("--happened-at", "2026-01-21T09:00:00+03:00", "discrepancies")

    head, *people = shown.out.splitlines()
    assert "willow           overdue since 210440ZJAN26  willow, 2 people" in head
    assert sorted(line.split()[1] for line in people) == sorted(gone)
    assert len(muster("tell").out.splitlines()) == size, "what was noticed once is not noticed again"
    late = muster("--happened-at", "2026-01-21T09:00:00+03:00", "overdue")
    assert (late.code, late.out.count("missing")) == (6, 2)
    closed = done(muster.write("21:00", "count", "close", "willow", "--key", "w.officer", "--json"))
    assert (len(closed.json["open"]), closed.json["settled"]) == (2, []), "what stays open is listed in the day's end"


def test_where_nothing_can_be_written_it_is_shown_and_why_no_clock_runs_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = open_small_book(tmp_path)
    hand = acting({"w.officer": "site-officer", "w.counter": "counting-officer"}, WILLOW, minutes=60)
    mustering.enter_number(book, hand, "willow/n", 11, counters=tuple(dict(hand.officers)))
    muster = Asking(capsys, tmp_path / "willow")

    beside_a_writer = muster("discrepancies", "--json")
    book.close()
    (muster.folder / "book" / "keys" / "logs").rename(tmp_path / "taken-away")
    without_keys = muster("discrepancies")
    (tmp_path / "taken-away").rename(muster.folder / "book" / "keys" / "logs")
    alone = muster("discrepancies", "--json")

    assert [one["due"] for one in beside_a_writer.json] == [None]
    assert beside_a_writer.err.startswith("The clock of what is shown here for the first time does not run yet: ")
    assert "no clock yet" in without_keys.out
    assert "This copy has no log of its own to write in" in without_keys.err
    assert [one["due"] is not None for one in alone.json] == [True]
    assert (beside_a_writer.code, without_keys.code, alone.code) == (6, 6, 6)
