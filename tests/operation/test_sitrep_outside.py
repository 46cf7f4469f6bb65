"""A report that leaves the operation tells no count of people under five, nor what would give one away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.sitrep.figures import Figure, Line, Report, Row, Said, Section, Table
from musterbook.operation.sitrep.outside import HIDDEN, for_outside
from musterbook.operation.sitrep.report import Options, report_of
from musterbook.papers.sitrep import printed
from musterbook.papers.sitrep_check import recomputed
from musterbook.papers.sitrep_json import report_bytes
from tests.operation.reporting import NOON, open_reporting_book

NOW = datetime(2026, 1, 21, 9, tzinfo=UTC)
HEAD = Digest("0" * 64)
ANSWERED, UNACCOUNTED = "headcount.answered-for", "headcount.unaccounted"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = open_reporting_book(tmp_path)
    yield made
    made.close()


def figure(key: str, value: int) -> Figure:
    return Figure(key, value, NOW, key.replace("/", "?custodian="), HEAD)


def report(held: dict[str, tuple[int, int]], under_way: int = 40) -> Report:
    """Custodians with how many they answer for and cannot account for, and the line of all."""
    rows = tuple(
        Row((Said("name", one), figure(f"{ANSWERED}/{one}", all_), figure(f"{UNACCOUNTED}/{one}", gone)))
        for one, (all_, gone) in held.items()
    )  # fmt: skip
    whole = {
        "answered": figure(ANSWERED, sum(all_ for all_, _ in held.values())),
        "gone": figure(UNACCOUNTED, sum(gone for _, gone in held.values())),
    }
    moved = {"n": figure("moved.under-way", under_way), "serials": figure("moved.serials", 2)}
    table = Table("headcount", ("custodian", "answered-for", "unaccounted"), rows)
    return Report(
        number="SITREP-0001", operation="Willow", marking="EXERCISE", exercise=True, recipient="", as_of=NOW, since=NOW,
        zone="UTC", head=HEAD, heads={},
        sections=(Section("headcount", (Line("whole", whole), table)), Section("moved", (Line("moved", moved),))),
    )  # fmt: skip


def told(found: Report) -> dict[str, object]:
    return {key: one.value for key, one in found.figures().items()}


def test_a_row_with_a_small_count_goes_with_a_second_row_and_the_sum_of_rows() -> None:
    found = told(for_outside(report({"a": (900, 3), "b": (30, 0), "c": (500, 0)})))

    hidden = {key for key, value in found.items() if value == HIDDEN}
    assert hidden == {
        "headcount.answered-for/a", "headcount.unaccounted/a", "headcount.answered-for/b", "headcount.unaccounted/b",
        "headcount.unaccounted", "moved.under-way",
    }  # fmt: skip
    assert (found["headcount.answered-for"], found["headcount.answered-for/c"], found["moved.serials"]) == (
        1430,
        500,
        2,
    )


PARTS = ("accounted-for", "unconfirmed", "unaccounted")


@pytest.mark.parametrize("counts", [(1397, 0, 3), (1398, 2, 0), (1000, 399, 1)])
def test_what_is_left_of_a_whole_does_not_tell_its_small_part(counts: tuple[int, int, int]) -> None:
    parts = {one: figure(f"headcount.{one}", count) for one, count in zip(PARTS, counts, strict=True)}
    line = Line("headcount.whole", {"answered_for": figure(ANSWERED, 1400), **parts})
    found = told(for_outside(replace(report({}), sections=(Section("headcount", (line,)),))))

    assert [found[f"headcount.{one}"] for one in PARTS] == [HIDDEN] * 3
    assert found[ANSWERED] == 1400


def test_what_a_report_counts_comes_to_its_whole(book: Book) -> None:
    found = told(report_of(book, NOON))

    assert found[ANSWERED] == sum(int(str(found[f"headcount.{one}"])) for one in PARTS)


def test_one_row_alone_takes_the_line_of_all_with_it() -> None:
    found = told(for_outside(report({"a": (900, 3)})))

    assert {key for key, value in found.items() if value != HIDDEN} == {"moved.serials"}


def test_where_nothing_is_small_nothing_is_hidden() -> None:
    whole = report({"a": (900, 0), "b": (30, 5)})

    assert told(for_outside(whole)) == told(whole)


def test_no_small_count_of_people_is_told_and_the_report_holds_when_made_again(book: Book) -> None:
    found = report_of(book, NOON, Options(outside=True))
    text = report_bytes(found, "en")

    figures, differing = recomputed(book, json.loads(text), "sitrep.json")

    assert (figures, differing) == (len(found.figures()), [])
    assert told(found)["holds.people"] == HIDDEN
    assert told(report_of(book, NOON))["holds.people"] == 2
    for language, word in (("en", "under five are hidden"), ("ar", "محجوب")):
        assert word in printed(found, language, "md").decode()
