"""The page of what arrives has a row for each of the design's, and names only tests that are there."""

from __future__ import annotations

import re

from tests.house.tracked import ROOT

PAGE = (ROOT / "docs" / "explanation" / "what-arrives.md").read_text("utf-8")
ARRIVES = 21
"""Rows of the table in section 5 of the design; some are told in other words here."""

SCEPTIC = (
    "any set of entries", "encoder", "proofs for all sizes", "one flipped bit", "kill -9", "SIGSTOP", "full tmpfs",
    "cut proxy", "clock that jumps", "pg_ctl", "two laptops", "restored node", "patched door", "withdrawn key",
    "erasure", "rights × kinds × roles", "each planted fault", "logs hold no number",
)  # fmt: skip


def rows(part: str) -> list[list[str]]:
    found = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in found][1:]


def test_every_row_of_the_design_has_one_and_every_row_names_a_test() -> None:
    arrives, sceptic = (rows(part) for part in PAGE.split("## ")[1:])

    assert len(arrives) == ARRIVES
    assert [one for one in SCEPTIC if not any(one in row[0] for row in sceptic)] == []
    assert [row[0] for row in (*arrives, *sceptic) if "::" not in row[1]] == []


def test_every_test_named_on_the_page_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE))

    assert PAGE.count("::") == len(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE))
    assert {
        f"{path}::{name}" for path, name in named if f"def {name}(" not in (ROOT / path).read_text("utf-8")
    } == set()  # fmt: skip
