"""Languages by name, as the Unicode locale repository calls them; a code that is in no list as it is written."""

from __future__ import annotations

from functools import cache

from musterbook.words.countries import LOCALES
from musterbook.words.languages import LANGUAGES, spoken


def language_said(code: str) -> str:
    """A language by its code, `German` for `de`; one of ours by its own name."""
    return LANGUAGES.get(code) or _name(code, spoken()) or code


def language_called(code: str) -> str:
    """A language by its name in the language that is spoken now, `Arabic` for `ar`; its own where that has none."""
    return _name(code, spoken()) or language_said(code)


@cache
def _name(code: str, language: str) -> str:
    from babel.core import Locale  # noqa: PLC0415  heavy, and few lines name a language

    return str(Locale(LOCALES.get(language, language)).languages.get(code, ""))
