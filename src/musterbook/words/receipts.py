"""Receipts in words: what a person's receipt says, in his language; values put in, never read.

A wording that no native reader has looked at yet is printed as a sample, for that reader, and given to nobody.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("en", "ar", "kmr", "ckb")


def may_be_given(language: str) -> bool:
    """Whether a native reader has looked at the wording; False for a language in which there is none."""
    return language in LANGUAGES and not _table()[language]["awaiting"]


def worded(language: str, **values: str | int) -> Mapping[str, str]:
    """Every text of a receipt; KeyError for a language in which there is none."""
    return {name: _filled(text, values) for name, text in _table()[language].items() if isinstance(text, str)}


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
    return tomllib.loads(files("musterbook.words").joinpath("receipts.toml").read_text("utf-8"))
