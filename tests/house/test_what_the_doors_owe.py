"""The page of what the doors owe has a row for each line of the design, and names code and tests that are there."""

from __future__ import annotations

import re

from tests.house.tracked import ROOT

PAGE = (ROOT / "docs" / "explanation" / "what-the-doors-owe.md").read_text("utf-8")
TAKEN_IN = (
    ".csv", ".xlsx", "headers in", "digits", "dates", "merged", "title rows", "duplicate headers", "upload", "faulty",
    "against the book", "reason column", "same file twice", "= + - @",
)  # fmt: skip
SENT_OUT = ("BOM", "Excel", "CoT", "iCalendar", "JSON", "NIEM", "numbered", "names needs")
SCEPTIC = 12
"""Lines of section 19, numbered."""


def rows(part: str) -> list[list[str]]:
    found = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in found][1:]


def test_every_line_of_the_design_has_a_row_and_every_row_names_a_test() -> None:
    taken, sent, sceptic = (rows(part) for part in PAGE.split("## ")[1:])

    assert [one for one in TAKEN_IN if not any(one in row[0] for row in taken)] == []
    assert [one for one in SENT_OUT if not any(one in row[0] for row in sent)] == []
    assert [row[0].partition(".")[0] for row in sceptic] == [str(one) for one in range(1, SCEPTIC + 1)]
    assert [row[0] for row in (*taken, *sent, *sceptic) if "::" not in row[-1]] == []


def test_every_test_and_every_place_in_the_code_that_is_named_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE))
    code = {row[1].strip("`") for part in PAGE.split("## ")[1:3] for row in rows(part)}
    source = ROOT / "src" / "musterbook"

    assert PAGE.count("::") == len(re.findall(r"`tests/[\w/]+\.py::\w+`", PAGE))
    assert {one for one in named if f"def {one[1]}(" not in (ROOT / one[0]).read_text("utf-8")} == set()
    assert {one for one in code if not (source / f"{one}.py").exists() and not (source / one).is_dir()} == set()
