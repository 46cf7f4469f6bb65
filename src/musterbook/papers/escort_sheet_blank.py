"""The blank escort sheet: boxes and lines to fill in by hand, for hours without power or network."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from musterbook.custody.sheets.paper import COMPARTMENTS
from musterbook.custody.sheets.questions import NOT_KNOWN, Question, Questionnaire
from musterbook.papers.codes import code_named
from musterbook.papers.escort_sheet import CODE, FILE, PAPER, Around
from musterbook.papers.frame import frame_of
from musterbook.papers.plain import plain
from musterbook.papers.setting import Paper, Press
from musterbook.papers.typefaces import FOLDER
from musterbook.words.printed import Tongue, named

TEMPLATE: Final = "escort_sheet_blank.typ"
LINES_OF_A_LIST: Final = 3
"""So many lines of a list have room on paper."""


def print_blank(whole: Questionnaire, around: Around, *, fonts: Path = FOLDER) -> bytes:
    """An empty sheet as PDF; KeyError for a language papers are not printed in."""
    return Press(TEMPLATE, fonts).pdf(blank_of(whole, around), at=around.printed_at)


def blank_of(whole: Questionnaire, around: Around) -> Paper:
    """What stands on it, as the template wants it."""
    tongue = Tongue(around.language, PAPER)
    frame = frame_of(
        around.language, title=lambda other: Tongue(other, PAPER).told("blank.title"), file=FILE
    )  # fmt: skip
    printed = tongue.told("printed", when=around.said(around.printed_at))
    return {
        **frame, "foot": [f"{named(whole.name)}  ·  {printed}", *frame["foot"]],
        "title": tongue.told("blank.title"), "app": tongue.told("app"), "language": around.language,
        "direction": tongue.direction, "marking": tongue.marking(around.marking),
        "head": [
            tongue.told("operation", operation=named(plain(around.operation))),
            tongue.told("questions", version=named(whole.name)),
        ],
        "how": tongue.told("blank.how"), "fields": [tongue.told("blank.number"), tongue.told("blank.where")],
        "sections": [
            {"head": whole.word(section, around.language), "rows": _rows(tongue, whole, section)}
            for section in whole.sections
        ],
        "hands": [tongue.told(one) for one in ("blank.signed", "blank.confirmed")],
        "code": code_named(f"{CODE} {whole.name} {whole.digest}"), "code_says": named(whole.name),
    }  # fmt: skip


def _rows(tongue: Tongue, whole: Questionnaire, section: str) -> list[dict[str, Any]]:
    return [_row(tongue, whole, one) for one in whole.alone() if one.section == section]


def _row(tongue: Tongue, whole: Questionnaire, question: Question) -> dict[str, Any]:
    notes = []
    if question.asked_if is not None:
        other = whole.by_key[question.asked_if.key]
        answers = {*question.asked_if.answers, *({NOT_KNOWN} if "yes" in question.asked_if.answers else ())}
        said = [one for one in (*other.options, NOT_KNOWN) if one in answers]
        words = " / ".join(whole.word(one, tongue.language) for one in dict.fromkeys(said))
        notes.append(tongue.told("blank.only", question=named(other.wording(tongue.language)), answers=named(words)))
    if question.kind == "many":
        notes.append(tongue.told("blank.several"))
    if question.reader != "all":
        notes.append(tongue.told(f"blank.{COMPARTMENTS[question.reader]}"))
    parts = whole.parts_of(question.key) if question.kind == "list" else ()
    if parts:
        notes.append(tongue.told("blank.each"))
    return {
        "ask": named(question.wording(tongue.language)), "notes": list(map(named, notes)),
        "boxes": _boxes(tongue, whole, question),
        "line": question.kind in ("text", "date", "time"),
        "parts": [
            {"ask": named(one.wording(tongue.language)), "boxes": _boxes(tongue, whole, one)}
            for one in parts
        ],
        "lines": LINES_OF_A_LIST if parts else 0,
    }  # fmt: skip


def _boxes(tongue: Tongue, whole: Questionnaire, question: Question) -> list[str]:
    options = (*question.options, NOT_KNOWN) if question.options else ()
    return [named(whole.word(one, tongue.language)) for one in dict.fromkeys(options)]
