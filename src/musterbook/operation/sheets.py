"""Escort sheets: begun, answered, completed, confirmed, amended and doubted (custody.md section 10).

Joins custody's sheets with the orders of eligibility, from which a new sheet is filled in advance, and with the sealed
answers beside the book.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeVar

from musterbook.custody.sheets.answers import (
    Answer,
    flags_of,
    lacking,
    only_asked,
    orders_called_for,
    question_at,
    read_answer,
)
from musterbook.custody.sheets.facts import (
    SheetAmended,
    SheetCompleted,
    SheetConfirmed,
    SheetConfirmedOf,
    SheetDoubted,
    SheetOf,
)
from musterbook.custody.sheets.known import USUAL
from musterbook.custody.sheets.paper import COMPARTMENTS, SheetPaper
from musterbook.custody.sheets.questions import Questionnaire
from musterbook.custody.sheets.sheets import Filled, Sheets
from musterbook.ledger.canonical import canonical
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.compartments import seal_in
from musterbook.operation.sheets_in_advance import new_papers
from musterbook.operation.sheets_kept import (
    drafts,
    drop_drafts,
    keep_drafts,
    papers_of,
    questionnaire,
    seal_sheets,
    with_answers,
)
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

PEOPLE_IN_ONE_ACT: Final = 300
"""So many sheets fit well into one entry."""
DOUBT: Final = "sheet-doubt"
T = TypeVar("T")
Typed = Sequence[tuple[str, str]]
"""Answers as somebody typed them: (question, answer)."""


def begin(
    book: Book, people: Iterable[PersonId], *, now: datetime, version: str = USUAL
) -> dict[PersonId, SheetPaper]:  # fmt: skip
    """Begin sheets, each with what may be copied from the last confirmed one and from what stands; nothing is signed.

    Raises:
        Malformed: this copy has not these questions; one is begun already.
    """
    wanted, whole = list(dict.fromkeys(people)), questionnaire(book, version)
    already = drafts(book, wanted)
    if already:
        raise Malformed.of(Fault("sheet.begun", values={"person": one}) for one in sorted(already))
    papers = new_papers(book, wanted, whole, now)
    keep_drafts(book, list(papers.values()))
    return papers


def answer(
    book: Book, typed: Mapping[PersonId, Typed], *, now: datetime, version: str = USUAL
) -> dict[PersonId, SheetPaper]:  # fmt: skip
    """Answer questions of sheets, which are begun where they are not yet; an answer given again is copied no more.

    Raises:
        Malformed: every answer that is none, by person and question; nothing is kept.
    """
    papers = drafts(book, typed)
    papers |= new_papers(book, [one for one in typed if one not in papers], questionnaire(book, version), now)
    given: dict[str, list[tuple[SheetPaper, dict[str, Answer]]]] = {}
    faults: list[Fault] = []
    for person, said in typed.items():
        whole = questionnaire(book, papers[person].version)
        read = {}
        for path, text in said:
            try:
                key, one = read_answer(whole, path, text)
                read[key] = one
            except Malformed as malformed:
                faults += [replace(fault, values={**fault.values, "person": person}) for fault in malformed.faults]
        given.setdefault(whole.name, []).append((papers[person], read))
    if faults:
        raise Malformed.of(faults)
    for name, some in given.items():
        papers |= {one.person: one for one in with_answers(book, questionnaire(book, name), some, at=now)}
    keep_drafts(book, list(papers.values()))
    return papers


def missing(book: Book, paper: SheetPaper) -> list[str]:
    """Paths of what is asked and not answered yet."""
    return lacking(questionnaire(book, paper.version), paper.answers, elsewhere=paper.elsewhere)


def complete(book: Book, acting: Acting, people: Iterable[PersonId]) -> list[Entry]:
    """Write that every question is answered: one act for all who are asked the same questions.

    Raises:
        Refused: a sheet is not begun here, or something asked is not answered; each is named, and nothing is written.
    """
    wanted = list(dict.fromkeys(people))
    found = drafts(book, wanted)
    objections = [Objection("sheet.not-begun", one) for one in wanted if one not in found]
    for person in wanted:
        lacks = missing(book, found[person]) if person in found else []
        if lacks:
            objections.append(_lacking(person, lacks))
    if objections:
        raise Refused(*objections)
    written: list[Entry] = []
    for name in sorted({one.version for one in found.values()}):
        whole = questionnaire(book, name)
        papers = [_only_asked(whole, found[one]) for one in wanted if found[one].version == name]
        written += _write_completed(book, acting, whole, papers)
    drop_drafts(book, wanted)
    return written


def complete_at_once(
    book: Book, acting: Acting, typed: Mapping[PersonId, Typed], *, version: str = USUAL
) -> list[Entry]:  # fmt: skip
    """Sheets of many filled in and completed in one go, none of them ever kept as begun; an earlier copy gives way.

    Raises:
        Malformed: an answer that is none.
        Refused: something asked is not answered; each is named, and nothing is written.
    """
    whole, read = questionnaire(book, version), dict[tuple[str, str], tuple[str, Answer]]()
    begun_now = new_papers(book, list(typed), whole, acting.at)
    given = []
    for person, said in typed.items():
        for one in said:
            if one not in read:
                read[one] = read_answer(whole, *one)
        given.append((begun_now[person], dict(read[one] for one in said)))
    papers = [_only_asked(whole, one) for one in with_answers(book, whole, given, at=acting.hour)]
    lacks = {one.person: missing(book, one) for one in papers}
    objections = [_lacking(person, paths) for person, paths in lacks.items() if paths]
    if objections:
        raise Refused(*objections)
    return _write_completed(book, acting, whole, papers)


def confirm(book: Book, acting: Acting, people: Iterable[PersonId]) -> list[Entry]:
    """An officer puts his name to sheets as they stand, 300 in one act.

    Raises:
        Refused: somebody has no completed sheet.
    """
    wanted, sheets = list(dict.fromkeys(people)), book.reading(Sheets)
    newest = {one: sheets.get(one).newest for one in wanted}
    standing = {one: filled for one, filled in newest.items() if filled is not None}
    if len(standing) < len(wanted):
        raise Refused(*(Objection("sheet.nothing-to-confirm", one) for one in wanted if one not in standing))
    written: list[Entry] = []
    for some in _slices(list(standing)):
        parts = tuple(SheetConfirmedOf(person=one, sheet=standing[one].digest) for one in some)
        after = sorted({standing[one].signed.entry for one in some})
        written.append(book.write(acting.draft(SheetConfirmed(sheets=parts), after=after)))
    return written


def amend(book: Book, acting: Acting, person: PersonId, typed: Typed) -> Entry:
    """Change answers of a confirmed sheet; both versions stay.

    Raises:
        Malformed: an answer is none.
        Refused: there is no confirmed sheet, it cannot be read here, or something asked would not be answered.
    """
    filled, paper, whole = _confirmed(book, person)
    given = dict(read_answer(whole, path, text) for path, text in typed)
    changed = _only_asked(whole, with_answers(book, whole, [(paper, given)], at=acting.hour)[0])
    lacks = lacking(whole, changed.answers, elsewhere=changed.elsewhere)
    if lacks:
        raise Refused(_lacking(person, lacks))
    fields = {path for path in given if path in changed.answers} | {
        path for path in paper.answers if path not in changed.answers
    }
    fields |= {COMPARTMENTS[one.reader] for one in map(whole.by_key.get, given) if one and one.reader != "all"}
    fact = SheetAmended(
        version=filled.version, questions=filled.questions, replaces=filled.digest, fields=frozenset(fields),
        sheet=_sheet_of(whole, changed, seal_sheets(book, [changed])[0]),
    )  # fmt: skip
    return book.write(acting.draft(fact, after=[filled.signed.entry]))


def doubt(
    book: Book, acting: Acting, person: PersonId, question: str, *, because: str, instead: str = ""
) -> Entry:  # fmt: skip
    """A receiver does not believe an answer; what he saw is sealed as the answer is, and nothing else changes.

    Raises:
        Malformed: there is no such question, or what should stand instead is no answer to it.
        Refused: there is no confirmed sheet, or it cannot be read here.
    """
    filled, _, whole = _confirmed(book, person)
    path = question
    seen: list[str] = []
    if instead:
        path, read = read_answer(whole, question, instead)
        seen = list(read.given)
    found = question_at(whole, path)
    if found is None:
        raise Malformed(Fault("sheet.no-such-question", column=question[:60], values={"version": whole.name}))
    body = canonical({"because": because, "instead": seen, "question": path, "v": 1})
    sealed_to = COMPARTMENTS.get(found.reader)
    if sealed_to is None:
        (digest,) = book.seal([(person, DOUBT, body)])
    else:
        (digest,) = seal_in(book, person, DOUBT, sealed_to, body, at=acting.hour)  # type: ignore[arg-type]
    fact = SheetDoubted(person=person, sheet=filled.digest, question=sealed_to or path, because=digest)
    return book.write(acting.draft(fact, after=[filled.signed.entry]))


def _lacking(person: PersonId, paths: Sequence[str]) -> Objection:
    return Objection("sheet.lacking", person, {"questions": len(paths), "first": ", ".join(paths[:5])})


def _write_completed(
    book: Book, acting: Acting, whole: Questionnaire, papers: Sequence[SheetPaper]
) -> list[Entry]:  # fmt: skip
    written = []
    for some in _slices(papers):
        digests = seal_sheets(book, some)
        sheets = tuple(_sheet_of(whole, *one) for one in zip(some, digests, strict=True))
        written.append(
            book.write(acting.draft(SheetCompleted(version=whole.name, questions=whole.digest, sheets=sheets)))
        )
    return written


def _only_asked(whole: Questionnaire, paper: SheetPaper) -> SheetPaper:
    return replace(paper, answers=only_asked(whole, paper.answers, elsewhere=paper.elsewhere))


def _sheet_of(whole: Questionnaire, paper: SheetPaper, digest: Digest) -> SheetOf:
    return SheetOf(
        person=paper.person, sheet=digest, flags="+".join(sorted(flags_of(whole, paper.answers))),
        calls_for="+".join(sorted(orders_called_for(whole, paper.answers))),
    )  # fmt: skip


def _confirmed(book: Book, person: PersonId) -> tuple[Filled, SheetPaper, Questionnaire]:
    """The sheet that stands confirmed, its answers and its questions."""
    sheet = book.reading(Sheets).get(person)
    filled = sheet.newest
    if filled is None or sheet.last_confirmed(filled) is None:
        raise Refused(Objection("sheet.not-confirmed-yet", person))
    paper = papers_of(book, [filled]).get(filled.digest)
    if paper is None:
        raise Refused(Objection("sheet.not-read-here", person, {"version": filled.version}))
    return filled, paper, questionnaire(book, filled.version)


def _slices(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), PEOPLE_IN_ONE_ACT):
        yield values[start : start + PEOPLE_IN_ONE_ACT]
