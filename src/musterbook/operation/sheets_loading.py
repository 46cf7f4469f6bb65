"""Sheets loading: answers of many people from one table; good rows are kept, each bad cell named by file, row, column.

Either one row a person, with a column `person` and one for each question, or one row an answer: person, question,
answer. A line of a list has its number in the name, as `medication-details.1.medication-name`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from musterbook.custody.roll import Roll
from musterbook.custody.sheets.answers import read_answer
from musterbook.custody.sheets.questions import Questionnaire
from musterbook.operation.book import Book
from musterbook.tables import Line, Sheet, open_sheets
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId, read_number

PERSON: Final = "person"
LONG: Final = (PERSON, "question", "answer")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a table of answers holds.

    Attributes:
        answers: person → (question, answer), of good rows alone.
        faults: what is wrong, by file, row and column.
        rows_aside: how many rows are named in a fault; nothing of them is taken.
    """

    answers: dict[PersonId, list[tuple[str, str]]]
    faults: tuple[Fault, ...]
    rows_aside: int


def read_answers_table(book: Book, path: Path, whole: Questionnaire) -> Loaded:
    """The answers in a table (.csv, .xlsx, .ods); nothing is kept or written.

    Raises:
        Malformed: it cannot be opened, or has no column `person`, or a column that is no question.
    """
    sheet = open_sheets(path).sheets[0]
    lines = [line for line in sheet.lines if not line.blank]
    header = [_text(cell).casefold() for cell in lines[0].cells] if lines else []
    if PERSON not in header:
        raise Malformed(Fault("sheet.no-person-column", file=path.name, values={"wanted": PERSON}))
    long = [name for name in header if name] == list(LONG)
    if not long:
        _check_columns(sheet, lines[0], header, whole)
    numbers = book.reading(Roll).where
    answers: dict[PersonId, list[tuple[str, str]]] = {}
    faults: list[Fault] = []
    for line in lines[1:]:
        person, said, wrong = _row(line, header, whole, long=long)
        if person is None or person not in numbers:
            wrong = [Fault("sheet.no-such-person", column=PERSON), *wrong]
        if wrong:
            faults += [replace(one, file=path.name, row=line.number) for one in wrong]
        elif person is not None:
            answers.setdefault(person, []).extend(said)
    return Loaded(answers, tuple(faults), len({one.row for one in faults}))


def _row(
    line: Line, header: Sequence[str], whole: Questionnaire, *, long: bool
) -> tuple[PersonId | None, list[tuple[str, str]], list[Fault]]:  # fmt: skip
    """Who a row is about, what it answers, and what is wrong in it."""
    cells = dict(zip(header, map(_text, line.cells), strict=False))
    person = read_number(cells.get(PERSON, ""))
    pairs = [(cells["question"], cells.get("answer", ""))] if long and cells.get("question") else []
    pairs += [] if long else [(name, text) for name, text in cells.items() if name and name != PERSON and text]
    faults = list(_faults(pairs, whole))
    if long and not pairs:
        faults.append(Fault("sheet.no-such-question", column="question", values={"version": whole.name}))
    return person, pairs, faults


def _faults(pairs: Sequence[tuple[str, str]], whole: Questionnaire) -> Iterator[Fault]:
    for path, text in pairs:
        try:
            read_answer(whole, path, text)
        except Malformed as malformed:
            yield from malformed.faults


def _check_columns(sheet: Sheet, line: Line, header: Sequence[str], whole: Questionnaire) -> None:
    faults = []
    for name in header:
        if not name or name == PERSON:
            continue
        try:
            read_answer(whole, name, "not-known")
        except Malformed as malformed:
            faults += [
                replace(one, file=sheet.file, row=line.number) for one in malformed.faults
                if one.rule == "sheet.no-such-question"
            ]  # fmt: skip
    if faults:
        raise Malformed.of(faults)


def _text(cell: object) -> str:
    """A cell as text: spreadsheets hand over days, hours and truth values as such."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    said = str(cell).strip()
    return said.removesuffix(" 00:00:00")
