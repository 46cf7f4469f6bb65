"""Countries by name, in the language that is spoken now; the code that every country knows stands second.

Names are those of the Unicode locale repository, which Babel carries in all four languages, so that this program holds
no opinion of its own on what a country is called. A code stands for several, or is in no list, as it is written.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from musterbook.words.languages import apart, spoken
from musterbook.words.pages import has, known

LOCALES: Final = {"kmr": "ku"}
"""Languages that the repository calls otherwise."""
_OWN: Final = {"XKX": "XK"}
"""Codes of three letters in wide use that the repository leads to nothing."""
_NOWHERE: Final = "ZZ"
"""Stands there for a region that nobody knows."""


def country_said(code: str) -> str:
    """A country as a reader knows it: `Tunisia (TUN)`; words where a code stands for several, else the code."""
    if has(f"nation.{code}"):
        return known(f"nation.{code}")
    name = country(code, spoken())
    return f"{apart(name)} ({apart(code)})" if name else code


def nation_said(code: str) -> str:
    """A nationality by name, or words where it stands for several countries or for none."""
    return country_said({"other": "XX-OTHER", "other-arab": "XX-ARAB"}.get(code, code))


@cache
def country(code: str, language: str) -> str:
    """The name of a country by its three letters (ISO 3166-1); empty for what is none, or has become several."""
    from babel.core import Locale, get_global  # noqa: PLC0415  heavy, and most lines name no country

    short = [_OWN[code]] if code in _OWN else get_global("territory_aliases").get(code, [])
    if len(code) != len("TUN") or len(short) != 1 or short[0] == _NOWHERE:
        return ""
    return str(Locale(LOCALES.get(language, language)).territories.get(short[0], ""))
