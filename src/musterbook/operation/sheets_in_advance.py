"""Escort sheets filled in advance: from the last confirmed one, and from what stands about somebody (section 10).

Joins custody's sheets with the orders of eligibility and with the sealed answers beside the book.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from musterbook.custody.sheets.answers import question_at
from musterbook.custody.sheets.paper import SheetPaper, begun
from musterbook.custody.sheets.prefill import Standing, prefilled
from musterbook.custody.sheets.questions import Questionnaire
from musterbook.custody.sheets.sheets import Sheets
from musterbook.custody.sheets.warnings import Warnings
from musterbook.eligibility.apart import KeepApart
from musterbook.operation.book import Book
from musterbook.operation.one_body import bodies_of, holds_of
from musterbook.operation.sheets_kept import papers_of
from musterbook.terms.people import PersonId


def standing(book: Book, person: PersonId, now: datetime) -> list[Standing]:
    """What stands about somebody that answers a question: holds, keep-apart orders and warnings, under any number."""
    numbers = bodies_of(book).numbers(person)
    found = [Standing("hold", hold.since) for hold in holds_of(book)(person)]
    apart, warned = book.reading(KeepApart), book.reading(Warnings)
    for number in numbers:
        found += [Standing("keep-apart", order.since) for order in apart.orders_about(number)]
        found += [Standing(f"warning:{one.about}", one.since) for one in warned.on(number, now)]
    return found


def new_papers(
    book: Book, people: Sequence[PersonId], whole: Questionnaire, now: datetime
) -> dict[PersonId, SheetPaper]:
    """New sheets, filled in advance from the last confirmed one and from what stands."""
    sheets = book.reading(Sheets)
    last = {one: sheets.get(one).last_good() for one in people}
    before = papers_of(book, [one for one in last.values() if one is not None])
    papers = {}
    for person in people:
        filled = last[person]
        paper = before.get(filled.digest) if filled is not None else None
        on = filled.signed.at if filled is not None and paper is not None else None
        answers = prefilled(whole, paper.answers if paper is not None else {}, on, standing(book, person, now))
        papers[person] = _with_pieces_of(whole, paper, begun(person, whole, answers))
    return papers


def _with_pieces_of(whole: Questionnaire, last: SheetPaper | None, paper: SheetPaper) -> SheetPaper:
    """What only some may read is taken over unread, as far as the questions may be copied at all."""
    for compartment, pieces in last.pieces.items() if last is not None else ():
        for piece in pieces:
            paths = tuple(path for path in piece.paths if (one := question_at(whole, path)) is not None and one.prefill)
            if paths:
                paper = paper.with_piece(compartment, replace(piece, paths=paths, copied=True))
    return paper
