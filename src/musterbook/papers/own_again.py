"""Receipts of persons and escort sheets held against what their entries sign for, and against what the book tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from musterbook.custody.dues.facts import ReceiptGiven
from musterbook.operation.book import Book
from musterbook.operation.on_paper.own import RECEIPTS, keys_in, not_signed_for
from musterbook.operation.on_paper.signed import Inside
from musterbook.operation.receipts_kept import receipts_given
from musterbook.operation.sheets_shown import shown
from musterbook.operation.sitrep.heads import book_at
from musterbook.papers import escort_sheet, receipt
from musterbook.papers.checking import CheckedPaper
from musterbook.papers.codes import NAMED
from musterbook.papers.frame import NOTHING
from musterbook.papers.framed_again import between
from musterbook.terms.errors import Refused, Tampered
from musterbook.terms.people import PersonId

PAGES = {receipt.TEMPLATE: "pages", escort_sheet.TEMPLATE: "sheets"}
"""Under which name the pages of each template stand among its values."""


def tied(inside: Inside, found: CheckedPaper, file: str) -> None:
    """That the code on each page names what an entry inside signs for; Tampered where one does not."""
    template = receipt.TEMPLATE if inside.kind == RECEIPTS else escort_sheet.TEMPLATE
    if found.template != template or found.at != inside.as_of.astimezone(UTC).replace(microsecond=0):
        raise Tampered("paper.facts", file=file)
    loose = not_signed_for(inside, [code[1:] for code in _codes(found.paper, template, file)])
    if loose:
        raise Tampered("paper.says-other", file=file, count=len(loose), first=f"{PAGES[template]}/{loose[0]}")


def own_differences(book: Book, inside: Inside, found: CheckedPaper, file: str) -> list[str] | None:
    """Where it says other than the book; None where what lies sealed is not open here, so that nobody can tell.

    Raises:
        Refused: this copy does not have all that the paper was read from.
        Tampered: the paper is in no language of ours.
    """
    codes = _codes(found.paper, found.template, file)
    try:
        mine = _receipts(book, inside, codes) if inside.kind == RECEIPTS else _sheets(book, inside, found, codes)
    except KeyError:
        raise Tampered("paper.facts", file=file) from None
    return None if mine is None else list(between(mine, found.paper))


def _receipts(book: Book, inside: Inside, codes: list[list[str]]) -> Mapping[str, Any] | None:
    given = [entry.fact for entry in inside.entries if isinstance(entry.fact, ReceiptGiven)]
    try:
        said = {str(one["digest"]): one for fact in given for one in receipts_given(book, fact)}
    except Refused:
        return None
    rests = next(iter(keys_in(inside.entries).items()), NOTHING)
    printed = [said[code[2]] for code in codes]
    return receipt.paper_of(printed, marking=book.settings.marking, printed_at=inside.as_of, rests=rests)


def _sheets(book: Book, inside: Inside, found: CheckedPaper, codes: list[list[str]]) -> Mapping[str, Any] | None:
    then = book_at(book, inside.as_of, inside.heads)
    then.sealed, then.folder = book.sealed, book.folder
    sheets = [shown(then, PersonId(code[1]), inside.as_of, signed_only=True) for code in codes]
    if any(one.filled is not None and one.questions is None for one in sheets):
        return None
    settings, language = book.settings, str(found.paper["language"])
    around = escort_sheet.Around(settings.name, settings.marking, language, settings.time_zone, inside.as_of)
    return escort_sheet.paper_of(sheets, around, keys=keys_in(inside.entries))


def _codes(paper: Mapping[str, Any], template: str, file: str) -> list[list[str]]:
    """The words of the code on each page; Tampered where a page has none."""
    try:
        codes = [str(one["code"][NAMED]).split() for one in paper[PAGES[template]]]
    except (KeyError, TypeError):
        raise Tampered("paper.facts", file=file) from None
    if not all(len(code) > 1 for code in codes):
        raise Tampered("paper.facts", file=file)
    return codes
