"""Prefill: what a new sheet may take from the last confirmed one and from what stands, each answer marked copied.

What may never be copied (injuries, complaints, doubt about age, property) is said by the file of questions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from musterbook.custody.sheets.answers import Answer, Answers, only_asked, question_at
from musterbook.custody.sheets.questions import NOT_KNOWN, Questionnaire


@dataclass(frozen=True, slots=True)
class Standing:
    """Something that stands about a person: `hold`, `keep-apart` or `warning:CODE`, and since when."""

    what: str
    since: datetime


def from_last(whole: Questionnaire, last: Answers, on: datetime, *, reader: str = "all") -> dict[str, Answer]:
    """The answers of the last confirmed sheet that one reader may see and that may be copied.

    An answer copied before keeps the day of what it was copied from first: only who looked again makes it new. That
    nobody knew is not copied, so that it is asked again.
    """
    copied = {}
    for path, answer in last.items():
        question = question_at(whole, path)
        if question is None or not question.prefill or question.reader != reader:
            continue
        if NOT_KNOWN not in answer.given:
            copied[path] = Answer(
                answer.given, answer.copied_from or "sheet", answer.copied_on or on.date().isoformat()
            )  # fmt: skip
    return copied


def from_standing(whole: Questionnaire, standing: Iterable[Standing], *, reader: str = "all") -> dict[str, Answer]:
    """Answers that stand elsewhere in the book: the file says which question each answers, and how."""
    since = {one.what: one.since for one in sorted(standing, key=lambda one: one.since, reverse=True)}
    found: dict[str, Answer] = {}
    for question in whole.alone():
        if question.reader != reader or not question.prefill:
            continue
        for what, said in question.standing.items():
            if what in since and question.key not in found:
                source, day = what.partition(":")[0], since[what].date().isoformat()
                found[question.key] = Answer((said,), source, day)
    return found


def prefilled(
    whole: Questionnaire, last: Answers, on: datetime | None, standing: Iterable[Standing]
) -> dict[str, Answer]:  # fmt: skip
    """What a new sheet begins with, for all readers: what stands goes before what was said last."""
    copied = from_last(whole, last, on) if on is not None else {}
    return only_asked(whole, {**copied, **from_standing(whole, standing)})
