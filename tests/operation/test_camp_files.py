"""Files of camps: good rows are kept, bad ones named by row and column, and a file of persons is refused unread."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # the library has no types
import pytest

from musterbook.camps.facts import Cell, Counted, PassedThrough
from musterbook.operation.camp_files import CampFile, read_camp_file
from musterbook.operation.camp_projecting import HEAD, projected, projection_csv
from musterbook.terms.errors import Malformed, Refused

HEADER = "camp,as_of,source,sex,born,group,count"


def read(tmp_path: Path, *lines: str, name: str = "camps.csv") -> CampFile:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_camp_file(path)


def count_of(found: CampFile) -> Counted:
    (fact,) = (fact for _, fact in found.facts)
    assert isinstance(fact, Counted)
    return fact


def cell(count: int, sex: str, band: str) -> Cell:
    return Cell(count=count, sex=sex, band=band)


def test_rows_of_one_day_and_source_are_one_count(tmp_path: Path) -> None:
    found = read(
        tmp_path, HEADER, "Demo,2026-01-18,monitor,m,2010-03,syrian,12", "Demo,2026-01-18,monitor,girls,2011,,٧"
    )

    assert found.faults == ()
    assert count_of(found) == Counted(
        camp="Demo", as_of="2026-01-18", source="monitor",
        cells=(Cell(count=12, sex="m", born="2010-03", group="syrian"), Cell(count=7, sex="f", born="2011")),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "rule", "column"),
    [
        ("Demo,2026-01-18,monitor,m,2010-03,,-1", "number.negative", "count"),
        ("Demo,2026-01-18,monitor,m,2010-03,,12.5", "number.not-whole", "count"),
        ("Demo,2026-01-18,monitor,m,2010-03,,~300", "number.about-people", "count"),
        ("Demo,2026-01-18,monitor,m,2010-03,,<5", "number.about-people", "count"),
        ("Demo,2026-01-18,monitor,m,2010-03,,", "camps.nothing-counted", "count"),
        ("Demo,2026-01-18,monitor,m,2010-13,,4", "birth.not-month-or-year", "born"),
        ("Demo,2026-01-18,monitor,m,2010-03-07,,4", "birth.to-the-day", "born"),
        ("Demo,2026-01-18,monitor,m,2026-02,,4", "camps.born-later", "born"),
        ("Demo,2026-01-18,monitor,x,2010-03,,4", "choice.not-in-list", "sex"),
        ("Demo,2026-01-18,monitor,m,2009-01,,4", "camps.cell-twice", "count"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_kept(tmp_path: Path, row: str, rule: str, column: str) -> None:
    good = [f"Demo,2026-01-18,monitor,m,2009-0{month},,1{month}" for month in (1, 2)]

    found = read(tmp_path, HEADER, *good, row)

    assert [(one.rule, one.row, one.column) for one in found.faults] == [(rule, 4, column)]
    assert sum(cell.count for cell in count_of(found).cells) == 23
    assert found.rows_good == 2


@pytest.mark.parametrize(
    ("typed", "offered"), [("~300", (250, 300, 350)), ("about 320", (315, 320, 325)), ("280-320", (280, 300, 320)),
                           ("<5", (1, 2, 4))]
)  # fmt: skip
def test_about_offers_low_best_and_high(tmp_path: Path, typed: str, offered: Sequence[int]) -> None:
    found = read(
        tmp_path, HEADER, "Demo,2026-01-18,monitor,m,2009-01,,1", f"Demo,2026-01-18,monitor,m,2009-02,,{typed}"
    )

    assert tuple(found.faults[0].values[name] for name in ("low", "best", "high")) == offered


def test_no_access_is_no_count_and_never_zero(tmp_path: Path) -> None:
    found = read(tmp_path, "camp,as_of,source,count,access", "Demo,2026-01-25,monitor,,none")

    assert count_of(found) == Counted(camp="Demo", as_of="2026-01-25", source="monitor", access="none")


def test_passages_are_told_by_their_columns(tmp_path: Path) -> None:
    found = read(tmp_path, "camp,from,until,kind,count,other", "Demo,2026-01-12,2026-01-18,moved-to,40,Roj")

    assert [fact for _, fact in found.facts] == [
        PassedThrough(
            camp="Demo", from_="2026-01-12", until="2026-01-18", kind_of="moved-to", count=40, other_camp="Roj"
        )
    ]


def test_hxl_columns_become_cells_and_sums_beside_them_are_left_out(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Camp,Code,Date,Girls 0-4,Boys 5-11,60 and over,All",
        "#loc+name,#adm3+code,#date,#population+f+age_0_4,#population+m+age_5_11,#population+f+age_60_plus,#affected",
        "Demo,SY0801001,2026-01-18,12,30,4,46",
        "Roj,SY0801002,2026-01-18,2,,~3,5",
    )

    assert [(fact.camp, fact.cells) for _, fact in found.facts if isinstance(fact, Counted)] == [
        ("Demo", (cell(12, "f", "0-4"), cell(30, "m", "5-11"), cell(4, "f", "60+"))),
        ("Roj", (cell(2, "f", "0-4"),)),
    ]
    assert [(one.rule, one.row) for one in found.faults] == [("number.about-people", 4)]


def test_hxl_in_two_cuts_would_count_people_twice(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="hxl-two-cuts"):
        read(tmp_path, "#loc,#date,#population+f,#population+m,#population+age_0_4", "Demo,2026-01-18,1,2,3")


def test_a_spreadsheets_own_dates_are_months_of_birth(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["المخيم", "as_of", "born", "count"], ["Demo", date(2026, 1, 18), date(2010, 3, 1), 12]):
        sheet.append(row)
    book.save(tmp_path / "camps.xlsx")

    found = read_camp_file(tmp_path / "camps.xlsx")

    assert count_of(found).cells == (Cell(count=12, born="2010-03"),)


@pytest.mark.parametrize(
    "header",
    ["name", "First name", "first_name", "FatherName", "ID number", "Phone", "phone no.", "الاسم", "اسم الأب",
     "رقم الهوية",
     "هاتف / رقم الهاتف", "navê bavê", "ناوی باوک", "фамилия", "prénom", "Date of birth", "Name of the father"],
)  # fmt: skip
def test_a_column_of_a_persons_particulars_is_refused_whatever_its_language(tmp_path: Path, header: str) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, f"{HEADER},{header}", "Demo,2026-01-18,monitor,m,2010-03,syrian,1,Sami al-Demo")

    assert [one.rule for one in refused.value.objections] == ["camps.list-of-people"]
    assert "Sami" not in str(refused.value)


@pytest.mark.parametrize(
    "cells",
    [
        ["Sami al-Demo", "Rana al-Wahmi", "Huda al-Tajriba", "Omar al-Demo", "Lina al-Wahmi"],
        ["0991234567", "0991234568", "0991234569", "0991234570", "+963 991 234 571"],
    ],
    ids=["names", "telephones"],
)
def test_a_column_that_looks_like_persons_is_refused_whatever_its_header(tmp_path: Path, cells: Sequence[str]) -> None:
    rows = [f"Demo,2026-01-18,monitor,m,2010-0{at + 1},,1,{cell}" for at, cell in enumerate(cells)]

    with pytest.raises(Refused, match="list-of-people"):
        read(tmp_path, f"{HEADER},remarks", *rows)


def test_days_of_birth_are_persons_not_counts(tmp_path: Path) -> None:
    rows = [f"Demo,2026-01-18,monitor,m,2010-03-0{day},,1" for day in range(1, 8)]

    with pytest.raises(Refused, match="list-of-people"):
        read(tmp_path, HEADER, *rows)


@pytest.mark.parametrize("remark", ["tents flooded", "", "recount", "2026-01-18"])
def test_a_column_of_remarks_is_no_column_of_persons(tmp_path: Path, remark: str) -> None:
    rows = [f"Demo,2026-01-18,monitor,m,2010-0{month},,1,{remark}" for month in range(1, 8)]

    assert read(tmp_path, f"Camp name,{HEADER.removeprefix('camp,')},remarks", *rows).rows_good == 7


def test_the_newest_count_is_projected_by_the_source_that_says_most(tmp_path: Path) -> None:
    found = read(
        tmp_path, "camp,as_of,source,born,band,count",
        "Demo,2026-01-11,monitor,2008-06,,99", "Demo,2026-01-18,monitor,2008-06,,12",
        "Demo,2026-01-18,agency,,12-17,60",
    )  # fmt: skip

    said = projected(found, ages=[18], months=12)

    rows = list(csv.reader(projection_csv(said.turnings).splitlines()))
    assert rows == [list(HEAD), ["Demo", "18", "2026-01-18", "2027-01-18", "12", "12", "12", "month"]]
    assert said.sources == {"Demo": ("monitor", "agency")}
