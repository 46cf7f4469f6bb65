"""Whole copy: what may only be said from a copy that holds everything; a partial one refuses, and says why."""

from __future__ import annotations

from musterbook.operation.book import Book
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection


def need_whole(book: Book, custodian: CustodianId | None = None) -> None:
    """Go on only where nothing is left out: of everybody, or of one custodian's people.

    Raises:
        Refused: this copy holds only the people of others, or of some.
    """
    if book.holding is not None and custodian not in book.holding.custodians:
        raise Refused(Objection("copy.partial", values={"whose": whose(book)}))


def whose(book: Book) -> str:
    """Whose people a partial copy holds; empty for one that holds everybody."""
    return ", ".join(sorted(book.holding.custodians)) if book.holding is not None else ""
