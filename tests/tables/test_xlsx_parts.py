"""The look into a workbook's parts: the same whether the names of its cells have a prefix or not."""

from __future__ import annotations

import io
import zipfile

from musterbook.tables.xlsx_parts import PartLook, look_into

SHEET = (
    b'<{p}sheetData><{p}row r="2" hidden="1"><{p}c r="B2"><{p}v>1</{p}v></{p}c></{p}row>'
    b'<{p}row r="7"><{p}c r="AA7" t="e"><{p}v>#REF!</{p}v></{p}c><{p}c r="AB9"/></{p}row></{p}sheetData>'
)


def look(prefix: bytes, sheet: bytes = SHEET) -> PartLook:
    """The look of a sheet whose names have this prefix."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        package.writestr("xl/workbook.xml", '<workbook><sheet name="people" r:id="r1"/></workbook>')
        package.writestr("xl/_rels/workbook.xml.rels", '<x><Relationship Id="r1" Target="worksheets/one.xml"/></x>')
        package.writestr("xl/worksheets/one.xml", sheet.replace(b"{p}", prefix))
    with zipfile.ZipFile(written) as package:
        return look_into(package)["people"]


def test_cells_whose_names_have_a_prefix_are_seen_as_those_that_have_none() -> None:
    bare = look(b"")

    assert (bare.rows, bare.columns, bare.rows_hidden, bare.errors) == (7, 27, 1, {7: {26: "#REF!"}})
    assert look(b"x:") == bare


def test_a_cells_place_is_found_wherever_it_stands_among_its_words_and_an_empty_sheet_has_no_extent() -> None:
    behind = look(b"", SHEET.replace(b'<{p}c r="B2">', b'<{p}c s="1" r="AC12" t="n">'))

    assert (behind.rows, behind.columns) == (12, 29)
    assert (look(b"", b"<{p}sheetData/>").rows, look(b"", b"<{p}sheetData/>").columns) == (0, 0)
