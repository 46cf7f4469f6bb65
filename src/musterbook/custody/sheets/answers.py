"""Answers: what was said to the questions of a sheet, what is asked for next, and what the answers raise and call for.

Answers lie under paths: the key of a question, or for a part of a list `LIST.N.PART`, as
`medication-details.2.medication-name`. Each is a tuple of texts, of one unless the question takes many.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from musterbook.custody.sheets.questions import FLAGS, NOT_KNOWN, Question, Questionnaire
from musterbook.ledger.facts import Json
from musterbook.terms.digits import latin_digits
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.times import read_moment, written

SIGNS_MOST: Final = 2_000
ROWS_MOST: Final = 40
_HOUR: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_BETWEEN: Final = re.compile(r"[,;|+]")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    Attributes:
        given: what was said.
        copied_from: empty when somebody answered; else `sheet`, `warning`, `hold` or `keep-apart`.
        copied_on: day of what it was copied from, ISO.
    """

    given: tuple[str, ...]
    copied_from: str = ""
    copied_on: str = ""


Answers = Mapping[str, Answer]


def read_answer(whole: Questionnaire, path: str, said: str) -> tuple[str, Answer]:
    """The path and the answer that somebody typed.

    Raises:
        Malformed: no such question, no such option, or no date or time; the fault never holds what was typed.
    """
    path = _coded(path)
    question = question_at(whole, path)
    if question is None:
        raise Malformed(Fault("sheet.no-such-question", column=path[:60], values={"version": whole.name}))
    return path, Answer(_READ[question.kind](question, said.strip(), path))


def question_at(whole: Questionnaire, path: str) -> Question | None:
    """The question an answer's path leads to; None when there is none."""
    listed, _, rest = path.partition(".")
    if not rest:
        question = whole.by_key.get(path)
        return None if question is None or whole.in_list(question) else question
    number, _, key = rest.partition(".")
    part = whole.by_key.get(key)
    if part is None or part.part_of != listed or not whole.in_list(part):
        return None
    return part if number.isascii() and number.isdigit() and 1 <= int(number) <= ROWS_MOST else None


def asked(whole: Questionnaire, given: Answers, *, elsewhere: Collection[str] = ()) -> list[str]:
    """Paths of everything that is asked after these answers, in the order of the file.

    A list is asked by its own key until it has a row. `elsewhere` are paths answered where this reader cannot look.
    """
    found: list[str] = []
    for question in whole.alone():
        if not _is_asked(whole, question, given):
            continue
        rows = _rows(question.key, [*given, *elsewhere]) if question.kind == "list" else []
        found += [f"{question.key}.{row}.{part.key}" for row in rows for part in whole.parts_of(question.key)]
        found += [] if rows else [question.key]
    return found


def lacking(whole: Questionnaire, given: Answers, *, elsewhere: Collection[str] = ()) -> list[str]:
    """Paths of what is asked and not answered."""
    known = {*given, *elsewhere}
    return [path for path in asked(whole, given, elsewhere=elsewhere) if path not in known]


def only_asked(whole: Questionnaire, given: Answers, *, elsewhere: Collection[str] = ()) -> dict[str, Answer]:
    """The answers to what is asked; what an earlier answer had opened and a later one closed is left out."""
    return {path: given[path] for path in asked(whole, given, elsewhere=elsewhere) if path in given}


def by_reader(whole: Questionnaire, given: Answers) -> dict[str, dict[str, Answer]]:
    """The answers by who may read them."""
    parts: dict[str, dict[str, Answer]] = {}
    for path, answer in given.items():
        question = question_at(whole, path)
        if question is not None:
            parts.setdefault(question.reader, {})[path] = answer
    return parts


def flags_of(whole: Questionnaire, given: Answers) -> frozenset[str]:
    """The kinds of flag that answers every reader may see raise."""
    return frozenset(question.flag for question, _ in raised(whole, given) if question.reader == "all")


def raised(whole: Questionnaire, given: Answers) -> list[tuple[Question, str]]:
    """Each question whose flag is raised, with the path of its answer, the gravest flag first."""
    found = [
        (question, path)
        for path, answer in given.items()
        if (question := question_at(whole, path)) is not None and question.raises(answer.given)
    ]
    order = {one.key: place for place, one in enumerate(whole.questions)}
    return sorted(found, key=lambda one: (FLAGS.index(one[0].flag), order[one[0].key], one[1]))


def orders_called_for(whole: Questionnaire, given: Answers) -> frozenset[str]:
    """The orders that answers every reader may see speak of; not knowing speaks of what yes does."""
    found = set()
    for path, answer in given.items():
        question = question_at(whole, path)
        if question is not None and question.reader == "all" and question.calls_for:
            said = {"yes", *answer.given} if NOT_KNOWN in answer.given else set(answer.given)
            found |= {order for option, order in question.calls_for.items() if option in said}
    return frozenset(found)


def answers_json(given: Answers) -> dict[str, Json]:
    """Answers as JSON of the canonical profile, as they are sealed."""
    return {path: _plain(answer) for path, answer in given.items()}


def read_answers(said: Json) -> dict[str, Answer]:
    """The answers in such JSON; Malformed when it is none."""
    try:
        return {
            path: Answer(tuple(map(str, one["given"])), one.get("copied_from", ""), one.get("copied_on", ""))
            for path, one in said.items()
        }
    except (AttributeError, KeyError, TypeError):
        raise Malformed.because("sheet.unreadable") from None


def merged(pieces: Iterable[Answers]) -> dict[str, Answer]:
    """Answers given one after another; the later stands."""
    whole: dict[str, Answer] = {}
    for piece in pieces:
        whole |= piece
    return whole


def _plain(answer: Answer) -> dict[str, object]:
    told: dict[str, object] = {"given": list(answer.given)}
    if answer.copied_from:
        told |= {"copied_from": answer.copied_from, "copied_on": answer.copied_on}
    return told


def _is_asked(whole: Questionnaire, question: Question, given: Answers) -> bool:
    """Whether its condition is met, by a question that is asked itself."""
    condition = question.asked_if
    if condition is None:
        return True
    other, answer = whole.by_key[condition.key], given.get(condition.key)
    return answer is not None and condition.met(answer.given) and _is_asked(whole, other, given)


def _rows(key: str, paths: Iterable[str]) -> list[int]:
    numbers = {path.split(".")[1] for path in paths if path.startswith(key + ".")}
    return sorted(int(one) for one in numbers)


def _coded(text: str) -> str:
    """A word as the file spells it: lower case, dashes between."""
    return "-".join(text.strip().casefold().replace("_", " ").replace("-", " ").split())


def _choice(question: Question, said: str, path: str) -> tuple[str, ...]:
    word = _coded(said)
    if word not in (*question.options, NOT_KNOWN):
        known = ", ".join(dict.fromkeys((*question.options, NOT_KNOWN)))
        raise _not_an_answer("sheet.not-an-option", path, known=known)
    return (word,)


def _many(question: Question, said: str, path: str) -> tuple[str, ...]:
    words = [word for part in _BETWEEN.split(said) for word in _choice(question, part, path)]
    return tuple(sorted(set(words)))


def _text(question: Question, said: str, path: str) -> tuple[str, ...]:
    del question
    if not said or len(said) > SIGNS_MOST:
        raise _not_an_answer("sheet.text-length", path, most=SIGNS_MOST)
    return (NOT_KNOWN if _coded(said) == NOT_KNOWN else said,)


def _date(question: Question, said: str, path: str) -> tuple[str, ...]:
    """A day, or as much of it as is known: year, year and month."""
    del question
    text = latin_digits(said)
    if _coded(text) == NOT_KNOWN:
        return (NOT_KNOWN,)
    if not _DATE.fullmatch(text) or not _is_day(text + "-01-01"[len(text) - 4 :]):
        raise _not_an_answer("sheet.not-a-date", path)
    return (text,)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _time(question: Question, said: str, path: str) -> tuple[str, ...]:
    """An hour of the day, or a moment."""
    del question
    text = latin_digits(said)
    if _coded(text) == NOT_KNOWN or _HOUR.fullmatch(text):
        return (NOT_KNOWN,) if _coded(text) == NOT_KNOWN else (text,)
    try:
        return (written(read_moment(text)),)
    except Malformed:
        raise _not_an_answer("sheet.not-a-time", path) from None


def _list(question: Question, said: str, path: str) -> tuple[str, ...]:
    """A list is answered by its rows; by itself it can only be not known."""
    if _coded(said) != NOT_KNOWN:
        raise _not_an_answer("sheet.list-wants-rows", path, example=f"{question.key}.1.")
    return (NOT_KNOWN,)


def _not_an_answer(rule: str, path: str, **values: str | int) -> Malformed:
    return Malformed(Fault(rule, column=path, values={"question": path, **values}))


_READ: Final = {"choice": _choice, "many": _many, "text": _text, "date": _date, "time": _time, "list": _list}
