"""Catalogue: the sentences and code words of one language, read from its TOML files.

A rule has a text; or a table with `count`, the number it counts, and a text for each form of the plural; or a table
with `by`, a code, and a text (or such a table again) for each value of it. `other` is in every table.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from musterbook.words.templates import Choice, Codes, Counted, Plural, Sentence

CODES_FILE: Final = "codes.toml"
GROUPS: Final = (
    "places", "moving", "discrepancies", "signing", "book", "lift", "tables", "folder", "watch", "camps", "reasons",
    "papers", "returns", "evidence", "disclosure", "reports", "names", "interchange", "examining",
    "prints", "capture", "matching", "dues", "sheets", "beds", "sync", "deeds",
)  # fmt: skip
"""The files of sentences a language has, each said by its first line."""

_PACKAGES: Final = {"en": "english"}
_ON_PAPER: Final = {**_PACKAGES, "ar": "arabic"}
"""Languages in which papers are printed; screens speak only the first of them so far."""


def _english(number: int) -> str:
    return "one" if number == 1 else "other"


def _arabic(number: int) -> str:
    """None, one and two have forms of their own; then 3 to 10, 11 to 99, and whole hundreds, by the last two digits."""
    last = number % 100
    if number in (0, 1, 2):
        return ("zero", "one", "two")[number]
    return "few" if 3 <= last <= 10 else "many" if last >= 11 else "other"


_PLURALS: Final[Mapping[str, Plural]] = {"en": _english, "ar": _arabic}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of one language.

    Attributes:
        sentences: rule → sentence.
        codes: list → code → words.
        plural: which form of the plural a number takes.
    """

    sentences: Mapping[str, Sentence]
    codes: Codes
    plural: Plural


@cache
def read_catalogue(language: str) -> Catalogue:
    """The catalogue of a language; an empty one when nobody has written it yet."""
    package = _PACKAGES.get(language)
    if package is None:
        return Catalogue({}, {}, _english)
    sentences = {rule: _sentence(said) for group in GROUPS for rule, said in _read(package, f"{group}.toml").items()}
    return Catalogue(sentences, _read(package, CODES_FILE), _PLURALS[language])


@cache
def read_paper(language: str, paper: str) -> Catalogue:
    """The sentences of one paper; KeyError for a language it is not printed in."""
    said = _read(_ON_PAPER[language], f"{paper}.toml")
    return Catalogue({key: _sentence(one) for key, one in said.items()}, {}, _PLURALS[language])


def rules_by_group(language: str = "en") -> Mapping[str, frozenset[str]]:
    """Which rules each file of a language has sentences for."""
    return {group: frozenset(_read(_PACKAGES[language], f"{group}.toml")) for group in GROUPS}


def _read(package: str, name: str) -> dict[str, Any]:
    return tomllib.loads(files("musterbook.words").joinpath(package, name).read_text(encoding="utf-8"))


def _sentence(said: str | Mapping[str, Any]) -> Sentence:
    if isinstance(said, str):
        return said
    forms = {form: text for form, text in said.items() if form not in ("count", "by")}
    if "count" in said:
        return Counted(said["count"], forms)
    return Choice(said["by"], {code: _sentence(form) for code, form in forms.items()})
