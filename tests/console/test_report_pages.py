"""The page of reports over HTTP and on a real book: one number or none, differences, two moments, what was said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from musterbook.console.book_source import BookSource
from musterbook.console.report_rows import ReportsView
from musterbook.console.report_source import ReportAsked
from musterbook.coordination.facts import ReportIssued
from musterbook.operation.book import Book
from musterbook.operation.sitrep.issued import issue
from musterbook.operation.sitrep.report import report_of
from musterbook.operation.sitrep.statement import clear, draft
from musterbook.terms.errors import Refused
from musterbook.terms.times import zulu
from tests.console.asking import Console, console_on, pages_on
from tests.console.invented_reports import PARTS
from tests.console.invented_watch import NASTY
from tests.console.test_pages import text_of
from tests.operation.making import DESK, acting
from tests.operation.reporting import NOON, agree, claim, claim_published, open_reporting_book, state


@pytest.fixture(scope="module")
def console() -> Console:
    return console_on()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = open_reporting_book(tmp_path)
    yield made
    made.close()


def reports(book: Book, asked: ReportAsked | None = None, *, at: datetime = NOON) -> ReportsView:
    return BookSource(book, now=lambda: at).reports(asked or ReportAsked())


def test_parts_that_are_not_their_whole_are_shouted_before_anything_else(console: Console) -> None:
    page = console.get("/reports").text

    assert f'<p class="notice alarm">{PARTS}</p>' in page
    assert page.index("notice alarm") < page.index("The number")


def test_only_the_agreed_number_stands_as_the_number_and_differences_carry_their_sign(console: Console) -> None:
    page = console.get("/reports").text
    text = text_of(page)

    assert page.count('class="big"') == 1
    assert "5,704 on the books of the operation, stated by desk and agreed by harbour" in text
    assert "5,710 5,704 +6" in text
    assert "5,547 5,704 −157" in text
    assert "467 the book does not count that —" in text


def test_two_moments_are_laid_beside_each_other_when_asked(console: Console) -> None:
    plain, beside = (text_of(console.get(f"/reports{query}").text) for query in ("", "?compare=211200ZJAN26"))

    assert "What changed since" not in plain
    assert "Headcount Willow Answered for 14 Answered for 12" in beside
    assert "2 entries happened in between" in beside


def test_the_report_names_who_issues_it_and_why_nothing_may_be_said(console: Console) -> None:
    text = text_of(console.get("/reports").text)

    assert "muster sitrep --issue --as pdf --key o.desk" in text
    assert "o.desk signs" in text
    assert "The newest figure is not agreed." in text
    assert "muster statement clear" not in text


def test_what_a_source_is_called_stays_text_in_page_and_twin(console: Console) -> None:
    assert NASTY not in console.get("/reports").text
    assert console.get("/reports.json").json()["report"]["form"] == "musterbook/sitrep/1"
    assert "nationality:IRQ" in console.get("/reports.csv").text


@pytest.mark.parametrize("path", ["/reports?colour=red", "/reports?compare=yesterday"])
def test_what_the_page_does_not_know_is_said(console: Console, path: str) -> None:
    assert console.get(path).status_code == 400


def test_a_figure_one_custodian_alone_stated_is_no_number(book: Book) -> None:
    silent = reports(book)
    state(book)
    stated = reports(book)

    assert (silent.number.why, silent.number.value) == ("nothing-stated", None)
    assert (stated.number.why, stated.number.value, stated.number.asked) == ("not-agreed", None, ("harbour",))
    assert [one.said for one in stated.figures] == ["stated"]
    assert silent.settle is not None
    assert silent.settle.command == "muster figure state --key o.desk"
    assert stated.settle is not None
    assert stated.settle.command == f"muster figure agree {stated.number.entry[:12]} --key h.officer"
    assert stated.clear.refused
    assert stated.clear.command == ""


def test_an_agreed_figure_is_the_number_and_may_be_said(book: Book) -> None:
    agree(book, state(book))

    view = reports(book)

    assert (view.number.value, view.number.by, view.number.agreed_by) == (12, "desk", ("harbour",))
    assert view.figures[0].difference == 0
    assert view.settle is None
    assert view.clear.command == "muster statement clear --key s.word --key m.head"
    assert view.issue.command == "muster sitrep --issue --as pdf --key o.desk"


def test_what_others_claim_stands_beside_the_book_and_its_parts_are_shouted(book: Book) -> None:
    claim_published(book)
    claim(book, "arrived:harbour", 7, source="a minister")

    view = reports(book)

    assert {(one.scope, one.by): one.difference for one in view.figures if one.scope == "arrived:harbour"} == {
        ("arrived:harbour", "a court"): 5_704, ("arrived:harbour", "a minister"): 7,
    }  # fmt: skip
    assert any("5,703" in said and "5,704" in said for said in view.shouts)


def test_a_report_issued_and_a_statement_cleared_are_listed_with_their_signers(book: Book) -> None:
    agree(book, state(book))
    clear(book, acting({"s.word": "spokesman", "m.head": "principal"}, DESK, minutes=120), draft(book), b"twelve")
    hand = acting("o.desk/operation-desk", DESK, minutes=130)
    assert ReportIssued.kind
    issue(book, hand, report_of(book, hand.at), b"{}")

    view = reports(book)

    assert [(one.statement, one.value, set(one.signers)) for one in view.statements] == [
        ("STATEMENT-0001", 12, {"s.word", "m.head"})
    ]
    assert [(one.report, one.recipient, one.signers) for one in view.issued] == [("SITREP-0001", "", ("o.desk",))]


def test_two_moments_of_a_book_differ_in_what_happened_in_between(book: Book) -> None:
    early = NOON - timedelta(minutes=10)
    claim(book, "arrived:harbour", 7, source="a minister", minutes=355)

    view = reports(book, ReportAsked(compare=early))
    same = reports(book, ReportAsked(compare=NOON - timedelta(minutes=1)))

    assert view.changes is not None
    assert view.entries_between == 1
    assert any("a minister" in f"{one.what} {one.was} {one.now}" for one in view.changes)
    assert same.entries_between == 0


def test_an_agency_that_takes_no_part_gets_no_report(book: Book) -> None:
    with pytest.raises(Refused, match="no-such-agency"):
        reports(book, ReportAsked(to="strangers"))
    assert pages_on(BookSource(book, now=lambda: NOON))("/reports?to=strangers").status_code == 400


def test_page_and_twins_answer_on_a_real_book_also_of_a_past_moment(book: Book) -> None:
    agree(book, state(book))
    claim_published(book)
    get = pages_on(BookSource(book, now=lambda: NOON))
    past = zulu(NOON - timedelta(hours=5))

    pages = [get(path) for path in ("/reports", "/reports.json", "/reports.csv", f"/reports?as_of={past}")]

    assert [page.status_code for page in pages] == [200] * 4
    assert "There is no number." in text_of(pages[3].text)
    assert pages[1].json()["number"]["value"] == 12
