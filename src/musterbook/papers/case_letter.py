"""Case letter: a letter to a country as PDF, in four languages, the same bytes each time (casework.md section 11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from musterbook.papers.setting import Press
from musterbook.papers.typefaces import FOLDER
from musterbook.words.case_letters import worded
from musterbook.words.languages import direction
from musterbook.words.markings import CODES, with_english

TEMPLATE: Final = "case_letter.typ"
APP: Final = "Musterbook"
IN_ORDER: Final = ("name", "forename", "sex", "year-of-birth", "description", "photograph", "prints", "dna")
ENCLOSED: Final = ("photograph", "prints", "dna")
"""Identifiers that lie beside the letter: it says so and not what they are."""


@dataclass(frozen=True, slots=True)
class CaseLetter:
    """What a letter is about.

    Attributes:
        kind: one of `words.case_letters.KINDS`.
        case: name of the case: all that stands for the person unless identifiers are sent.
        country: to whom.
        sender: who writes.
        dated: the day it carries, as it is to be printed.
        marking: boxed at the head.
        first: the day of the first letter nobody answered, where there was one.
        days: since then.
        identifiers: of the person; printed only by a letter of the kind `identifiers`.
    """

    kind: str
    case: str
    country: str
    sender: str
    dated: str
    marking: str
    first: str = ""
    days: int = 0
    identifiers: Mapping[str, str] = field(default_factory=dict, repr=False)


def print_letter(letter: CaseLetter, *, language: str, printed_at: datetime, fonts: Path = FOLDER) -> bytes:
    """The letter as PDF; KeyError for a language in which nobody has written it."""
    return Press(TEMPLATE, fonts).pdf(paper_of(letter, language=language), at=printed_at)


def paper_of(letter: CaseLetter, *, language: str) -> Mapping[str, Any]:
    """What stands on the letter, as the template wants it."""
    said = worded(
        letter.kind, language, case=letter.case, country=_apart(letter.country), date=letter.dated,
        first=_apart(letter.first), days=letter.days,
    )  # fmt: skip
    labels = said.labels
    rows = _rows(letter.identifiers, labels) if letter.kind == "identifiers" else []
    return {
        "title": said.title, "app": APP, "language": language, "direction": direction(language),
        "marking": _marking(letter.marking, labels, language), "sealed": labels["sealed"], "page": labels["page"],
        "head": [
            f"{labels['from']}: {_apart(letter.sender)}", labels["to"],
            f"{labels['reference']}: {_apart(letter.case)}", f"{labels['date']}: {_apart(letter.dated)}",
        ],
        "before": said.paragraphs[:1], "rows_head": labels["identifiers"], "rows": rows,
        "after": said.paragraphs[1:], "signature": labels["signature"],
    }  # fmt: skip


def _marking(marking: str, labels: Mapping[str, str], language: str) -> str:
    """In the words of the letter, the English word after them; letters are in languages that pages are not."""
    said = labels.get(CODES.get(marking, ""), "")
    return with_english(said, marking, language) if said else marking


def _rows(identifiers: Mapping[str, str], labels: Mapping[str, str]) -> list[list[str]]:
    return [
        [labels[name], _said(name, identifiers[name], labels)] for name in IN_ORDER if identifiers.get(name, "").strip()
    ]


def _said(name: str, value: str, labels: Mapping[str, str]) -> str:
    if name in ENCLOSED:
        return labels["enclosed"]
    return labels.get(value, value) if name == "sex" else _apart(value)


def _apart(text: str) -> str:
    """A text that keeps its own direction whatever stands beside it."""
    return f"\u2068{text}\u2069" if text else ""
