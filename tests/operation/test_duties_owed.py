"""What agreements of a folder owe falls due, is listed by who owes it, and suspends what says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.operation import agreeing, negotiating
from musterbook.operation.agreeing import agreements_of, duties_owed, listed
from musterbook.operation.book import Book
from musterbook.operation.briefing import agenda
from tests.operation.making import DESK, MORNING, TABLES, acting, open_small_book

COLUMNS = (*TABLES["agreements"][0], "until", "duties", "suspends_on", "country")
OWED = "visit every 30 days by harbour; monthly list every 10 d"
AGREEMENTS = {
    "agreements": (
        COLUMNS,
        (*TABLES["agreements"][1], "", OWED, "duty overdue 14 d", ""),
        ("AGR-02", "assurance", "willow;harbour", "return", "sex = male", "",
         "2026-01-20", "2026-03-01", "", "", "DEU"),
    )
}  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    opened = open_small_book(tmp_path, changed=AGREEMENTS)
    for party in ("willow", "harbour"):
        agreeing.sign(opened, acting("c.coord/coordinator", DESK, minutes=0), "AGR-01", party)
    yield opened
    opened.close()


def test_what_the_table_says_is_in_the_agreement(book: Book) -> None:
    first, second = listed(book, at=MORNING)

    assert [(one["what"], one["owner"]) for one in first["duties"]] == [
        ("visit", "harbour"), ("monthly list", "harbour, willow"),
    ]  # fmt: skip
    assert (first["suspends_on"], second["country"]) == (["duty overdue 14 d"], "DEU")


def test_duties_are_listed_by_who_owes_them_and_only_while_the_agreement_runs(book: Book) -> None:
    later = MORNING + timedelta(days=20)

    rows = duties_owed(book, later)
    harbours = duties_owed(book, later, owner="harbour", within=timedelta(days=7))

    assert [(row["owner"], row["duty"], row["overdue"]) for row in rows] == [
        ("harbour", "visit", False), ("harbour, willow", "monthly list", True),
    ]  # fmt: skip
    assert [row["duty"] for row in harbours] == ["monthly list"]
    assert [row["duty"] for row in duties_owed(book, later, owner="willow")] == ["monthly list"]
    assert [row["owner"] for row in agenda(book, later).duties] == ["harbour, willow"]


def test_a_duty_long_overdue_suspends_and_doing_it_lets_it_run_again(book: Book) -> None:
    late = MORNING + timedelta(days=25)
    stage = agreements_of(book).all()[0].stage(late)

    coordinator = acting("c.coord/coordinator", DESK, minutes=24 * 60 * 24)
    negotiating.do_duty(book, coordinator, "AGR-01", "monthly list", evidence="0" * 64)  # type: ignore[arg-type]  # a digest

    assert (stage, agreements_of(book).all()[0].stage(late)) == ("suspended", "in force")
