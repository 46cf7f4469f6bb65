"""Opening files: every encoding and kind, and what is refused before it is opened."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # the library has no types
import pytest
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # the library has no types

from musterbook.tables import SCHEMAS, open_sheets, read_table
from musterbook.tables.package import checked_package
from musterbook.tables.sheet import FILE_BYTES_MAX, ROWS_MAX, Cell
from musterbook.terms.errors import Malformed

TEXT = "الموقع,التاريخ,الحراس\nالحسكة,2026-01-21,800\n"


def rule_of(path: Path) -> str:
    with pytest.raises(Malformed) as caught:
        open_sheets(path)
    assert all(fault.file == path.name for fault in caught.value.faults)
    return caught.value.faults[0].rule


def cells_of(path: Path) -> list[tuple[Cell, ...]]:
    return [line.cells for line in open_sheets(path).sheets[0].lines]


@pytest.mark.parametrize(
    ("encoding", "guessed"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", None),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("windows-1256", "windows-1256"),
    ],
)
def test_a_text_file_is_read_in_its_encoding_and_a_guess_is_said(
    tmp_path: Path, encoding: str, guessed: str | None
) -> None:
    path = tmp_path / "guards.csv"
    # A file with little Arabic in it has zero bytes enough to know UTF-16 without its mark.
    text = TEXT + "derik,2026-01-21,40\n" * 20
    path.write_bytes(text.encode(encoding))

    opened = open_sheets(path)

    assert opened.sheets[0].lines[1].cells == ("الحسكة", "2026-01-21", "800")
    assert [notice.values["encoding"] for notice in opened.sheets[0].notices] == ([guessed] if guessed else [])


def test_broken_bytes_are_named_with_their_row_and_stop_no_other(tmp_path: Path) -> None:
    path = tmp_path / "guards.csv"
    good, bad = TEXT.encode(), "الرقة,2026-01-21,4\n".encode()
    path.write_bytes(good + bad[:3] + b"\xff" + bad[3:] + "دير,2026-01-21,5\n".encode())

    table = read_table(path, SCHEMAS["guards"])

    assert [(fault.rule, fault.row) for fault in table.faults] == [("text.broken-bytes", 3)]
    assert [row.number for row in table] == [2, 4]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "roads.csv"
    path.write_text(delimiter.join(["from", "to", "km"]) + "\n" + delimiter.join(["a", "b", '"1,5"']) + "\n", "utf-8")

    assert cells_of(path) == [("from", "to", "km"), ("a", "b", "1,5")]


def test_the_hint_a_spreadsheet_leaves_in_the_first_line_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "roads.csv"
    path.write_text("sep=;\nfrom;to;km\na;b;1\n", "utf-8")

    assert [line.number for line in open_sheets(path).sheets[0].lines] == [2, 3]


def test_a_quotation_mark_that_never_closes_is_named(tmp_path: Path) -> None:
    path = tmp_path / "roads.csv"
    path.write_text('from,to,km\na,"b,1\nc,d,2\n', "utf-8")

    with pytest.raises(Malformed) as caught:
        open_sheets(path)

    assert [(fault.rule, fault.row) for fault in caught.value.faults] == [("file.quote-not-closed", 2)]


def test_a_file_of_201_000_rows_is_refused_with_both_numbers(tmp_path: Path) -> None:
    path = tmp_path / "guards.csv"
    path.write_text("site,date,guards\n" + "a,2026-01-21,1\n" * 201_000, "utf-8")

    fault = read_table(path, SCHEMAS["guards"]).faults[0]

    assert (fault.rule, fault.values["most"], fault.values["rows"]) == ("file.too-many-rows", ROWS_MAX, 201_001)


def test_a_sheet_with_two_far_corners_is_refused_before_it_unfolds(tmp_path: Path) -> None:
    path = tmp_path / "guards.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "site")
        sheet.write(199_999, 16_383, "far")

    assert rule_of(path) == "file.too-many-cells"


def test_formatting_far_below_the_rows_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "guards.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["site", "date", "guards"])
        sheet.write_blank(1_000_000, 0, None, book.add_format({"bold": True}))

    assert len(cells_of(path)) == 1


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="guards">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
)


def ods(path: Path, rows: str) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", ODS.format(rows=rows))
        package.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def ods_row(*texts: str, again: int = 1) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
    )
    empty = '<table:table-cell table:number-columns-repeated="16000"/>'
    return f'<table:table-row table:number-rows-repeated="{again}">{cells}{empty}</table:table-row>'


def test_an_ods_is_read_and_its_million_empty_rows_are_none(tmp_path: Path) -> None:
    rows = ods_row("site", "date", "guards") + ods_row("derik", "2026-01-21", "#REF!") + ods_row(again=1_048_000)

    table = read_table(ods(tmp_path / "guards.ods", rows), SCHEMAS["guards"])

    assert [str(fault) for fault in table.faults] == [
        "guards.ods:2:guards [cell.excel-error] found=excel-error, error=#REF!, text=#REF!"
    ]


def test_an_ods_that_repeats_a_full_row_a_million_times_is_refused(tmp_path: Path) -> None:
    assert rule_of(ods(tmp_path / "guards.ods", ods_row("a", again=1_000_000))) == "file.too-many-rows"


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * 50_000_000)

    assert rule_of(path) == "file.unpacks-too-much"


def test_a_directory_that_lies_about_a_size_is_refused() -> None:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * 50_000_000)
    content = bytearray(held.getvalue())
    directory = content.rindex(b"PK\x01\x02")
    struct.pack_into("<II", content, directory + 16, zlib.crc32(b" " * 10), content.find(b"PK\x01\x02"))
    struct.pack_into("<I", content, directory + 20, len(content[:directory]) - 30 - len("xl/workbook.xml"))
    struct.pack_into("<I", content, directory + 24, 10)

    with pytest.raises(Malformed) as caught:
        checked_package(bytes(content))

    assert caught.value.faults[0].rule == "file.size-lies"


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "xl/../../evil", "C:/evil", "..\\evil"])
def test_a_part_that_climbs_out_of_its_package_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "people.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(zipfile.ZipInfo(name), "x")

    assert rule_of(path) == "file.part-climbs"


def test_a_part_named_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "x")
        with pytest.warns(UserWarning, match="Duplicate"):
            package.writestr("xl/workbook.xml", "y")

    assert rule_of(path) == "file.part-twice"


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("people.pdf", b"%PDF-1.7", "file.kind-not-read"),
        ("people.csv", b" \n\n", "file.empty"),
        ("people.xlsx", b"PK\x03\x04 and then nothing", "file.broken-package"),
        ("people.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and then nothing", "file.broken-package"),
        ("people.xls", "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", "file.locked"),
        ("people.xls", b"<html><table><tr><td>1</td></tr></table></html>", "file.web-page"),
    ],
)
def test_what_is_no_sheet_says_why(tmp_path: Path, name: str, content: bytes | str, rule: str) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content.encode())

    assert rule_of(path) == rule


def test_a_missing_file_and_a_folder_say_so(tmp_path: Path) -> None:
    (tmp_path / "people.csv").mkdir()

    assert rule_of(tmp_path / "people.csv") == "file.unreadable"
    assert rule_of(tmp_path / "sites.csv") == "file.missing"


def test_a_file_over_fifty_megabytes_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    with path.open("wb") as file:
        file.truncate(FILE_BYTES_MAX + 1)

    assert rule_of(path) == "file.too-large"


def test_a_workbook_named_csv_is_read_as_what_it_is_and_this_is_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["site", "=1+1"])
    path = tmp_path / "sites.csv"
    book.save(path)

    opened = open_sheets(path)

    assert [notice.rule for notice in opened.sheets[0].notices] == ["file.not-what-its-name-says"]
    # A formula never calculated has no value; nothing here calculates it.
    assert opened.sheets[0].lines[0].cells == ("site",)


def test_the_same_bytes_have_the_same_digest(tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(TEXT, "utf-8")

    assert open_sheets(tmp_path / "one.csv").digest == open_sheets(tmp_path / "two.csv").digest
