"""Reading tables: headers found, good rows kept, everything else named with its place."""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import openpyxl  # type: ignore[import-untyped]  # the library has no types
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from musterbook.tables import SCHEMAS, Birth, Reading, Table, read_table
from musterbook.tables.sheet import STANDS, cell_of
from musterbook.terms.errors import Malformed


class ReadText(Protocol):
    def __call__(self, schema: str, text: str | bytes, reading: Reading | None = None) -> Table: ...


GUARDS = "site,date,guards,source\n"


def told(table: Table) -> list[str]:
    return [str(fault) for fault in table.faults]


def said(table: Table) -> list[tuple[str, int | None]]:
    return [(notice.rule, notice.row) for notice in table.notices]


@given(st.text())
@example("Err:502")
@example("#N/A")
@example("Emad")
@example("\u00a0")
def test_a_text_that_need_not_be_looked_at_stands_for_itself(text: str) -> None:
    assert text[:1] not in STANDS or cell_of(text) == text


def test_a_row_keeps_its_number_in_the_file(read_text: ReadText) -> None:
    table = read_text(
        "guards", "Report of the week\n\n" + GUARDS + "hasakah,2026-01-21,800,radio\n\nderik,2026-01-21,40,\n"
    )

    assert [(row.number, row["site"], row["guards"]) for row in table] == [(4, "hasakah", 800), (6, "derik", 40)]
    assert said(table) == [("rows.above-header", None)]


def test_headers_in_arabic_are_the_same_columns(read_text: ReadText) -> None:
    table = read_text("guards", "المـوقع;التأريخ;عدد الحرّاس;المصدر\nالحسكة;٢٠٢٦-٠١-٢١;٨٠٠;راديو\n")

    row = table.sound()[0]
    assert (row["site"], row["date"], row["guards"]) == ("الحسكة", date(2026, 1, 21), 800)


def test_a_header_in_two_languages_or_with_a_unit_is_understood(read_text: ReadText) -> None:
    table = read_text("roads", "From / من,To / إلى,Distance (km),Risk\nhasakah,derik,168.5,\n")

    assert table.sound()[0]["km"] == Decimal("168.5")


def test_one_bad_row_never_stops_the_rest(read_text: ReadText) -> None:
    table = read_text("guards", GUARDS + "hasakah,2026-01-21,-3,\nderik,2026-01-21,40,\n")

    assert [row["site"] for row in table] == ["derik"]
    assert [(fault.rule, fault.file, fault.row, fault.column) for fault in table.faults] == [
        ("number.negative", "guards.csv", 2, "guards")
    ]
    assert table.faults[0].values["text"] == "-3"


def test_a_fault_about_a_person_tells_the_class_of_the_cell_and_not_the_cell(read_text: ReadText) -> None:
    table = read_text("people", "name,site,born,sex\nKarim al-Wahmi,hasakah,3/4/1999,pilot\n")

    assert [fault.values["found"] for fault in table.faults] == ["date-in-two-readings", "text"]
    assert not any(secret in line for line in told(table) for secret in ("Wahmi", "1999", "pilot"))


def test_a_missing_column_leaves_no_row_and_names_the_likely_header(read_text: ReadText) -> None:
    table = read_text("guards", "site,date,gards\nhasakah,2026-01-21,800\n")

    assert not table.rows
    assert told(table) == ["guards.csv:1:guards [column.missing] near=gards"]
    with pytest.raises(Malformed):
        table.sound()


def test_two_headers_for_one_column_are_a_fault(read_text: ReadText) -> None:
    table = read_text("guards", "site,place,date,guards\nhasakah,derik,2026-01-21,800\n")

    assert told(table) == ["guards.csv:1:site [column.twice] headers=site, place"]
    assert not table.rows


def test_a_column_nobody_knows_is_said_and_stops_nothing(read_text: ReadText) -> None:
    table = read_text("guards", "site,date,guards,weather\nhasakah,2026-01-21,800,rain\n")

    assert len(table.sound()) == 1
    assert [(notice.rule, notice.column) for notice in table.notices] == [("column.unknown", "weather")]


def test_totals_and_repeated_headers_are_left_out_and_said(read_text: ReadText) -> None:
    table = read_text("guards", GUARDS + "hasakah,2026-01-21,800,\n" + GUARDS + "derik,2026-01-21,40,\nالمجموع,,840,\n")

    assert [row["site"] for row in table.sound()] == ["hasakah", "derik"]
    assert said(table) == [("row.header-again", 3), ("row.total", 5)]


def test_someone_called_total_with_words_beside_it_is_a_row(read_text: ReadText) -> None:
    table = read_text("officers", "officer,custodian,role\nTotal,sdf,inspector\n")

    assert len(table.sound()) == 1


def test_unknown_is_an_empty_cell_and_a_word_for_it_too(read_text: ReadText) -> None:
    table = read_text("people", "name,site,sex,born\nSami al-Demo,hasakah,غير معروف,unknown\n")

    assert (table.sound()[0]["sex"], table.rows[0]["born"]) == (None, None)


def test_the_column_decides_the_order_of_its_dates(read_text: ReadText) -> None:
    table = read_text("people", "name,site,born\nA Demo,hasakah,03/04/1999\nB Demo,hasakah,25/04/1999\n")

    assert table.sound()[0]["born"] == Birth(date(1999, 4, 3), date(1999, 4, 3))


def test_an_answer_decides_where_the_column_is_silent(read_text: ReadText) -> None:
    text = "name,site,born\nA Demo,hasakah,03/04/1999\n"

    assert [fault.rule for fault in read_text("people", text).faults] == ["date.ambiguous"]
    answered = read_text("people", text, Reading(dates="month-first"))
    assert answered.sound()[0]["born"] == Birth(date(1999, 3, 4), date(1999, 3, 4))


def test_an_answer_the_column_contradicts_settles_nothing(read_text: ReadText) -> None:
    text = "name,site,born\nA Demo,hasakah,03/04/1999\nB Demo,hasakah,25/04/1999\n"
    table = read_text("people", text, Reading(dates="month-first"))

    assert [(fault.rule, fault.row) for fault in table.faults] == [("date.ambiguous", 2)]


def test_any_identifier_is_a_column(read_text: ReadText) -> None:
    table = read_text("people", "name,site,Passport no,Identifier: Camp card,identifier_isn\nA Demo,derik,N12,7,\n")

    assert table.sound()[0].wild("identifier_") == {"passport": "N12", "camp_card": "7"}


def test_the_same_number_twice_is_said_with_the_first_row(read_text: ReadText) -> None:
    table = read_text("people", "number,name,site\nKHA-4712-M,A Demo,derik\nkha 4712 m,B Demo,derik\n,C Demo,derik\n")

    assert [row.number for row in table] == [2, 4]
    assert told(table) == ["people.csv:3:number [row.key-twice] first_row=2, key=number"]


@pytest.mark.parametrize(
    ("schema", "text", "rule"),
    [
        ("roads", "from,to,km\nderik,Derik,3\n", "row.same-twice"),
        ("roads", "from,to,km\nderik,hasakah,0\n", "number.too-small"),
        ("people", "name,site\n,derik\nA Demo,derik\n", "row.none-filled"),
        ("people", "name,site,born_low,born_high\nA Demo,derik,1999-01-01,\n", "row.half-filled"),
        ("people", "name,site,born_low,born_high\nA Demo,derik,2000-01-01,1999-01-01\n", "row.out-of-order"),
        ("people", "name,site,born,born_low,born_high\nA Demo,derik,1999,1999-01-01,1999-02-01\n", "row.both-filled"),
        ("sites", "site,kind,role,custodian\nderik,castle,origin,sdf\n", "choice.not-in-list"),
        ("escorts", "team,base,count,from,until\na,derik,3,2026-02-01,2026-01-01\n", "row.out-of-order"),
        ("agreements", "agreement,kind,parties,acts,scope,from\nA,quota,sdf,fly,a,2026-01-01\n", "choice.not-in-list"),
    ],
)  # fmt: skip
def test_what_cannot_hold_together_is_a_fault(read_text: ReadText, schema: str, text: str, rule: str) -> None:
    table = read_text(schema, text, Reading(zone=None) if schema != "escorts" else Reading(zone=UTC))

    assert rule in [fault.rule for fault in table.faults]


def test_an_excel_error_in_text_is_an_error_and_not_a_word(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["site", "date", "guards"], ["hasakah", date(2026, 1, 21), "#REF!"], ["#N/A", date(2026, 1, 21), 4]):
        sheet.append(row)
    path = tmp_path / "guards.xlsx"
    book.save(path)

    table = read_table(path, SCHEMAS["guards"])

    assert [(fault.rule, fault.row, fault.column, fault.values["error"]) for fault in table.faults] == [
        ("cell.excel-error", 2, "guards", "#REF!"),
        ("cell.excel-error", 3, "site", "#N/A"),
    ]


def test_an_excel_error_exported_to_text_is_an_error_too(read_text: ReadText) -> None:
    table = read_text("people", "name,site,born\nA Demo,derik,#N/A\nB Demo,derik,Err:502\n#1 Demo,derik,\n")

    assert [(fault.rule, fault.row) for fault in table.faults] == [("cell.excel-error", 2), ("cell.excel-error", 3)]
    assert table.rows[0]["name"] == "#1 Demo"


def test_a_value_merged_down_a_column_is_for_each_of_its_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["name", "site"], ["A Demo", "derik"], ["B Demo", None], ["C Demo", "hasakah"], ["D Demo", None]):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("A5:B5")
    sheet.column_dimensions["B"].hidden = True
    path = tmp_path / "people.xlsx"
    book.save(path)

    table = read_table(path, SCHEMAS["people"])

    assert [(row["name"], row["site"]) for row in table] == [
        ("A Demo", "derik"),
        ("B Demo", "derik"),
        ("C Demo", "hasakah"),
    ]
    assert [(fault.rule, fault.row) for fault in table.faults] == [("cell.merged-across", 5), ("cell.missing", 5)]
    assert said(table) == [("column.hidden", 1), ("cells.merged-filled", 2)]


def test_the_sheet_that_holds_the_table_is_found_and_two_of_them_are_asked_about(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["notes"])
    for name in ("Ghuwayran", "Derik"):
        sheet = book.create_sheet(name)
        sheet.append(["name", "site"])
        sheet.append(["A Demo", name])
    path = tmp_path / "people.xlsx"
    book.save(path)
    assert [fault.rule for fault in read_table(path, SCHEMAS["people"]).faults] == ["sheet.several"]

    book["Derik"].sheet_state = "hidden"
    book.save(path)

    assert [row["site"] for row in read_table(path, SCHEMAS["people"]).sound()] == ["Ghuwayran"]


def test_a_file_that_is_no_table_at_all_says_what_was_wanted(read_text: ReadText) -> None:
    assert told(read_text("guards", "hello\nworld\n")) == [
        "guards.csv [header.not-found] table=guards, wanted=site, date, guards"
    ]
