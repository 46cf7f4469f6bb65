"""Importing: ugly sheets come in once, and what is wrong with them goes back as the same sheet with the reason."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from musterbook.custody.facts import TableTakenIn
from musterbook.custody.roll import Roll
from musterbook.ledger.log import Store
from musterbook.operation import importing
from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
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


class Stopped(Exception):
    """The machine stopped."""


class Stops:
    """A store whose machine stops at one commit: right before it is written, or right behind it."""

    def __init__(self, store: Store, at: int, *, written: bool) -> None:
        self._store, self._left, self._written = store, at, written

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the store answers
        return getattr(self._store, name)

    def append(self, *args: Any, **named: Any) -> Any:  # noqa: ANN401  as above
        self._left -= 1
        if self._left < 0 and not self._written:
            raise Stopped
        entries = self._store.append(*args, **named)
        if self._left < 0:
            raise Stopped
        return entries


FAMILY = """\
number,name,sex,born,nationality,site,family_of,relation,authority_kind,authority_issuer
,Faris al-Demo,male,1984,Syria,WLW,,,warrant,Court of Willow
KHA-4712-M,Hadi al-Wahmi,male,1979,Syria,WLW,,,,
,Idris al-Tajriba,male,2012,Syria,WLW,KHA-4712-M,child,,
"""


@contextmanager
def opened(folder: Path) -> Iterator[Book]:
    found = open_book(folder, read_only=False, pass_phrase=lambda _: "")
    try:
        yield found
    finally:
        found.close()


def stops_at(folder: Path, sheet: Path, place: int, *, written: bool) -> bool:
    """Import the sheet on a machine that stops at a commit; whether it came so far."""
    with opened(folder) as book:
        book.store = cast("Store", Stops(book.store, place, written=written))
        try:
            importing.take_in(
                book, acting(CLERK, WILLOW, minutes=30), importing.look_through(book, sheet), how="received"
            )
        except Stopped:
            return True
    return False


def brought(folder: Path, sheet: Path, size: int) -> Counter[tuple[str, str]]:
    """Import the sheet again; every act that either import wrote, by its kind and what tells it apart."""
    with opened(folder) as book:
        importing.take_in(book, acting(CLERK, WILLOW, minutes=90), importing.look_through(book, sheet), how="received")
        assert len(book.reading(Roll).where) == 15
        return Counter(
            (entry.fact.kind, str(getattr(entry.fact, "ground", "")) + min(entry.fact.named(), default=""))
            for entry in book.entries()[size:]
        )  # fmt: skip


def test_wherever_an_import_is_cut_short_the_same_file_goes_on_and_each_row_is_in_the_book_once(
    book: Book, tmp_path: Path
) -> None:
    sheet, size = tmp_path / "family.csv", len(book.entries())
    sheet.write_text(FAMILY, encoding="utf-8")
    book.close()
    whole = Path(shutil.copytree(tmp_path / "willow" / "book", tmp_path / "whole"))
    uncut = brought(whole, sheet, size)

    stops = 0
    for place in range(6):
        for written in (False, True):
            folder = Path(shutil.copytree(tmp_path / "willow" / "book", tmp_path / f"{place}-{written}"))
            if stops_at(folder, sheet, place, written=written):
                stops += 1
                assert brought(folder, sheet, size) == uncut, (place, written)

    assert set(uncut.values()) == {1}
    assert Counter(kind for kind, _ in uncut)["custody.registered"] == 3
    assert {"eligibility.held", "custody.linked", "custody.authority-noted", "custody.table-taken-in"} <= {
        kind for kind, _ in uncut
    }
    assert stops == 2 * len({"registered", "assessed", "linked", "noted", "taken in"})
