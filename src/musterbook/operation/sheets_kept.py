"""Sheets kept: the sealed answers of escort sheets, and sheets that are begun and that nobody has signed yet.

A sheet that is being filled in lies sealed in this copy alone: unfinished words are nobody's statement, and the book
gets a fact when every question is answered. What only clinicians or security officers may read goes to their keys at
once, so that not even this copy can read it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from musterbook.custody.sheets.answers import Answer, Answers, by_reader, merged
from musterbook.custody.sheets.known import built_in, questions_of, sheets_in
from musterbook.custody.sheets.paper import COMPARTMENTS, Piece, SheetPaper, piece_bytes, read_paper, read_piece
from musterbook.custody.sheets.questions import Questionnaire
from musterbook.custody.sheets.sheets import Filled
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.compartments import open_in, seal_many_in
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

DRAFT: Final = "sheet-begun"
SHEET: Final = "sheet"
PIECE: Final = "sheet-answers"


def questionnaires(book: Book) -> Mapping[str, Questionnaire]:
    """The sheets of questions this copy has: those of Musterbook, and those in the operation's folder."""
    return sheets_in(book.folder / "operation") if book.folder is not None else built_in()


def questionnaire(book: Book, version: str) -> Questionnaire:
    """The sheet of questions of that name; Malformed when this copy has none."""
    known = questionnaires(book)
    if version not in known:
        raise Malformed.because("sheet.unknown-version", version=version, known=", ".join(sorted(known)))
    return known[version]


def drafts(book: Book, people: Iterable[PersonId] | None = None) -> dict[PersonId, SheetPaper]:
    """The sheets that are begun here: of some people, or of all."""
    if book.sealed is None:
        return {}
    wanted = None if people is None else set(people)
    here = {one: who for one, who in book.sealed.digests(DRAFT).items() if wanted is None or who in wanted}
    found: dict[PersonId, SheetPaper] = {}
    for body in book.sealed.open_many(here).values():
        paper = read_paper(body)
        if paper.person not in found or found[paper.person].steps < paper.steps:
            found[paper.person] = paper
    return found


def keep_drafts(book: Book, papers: Sequence[SheetPaper]) -> None:
    """Keep sheets that are begun, each in place of what was kept of it before."""
    before = _digests_of(book, {one.person for one in papers})
    book.seal([(one.person, DRAFT, replace(one, steps=one.steps + 1).to_bytes()) for one in papers])
    _forget(book, before)


def drop_drafts(book: Book, people: Iterable[PersonId]) -> None:
    """Sheets that have become facts, or were given up, are begun no more."""
    _forget(book, _digests_of(book, set(people)))


def seal_sheets(book: Book, papers: Sequence[SheetPaper]) -> list[Digest]:
    """Seal sheets as they stand; the digests they are known by from now on."""
    return book.seal([(one.person, SHEET, replace(one, steps=0).to_bytes()) for one in papers])


def with_answers(
    book: Book, whole: Questionnaire, given: Sequence[tuple[SheetPaper, Answers]], *, at: datetime, copied: bool = False
) -> list[SheetPaper]:  # fmt: skip
    """Sheets with more answers: those for every reader are merged in, the others sealed to their readers at once."""
    papers = [replace(paper, answers=merged((paper.answers, _open_part(whole, some)))) for paper, some in given]
    for reader, compartment in COMPARTMENTS.items():
        parts = [(place, by_reader(whole, some).get(reader, {})) for place, (_, some) in enumerate(given)]
        sealing = [(place, part) for place, part in parts if part]
        things = [(papers[place].person, PIECE, piece_bytes(part)) for place, part in sealing]
        digests = seal_many_in(book, things, compartment, at=at) if things else []  # type: ignore[arg-type]
        for (place, part), digest in zip(sealing, digests, strict=True):
            papers[place] = papers[place].with_piece(compartment, Piece(digest, tuple(sorted(part)), copied))
    return papers


def paper_of(book: Book, filled: Filled) -> SheetPaper | None:
    """The sealed answers of a sheet; None where they are not here, or this copy has not its questions."""
    return papers_of(book, [filled]).get(filled.digest)


def papers_of(book: Book, sheets: Iterable[Filled]) -> dict[Digest, SheetPaper]:
    """The sealed answers of sheets, those that are here and whose questions this copy has."""
    if book.sealed is None:
        return {}
    known = questionnaires(book)
    readable = [one.digest for one in sheets if questions_of(one, known) is not None]
    return {digest: read_paper(body) for digest, body in book.sealed.open_many(readable).items()}


def opened_pieces(book: Book, acting: Acting, paper: SheetPaper, because: str) -> dict[str, dict[str, Answer]]:
    """Answers sealed to few, by compartment, as far as whoever asks may read them; that he did is written down.

    Raises:
        Refused: he may read none of them, or gives no reason.
    """
    found: dict[str, dict[str, Answer]] = {}
    refused: list[Objection] = []
    for compartment, pieces in paper.pieces.items():
        try:
            opened = open_in(book, acting, [one.digest for one in pieces], because, page="sheet")
        except Refused as error:
            refused += error.objections
            continue
        found[compartment] = {
            path: answer
            for piece in pieces
            if piece.digest in opened
            for path, answer in read_piece(opened[piece.digest]).items()
            if path in piece.paths
        }
    if refused and not found:
        raise Refused(*refused)
    return found


def _open_part(whole: Questionnaire, some: Answers) -> Answers:
    return by_reader(whole, some).get("all", {})


def _digests_of(book: Book, people: set[PersonId]) -> list[Digest]:
    if book.sealed is None:
        return []
    return [one for one, who in book.sealed.digests(DRAFT).items() if who in people]


def _forget(book: Book, digests: Iterable[Digest]) -> None:
    if book.sealed is not None:
        book.sealed.forget(digests)
