"""Tables of the watch: plain headings are understood, and what cannot be right is named by file, row and column."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from musterbook.tables import SCHEMAS, WATCH_SCHEMAS, Reading, Schema, Table, read_table, write_template
from musterbook.tables.words_and_choices import Choice

ZULU = Reading(zone=UTC)
NOON = datetime(2030, 1, 5, 12, tzinfo=UTC)

GOOD = {
    "watch-sites": ("site,kind,latitude,longitude,fabric,hostile to",
                    "alpha,jail,36.5,40.7,former school,Force A; Force B"),
    "guards": ("site,counted_at,posts_filled,posts_minimum,shift_hours,armed,on_site,source",
               "alpha,2030-01-05T12:00Z,8,10,12,partly,yes,site"),
    "population": ("site,counted_at,low,best,high,category_women,Category: men", "alpha,2030-01-05,90,100,120,10,90"),
    "incidents": ("id,what happened,when,site,at least,count,at most,source",
                  "INC-1,foiled plan,2030-01-05 12:00,alpha,1,2,3,liaison"),
    "reliefs": ("relief,site,giver,receiver,window start,window end,signed,present",
                "RLF-1,alpha,force-a,force-b,2030-01-05,2030-01-09,yes,no"),
    "warnings": ("warning,kind,site,reliability,credibility,valid until", "WRN-1,specific,alpha,B,2,2030-01-09"),
    "scenarios": ("scenario,site,what,start,end,how likely,then lost,expires",
                  "SCN-1,alpha,The front arrives.,2030-01-05,2030-02-05,0.3,0.8,2030-02-05"),
    "wind-points": ("location,lat,lon", "DEMO PORT,27.45,80.33 W"),
}  # fmt: skip


def read(folder: Path, name: str, *lines: str) -> Table:
    path = folder / f"{name}.csv"
    path.write_text("\n".join((*lines, "")), "utf-8")
    return read_table(path, WATCH_SCHEMAS[name], ZULU)


@pytest.mark.parametrize("name", WATCH_SCHEMAS)
def test_a_good_row_with_plain_headings_is_read(tmp_path: Path, name: str) -> None:
    table = read(tmp_path, name, *GOOD[name])

    assert table.faults == ()
    assert len(table) == 1
    assert not [notice for notice in table.notices if notice.rule == "column.unknown"]


def test_what_is_read_has_the_fields_of_the_facts(tmp_path: Path) -> None:
    (guards,) = read(tmp_path, "guards", *GOOD["guards"])
    (people,) = read(tmp_path, "population", *GOOD["population"])
    (relief,) = read(tmp_path, "reliefs", *GOOD["reliefs"])
    (site,) = read(tmp_path, "watch-sites", *GOOD["watch-sites"])

    assert (guards["counted_at"], guards["posts_filled"], guards["armed"], guards["on_site"]) == (
        NOON,
        8,
        "partly",
        True,
    )
    assert people.wild("category_") == {"women": 10, "men": 90}
    assert relief["to"] == datetime(2030, 1, 10, tzinfo=UTC)
    assert (site["fabric"], site.listed("hostile_to")) == ("converted", ("Force A", "Force B"))


@pytest.mark.parametrize(
    ("name", "was", "becomes", "rule", "column"),
    [
        ("scenarios", ",0.3,", ",1.3,", "number.too-large", "probability"),
        ("scenarios", ",0.8,", ",-0.1,", "number.negative", "loss_given"),
        ("scenarios", "2030-02-05,0.3", "2030-01-02,0.3", "row.out-of-order", "to"),
        ("guards", "Z,8,", "Z,-8,", "number.negative", "posts_filled"),
        ("guards", ",10,", ",0,", "number.too-small", "posts_minimum"),
        ("guards", "partly", "heavily", "choice.not-in-list", "armed"),
        ("guards", "2030-01-05", "2030-13-35", "date.no-such-day", "counted_at"),
        ("guards", "Z,8,", "Z,,", "cell.missing", "posts_filled"),
        ("population", "90,100", "110,100", "row.out-of-order", "best"),
        ("incidents", "foiled plan", "party", "choice.not-in-list", "kind_of"),
        ("incidents", ",alpha,", ",,", "row.none-filled", "site"),
        ("reliefs", "2030-01-09", "2030-01-02", "row.out-of-order", "to"),
        ("reliefs", "force-b", "force-a", "row.same-twice", "receiver"),
        ("warnings", ",B,", ",G,", "choice.not-in-list", "reliability"),
        ("warnings", ",2,", ",7,", "number.too-large", "credibility"),
        ("watch-sites", "36.5", "136.5", "number.too-large", "lat"),
        ("wind-points", "DEMO PORT", "", "cell.missing", "point"),
    ],
)
def test_what_cannot_be_right_is_named_by_row_and_column(  # noqa: PLR0917  the columns of the table above
    tmp_path: Path, name: str, was: str, becomes: str, rule: str, column: str
) -> None:
    header, row = GOOD[name]

    table = read(tmp_path, name, header, row.replace(was, becomes, 1), row)

    assert [(fault.row, fault.column) for fault in table.faults] == [(2, column)]
    assert table.faults[0].rule == rule
    assert len(table) == 1


def test_a_blank_is_no_zero(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "guards", "site,date,guards", "alpha,2030-01-05,0")

    assert (row["posts_filled"], row["posts_minimum"], row["on_site"]) == (0, None, None)


def test_the_table_of_guards_reads_the_files_of_the_shorter_one(tmp_path: Path) -> None:
    line = "site,date,guards,source", "alpha,2030-01-05,8,radio"

    (row,) = read(tmp_path, "guards", *line)

    assert (row["posts_filled"], row["counted_at"]) == (8, datetime(2030, 1, 5, tzinfo=UTC))
    assert read_table(tmp_path / "guards.csv", SCHEMAS["guards"], ZULU).faults == ()


@pytest.mark.parametrize("name", WATCH_SCHEMAS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_cut_after_any_line_gives_its_whole_rows(tmp_path: Path, name: str, end: str) -> None:
    header, row = GOOD[name]
    named = [row.replace("alpha", f"alpha{n}").replace("PORT", f"PORT {n}") for n in range(1, 4)]
    rows = [row.replace("-1,", f"-{n},", 1) for n, row in enumerate(named, start=1)]
    path = tmp_path / f"{name}.csv"

    for kept in range(1, 4):
        path.write_bytes(end.join((header, *rows[:kept], "")).encode())
        table = read_table(path, WATCH_SCHEMAS[name], ZULU)

        assert (len(table), table.faults) == (kept, ())


@pytest.mark.parametrize("schema", WATCH_SCHEMAS.values(), ids=WATCH_SCHEMAS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_its_template_is_read_as_the_table(tmp_path: Path, schema: Schema, language: str) -> None:
    path, _ = write_template(tmp_path, ending=".xlsx", language="ar" if language == "ar" else "en", schemas=[schema])

    assert read_table(path, schema, ZULU).faults == ()


def test_the_choices_are_those_of_the_facts() -> None:
    chosen = {
        ("incidents", "kind_of"): {"attempt", "riot", "loss", "attack-on-staff", "weapons-or-tunnel", "search-done"},
        ("warnings", "kind_of"): {"specific", "campaign"},
        ("warnings", "reliability"): set("ABCDEF"),
        ("guards", "armed"): {"yes", "no", "partly", "unknown"},
        ("watch-sites", "kind_of"): {"prison", "camp", "yard"},
        ("watch-sites", "fabric"): {"purpose", "converted", "damaged"},
    }

    for (table, column), words in chosen.items():
        kind = WATCH_SCHEMAS[table][column].kind
        assert isinstance(kind, Choice)
        assert set(kind.words) == words


def test_a_measure_reads_back_exactly(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "scenarios", *GOOD["scenarios"])

    assert (row["probability"], row["loss_given"]) == (Decimal("0.3"), Decimal("0.8"))
