"""No sentence of the console stands in the place of another: each key is given its English once."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import musterbook.words

FILES = sorted(Path(musterbook.words.__file__).parent.glob("*_words.py"))


def keys_of(path: Path) -> list[str]:
    tables = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Dict)]
    return [
        key.value
        for table in tables
        for key in table.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    ]


def test_every_key_of_a_page_has_its_english_in_one_place() -> None:
    said = Counter(key for path in FILES for key in keys_of(path))

    assert len(said) > 1_000
    assert sorted(key for key, times in said.items() if times > 1) == []
