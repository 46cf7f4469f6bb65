"""Words that papers have for codes of the book, for pages that show the same: gates, discrepancies, what is counted."""

from __future__ import annotations

import re
from typing import Final

from musterbook.words.countries import nation_said
from musterbook.words.languages import manner, spoken
from musterbook.words.pages import has, known, page
from musterbook.words.printed import Tongue

_PAPER: Final = "sitrep"
_REASONS: Final = ("reason", "exception", "unfit")
"""Closed lists of why somebody does not go, in the order in which they are asked for a word."""
_MARKS: Final = re.compile(r"\s*(?:\(s\)|[✓‡])")
"""Whether somebody held a citation against its text, and whether that is public: of use to whoever checks the table."""


def gate_said(rule: str) -> str:
    """What a gate stops for, in a few words: `no agreement covers it`; the rule itself where nobody has said it."""
    tongue = Tongue(spoken(), _PAPER, eastern=manner().eastern)
    if f"rule.{rule}" in tongue.keys:
        return tongue.told(f"rule.{rule}")
    return known(f"choice.rule.{rule}") if has(f"choice.rule.{rule}") else rule


def why_said(words: str) -> str:
    """Why something was done: a word of a closed list or the rule of a gate in words, anything else as it was typed."""
    if words.lower() == "other":  # at the end of a key it would be read as a form of the plural
        return known("reason.else")
    key = next((one for family in _REASONS if has(one := f"{family}.{words}")), "")
    return known(key) if key else gate_said(words)


def refusal_said(code: str) -> str:
    """Why a release was refused: a code that everybody knows in words, an originator's own as it is."""
    if code == "OTHER":
        return known("reason.else")
    return page(f"refusal.{code}") if has(f"refusal.{code}") else code


def gate_source_said(rule: str) -> str:
    """Where the rule of a gate is from, without the marks of its table; empty where that does not say."""
    return _MARKS.sub("", page(f"gate-source.{rule}")) if has(f"gate-source.{rule}") else ""


def discrepancy_said(kind: str) -> str:
    """A kind of discrepancy in a few words: `only one side has signed`; its code, parted, where nobody has said it."""
    tongue = Tongue(spoken(), _PAPER, eastern=manner().eastern)
    return tongue.told(f"kind.{kind}") if f"kind.{kind}" in tongue.keys else known(f"kind.{kind}")


def scope_said(scope: str) -> str:
    """What a number counts: `arrived at karkh` for `arrived:karkh`; the scope itself where nobody has said it."""
    word, _, about = scope.partition(":")
    tongue = Tongue(spoken(), _PAPER, eastern=manner().eastern)
    about = nation_said(about) if word == "nationality" else about
    return tongue.told(f"scope.{word}", about=about) if f"scope.{word}" in tongue.keys else scope
