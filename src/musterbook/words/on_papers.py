"""Words that papers have for codes of the book, for pages that show the same: gates, discrepancies, what is counted."""

from __future__ import annotations

import re
from typing import Final

from musterbook.words.languages import manner, spoken
from musterbook.words.pages import has, known, page
from musterbook.words.printed import Tongue

_PAPER: Final = "sitrep"
_MARKS: Final = re.compile(r"\s*(?:\(s\)|[✓‡])")
"""Whether somebody held a citation against its text, and whether that is public: of use to whoever checks the table."""


def gate_said(rule: str) -> str:
    """What a gate stops for, in a few words: `no agreement covers it`; the rule itself where nobody has said it."""
    tongue = Tongue(spoken(), _PAPER, eastern=manner().eastern)
    return tongue.told(f"rule.{rule}") if f"rule.{rule}" in tongue.keys else rule


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
    about = _nation(about) if word == "nationality" else about
    return tongue.told(f"scope.{word}", about=about) if f"scope.{word}" in tongue.keys else scope


def _nation(code: str) -> str:
    """A nationality: its code, or words where that stands for several or for none."""
    code = "XX-OTHER" if code == "other" else code
    return page(f"nation.{code}") if has(f"nation.{code}") else code
