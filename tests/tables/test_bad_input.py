"""Files nobody meant to be read: whatever stands in one, the answer is faults, in reasonable time."""

from __future__ import annotations

import time
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.tables import SCHEMAS, open_sheets, read_table
from musterbook.tables.writing import write_table
from musterbook.terms.errors import Malformed


def sheet_bytes(ending: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"beds{ending}"
        write_table(
            path, SCHEMAS["beds"], [{"place": "karkh", "bed": str(bed), "kind": "MEDICAL"} for bed in range(20)]
        )
        return path.read_bytes()


def opens_or_says_why(content: bytes, ending: str) -> None:
    """Faults are welcome, any other error is not."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"beds{ending}"
        path.write_bytes(content)
        table = read_table(path, SCHEMAS["beds"])
        assert table.faults or len(table) <= 20


@given(st.binary(max_size=300), st.sampled_from([".csv", ".xlsx", ".xls", ".ods"]))
@settings(deadline=None)
def test_any_bytes_at_all_give_faults_and_no_other_error(content: bytes, ending: str) -> None:
    opens_or_says_why(content, ending)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_sheet_gives_faults_and_no_other_error(ending: str, data: st.DataObject) -> None:
    content = bytearray(sheet_bytes(ending))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    opens_or_says_why(bytes(content), ending)


@given(st.binary(max_size=200), st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"]))
@settings(max_examples=60, deadline=None)
def test_a_package_with_a_strange_part_gives_faults_and_no_other_error(part: bytes, name: str) -> None:
    held = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(sheet_bytes(".xlsx"))) as good,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for each in good.namelist():
            package.writestr(each, part if each == name else good.read(each))

    opens_or_says_why(held.getvalue(), ".xlsx")


@pytest.mark.parametrize("tag", [b"<c ", b'<c r="A1" t="e" ', b'<c t="e" r="A1">', b"<row hidden=", b"<sheet "])
def test_a_part_built_to_be_slow_is_not(tmp_path: Path, tag: bytes) -> None:
    path = tmp_path / "beds.xlsx"
    with (
        zipfile.ZipFile(BytesIO(sheet_bytes(".xlsx"))) as good,
        zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package,
    ):
        for each in good.namelist():
            package.writestr(each, tag * 100_000 if each.endswith("sheet1.xml") else good.read(each))
    start = time.process_time()

    with pytest.raises(Malformed):
        open_sheets(path)

    assert time.process_time() - start < 10
