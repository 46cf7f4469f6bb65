"""A table of questions: answered in its order, and rows that ask nothing known are named."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from musterbook.cli.app import run
from musterbook.evidence.markings.sheet import check_sheet
from musterbook.terms.errors import Malformed

HERE = Path(__file__).parent
TABLE = """\
test_id,op,kind,input,args,note
a,parse,portion,"(S//REL TO GBR, USA)",,
b,guess,portion,(S),,
c,release,,SECRET//NOFORN,GBR+FDO,left alone
d,parse,page,(S),,
e,release,,SECRET,,
f,rollup,,(U);(C//NF),
"""


def test_answers_stand_in_the_order_of_questions_and_bad_rows_are_named(tmp_path: Path) -> None:
    asked = tmp_path / "asked.csv"
    asked.write_text(TABLE, encoding="utf-8")

    checked = check_sheet(asked)

    assert checked.answers == (
        ("a", "parse", "invalid", "E_REL_USA_FIRST", ""),
        ("c", "release", "deny", "NOFORN", "SECRET//NOFORN"),
        ("f", "rollup", "CONFIDENTIAL//NOFORN", "", "CONFIDENTIAL//NOFORN"),
    )
    assert [(fault.rule, fault.row, fault.column) for fault in checked.faults] == [
        ("marking.unknown-op", 3, "op"),
        ("marking.unknown-kind", 5, "kind"),
        ("marking.no-country", 6, "args"),
    ]


@pytest.mark.parametrize("content", [b"op;input\n", b"", b"\xff\xfeo\x00p\x00", b"op\nparse\n"])
def test_what_is_no_such_table_is_malformed(tmp_path: Path, content: bytes) -> None:
    asked = tmp_path / "asked.csv"
    asked.write_bytes(content)

    with pytest.raises(Malformed):
        check_sheet(asked)


def test_the_command_writes_the_documented_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "result.csv"

    code = run(["markings", "check", str(HERE / "published.csv"), "--out", str(out)])

    with out.open(encoding="utf-8", newline="") as file:
        answers = list(csv.DictReader(file))
    assert code == 0
    assert list(answers[0]) == ["test_id", "op", "verdict", "codes", "normalised"]
    assert [row["test_id"] for row in answers] == [f"dev-{number:03}" for number in range(133)]
    assert "133 rows answered" in capsys.readouterr().out


def test_the_command_keeps_good_rows_and_names_bad_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked, out = tmp_path / "asked.csv", tmp_path / "result.csv"
    asked.write_text(TABLE, encoding="utf-8")

    code = run(["markings", "check", str(asked), "--out", str(out)])

    assert code == 4
    assert len(out.read_text(encoding="utf-8").splitlines()) == 4
    assert "asked.csv" in capsys.readouterr().err


def test_the_command_never_writes_over_what_it_reads(tmp_path: Path) -> None:
    asked = tmp_path / "asked.csv"
    asked.write_text(TABLE, encoding="utf-8")

    assert run(["markings", "check", str(asked), "--out", str(asked)]) == 4
    assert asked.read_text(encoding="utf-8") == TABLE
