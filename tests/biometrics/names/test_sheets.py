"""Tables of pairs scored into tables: what is kept, what is added, what is said of bad ones."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from musterbook.biometrics.names.fairness import fairness
from musterbook.biometrics.names.sheets import ROWS_AT_ONCE
from musterbook.biometrics.names.streaming import Chosen, score_file
from musterbook.terms.errors import Malformed

HEADER = "pair_id,name_a,name_b,dob_a,dob_b,note"
ROWS = (
    "1,Umar Said,عمر سعيد,1985,1985-03-04,=HYPERLINK()",
    "2,李明,Umar,,,kept",
    "1,Umar Said,Bilal Kenzi,,,",
)


def scored(folder: Path, text: str, *, rule_only: bool = False) -> list[dict[str, str]]:
    pairs, out = folder / "pairs.csv", folder / "scores.csv"
    pairs.write_text(text, "utf-8")
    score_file(pairs, out, Chosen(rule_only=rule_only), year_now=2026, cores=1)
    with out.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_rows_keep_their_order_and_columns_and_get_four_more(tmp_path: Path) -> None:
    rows = scored(tmp_path, "\n".join((HEADER, *ROWS)))

    assert list(rows[0]) == [*HEADER.split(","), "name_p", "record_p", "decision", "reasons"]
    assert [row["pair_id"] for row in rows] == ["1", "2", "1"]
    assert [row["decision"] for row in rows][1:] == ["", "different"]
    assert rows[1]["reasons"] == "unreadable"
    assert rows[2]["record_p"] == ""


def test_a_cell_that_looks_like_a_formula_is_quoted(tmp_path: Path) -> None:
    assert scored(tmp_path, "\n".join((HEADER, *ROWS)))[0]["note"] == "'=HYPERLINK()"


def test_a_byte_order_mark_changes_nothing(tmp_path: Path) -> None:
    text = "name_a,name_b\nUmar,Omar"

    assert scored(tmp_path, "\ufeff" + text) == scored(tmp_path, text)


def test_rows_too_short_or_too_long_are_kept(tmp_path: Path) -> None:
    assert [row["note"] for row in scored(tmp_path, f"{HEADER}\n1,Umar,Omar\n2,Umar,Omar,,,x,y")] == ["", "x"]


def test_by_rule_alone_there_is_no_record_probability(tmp_path: Path) -> None:
    [row] = scored(tmp_path, "name_a,name_b,dob_a,dob_b\nUmar Said,Omar Saeed,1985,1985", rule_only=True)

    assert row["record_p"] == ""
    assert float(row["name_p"]) > 0.9


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    scored(tmp_path, "\n".join((HEADER, *ROWS)))
    once = (tmp_path / "scores.csv").read_bytes()
    scored(tmp_path, "\n".join((HEADER, *ROWS)))

    assert (tmp_path / "scores.csv").read_bytes() == once


def test_one_process_or_two_give_the_same_bytes(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    spelt = [f"{given} {family}" for given in ("Khalid", "Halid", "Umar", "عمر") for family in ("Said", "al-Hashemi")]
    rows = [f"{one},{other},19{60 + at % 40}" for at in range(40) for one in spelt for other in spelt]
    pairs.write_text("name_a,name_b,dob_a\n" + "\n".join(rows), "utf-8")

    tallies = [
        score_file(pairs, tmp_path / f"{cores}.csv", Chosen(), year_now=2026, cores=cores).rows for cores in (1, 2)
    ]

    assert tallies == [len(rows), len(rows)]
    assert len(rows) > ROWS_AT_ONCE
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "names.empty"),
        (b"name_a,other\n", "names.columns-missing"),
        (b"name_a,name_b\nUmar,\xff\n", "names.not-utf-8"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_and_nothing_written(tmp_path: Path, content: bytes, rule: str) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_bytes(content)

    with pytest.raises(Malformed) as refusal:
        score_file(pairs, tmp_path / "scores.csv", Chosen(), year_now=2026, cores=1)

    assert [fault.rule for fault in refusal.value.faults] == [rule]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pairs.csv"]


def test_false_proposals_are_counted_by_group(tmp_path: Path) -> None:
    table = tmp_path / "scores.csv"
    table.write_text(
        "name_a,name_b,culture,person_label,decision\na,b,ru,0,same\na,b,ru,0,different\na,b,ar,1,different\n", "utf-8"
    )

    groups = fairness(table, "culture", "person_label")

    assert (groups["ru"].false, groups["ru"].false_share) == (1, 0.5)
    assert (groups["ar"].missed, groups["ar"].false_share) == (1, None)
