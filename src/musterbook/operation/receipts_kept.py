"""Receipts as they were given: what stood on each, opened again to be printed for whoever it is about."""

from __future__ import annotations

import json
from typing import Any

from musterbook.custody.dues.facts import ReceiptGiven
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection


def given_under(book: Book, entry: Digest) -> ReceiptGiven | None:
    """The receipts of an entry; None when it gives none."""
    found = book.entry(entry)
    return found.fact if found is not None and isinstance(found.fact, ReceiptGiven) else None


def receipts_given(book: Book, given: ReceiptGiven) -> list[dict[str, Any]]:
    """What is printed of these receipts, by number; those that somebody keeps for their owners are left out.

    Raises:
        Refused: what lies sealed is not open here, or one of them is not here any more.
    """
    printed = {one.receipt: one for one in given.receipts if not one.kept_by}
    if book.sealed is None:
        raise Refused(Objection("sealed.no-key"))
    opened = book.sealed.open_many(printed)
    lacking = sorted(printed.keys() - opened.keys())
    if lacking:
        raise Refused(Objection("sealed.not-here", values={"digest": lacking[0][:8]}))
    told = [
        {**json.loads(opened[digest]), "digest": digest, "mark": one.mark, "read_aloud": one.read_aloud}
        for digest, one in printed.items()
    ]
    return sorted(told, key=lambda one: str(one["number"]))
