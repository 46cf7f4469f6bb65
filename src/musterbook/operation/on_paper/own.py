"""Papers with verbs of their own: which entries receipts and escort sheets rest on, and what their codes tie them to.

A receipt and a sheet name what lies sealed by its digest, and an officer signed that digest. So whoever holds the paper
sees, without a book, that each page is one that somebody signed for; what stands there otherwise only a book can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from musterbook.custody.dues.facts import ReceiptGiven
from musterbook.custody.sheets.facts import SheetAmended, SheetCompleted
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.on_paper.signed import Inside, facts_about
from musterbook.operation.sheets_shown import ShownSheet

RECEIPTS: Final = "receipts-of-persons"
SHEETS: Final = "escort-sheets"
OWN: Final = (RECEIPTS, SHEETS)
"""Kinds of paper that have verbs of their own and signed entries inside."""


def facts_of_receipts(book: Book, entry: Entry, as_of: datetime) -> str:
    """What rides in receipts: the entry by which they were given."""
    return facts_about(book, RECEIPTS, str(entry.by), as_of, [entry.digest], named=False)


def facts_of_sheets(book: Book, sheets: Iterable[ShownSheet], as_of: datetime) -> str:
    """What rides in escort sheets: the entries by which each was completed or amended, and confirmed."""
    cites = dict[Digest, None]()
    for one in sheets:
        cites |= dict.fromkeys(each.entry for each in (one.filled and one.filled.signed, one.confirmed) if each)
    return facts_about(book, SHEETS, "", as_of, cites, named=False)


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
