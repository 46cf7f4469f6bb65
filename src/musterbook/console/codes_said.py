"""Codes of the book as people read them: what a fact says field by field, and who owes something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from musterbook.operation.deeds.every import DEEDS
from musterbook.words import deeds as words
from musterbook.words.catalogue import read_catalogue
from musterbook.words.countries import country_said
from musterbook.words.languages import ENGLISH, figure
from musterbook.words.languages_said import language_said
from musterbook.words.pages import has, known, page

_DEED_OF: Final[Mapping[str, str]] = {deed.fact.kind: name for name, deed in reversed(list(DEEDS.items()))}
"""The first deed that writes a kind of fact: its fields have names, and its lists words."""
_FIELD_OF: Final[Mapping[str, str]] = {
    "letter_kind": "kind", "kind_of": "kind", "repatriation.host-freed.because": "freed",
}  # fmt: skip
"""Fields of facts that forms call otherwise: of every kind of fact, or of one."""


def fact_said(kind: str, name: str, code: str) -> str:
    """One field of a fact with its code in words: `how: embassy`; what is in no list stands as it is."""
    deed, field = _DEED_OF.get(kind, ""), _FIELD_OF.get(f"{kind}.{name}") or _FIELD_OF.get(name, name)
    said = figure(code) if _is_day(code) else _said(deed, field, code)
    return page("return.said", field=words.field(deed, field)[0], said=said)


def _said(deed: str, field: str, code: str) -> str:
    """A code by what it is: a nationality with its weight, a language, or a word of a list."""
    if field == "shares":
        country, _, weight = code.partition(" ")
        return " ".join(filter(None, (country_said(country), figure(weight) if weight else "")))
    return language_said(code) if field in ("language", "interpreter") else words.said_in(deed, field, code)


def owner_said(owner: str) -> str:
    """Who owes something: a role in words, anybody else by his name."""
    if has(f"due.owner.{owner}"):
        return page(f"due.owner.{owner}")
    return known(f"role.{owner}") if owner in read_catalogue(ENGLISH).codes["role"] else owner


def policy_said(policy: str) -> str:
    """The policy of an owner: those that come with the program in words, another by its name."""
    return page(f"dossier.policy.{policy}") if has(f"dossier.policy.{policy}") else policy


def recovered_said(how: str) -> str:
    """How somebody came back into custody: a word of the list, or what was written."""
    return words.said_in("recover", "how", how)


def _is_day(code: str) -> bool:
    try:
        date.fromisoformat(code)
    except ValueError:
        return False
    return True
