"""Plain: text from the book as it may stand on a paper. It is never markup, and it turns nothing round.

Names and reasons come from people and from other people's files. Typst gets them as values and executes nothing in
them; what is left to do here is what a page cannot show: signs that steer others, signs no typeface has, and length.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from typing import Final

from musterbook.papers.typefaces import signs

UNKNOWN: Final = "\ufffd"
"""Stands for a sign that no typeface of ours has."""

JOINERS: Final = "\u200c\u200d"
"""They steer how Persian and Kurdish letters join, and nothing else."""

MARKS_MAX: Final = 3
"""Marks on one letter: a doubled letter, its vowel and one more. A tower of them would cover the lines above."""


def plain(text: str, *, most: int = 48, known: Container[int] | None = None) -> str:
    """The text in one line of at most `most` signs; `known` are the code points that can be printed.

    Signs that steer direction are left out, other unprintable ones shown as such. A text cut short ends in `…`.
    """
    known = signs() if known is None else known
    kept: list[str] = []
    marks = 0
    for sign in unicodedata.normalize("NFC", text):
        said = _shown(sign, known)
        marks = marks + 1 if said and unicodedata.category(said) == "Mn" else 0
        if said and marks <= MARKS_MAX:
            kept.append(said)
    line = " ".join("".join(kept).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _shown(sign: str, known: Container[int]) -> str:
    """The sign, a space, nothing, or the sign for an unknown one."""
    kind = unicodedata.category(sign)
    if kind in ("Zs", "Zl", "Zp", "Cc"):
        return " "
    if kind == "Cf":
        return sign if sign in JOINERS else ""
    return sign if ord(sign) in known else UNKNOWN
