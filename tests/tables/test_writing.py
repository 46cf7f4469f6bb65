"""Writing: what is written reads back, nothing in it can run, bad rows come back with a reason."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl  # type: ignore[import-untyped]  # the library has no types
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musterbook.tables import SCHEMAS, Birth, Reading, Schema, Value, Window, read_table, write_rejected
from musterbook.tables.births import BirthDay
from musterbook.tables.columns import Column, Language
from musterbook.tables.days import Day
from musterbook.tables.delimited import BROKEN_LETTER
from musterbook.tables.letters import cleaned, folded, says_unknown
from musterbook.tables.moments import Moment, Windows
from musterbook.tables.numbers import Degrees, Measure, Whole
from musterbook.tables.sheet import cell_of
from musterbook.tables.template import write_template
from musterbook.tables.words_and_choices import Choice, Listed, Text, YesNo
from musterbook.tables.writing import write_table

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
MINUTES = st.integers(0, 1439)


def plain(text: str) -> bool:
    """A text that reading leaves as it is, and that says something."""
    total = folded(text) in {"total", "totals", "sum", "subtotal", "grandtotal"}
    whole = BROKEN_LETTER not in text  # a row with one is refused: somebody could not read it before us
    return bool(text) and whole and cell_of(text) == cleaned(text) == text and not says_unknown(text) and not total


TEXTS = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Co", "Cn")), max_size=30).map(cleaned).filter(plain)
PART = TEXTS.filter(lambda text: not set(text) & set(";؛,،"))


def values_of(column: Column) -> st.SearchStrategy[Value]:
    """Values a column may hold; unknown too where it is not required."""
    some = known_of(column.kind)
    return some if column.required else st.none() | some


def known_of(kind: object) -> st.SearchStrategy[Value]:  # noqa: C901, PLR0911  one case for each kind
    match kind:
        case Text():
            return TEXTS.map(lambda text: text[: kind.letters_max].strip()).filter(bool)
        case Choice():
            return st.sampled_from(sorted(kind.words))
        case YesNo():
            return st.booleans()
        case Listed():
            parts = PART if isinstance(kind.of, Text) else st.sampled_from(sorted(kind.of.words))
            return st.lists(parts, min_size=1, max_size=4, unique=True).map(tuple)
        case Whole():
            return st.integers(kind.least, kind.most)
        case Measure():
            least = kind.least + Decimal("0.001") if kind.above else kind.least
            return st.decimals(least, kind.most, places=3)
        case Degrees():
            return st.decimals(-kind.most, kind.most, places=5)
        case Day():
            return DAYS
        case BirthDay():
            return st.builds(lambda one, other: Birth(min(one, other), max(one, other)), DAYS, DAYS)
        case Moment():
            return st.datetimes(datetime(1950, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001  Hypothesis adds the zone
                lambda moment: moment.replace(microsecond=0)
            )
        case Windows():
            one = st.tuples(MINUTES, MINUTES).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: Window(*pair))
            return st.lists(one, min_size=1, max_size=3).map(tuple)
    raise AssertionError(kind)


def row_of(schema: Schema) -> st.SearchStrategy[dict[str, Value]]:
    cells = {column.name: values_of(column) for column in schema.columns if not column.wildcard}
    return st.fixed_dictionaries(cells).filter(lambda row: not wrong_together(schema, row))


def wrong_together(schema: Schema, row: dict[str, Value]) -> bool:
    """Rows the table itself would refuse are not asked of the round trip."""
    ordered = any(
        (row[one] is not None and row[other] is not None and str(row[one]) >= str(row[other]))
        or _numbers(row, one, other)
        for one, other in schema.ordered
    )
    same = any(
        row[one] is not None and folded(str(row[one])) == folded(str(row[other])) for one, other in schema.distinct
    )
    half = any(len({row[name] is None for name in group}) == 2 for group in schema.together)
    none = any(all(row[name] is None for name in group) for group in schema.one_of)
    both = any(row[one] is not None and row[other] is not None for one, other in schema.either)
    lacking = any(row[one] is not None and row[other] in (None, *without) for one, other, without in schema.needs)
    return ordered or same or half or none or both or lacking


def _numbers(row: dict[str, Value], one: str, other: str) -> bool:
    low, high = row[one], row[other]
    return isinstance(low, int) and isinstance(high, int) and low > high


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("name", list(SCHEMAS))
@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_what_is_written_reads_back(name: str, ending: str, data: st.DataObject) -> None:
    schema = SCHEMAS[name]
    rows = data.draw(st.lists(row_of(schema), min_size=1, max_size=3, unique_by=lambda row: _key(schema, row)))
    language: Language = data.draw(st.sampled_from(["en", "ar", "ckb", "kmr"]))

    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}{ending}"
        write_table(path, schema, rows, language=language)
        table = read_table(path, schema, Reading(zone=UTC))

    assert [dict(row.cells) for row in table.sound()] == rows


def _key(schema: Schema, row: dict[str, Value]) -> tuple[str, ...]:
    return tuple(folded(str(row[name])) for name in schema.key or tuple(row))


@pytest.mark.parametrize("language", ["en", "ar", "ckb", "kmr"])
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_template_in_any_language_reads_back_as_an_empty_table(
    tmp_path: Path, ending: str, language: Language
) -> None:
    written = write_template(tmp_path / "new", ending=".csv" if ending == ".csv" else ".xlsx", language=language)

    assert {path.name for path in written} == {"README.txt", *(f"{name}{ending}" for name in SCHEMAS)}
    for schema in SCHEMAS.values():
        table = read_table(tmp_path / "new" / f"{schema.name}{ending}", schema)
        assert (table.faults, table.notices, len(table)) == ((), (), 0)
        offered = [column.name for column in schema.columns if column.offered and not column.wildcard]
        assert list((table.matched or {}).values()) == offered


def test_the_readme_says_what_every_column_means(tmp_path: Path) -> None:
    write_template(tmp_path)

    readme = (tmp_path / "README.txt").read_text("utf-8")

    for schema in SCHEMAS.values():
        assert schema.about in readme
        assert all(column.meaning in readme for column in schema.columns)


def test_a_template_writes_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text("mine", "utf-8")

    with pytest.raises(FileExistsError):
        write_template(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["claims.csv"]


def test_a_name_that_looks_like_a_formula_is_text_in_both_formats(tmp_path: Path) -> None:
    row: dict[str, Value] = {"name": "=HYPERLINK(1)", "site": "-derik"}
    for ending in (".csv", ".xlsx"):
        path = tmp_path / f"people{ending}"
        write_table(path, SCHEMAS["people"], [row])
        assert read_table(path, SCHEMAS["people"]).sound()[0]["name"] == "=HYPERLINK(1)"

    assert "'=HYPERLINK(1)" in (tmp_path / "people.csv").read_text("utf-8-sig")
    assert b"<f>" not in zipfile.ZipFile(tmp_path / "people.xlsx").read("xl/worksheets/sheet1.xml")


def test_a_sheet_is_typed_its_header_bold_and_an_arabic_one_runs_from_the_right(tmp_path: Path) -> None:
    rows: list[dict[str, Value]] = [{"site": "derik", "date": date(2026, 1, 21), "guards": 40}]
    path = tmp_path / "guards.xlsx"
    write_table(path, SCHEMAS["guards"], rows, language="ar")

    sheet = openpyxl.load_workbook(path).active

    assert isinstance(sheet, openpyxl.worksheet.worksheet.Worksheet)
    assert sheet.sheet_view.rightToLeft
    assert (sheet["A1"].font.b, sheet.freeze_panes) == (True, "A2")
    assert (sheet["B2"].is_date, sheet["C2"].value) == (True, 40)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_bad_rows_come_back_with_a_reason_and_go_in_once_mended(tmp_path: Path, ending: str) -> None:
    source = tmp_path / "keepapart.csv"
    source.write_text(
        "Orders\na,b,reach,reason,ordered_by\nK1,K2,cell,THREAT,o1\nK3,K4,moon,'=x,o1\nK5,K5,cell,FEUD,o1\n", "utf-8"
    )
    table = read_table(source, SCHEMAS["keepapart"])
    back = tmp_path / f"back{ending}"

    count = write_rejected(back, table, lambda fault: f"because {fault.rule}")

    again = read_table(back, SCHEMAS["keepapart"])
    assert (count, [row.number for row in table]) == (2, [3])
    assert [(fault.row, fault.rule) for fault in again.faults] == [
        (2, "choice.not-in-list"),
        (2, "choice.not-in-list"),
        (3, "row.same-twice"),
    ]
    lines = [line.cells for line in again.sheet.lines] if again.sheet else []
    assert lines[0][-1] == "reason (Musterbook)"
    assert lines[2][-1] == "b: because row.same-twice"
    assert again.notices == ()


def test_the_same_rows_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_table(tmp_path / name, SCHEMAS["beds"], [{"place": "karkh", "bed": "1", "kind": "MEDICAL"}])

    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    assert b"1980-01-01T00:00:00Z" in zipfile.ZipFile(tmp_path / "one.xlsx").read("docProps/core.xml")


def test_a_table_without_bad_rows_sends_nothing_back(tmp_path: Path) -> None:
    source = tmp_path / "guards.csv"
    source.write_text("site,date,guards\nderik,2026-01-21,40\n", "utf-8")

    assert write_rejected(tmp_path / "back.csv", read_table(source, SCHEMAS["guards"])) == 0
    assert not (tmp_path / "back.csv").exists()
