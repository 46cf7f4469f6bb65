"""Reasons: the closed lists of words that custody and eligibility may write, from `reasons.toml` beside this file.

Each list has words a public service uses (`equal`) and words of ours. A list may grow and never shrinks, because old
entries use its words. "other" is a word like any, and whoever writes it adds a note.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from musterbook.terms.errors import Malformed

NEED_WORDS: Final = ("other", "OTHER", "MISCELLANEOUS")
"""Words of the lists that say nothing by themselves."""


@cache
def reasons() -> Mapping[str, frozenset[str]]:
    """Every closed list by name; lists inside a list have a dot, as `departed.papers` or `keep_apart.reach`."""
    text = resources.files("musterbook.custody").joinpath("reasons.toml").read_text(encoding="utf-8")
    lists: dict[str, set[str]] = {}
    for name, table in tomllib.loads(text).items():
        if isinstance(table, dict):
            _gather(name, table, lists)
    return MappingProxyType({name: frozenset(words) for name, words in lists.items()})


def check_reason(of: str, word: str, *, more: Iterable[str] = ()) -> str:
    """`word`, if it is in the closed list named, or among what this operation adds; Malformed otherwise."""
    if word not in reasons()[of] and word not in more:
        known = ", ".join(sorted({*reasons()[of], *more}))
        raise Malformed.because("reason.unknown", list=of, word=word, known=known)
    return word


def check_worded(of: str, word: str, words: str, *, more: Iterable[str] = ()) -> str:
    """`word`, if it is in the closed list named; whatever is not said by the list itself must be said in words.

    Raises:
        Malformed: it is not in the list; or it says "other" and nothing more is said.
    """
    check_reason(of, word, more=more)
    if word in NEED_WORDS and not words.strip():
        raise Malformed.because("reason.needs-words", list=of, word=word)
    return word


def _gather(name: str, table: Mapping[str, Any], lists: dict[str, set[str]]) -> None:
    """Words by list: `equal` and `ours` make the list itself, `reach_equal` and `reach_ours` the list `name.reach`."""
    for key, value in table.items():
        stem = key.removesuffix("equal").removesuffix("ours").rstrip("_")
        if isinstance(value, dict | list):
            lists.setdefault(f"{name}.{stem}" if stem else name, set()).update(value)
