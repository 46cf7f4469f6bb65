"""F09: the receiver could not read the sender's codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from musterbook.custody.sheets.answers import Answer
from musterbook.custody.sheets.known import built_in
from musterbook.custody.sheets.questions import NOT_KNOWN, Questionnaire
from musterbook.custody.sheets.warnings import Warned, kinds_of_warning
from musterbook.operation.sheets_shown import Line, ShownSheet
from musterbook.papers.escort_sheet import PAPER, risks
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from musterbook.words.printed import Tongue

SENTENCE = re.compile(r"\S+( \S+)+[.”»]")
NOON = datetime(2026, 1, 21, 12, tzinfo=UTC)


def every_flag(whole: Questionnaire) -> Iterator[ShownSheet]:
    """A sheet for each flag there is, and for each answer that raises it."""
    for question in whole.questions:
        path = f"{question.part_of}.1.{question.key}" if whole.in_list(question) else question.key
        for said in (*question.options, NOT_KNOWN):
            if question.reader == "all" and question.raises((said,)):
                line = Line(path, question, Answer((said,)))
                yield ShownSheet(PersonId("D-0001"), "confirmed", whole, whole.name, lines=(line,))


def told(sheet: ShownSheet, language: str) -> list[str]:
    """All that stands in the boxes of a printed sheet."""
    return [said for box in risks(Tongue(language, PAPER), sheet).values() for said in box]


def test_every_flag_on_a_printed_sheet_is_a_sentence() -> None:
    for whole in built_in().values():
        for sheet in every_flag(whole):
            for language in ("en", "ar"):
                said = told(sheet, language)
                assert len(said) == 1
                assert SENTENCE.fullmatch(said[0]), said
                assert "_" not in said[0]


def test_every_warning_on_a_printed_sheet_is_a_sentence() -> None:
    for code in kinds_of_warning():
        warned = Warned(code, NOON, None, None, CustodianId("hasakah"), NOON)
        said = told(ShownSheet(PersonId("D-0001"), "empty", warnings=(warned,)), "en")

        assert len(said) == 1
        assert SENTENCE.fullmatch(said[0])
