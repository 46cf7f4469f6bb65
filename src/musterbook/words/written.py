"""Written: the English sentences and code words, read from their TOML files. Every other language follows these.

A rule has a text; or a table with `count`, the number it counts, and a text for each form of the plural; or a table
with `by`, a code, and a text (or such a table again) for each value of it. `other` is in every table.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from musterbook.words.sentences import Choice, Codes, Counted, Sentence

CODES_FILE: Final = "codes.toml"
GROUPS: Final = (
    "places", "moving", "discrepancies", "signing", "book", "lift", "tables", "folder", "watch", "camps", "reasons",
    "papers", "returns", "evidence", "disclosure", "reports", "names", "interchange", "examining",
    "prints", "capture", "matching", "dues", "sheets", "beds", "sync", "deeds", "wording",
)  # fmt: skip
"""The files of sentences, each said by its first line."""

PAPERS: Final = ("sitrep", "watch_brief", "escort_sheet", "last_roll", "framed")
"""The files of printed papers."""


@cache
def sentences() -> Mapping[str, Sentence]:
    """Rule → sentence."""
    return {rule: _sentence(said) for group in GROUPS for rule, said in _read(f"{group}.toml").items()}


@cache
def codes() -> Codes:
    """List → code → words."""
    return _read(CODES_FILE)


@cache
def paper(name: str) -> Mapping[str, Sentence]:
    """Key → sentence of one printed paper, of `PAPERS`."""
    return {key: _sentence(said) for key, said in _read(f"{name}.toml").items()}


def rules_by_group() -> Mapping[str, frozenset[str]]:
    """Which rules each file has sentences for."""
    return {group: frozenset(_read(f"{group}.toml")) for group in GROUPS}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("musterbook.words").joinpath("english", name).read_text(encoding="utf-8"))


def _sentence(said: str | Mapping[str, Any]) -> Sentence:
    if isinstance(said, str):
        return said
    forms = {form: text for form, text in said.items() if form not in ("count", "by")}
    if "count" in said:
        return Counted(said["count"], forms)
    return Choice(said["by"], {code: _sentence(form) for code, form in forms.items()})
