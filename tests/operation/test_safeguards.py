"""Every safeguard has a story in which it stands in the way and one in which the way is free, or says what it is."""

from __future__ import annotations

import ast
import csv
from functools import cache
from pathlib import Path

import pytest

from musterbook.eligibility.gates import GATES
from musterbook.operation.safeguards import FORMS, Safeguard, safeguards

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / "../shared/data/casework/safeguards.csv"
KEPT = [one for one in safeguards() if one.form != "later"]


@cache
def _tests_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))


def _is_there(test: str) -> bool:
    path, _, name = test.partition("::")
    return name.startswith("test_") and name in _tests_in(path)


def test_there_are_thirty_each_with_a_source() -> None:
    assert [one.id for one in safeguards()] == [f"SG{n:02}" for n in range(1, 31)]
    assert all(one.source and one.checked for one in safeguards())
    assert {one.form for one in safeguards()} <= set(FORMS)


@pytest.mark.parametrize("one", KEPT, ids=[one.id for one in KEPT])
def test_a_safeguard_is_shown_by_tests_that_are_there(one: Safeguard) -> None:
    assert one.blocks
    assert one.passes or one.form != "gate", "a gate has a story in which the way is free"
    assert [test for test in (*one.blocks, *one.passes) if not _is_there(test)] == []


def test_all_thirty_are_kept() -> None:
    assert [one.id for one in safeguards() if one.form == "later"] == []


def test_what_is_not_kept_yet_claims_no_tests() -> None:
    assert [one.id for one in safeguards() if one.form == "later" and (one.blocks or one.passes)] == []


@pytest.mark.parametrize("one", KEPT, ids=[one.id for one in KEPT])
def test_the_rule_of_a_safeguard_over_people_is_a_gate_of_the_house(one: Safeguard) -> None:
    elsewhere = {  # over documents, over what is kept and over the close of a day, not over moves
        "evidence.release",
        "repatriation.letter",
        "custody.retention",
        "custody.not-looked-into",
    }

    assert set(one.rules) - elsewhere <= set(GATES)


def test_no_row_of_the_published_table_is_left_out() -> None:
    if not SHARED.is_file():
        pytest.skip("the table lies beside the project, not in it")

    with SHARED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    assert [(row["id"], row["safeguard"], row["source"]) for row in rows] == [
        (one.id, one.safeguard, one.source) for one in safeguards()
    ]
