"""Files and functions stay readable; each exception says why it is one long thought."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.tracked import ROOT, named, python_files

LINES_IN_A_FILE_MAX = 300
LINES_IN_A_FUNCTION_MAX = 50
LONG_FILES: dict[str, str] = {
    "verifier/musterbook_verify.py": "one file on purpose, so that an inspector can read and carry it",
}
LONG_FUNCTIONS: dict[str, str] = {}
SOURCE = python_files("src", "tools", "verifier", "benchmarks")


def lines_of(path: Path) -> int:
    return path.read_text("utf-8").count("\n")


def long_functions(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return [
        f"{named(path)}:{node.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > LINES_IN_A_FUNCTION_MAX
    ]


@pytest.mark.parametrize("path", SOURCE, ids=named)
def test_a_file_is_short_or_says_why_not(path: Path) -> None:
    assert lines_of(path) <= LINES_IN_A_FILE_MAX or named(path) in LONG_FILES


@pytest.mark.parametrize("path", SOURCE, ids=named)
def test_a_function_is_short_or_says_why_not(path: Path) -> None:
    assert [name for name in long_functions(path) if name not in LONG_FUNCTIONS] == []


def test_no_exception_outlives_its_need() -> None:
    files = {named(path) for path in SOURCE if lines_of(path) > LINES_IN_A_FILE_MAX}
    functions = {name for path in SOURCE for name in long_functions(path)}

    assert {name for name in LONG_FILES if (ROOT / name).exists()} <= files
    assert set(LONG_FUNCTIONS) <= functions
