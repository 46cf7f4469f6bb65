"""muster sitrep: a report of the book, made again from its heads, compared with an older one, and issued."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from musterbook.operation import calling
from musterbook.operation.folder import open_book
from musterbook.operation.sitrep.issued import Issued
from tests.cli.asking import Asking
from tests.operation.making import DESK, MORNING, acting
from tests.operation.reporting import agree, claim_published, open_reporting_book, state


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    book = open_reporting_book(tmp_path)
    claim_published(book)
    book.close()
    return Asking(capsys, tmp_path / "willow")


def report(muster: Asking, name: str, *words: str) -> Path:
    """A report as JSON in a file."""
    path = muster.folder.parent / name
    answer = muster("sitrep", "--as", "json", "--out", str(path), *words)
    assert answer.code == 0, answer.err
    return path


def first_person(muster: Asking) -> str:
    book = open_book(muster.folder)
    try:
        return min(str(one) for entry in book.entries() for one in entry.named())
    finally:
        book.close()


def test_the_report_is_printed_in_words_unless_asked_otherwise(muster: Asking) -> None:
    english, arabic = muster("sitrep"), muster("sitrep", "--lang", "ar")

    assert (english.code, arabic.code) == (0, 0)
    assert "# Situation report" in english.out
    assert "# تقرير الموقف" in arabic.out


def test_a_report_is_made_again_from_its_heads_also_when_the_book_has_gone_on(muster: Asking) -> None:
    path = report(muster, "a.json")
    held = muster.write("12:00", "hold", "add", first_person(muster), "--ground", "security", "--key", "s.security")

    answer = muster("sitrep", "verify", str(path))

    assert held.code == 0, held.err
    assert answer.code == 0, answer.out
    assert "0 differ" in answer.out


def test_each_figure_somebody_changed_is_named(muster: Asking) -> None:
    path = report(muster, "a.json")
    told = json.loads(path.read_text("utf-8"))
    for one in told["figures"]:
        if one["key"] == "headcount.answered-for":
            one["value"] += 1
    told["figures"] = [one for one in told["figures"] if one["key"] != "moved.refused"]
    path.write_text(json.dumps(told), "utf-8")

    answer = muster("--json", "sitrep", "verify", str(path))

    assert answer.code == 5
    named = {one["what"] for one in answer.json["differing"]}
    assert {"headcount.answered-for", "moved.refused"} <= named
    assert not {"headcount.unaccounted", "moved.planned"} & named


def test_a_line_somebody_took_out_is_named(muster: Asking) -> None:
    path = report(muster, "a.json")
    told = json.loads(path.read_text("utf-8"))
    for section in told["sections"]:
        section["parts"] = [one for one in section["parts"] if one.get("line") != "parts.apart"]
    path.write_text(json.dumps(told), "utf-8")

    answer = muster("--json", "sitrep", "verify", str(path))

    assert answer.code == 5
    assert [one["what"] for one in answer.json["differing"]] == ["differing: parts.apart a court"]


def test_heads_that_differ_by_one_entry_name_the_one_line(muster: Asking) -> None:
    path = report(muster, "a.json", "--as-of", "2026-01-21T12:00:00+03:00")
    muster.write("11:00", "hold", "add", first_person(muster), "--ground", "court", "--key", "l.legal")

    answer = muster("--json", "sitrep", "--as-of", "2026-01-21T12:00:00+03:00", "--compare", str(path))

    assert answer.code == 0, answer.err
    assert answer.json["entries"] == 1
    assert [one["kind"] for one in answer.json["named"]] == ["eligibility.held"]
    changed = [one["line"] for one in answer.json["lines"]]
    assert "gates: holds: court" in changed
    assert [one for one in changed if not one.startswith("gates: ")] == []


def test_an_issued_report_stands_in_the_book_signed_by_the_desk_and_its_paper_holds_the_entry(
    muster: Asking, tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"
    alone = muster.write("12:00", "sitrep", "--issue", "--key", "w.officer")
    issued = muster.write("12:00", "sitrep", "--issue", "--key", "o.desk", "--as", "pdf", "--out", str(path))
    found = muster("--json", "verify", str(path))

    assert (alone.code, issued.code, found.code) == (3, 0, 0), found.err
    assert (found.json["against_book"], found.json["differs"]) == (1, [])
    book = open_book(muster.folder)
    assert book.reading(Issued).reports == 1
    book.close()


def test_changes_are_counted_from_a_call_by_its_name(muster: Asking) -> None:
    book = open_book(muster.folder, read_only=False)
    calling.open_call(book, acting("c.coord/coordinator", DESK, minutes=45), chair="c.coord")
    book.close()

    told = json.loads(report(muster, "since.json", "--since", "CALL-001").read_text("utf-8"))
    unknown = muster("sitrep", "--since", "CALL-009")

    assert datetime.fromisoformat(told["since"]) == MORNING + timedelta(minutes=45)
    assert told["figures"]
    assert unknown.code == 4


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("sitrep", "--as", "docx"), 4), (("sitrep", "--lang", "xx"), 4), (("sitrep", "verify", "nowhere.json"), 4),
        (("sitrep", "--since", "yesterday"), 4), (("sitrep", "verify"), 2), (("sitrep", "--to", "nobody-known"), 3),
    ],
)  # fmt: skip
def test_what_cannot_be_made_says_so_and_ends_with_its_code(muster: Asking, words: tuple[str, ...], code: int) -> None:
    assert muster(*words).code == code


def test_the_statement_checker_shouts_that_5704_is_not_its_parts(muster: Asking) -> None:
    published = Path(__file__).parents[2] / "rehearsals" / "syria-2026" / "claims.csv"

    answer, told = muster("statement", "check", str(published)), muster("--json", "statement", "check", str(published))

    assert (answer.code, told.code) == (6, 6)
    assert "PARTS DO NOT SUM" in answer.out
    assert "= 5,703 against 5,704, +1 apart" in answer.out
    assert [(one["sum"], one["wholes"], one["apart"]) for one in told.json] == [(5703, [5704], [1])]


def test_a_statement_nobody_has_agreed_is_refused_at_the_desk(muster: Asking) -> None:
    answer = muster("statement", "draft")

    assert answer.code == 3
    assert "obody has stated a figure" in answer.err


def test_an_agreed_number_is_cleared_by_spokesman_and_principal(muster: Asking) -> None:
    book = open_book(muster.folder, read_only=False, pass_phrase=lambda _: "")
    agree(book, state(book))
    book.close()

    alone = muster.write("12:00", "statement", "clear", "--key", "s.word")
    both = muster.write("12:00", "statement", "clear", "--key", "s.word", "--key", "m.head")

    assert alone.code == 3
    assert both.code == 0, both.err
    assert "On the roll: 12 people" in both.out
