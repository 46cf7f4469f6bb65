"""The glossary: one sentence and an Arabic word for each word of the house, in order, and none that we leave unused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from musterbook.rights.roles import ROLES

ROOT = Path(__file__).parents[2]
HOUSE_WORDS = (
    "fact", "entry", "book", "person", "custodian", "site", "carrier", "roll", "muster", "manifest", "serial",
    "handover", "hold", "clearance", "gate", "objection", "discrepancy", "outlook", "incident", "examiner", "reviewer",
)  # fmt: skip
TWO_MEANINGS = ("event", "transfer", "state", "status", "record", "process", "item")
NO_MEANING = ("manager", "handler", "helper", "util", "data")
ROOMS = {path.name for path in (ROOT / "src" / "musterbook").iterdir() if path.is_dir()}


class Word(NamedTuple):
    word: str
    arabic: str
    meaning: str
    used_in: str


def _glossary() -> list[Word]:
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [Word(*row) for row in rows if row[0] != "word"]


GLOSSARY = _glossary()


def test_every_word_of_the_house_and_every_role_has_an_entry() -> None:
    words = {one.word for one in GLOSSARY}

    assert set(HOUSE_WORDS) <= words
    assert {role.replace("-", " ") for role in ROLES} <= words


@pytest.mark.parametrize("word", [*TWO_MEANINGS, *NO_MEANING])
def test_a_word_left_unused_has_none(word: str) -> None:
    lawful = {("item", "evidence"), ("data", "rights")}  # an item of evidence, and the officer the law calls so

    assert all(word not in one.word.split() or (word, one.used_in) in lawful for one in GLOSSARY)


def test_the_words_stand_in_order_and_once() -> None:
    words = [one.word.replace("-", " ") for one in GLOSSARY]

    assert words == sorted(set(words))


@pytest.mark.parametrize("one", GLOSSARY, ids=[one.word for one in GLOSSARY])
def test_a_word_has_arabic_one_sentence_and_a_home(one: Word) -> None:
    assert re.fullmatch(r"[\u0621-\u0652 ]+", one.arabic)
    assert one.meaning[0].isupper()
    assert one.meaning.endswith(".")
    assert not re.search(r"[.!?] ", one.meaning), "one sentence"
    assert set(one.used_in.split(", ")) <= ROOMS


def test_the_arabic_tells_words_apart() -> None:
    arabic = [one.arabic for one in GLOSSARY]

    assert sorted({one for one in arabic if arabic.count(one) > 1}) == []
