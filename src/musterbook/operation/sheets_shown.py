"""Sheets shown: one person's sheet as whoever asks may see it, with where each answer comes from and who doubts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from musterbook.custody.sheets.answers import Answer, lacking, only_asked, question_at
from musterbook.custody.sheets.known import questions_of
from musterbook.custody.sheets.paper import SheetPaper
from musterbook.custody.sheets.questions import Question, Questionnaire
from musterbook.custody.sheets.sheets import Doubt, Filled, Sheet, Sheets, Signed
from musterbook.custody.sheets.warnings import Warned, Warnings
from musterbook.custody.sheets.watches import Watch, Watches
from musterbook.ledger.canonical import read_canonical
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.sheets_gate import orders_lacking
from musterbook.operation.sheets_kept import drafts, opened_pieces, papers_of, questionnaires
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Doubted:
    """A doubt: what was seen instead (nothing where it is sealed to others, or was not said), why, by whom."""

    instead: tuple[str, ...]
    because: str
    signed: Signed


@dataclass(frozen=True, slots=True)
class Line:
    """One answer.

    Attributes:
        path: where it lies.
        question: the question it answers.
        answer: None where it is sealed to others.
        earlier: what it was before amendments, each with who had signed it, oldest first.
        doubts: who does not believe it.
    """

    path: str
    question: Question
    answer: Answer | None
    earlier: tuple[tuple[Answer, Signed], ...] = ()
    doubts: tuple[Doubted, ...] = ()


@dataclass(frozen=True)
class ShownSheet:
    """One person's sheet.

    Attributes:
        person: whose.
        stage: empty, begun, completed, confirmed or amended.
        questions: what it asks; None where this copy has not that version, which is then kept sealed and not read.
        version: its name, also where it cannot be read.
        filled: the sheet in the book; None while it is begun or empty.
        confirmed: who last put his name to it.
        lines: the answers, in the order of the questions.
        missing: paths asked and not answered, of one that is begun.
        warnings, watch, orders: what stands beside it, and the orders it speaks of that nobody gave.
        doubts_elsewhere: doubts about what is sealed to others.
    """

    person: PersonId
    stage: str
    questions: Questionnaire | None = None
    version: str = ""
    filled: Filled | None = None
    confirmed: Signed | None = None
    lines: tuple[Line, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[Warned, ...] = ()
    watch: Watch | None = None
    orders: tuple[str, ...] = ()
    doubts_elsewhere: Mapping[str, int] = field(default_factory=dict)


def shown(
    book: Book, person: PersonId, now: datetime, *, acting: Acting | None = None, because: str = "",
    signed_only: bool = False,
) -> ShownSheet:  # fmt: skip
    """One person's sheet; the one being filled in goes before the one in the book, unless only what is signed is asked.

    Args:
        book: the book.
        person: whose.
        now: for the warnings that hold.
        acting: who opens what only some may read, with a reason; without it that stays sealed.
        because: the reason, which is written down.
        signed_only: leave out a sheet that is only begun.
    """
    begun = {} if signed_only else drafts(book, [person])
    sheet = book.reading(Sheets).get(person)
    around = {
        "warnings": book.reading(Warnings).on(person, now), "watch": book.reading(Watches).on(person),
        "orders": tuple(orders_lacking(book, person)),
    }  # fmt: skip
    if person in begun:
        paper = begun[person]
        whole = questionnaires(book)[paper.version]
        lacks = tuple(lacking(whole, paper.answers, elsewhere=paper.elsewhere))
        lines = _lines(whole, _seen(book, whole, paper, acting, because))
        return ShownSheet(person, "begun", whole, paper.version, lines=lines, missing=lacks, **around)  # type: ignore[arg-type]
    filled = sheet.newest
    if filled is None:
        return ShownSheet(person, "empty", **around)  # type: ignore[arg-type]
    found = questions_of(filled, questionnaires(book))
    papers = papers_of(book, sheet.filled)
    own = papers.get(filled.digest)
    lines = ()
    elsewhere: dict[str, int] = {}
    if found is not None and own is not None:
        doubts, elsewhere = _doubts(book, sheet)
        lines = _lines(found, _seen(book, found, own, acting, because), _earlier(sheet, papers), doubts)
    return ShownSheet(
        person, sheet.stage, found if own is not None else None, filled.version, filled, sheet.last_confirmed(filled),
        lines, doubts_elsewhere=elsewhere, **around,  # type: ignore[arg-type]
    )  # fmt: skip


def stages_of(book: Book, people: Iterable[PersonId]) -> dict[PersonId, str]:
    """How far everyone's sheet has come: empty, begun, completed, confirmed or amended."""
    wanted, sheets = sorted(people), book.reading(Sheets)
    begun = drafts(book, wanted)
    return {one: "begun" if one in begun else sheets.stage(one) for one in wanted}


Given = Mapping[str, Answer | None]


def _seen(book: Book, whole: Questionnaire, paper: SheetPaper, acting: Acting | None, because: str) -> Given:
    """The answers by path; None for those that stay sealed."""
    seen: dict[str, Answer | None] = dict.fromkeys(paper.elsewhere)
    if acting is not None and paper.pieces:
        for answers in opened_pieces(book, acting, paper, because).values():
            seen |= answers
    return {**seen, **only_asked(whole, paper.answers, elsewhere=paper.elsewhere)}


def _lines(
    whole: Questionnaire, seen: Given, earlier: Mapping[str, list[tuple[Answer, Signed]]] | None = None,
    doubts: Mapping[str, list[Doubted]] | None = None,
) -> tuple[Line, ...]:  # fmt: skip
    order = {one.key: place for place, one in enumerate(whole.questions)}

    def place(path: str) -> tuple[int, int, int]:
        listed, _, rest = path.partition(".")
        row, _, key = rest.partition(".")
        return (order[listed], int(row), order[key]) if rest else (order[path], 0, 0)

    return tuple(
        Line(path, question, seen[path], tuple((earlier or {}).get(path, ())), tuple((doubts or {}).get(path, ())))
        for path in sorted((one for one in seen if question_at(whole, one) is not None), key=place)
        if (question := question_at(whole, path)) is not None
    )


def _earlier(sheet: Sheet, papers: Mapping[Digest, SheetPaper]) -> dict[str, list[tuple[Answer, Signed]]]:
    """What answers were before the amendments that led to the newest sheet."""
    found: dict[str, list[tuple[Answer, Signed]]] = {}
    at = sheet.newest
    while at is not None and at.replaces is not None:
        before = sheet.at(at.replaces)
        paper = papers.get(at.replaces)
        if before is None or paper is None:
            break
        for path in at.fields & paper.answers.keys():
            found.setdefault(path, []).insert(0, (paper.answers[path], before.signed))
        at = before
    return found


def _doubts(book: Book, sheet: Sheet) -> tuple[dict[str, list[Doubted]], dict[str, int]]:
    """Doubts about the newest sheet and what it amends: those that can be read by path, the others counted."""
    readable: dict[str, list[Doubted]] = {}
    elsewhere: dict[str, int] = {}
    opened = book.sealed.open_many([one.because for one in sheet.doubts]) if book.sealed is not None else {}
    for one in sheet.doubts:
        if one.because in opened:
            readable.setdefault(one.question, []).append(_doubted(opened[one.because], one))
        else:
            elsewhere[one.question] = elsewhere.get(one.question, 0) + 1
    return readable, elsewhere


def _doubted(body: bytes, one: Doubt) -> Doubted:
    said = read_canonical(body)
    return Doubted(tuple(said.get("instead", ())), str(said.get("because", "")), one.signed)
