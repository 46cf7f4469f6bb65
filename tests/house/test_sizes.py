"""Files and functions stay readable; each exception says why it is one long thought."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.tracked import named, python_files

LINES_IN_A_FILE_MAX = 300
LINES_IN_A_FUNCTION_MAX = 50
LINES_IN_A_LONG_FILE_MAX = 450
LONG_FILES: dict[str, str] = {
    "src/musterbook/operation/book.py": "the one way to read a book and to write it",
    "src/musterbook/cli/app.py": "every group of verbs, a line each, and what an error prints",
    "src/musterbook/operation/catalogue.py": "one folder, every table and every fault between tables",
    "src/musterbook/rehearsal/lifting.py": "one serial from naming to arrival, step by step",
    "src/musterbook/console/source.py": "all that the console asks of a book, in one place",
    "src/musterbook/coordination/facts.py": "the kinds of one room stand together, as a reader looks for them",
    "src/musterbook/custody/facts.py": "the kinds of one room stand together, as a reader looks for them",
    "src/musterbook/custody/rivals.py": "one rule, and the search for those who break it",
    "src/musterbook/custody/roll.py": "the one reading that every other asks",
    "src/musterbook/ledger/entry.py": "the bytes of an entry, written and read, side by side",
    "src/musterbook/ledger/facts.py": "a declaration and its form in JSON are one thing from two sides",
    "src/musterbook/ledger/notation.py": "one grammar, read and written",
    "src/musterbook/ledger/signing.py": "three signatures in one format",
    "src/musterbook/ledger/standing.py": "the reasons for not standing, in the order in which they apply",
    "src/musterbook/lift/dispatch/trips.py": "one trip, leg by leg",
    "src/musterbook/lift/bound/trips.py": "every way a trip can go, cheapest first",
    "src/musterbook/lift/committed.py": "what stands of each carrier, from its stops to who is aboard",
    "src/musterbook/lift/replan.py": "planning again, step by step",
    "src/musterbook/lift/planners.py": "the planners one may choose, side by side",
    "src/musterbook/lift/problem_file.py": "one file format, read and written",
    "src/musterbook/operation/opening.py": "one act, step by step",
    "src/musterbook/operation/verifying.py": "one verification, in numbered steps",
    "src/musterbook/store/keeping.py": "everything a store writes, and the one rule for a COMMIT that fails",
    "src/musterbook/store/memory.py": "everything a store answers, from memory, in one place",
    "src/musterbook/store/sealed.py": "one store of sealed things: sealed, opened, shared and destroyed",
    "src/musterbook/sync/bundle.py": "one file format, read and written",
    "src/musterbook/sync/exchange.py": "every sentence of one conversation, side by side",
    "src/musterbook/watch/facts.py": "the kinds of one room stand together, as a reader looks for them",
    "src/musterbook/words/page_words.py": "a table, one line a key",
}
COMPILED = ("src/musterbook/lift/search/", "src/musterbook/biometrics/matching/kernels.py")
LINES_IN_A_COMPILED_FILE_MAX = 600
"""There each function compiled for itself costs everybody seconds, and arrays cannot be wrapped (decision 0203)."""
LONG_FUNCTIONS: dict[str, str] = {
    "src/musterbook/lift/explain/remedies.py:_remedies": "one clause for each kind of bar, as a reader looks for them",
    "src/musterbook/lift/dispatch/trips.py:attempt": "one trip, leg by leg, each leg from where the last one ended",
}
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
    alone = named(path).startswith("verifier/")
    most = LINES_IN_A_LONG_FILE_MAX if named(path) in LONG_FILES else LINES_IN_A_FILE_MAX
    if named(path).startswith(COMPILED):
        most = LINES_IN_A_COMPILED_FILE_MAX

    assert alone or lines_of(path) <= most


@pytest.mark.parametrize("path", SOURCE, ids=named)
def test_a_function_is_short_or_says_why_not(path: Path) -> None:
    compiled = named(path).startswith(COMPILED)

    assert compiled or [name for name in long_functions(path) if name not in LONG_FUNCTIONS] == []
