"""The tutorials are played, command by command, and print what the page says; the pages name what exists."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest

from tests.house import examples
from tests.house.tracked import ROOT

DOCS = ROOT / "docs"
TUTORIALS = sorted((DOCS / "tutorial").glob("*.md"))
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")
NAMED_PATH = re.compile(r"`((?:src|tests|tools|verifier|rehearsals|benchmarks)/[\w./-]+)`")


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_every_command_of_a_tutorial_prints_what_the_page_says(page: Path, tmp_path: Path) -> None:
    played = examples.Played()

    with contextlib.chdir(tmp_path):
        played.page(page.read_text("utf-8"))

    assert played.told
    for command, said, printed in played.told:
        assert examples.shape(printed) == examples.shape(said), command


def test_a_command_that_prints_something_else_is_found(tmp_path: Path) -> None:
    played = examples.Played()

    with contextlib.chdir(tmp_path):
        played.page("```console\n$ muster verify nowhere.mbk\n13 all is well\n```\n")

    [(_, said, printed)] = played.told
    assert examples.shape(printed) != examples.shape(said)


@pytest.mark.parametrize("page", [ROOT / "README.md", DOCS / "promises.md"], ids=lambda page: page.stem)
def test_every_test_a_page_names_exists(page: Path) -> None:
    named = NAMED_TEST.findall(page.read_text("utf-8"))

    lost = [f"{path}::{test}" for path, test in named if not holds(ROOT / path, test)]

    assert named
    assert lost == []


def test_every_promise_has_a_test_or_says_not_yet() -> None:
    text = (DOCS / "promises.md").read_text("utf-8")

    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]

    assert [part.split(".")[0] for part in parts] == [str(number) for number in range(1, 11)]
    assert [part for part in parts if not NAMED_TEST.search(part) and "not yet" not in part.lower()] == []


def test_every_path_a_page_names_exists() -> None:
    pages = [
        ROOT / "README.md",
        *(one for one in DOCS.rglob("*.md") if one.parent.name not in ("decisions", "reference")),
    ]

    lost = [
        f"{page.relative_to(ROOT)}: {path}"
        for page in pages
        for path in NAMED_PATH.findall(page.read_text("utf-8"))
        if not (ROOT / path).exists()
    ]

    assert lost == []


def test_the_index_lists_every_page() -> None:
    index = (DOCS / "index.md").read_text("utf-8")

    pages = [one.relative_to(DOCS).as_posix() for one in DOCS.rglob("*.md") if one.parent.name != "decisions"]

    assert [one for one in pages if one != "index.md" and f"({one})" not in index] == []


def holds(path: Path, test: str) -> bool:
    return path.is_file() and (not test or f"def {test}(" in path.read_text("utf-8"))
