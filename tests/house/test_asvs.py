"""The page of the ASVS: every requirement once, and every path it names is there."""

from __future__ import annotations

import re

from tests.house.tracked import ROOT

PAGE = ROOT / "docs" / "reference" / "asvs.md"
LEVELS = {"1": 70, "2": 183}
"""How many requirements the standard has at each level, as it says of itself."""

ROWS = [line.split(" | ") for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| V\d", line)]
HOMES = ("", "src/musterbook/", "docs/explanation/")


def test_every_requirement_of_both_levels_stands_once() -> None:
    numbers = [row[0] for row in ROWS]

    assert len(numbers) == len(set(numbers))
    assert {level: sum(row[1] == level for row in ROWS) for level in LEVELS} == LEVELS


def test_every_path_is_there() -> None:
    paths = {
        path
        for row in ROWS
        for path in re.findall(r"`([\w.-]+(?:/[\w.-]*)*)`", row[2])
        if ("/" in path or path.endswith((".md", ".toml"))) and not path.startswith("docs/decisions")
    }

    assert {path for path in paths if not any((ROOT / home / path).exists() for home in HOMES)} == set()
    assert len(paths) > 60


def test_a_no_says_why() -> None:
    refused = [row[2] for row in ROWS if "**no**" in row[2]]

    assert refused
    assert all(len(text) > 40 for text in refused)
