"""The printed escort sheet: risks as sentences on top, nothing that only few may read, a code to the full sheet."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from musterbook.custody.sheets.answers import Answer, read_answer
from musterbook.custody.sheets.known import built_in
from musterbook.custody.sheets.sheets import Filled, Signed
from musterbook.custody.sheets.watches import LEVELS, STANDARD, Watch
from musterbook.ledger.facts import Digest
from musterbook.ledger.spelling import digest_of_words
from musterbook.operation.sheets_shown import Doubted, Line, ShownSheet
from musterbook.papers.checking import check_paper
from musterbook.papers.escort_sheet import PAPER, Around, code_of, paper_of, print_sheets, risks
from musterbook.papers.escort_sheet_blank import blank_of, print_blank
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from musterbook.words.catalogue import read_paper
from musterbook.words.printed import Tongue

NOON = datetime(2026, 1, 21, 12, tzinfo=UTC)
ESCORT = built_in()["escort-sheet-1"]
SHEET: Digest = digest_of_words("sheet")
SIGNED = Signed(CustodianId("hasakah"), ("h.officer",), NOON, digest_of_words("entry"))
AROUND = Around("Willow", "EXERCISE", "en", "UTC", NOON)
ENGLISH = Tongue("en", PAPER)


def line(key: str, text: str, *, sealed: bool = False, doubts: tuple[Doubted, ...] = ()) -> Line:
    path, answer = read_answer(ESCORT, key, text)
    return Line(path, ESCORT.by_key[key], None if sealed else answer, doubts=doubts)


def sheet(*lines: Line, stage: str = "confirmed") -> ShownSheet:
    filled = Filled(SHEET, ESCORT.name, ESCORT.digest, frozenset(), frozenset(), SIGNED)
    return ShownSheet(PersonId("KHA-4712-M"), stage, ESCORT, ESCORT.name, filled, SIGNED, lines)


def test_boxes_come_gravest_first_and_say_sentences() -> None:
    known = sheet(line("next-of-kin", "yes"), line("escape-risk", "yes"), line("fit-to-fly", "road-only"),
                  line("arsonist", "not-known"), line("risk-to-other-people", "staff, women"))  # fmt: skip

    assert list(risks(ENGLISH, known)) == ["alert", "warning", "information"]
    assert risks(ENGLISH, known)["alert"] == [
        "Has escaped, has tried to, or may try on the way.",
        "Is a danger to: \u2068staff, women\u2069.",
        "Nobody could say: “\u2068Have they set fires?\u2069”",
    ]


def test_what_only_few_may_read_is_not_printed_and_the_page_says_whom_to_ask() -> None:
    paper = paper_of([sheet(line("pregnant", "yes"), line("current-offences", "theft of a goat"))], AROUND, keys={})

    assert "goat" not in str(paper)
    assert "Is pregnant" not in str(paper)
    assert [row["answer"].strip("\u2068\u2069") for section in paper["sheets"][0]["sections"]
            for row in section["rows"]] == ["ask a security officer", "ask health staff"]  # fmt: skip
    assert len(risks(ENGLISH, sheet(line("pregnant", "yes")))["check"]) == 1


def test_orders_nobody_gave_and_doubts_stand_in_the_first_box() -> None:
    doubt = Doubted(("yes",), "a rope", SIGNED)
    known = replace(sheet(line("escape-risk", "no", doubts=(doubt,))), orders=("hold",))

    assert list(risks(ENGLISH, known)) == ["check"]
    assert len(risks(ENGLISH, known)["check"]) == 2


@pytest.mark.parametrize("level", [one for one in LEVELS if one != STANDARD])
def test_every_level_of_watch_is_a_sentence_in_both_languages(level: str) -> None:
    watch = Watch(level, "site", NOON, None, None, CustodianId("hasakah"), ())
    other = replace(watch, level="as-the-moon-is")

    for tongue in (ENGLISH, Tongue("ar", PAPER)):
        said, strange = (risks(tongue, replace(sheet(), watch=one))["alert"] for one in (watch, other))
        assert said != strange
        assert level not in said[0]


def test_a_sheet_nobody_confirmed_says_so_in_capitals_and_one_of_other_questions_that_it_is_not_read() -> None:
    unsure = paper_of([replace(sheet(stage="completed"), confirmed=None)], AROUND, keys={})["sheets"][0]
    strange = paper_of([replace(sheet(), questions=None, version="escort-sheet-9")], AROUND, keys={})["sheets"][0]

    assert unsure["unsure"]
    assert "NOBODY HAS CONFIRMED" in unsure["stage"]
    assert "escort-sheet-9" in strange["stage"]
    assert strange["sections"] == []


def test_both_languages_have_the_same_keys() -> None:
    assert list(read_paper("en", PAPER).sentences) == list(read_paper("ar", PAPER).sentences)


def test_the_blank_sheet_has_every_question_and_a_box_for_every_answer() -> None:
    rows = [row for section in blank_of(ESCORT, AROUND)["sections"] for row in section["rows"]]

    assert len(rows) + sum(len(row["parts"]) for row in rows) == len(ESCORT.questions)
    assert all(row["boxes"] or row["line"] or row["parts"] for row in rows)


def test_it_prints_the_same_bytes_each_time_with_the_number_and_the_digest() -> None:
    known = sheet(line("escape-risk", "yes"))
    known = replace(known, lines=(*known.lines, Line("arsonist", ESCORT.by_key["arsonist"],
                                                     Answer(("no",), "sheet", "2026-01-04"))))  # fmt: skip

    pdf = print_sheets([known], AROUND)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    text = " ".join(text.translate({0x2068: None, 0x2069: None}).split())

    assert pdf == print_sheets([known], AROUND)
    assert check_paper(pdf, "sheet.pdf").template == "escort_sheet.typ"
    assert "KHA-4712-M" in text
    assert SHEET[:16] in text
    assert "copied from the sheet of" in text
    assert code_of(known) == f"MS1 KHA-4712-M {SHEET}"
    assert len(PdfReader(io.BytesIO(print_blank(ESCORT, replace(AROUND, language="ar")))).pages) >= 3
