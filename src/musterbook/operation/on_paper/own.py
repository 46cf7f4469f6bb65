"""Papers with verbs of their own: which entries each rests on, and what ties receipts, sheets and reports to them.

A receipt and a sheet name what lies sealed by its digest, and an officer signed that digest. So whoever holds the paper
sees, without a book, that each page is one that somebody signed for; what stands there otherwise only a book can tell.
So it is with the figures of a situation report that left; of a last good roll all is told again from the book.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from musterbook.custody.dues.facts import ReceiptGiven
from musterbook.custody.lastroll import last_good_roll
from musterbook.custody.roll import Roll
from musterbook.custody.sheets.facts import SheetAmended, SheetCompleted
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.last_roll import LastRoll
from musterbook.operation.on_paper.signed import Inside, facts_about
from musterbook.operation.sheets_shown import ShownSheet
from musterbook.operation.sitrep.figures import Report
from musterbook.terms.custodians import in_hand
from musterbook.terms.people import PersonId
from musterbook.watch.alert_book import Alerts

RECEIPTS: Final = "receipts-of-persons"
SHEETS: Final = "escort-sheets"
REPORT: Final = "situation-report"
ROLL: Final = "last-good-roll"
BRIEF: Final = "watch-brief"
OWN: Final = (RECEIPTS, SHEETS, REPORT, ROLL, BRIEF)
"""Kinds of paper that have verbs of their own and signed entries inside."""


def facts_of_receipts(book: Book, entry: Entry, as_of: datetime) -> str:
    """What rides in receipts: the entry by which they were given."""
    return facts_about(book, RECEIPTS, str(entry.by), as_of, [entry.digest], named=False)


def facts_of_sheets(book: Book, sheets: Iterable[ShownSheet], as_of: datetime, *, faces: bool = False) -> str:
    """What rides in escort sheets: the entries by which each was completed or amended, and confirmed.

    `faces` says that photographs stand on them.
    """
    cites = dict[Digest, None]()
    for one in sheets:
        cites |= dict.fromkeys(each.entry for each in (one.filled and one.filled.signed, one.confirmed) if each)
    return facts_about(book, SHEETS, "", as_of, cites, named=faces)


def facts_of_report(book: Book, report: Report, issued: Entry | None = None) -> str:
    """What rides in a situation report: the heads it was folded from, and the entry by which it left, if it did.

    No entry of any person: whoever reads a report sees counts, and nobody's number.
    """
    cites = [] if issued is None else [issued.digest]
    return facts_about(book, REPORT, report.number, report.as_of, cites, named=False, heads=report.heads)


def facts_of_roll(book: Book, roll: LastRoll, people: Iterable[PersonId], as_of: datetime) -> str:
    """What rides in one document of a last good roll: the count it rests on, and by which entry each came to be there.

    Empty for a roll of other heads than the book's: one written ahead, which has its own signature beside it.
    """
    if roll.head != book.head():
        return ""
    last = last_good_roll(book.reading(Roll), roll.site, at=roll.until)
    wanted, came, site = frozenset(people), dict[PersonId, Digest](), in_hand(roll.site)
    for line in book.reading(Roll).lines:
        if line.to_account == site and (roll.until is None or line.at <= roll.until):
            came |= dict.fromkeys(line.people & wanted, line.entry)
    cites = [*(came[one] for one in sorted(came)), *(last.muster.entries if last.muster is not None else ())]
    return facts_about(book, ROLL, str(roll.site), as_of, cites, named=roll.named)


def facts_of_brief(book: Book, alerts: Iterable[str], as_of: datetime) -> str:
    """What rides in the watch's daily sheet: the entries by which the alerts on it were raised, about sites alone."""
    raised = {one.fact.alert: one.entry for one in book.reading(Alerts).all}
    cites = [raised[one] for one in alerts if one in raised]
    return facts_about(book, BRIEF, "", as_of, cites, named=False)


def keys_in(entries: Iterable[Entry]) -> dict[str, str]:
    """Digest of each entry → the key of its first signature; empty where nobody signed it."""
    return {str(one.digest): one.signed[0].key if one.signed else "" for one in entries}


def signed_for(inside: Inside) -> set[tuple[str, str]]:
    """Everyone's number with the digest of what was signed for him, in the entries inside."""
    found: set[tuple[str, str]] = set()
    for entry in inside.entries:
        fact = entry.fact
        if isinstance(fact, ReceiptGiven):
            found |= {(str(one.person), str(one.receipt)) for one in fact.receipts}
        elif isinstance(fact, SheetCompleted):
            found |= {(str(one.person), str(one.sheet)) for one in fact.sheets}
        elif isinstance(fact, SheetAmended):
            found.add((str(fact.sheet.person), str(fact.sheet.sheet)))
    return found


def not_signed_for(inside: Inside, codes: Sequence[Sequence[str]]) -> list[str]:
    """The numbers on pages whose code names something that no entry inside signs for; a sheet may name nothing."""
    known = signed_for(inside)
    least = 2 if inside.kind == RECEIPTS else 1
    return [
        code[0] if code else "" for code in codes
        if len(code) < least or (len(code) > 1 and (code[0], code[1]) not in known)
    ]  # fmt: skip
