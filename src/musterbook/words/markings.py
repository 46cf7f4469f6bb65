"""Markings in words: what is boxed on pages and papers, in their own language, the English word after it.

The English word stays, because whoever finds a sheet that he cannot read must see all the same what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from musterbook.terms.markings import EXERCISE, RESTRICTED
from musterbook.words.languages import ENGLISH, spoken
from musterbook.words.translations import translations

CODES: Final[Mapping[str, str]] = {EXERCISE: "exercise", RESTRICTED: "restricted"}
"""Their codes in the list `marking` of the code words."""
_BETWEEN: Final = " · "


def marking_said(marking: str, language: str = "") -> str:
    """A marking as a page or a paper shows it.

    Args:
        marking: as the book's settings have it; one that is none of ours, such as a banner, stays as it is.
        language: of the page or paper; empty for the one that is spoken now.
    """
    code = CODES.get(marking)
    said = translations(language or spoken()).text(f"code:marking.{code}") if code else None
    return with_english(said, marking, language) if said else marking


def with_english(said: str, english: str, language: str = "") -> str:
    """A marking in another language, the first word of the English one after it, its direction kept to itself."""
    if (language or spoken()) == ENGLISH:
        return said
    return f"{said}{_BETWEEN}\u2068{english.partition(_BETWEEN)[0]}\u2069"
