"""Sealed words: what people wrote freely at the call, kept beside the book under a digest, and read where it may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.terms.people import PersonId


def seal_words(book: Book, about: str, kind: str, *texts: str) -> list[Digest]:
    """Seal words about a thing, such as `decision DEC-014`; the salted digests a fact may name, in order.

    Everything about one thing lies under one key, so that destroying it destroys all of them. A number of a person has
    no space in it, and so none of these is ever somebody's.

    Raises:
        Refused: this copy cannot seal.
    """
    return book.seal([(PersonId(about), kind, text.encode()) for text in texts])


def words_behind(book: Book, digests: Iterable[Digest | None]) -> Mapping[Digest, str]:
    """The words behind those digests that are in this copy and for its reader; the others are left out."""
    if book.sealed is None:
        return {}
    return {
        digest: clear.decode(errors="replace")
        for digest, clear in book.sealed.open_many(one for one in digests if one is not None).items()
    }
