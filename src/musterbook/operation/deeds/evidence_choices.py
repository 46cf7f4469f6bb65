"""Closed lists of forms about evidence and identity, from the register and from the rooms."""

from __future__ import annotations

from musterbook.evidence.items import PURPOSES
from musterbook.operation.book import Book
from musterbook.operation.examining import TOLD

ORIGINATOR = "originator"


def originators(book: Book, _: str) -> tuple[str, ...]:
    """Custodians for whom somebody may answer as originator."""
    grants = book.register.grants_at(book.register.size)
    return tuple(sorted({str(one.custodian) for one in grants if one.role == ORIGINATOR}))


def holders(book: Book, _: str) -> tuple[str, ...]:
    """Custodians for whom somebody may sign anything."""
    return tuple(sorted({str(one.custodian) for one in book.register.grants_at(book.register.size)}))


def purposes(_: Book, __: str) -> tuple[str, ...]:
    """What a release may be asked for."""
    return PURPOSES


def ways_told(_: Book, __: str) -> tuple[str, ...]:
    """How somebody was told what was found of him."""
    return TOLD
