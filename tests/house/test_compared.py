"""The table of comparison is whole: every row, a place in the code for each, and what is not met is said."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "compared.md"
ROWS_OF_THE_DOCUMENT = 76
STANDINGS = ("beaten", "met", "partly", "not met")


def rows() -> list[list[str]]:
    """Row, what is there, what is here, the standing, the place."""
    lines = PAGE.read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)]


def test_every_row_of_the_document_stands_once_and_in_order() -> None:
    assert [int(row[0]) for row in rows()] == list(range(1, ROWS_OF_THE_DOCUMENT + 1))
    assert {len(row) for row in rows()} == {5}


@pytest.mark.parametrize("row", rows(), ids=[row[0] for row in rows()])
def test_a_row_has_a_standing_and_a_place_that_exists(row: list[str]) -> None:
    _, there, here, standing, place = row
    match = re.fullmatch(r"`([\w/.-]+):(\w+)`", place)

    assert there
    assert here
    assert standing in STANDINGS
    assert match is not None, f"{place} is not file:name"
    file, name = ROOT / "src" / "musterbook" / match[1], match[2]
    assert file.is_file(), f"{match[1]} is not there"
    assert re.search(rf"^(class|def|async def) {name}\b|^{name}\b", file.read_text("utf-8"), re.MULTILINE), (
        f"{match[1]} has no {name}"
    )


def test_what_is_not_or_only_partly_met_is_said_and_is_the_smaller_part() -> None:
    counted = Counter(row[3] for row in rows())

    assert counted["not met"] + counted["partly"] <= ROWS_OF_THE_DOCUMENT // 8
    assert counted["beaten"] > counted["met"]
