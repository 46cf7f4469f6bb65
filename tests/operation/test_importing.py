"""Importing: ugly sheets come in once, and what is wrong with them goes back as the same sheet with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.custody.facts import TableTakenIn
from musterbook.custody.roll import Roll
from musterbook.operation import importing
from musterbook.operation.book import Book
from musterbook.terms.errors import Malformed
from tests.operation.making import WILLOW, acting

CLERK = "w.clerk/register-clerk"
UGLY = """\
قائمة النزلاء - سجن الصفصاف;;;;
;;;;
الاسم;الجنس;تاريخ الميلاد;الجنسية;الموقع
Faris al-Demo;ذكر;1984;Syria;WLW
Hadi al-Wahmi;male;not a date;Syria;WLW

Idris al-Tajriba;male;1990;Syria;WLW
المجموع;;;3;
"""


def test_an_ugly_sheet_is_shown_taken_in_once_and_its_bad_rows_come_back(book: Book, tmp_path: Path) -> None:
    sheet, back = tmp_path / "people.csv", tmp_path / "back.csv"
    sheet.write_bytes(UGLY.encode("windows-1256"))
    before, size = len(book.reading(Roll).where), len(book.entries())

    looked = importing.look_through(book, sheet)
    dry = len(book.entries())
    numbers = importing.take_in(book, acting(CLERK, WILLOW, minutes=30), looked, how="received")
    again = importing.look_through(book, sheet)
    written = len(book.entries())
    nobody = importing.take_in(book, acting(CLERK, WILLOW, minutes=31), again, how="received")

    assert dry == size, "looking writes nothing"
    assert looked.told()["good"] == 2
    assert "file.encoding-guessed" in {notice.rule for notice in looked.table.notices}
    assert {fault.row for fault in looked.table.faults} == {5}
    assert len(book.reading(Roll).where) == before + len(numbers) == before + 2
    fact = book.entries()[-1].fact
    assert isinstance(fact, TableTakenIn)
    assert (fact.rows, fact.taken, fact.faulty) == (3, 2, 1)
    assert (nobody, len(book.entries())) == ([], written)
    assert again.before is not None
    assert importing.send_back(looked, back, lambda fault: fault.rule) == 1
    text = back.read_text("utf-8-sig")
    assert "Hadi al-Wahmi" in text
    assert "Faris" not in text
    mended = tmp_path / "mended.csv"
    mended.write_text(text.replace("not a date", "1991"), encoding="utf-8")
    assert importing.look_through(book, mended).told()["good"] == 1, "a mended sheet goes in as it came back"


def test_a_row_whose_number_the_book_has_is_not_taken_in_again(book: Book, tmp_path: Path) -> None:
    known, sheet = min(book.reading(Roll).where), tmp_path / "people.xlsx.csv"
    sheet.write_text(f"number,name,sex,born,nationality,site\n{known},Ahmad al-Demo,male,1988,Syria,WLW\n")

    looked = importing.look_through(book, sheet)

    assert looked.repeats == (2,)
    assert importing.take_in(book, acting(CLERK, WILLOW, minutes=30), looked, how="received") == []


def test_what_is_no_table_of_people_is_refused_whole(book: Book, tmp_path: Path) -> None:
    sheet = tmp_path / "other.csv"
    sheet.write_text("colour,weight\nred,3\n")

    with pytest.raises(Malformed):
        importing.look_through(book, sheet)
