"""Papers with verbs of their own held against what their entries sign for, and against what the book tells.

Receipts of persons, escort sheets, situation reports, last good rolls and the watch's daily sheet.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from musterbook.coordination.facts import ReportIssued
from musterbook.custody.dues.facts import ReceiptGiven
from musterbook.ledger.entry import Signature
from musterbook.ledger.signing import told_holds
from musterbook.operation.book import Book
from musterbook.operation.last_roll import last_roll_of
from musterbook.operation.on_paper.own import BRIEF, RECEIPTS, REPORT, ROLL, SHEETS, keys_in, not_signed_for
from musterbook.operation.on_paper.signed import Inside
from musterbook.operation.receipts_kept import receipts_given
from musterbook.operation.sheets_shown import shown
from musterbook.operation.sitrep.heads import book_at
from musterbook.operation.sitrep.report import report_of
from musterbook.papers import brief_page, escort_sheet, last_roll, receipt, sitrep
from musterbook.papers.checking import CheckedPaper
from musterbook.papers.codes import NAMED
from musterbook.papers.frame import last_of
from musterbook.papers.framed_again import FILES, between
from musterbook.papers.setting import Press
from musterbook.papers.sitrep_json import asked_of, read_report, report_bytes
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed, Refused, Tampered
from musterbook.terms.people import PersonId
from musterbook.terms.times import read_written
from musterbook.words.printed import Tongue

TEMPLATES: Final[Mapping[str, str]] = {
    RECEIPTS: receipt.TEMPLATE, SHEETS: escort_sheet.TEMPLATE, REPORT: sitrep.TEMPLATE, ROLL: last_roll.TEMPLATE,
    BRIEF: brief_page.TEMPLATE,
}  # fmt: skip
PAGES = {receipt.TEMPLATE: "pages", escort_sheet.TEMPLATE: "sheets"}
"""Under which name the pages of each template stand among its values."""


def tied(inside: Inside, found: CheckedPaper, file: str) -> None:
    """That the code on each page, or the figures inside, are what an entry inside signs for; Tampered where one is not.

    A last good roll has nothing that is signed as a whole: its entries are whole, and a book says the rest.
    """
    template = TEMPLATES[inside.kind]
    if found.template != template or found.at != inside.as_of.astimezone(UTC).replace(microsecond=0):
        raise Tampered("paper.facts", file=file)
    if inside.kind == REPORT:
        _figures_signed(inside, found, file)
    if template not in PAGES:
        return
    loose = not_signed_for(inside, [code[1:] for code in _codes(found.paper, template, file)])
    if loose:
        raise Tampered("paper.says-other", file=file, count=len(loose), first=f"{PAGES[template]}/{loose[0]}")


def own_differences(book: Book, inside: Inside, found: CheckedPaper, file: str) -> list[str] | None:
    """Where it says other than the book; None where what lies sealed is not open here, so that nobody can tell.

    Raises:
        Refused: this copy does not have all that the paper was read from.
        Tampered: the paper is in no language of ours.
    """
    try:
        both = _AGAIN[inside.kind](book, inside, found, file)
    except (KeyError, TypeError, ValueError, IndexError, Malformed):
        raise Tampered("paper.facts", file=file) from None
    return None if both is None else min((list(between(mine, both[1])) for mine in both[0]), key=len)


Both = tuple[list[Mapping[str, Any]], Mapping[str, Any]]
"""What the book tells, of each document where there are several, and what the paper says."""


def _figures_signed(inside: Inside, found: CheckedPaper, file: str) -> None:
    """That a report's figures are those by whose digest it left, and that it is in their number."""
    digest = hashlib.sha256(found.inside.get(sitrep.FIGURES, "").encode()).hexdigest()
    for entry in inside.entries:
        fact = entry.fact
        if not isinstance(fact, ReportIssued) or (fact.text, fact.report) != (digest, inside.subject):
            raise Tampered("paper.says-other", file=file, count=1, first=sitrep.FIGURES)


def _receipts(book: Book, inside: Inside, found: CheckedPaper, file: str) -> Both | None:
    codes = _codes(found.paper, found.template, file)
    given = [entry.fact for entry in inside.entries if isinstance(entry.fact, ReceiptGiven)]
    try:
        said = {str(one["digest"]): one for fact in given for one in receipts_given(book, fact)}
    except Refused:
        return None
    rests = last_of(keys_in(inside.entries))
    printed = [said[code[2]] for code in codes]
    mine = receipt.paper_of(printed, marking=book.settings.marking, printed_at=inside.as_of, rests=rests)
    return [mine], found.paper


def _sheets(book: Book, inside: Inside, found: CheckedPaper, file: str) -> Both | None:
    codes = _codes(found.paper, found.template, file)
    then = book_at(book, inside.as_of, inside.heads)
    then.sealed, then.folder = book.sealed, book.folder
    sheets = [shown(then, PersonId(code[1]), inside.as_of, signed_only=True) for code in codes]
    if any(one.filled is not None and one.questions is None for one in sheets):
        return None
    settings, language = book.settings, str(found.paper["language"])
    around = escort_sheet.Around(settings.name, settings.marking, language, settings.time_zone, inside.as_of)
    mine = escort_sheet.paper_of(sheets, around, keys=keys_in(inside.entries))
    return ([_faceless(mine)], _faceless(found.paper)) if inside.named else ([mine], found.paper)


def _brief(book: Book, inside: Inside, found: CheckedPaper, file: str) -> Both | None:
    """The watch's sheet put together again; None where that gives other figures.

    What happened in the world lies beside the book, so another copy may rightly make other figures of the same entries.
    """
    from musterbook.papers.watch_from_book import brief_from  # noqa: PLC0415  heavy, and only this needs it

    told, language = json.loads(found.inside[brief_page.FIGURES]), str(found.paper["language"])
    signature = _signature(book, found, file)
    then = book_at(book, datetime.max.replace(tzinfo=UTC), inside.heads)
    then.incidents = book.incidents
    again = brief_from(then, read_written(told["as_of"]), reader=told["reader"], language=language)
    if again.figures.decode() != found.inside[brief_page.FIGURES]:
        return None
    press = Press(brief_page.TEMPLATE)
    paper, _ = brief_page.fitted(again, press, language=language, printed_at=found.at, signature=signature)
    return [json.loads(json.dumps(paper))], found.paper


def _signature(book: Book, found: CheckedPaper, file: str) -> Signature | None:
    """The officer's under the figures; None where there is none, Tampered where it is not made with a key of his."""
    text = found.inside.get(brief_page.SIGNATURE)
    if text is None:
        return None
    signature = Signature(**json.loads(text))
    told = brief_page.told_of(found.inside[brief_page.FIGURES].encode())
    keys = book.register.keys_of(signature.officer, book.register.size)
    if not any(one.short == signature.key and told_holds(told, signature, one.public_key) for one in keys):
        raise Tampered("paper.says-other", file=file, count=1, first=brief_page.SIGNATURE)
    return signature


def _faceless(paper: Mapping[str, Any]) -> Mapping[str, Any]:
    """Sheets without the photographs on them."""
    hidden = ("photograph", "alt", "no_photograph")
    sheets = [{name: one for name, one in sheet.items() if name not in hidden} for sheet in paper["sheets"]]
    return {**paper, "sheets": sheets}


def _report(book: Book, inside: Inside, found: CheckedPaper, file: str) -> Both:
    """The report made again from the heads it names: every page of it, and every figure inside."""
    now, options, heads, language = asked_of(read_report(found.inside[sitrep.FIGURES].encode(), file), file)
    fresh = report_of(book, now, options, heads=heads)
    mine = sitrep.paper_of(fresh, language, rests=last_of(keys_in(inside.entries)))
    figures = report_bytes(fresh, language).decode()
    return [{**mine, FILES: figures}], {**found.paper, FILES: found.inside[sitrep.FIGURES]}


def _roll(book: Book, inside: Inside, found: CheckedPaper, file: str) -> Both:
    """The roll told again at its heads; what was opened of people is passed over, as nobody opens it here."""
    del file
    told = json.loads(found.inside[last_roll.FILE])
    until = read_written(told["until"]) if told["until"] else None
    then = book_at(book, datetime.max.replace(tzinfo=UTC), inside.heads)
    roll = replace(last_roll_of(then, CustodianId(inside.subject), at=until), named=inside.named)
    parts, language = last_roll.parts_of(roll), str(found.paper["language"])
    rests = last_of(keys_in(inside.entries))
    mine = [
        {**last_roll.paper_of(roll, part, parts, language=language, zone=book.settings.time_zone, rests=rests),
         FILES: last_roll.attached_to(roll, lines).text}
        for part, lines in enumerate(parts)
    ]  # fmt: skip
    theirs = {**found.paper, FILES: found.inside[last_roll.FILE]}
    return ([_unopened(one) for one in mine], _unopened(theirs)) if inside.named else ([*mine], theirs)


def _unopened(paper: Mapping[str, Any]) -> Mapping[str, Any]:
    """A roll without what was opened of the people on it."""
    tongue = Tongue(str(paper["language"]), last_roll.PAPER)
    opened = {tongue.told(f"note.{key}") for key in ("medicine", "mobility")}
    nothing = {"text": tongue.told("nothing"), "loud": False}
    people = [
        {"number": one["number"], "not_counted": one["not_counted"],
         "notes": [note for note in one["notes"] if note["text"] not in opened] or [nothing]}
        for one in paper["people"]
    ]  # fmt: skip
    return {**paper, "people": people}


_AGAIN: Final[Mapping[str, Callable[[Book, Inside, CheckedPaper, str], Both | None]]] = {
    RECEIPTS: _receipts, SHEETS: _sheets, REPORT: _report, ROLL: _roll, BRIEF: _brief,
}  # fmt: skip


def _codes(paper: Mapping[str, Any], template: str, file: str) -> list[list[str]]:
    """The words of the code on each page; Tampered where a page has none."""
    try:
        codes = [str(one["code"][NAMED]).split() for one in paper[PAGES[template]]]
    except (KeyError, TypeError):
        raise Tampered("paper.facts", file=file) from None
    if not all(len(code) > 1 for code in codes):
        raise Tampered("paper.facts", file=file)
    return codes
