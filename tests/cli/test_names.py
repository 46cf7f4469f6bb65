"""The commands about names at the door: what is said when the model is not the one its card describes."""

from __future__ import annotations

import csv
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from musterbook.cli.naming import BANNER
from musterbook.terms.errors import Tampered
from tests.cli.asking import Asking

BUILT_IN = Path(str(files("musterbook.biometrics.names").joinpath("trained")))
PAIRS = "name_a,name_b,dob_a,dob_b\nUmar Said,Omar Saeed,1985,1985\nUmar Said,Bilal Kenzi,,\n"


def test_a_changed_model_is_not_used_and_the_rule_scores_instead(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs, model = tmp_path / "pairs.csv", tmp_path / "model"
    pairs.write_text(PAIRS, "utf-8")
    shutil.copytree(BUILT_IN, model)
    (model / "edits.json").write_text((model / "edits.json").read_text("utf-8").replace("1", "2", 1), "utf-8")
    asking = Asking(capsys, tmp_path)
    out, plain = tmp_path / "out.csv", tmp_path / "plain.csv"

    answer = asking("names", "score", str(pairs), "--out", str(out), "--model", str(model))

    asking("names", "score", str(pairs), "--out", str(plain), "--rule-only")
    assert answer.code == Tampered.exit_code
    assert BANNER in answer.out + answer.err
    assert out.read_bytes() == plain.read_bytes()
    assert [row["record_p"] for row in csv.DictReader(out.read_text("utf-8").splitlines())] == ["", ""]


def test_an_index_made_once_answers_as_the_table_until_the_table_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, kept = tmp_path / "people.csv", tmp_path / "people.index"
    table.write_text("id,name,dob\n1,Umar Said al-Wahmi,1985\n2,بلال كنزي,1990\n3,Tariq al-Demo,\n", "utf-8")
    asking = Asking(capsys, tmp_path)
    made = asking("names", "index", str(table), "--out", str(kept))

    by_table = asking("names", "search", "Omar Saeed Wahmi", "--among", str(table), "--json")
    by_index = asking("names", "search", "Omar Saeed Wahmi", "--among", str(table), "--index", str(kept), "--json")

    assert (made.code, by_index.code) == (0, 0)
    assert by_index.json == by_table.json
    assert by_index.json[0]["id"] == "1"
    assert any("answers to" in reason for reason in by_index.json[0]["reasons"])
    table.write_text(table.read_text("utf-8").replace("1990", "1991"), "utf-8")
    stale = asking("names", "search", "Omar", "--among", str(table), "--index", str(kept))
    assert stale.code == 4
    assert "names.index-stale" in stale.err + stale.out
    assert asking("names", "search", "Omar").code == 4
