"""Needs of a release in words: whose word is wanted before something may leave, and the letters an answer names it by.

Letters alone say nothing to whoever was not taught them; alone the words would not say what to write in an answer.
"""

from __future__ import annotations

from musterbook.words.countries import country_said
from musterbook.words.pages import has, page


def need_said(need: str, beside: str = "") -> str:
    """A need, `the foreign disclosure officer (FDO)` or `its owner, archive`; as it is written where it is new.

    `beside` is who stands there already: he is not named again.
    """
    kind, _, who = need.partition(":")
    if who and who == beside and has(f"need.{kind.lower()}-he"):
        return page(f"need.{kind.lower()}-he")
    if who and has(f"need.{kind.lower()}-of"):
        return page(f"need.{kind.lower()}-of", who=country_said(who))
    return page(f"need.{need}") if has(f"need.{need}") else need
