"""The page of threats names only tests that are there, and leaves no attacker of the design out."""

from __future__ import annotations

import re

from tests.house.tracked import ROOT

PAGE = (ROOT / "docs" / "reference" / "threats.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| ")][
    1:
]
ATTACKERS = {
    "thief of a powered-off laptop", "thief of an open session", "officer who lies", "two who collude",
    "keeper with root", "the desk alone", "network in the middle", "lost officer's key", "poisoned stick",
    "administrator", "supplier of a dependency", "reader of a leaked book",
}  # fmt: skip


def test_every_attacker_has_a_row_and_every_row_a_test() -> None:
    assert {row[0] for row in ROWS} >= ATTACKERS
    assert all("::" in row[3] for row in ROWS)


def test_every_test_named_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE))

    lacking = {f"{path}::{name}" for path, name in named if f"def {name}(" not in (ROOT / path).read_text("utf-8")}
    assert lacking == set()
    assert len(named) > 30
