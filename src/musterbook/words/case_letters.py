"""Case letters: what a letter to a country says, in English, French, Arabic and Russian; values put in, never read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("en", "fr", "ar", "ru")
"""Languages in which letters go out."""

KINDS: Final = ("first-notice", "reminder", "identifiers", "conditions", "thanks", "refusal")


@dataclass(frozen=True, slots=True)
class Worded:
    """One letter in one language: its title, its paragraphs, and the words for its parts."""

    title: str
    paragraphs: tuple[str, ...]
    labels: Mapping[str, str]


def worded(kind: str, language: str, **values: str | int) -> Worded:
    """The letter; KeyError for a kind or a language in which nobody has written one.

    Args:
        kind: one of `KINDS`.
        language: one of `LANGUAGES`.
        values: case, country, date, first (the day of the first letter) and days (since then).
    """
    table = _table()[language]
    title, *paragraphs = (_filled(one, values) for one in table["letters"][kind])
    labels = {name: _filled(text, values) for name, text in table.items() if isinstance(text, str)}
    return Worded(title, tuple(paragraphs), labels)


def _filled(text: str, values: Mapping[str, str | int]) -> str:
    """The text with each value where its name stands in braces; a value is never looked into."""
    parts = text.split("{")
    found = [parts[0]]
    for part in parts[1:]:
        name, _, rest = part.partition("}")
        found += [str(values[name]), rest]
    return "".join(found)


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("musterbook.words").joinpath("case_letters.toml").read_text("utf-8"))
