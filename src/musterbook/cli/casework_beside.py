"""How a verb comes by what lies beside the book for evidence, and who opens something says why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from musterbook.cli.context import Asked
from musterbook.operation.book_folder import find_book
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

if TYPE_CHECKING:
    from musterbook.operation.book import Book
    from musterbook.operation.evidence_beside import EvidenceBeside


@contextmanager
def writing_beside(asked: Asked) -> Iterator[EvidenceBeside]:
    """The book to write in, with its evidence."""
    with asked.writing() as book:
        yield _beside(asked, book)


def reading_beside(asked: Asked) -> EvidenceBeside:
    """The book to read, with its evidence; keys may be opened."""
    return _beside(asked, asked.book(signing=True))


def consulted(asked: Asked, beside: EvidenceBeside, subject: str, why: str, *, page: str) -> str:
    """Write down that the officer named with --key opens something, and why; his key shows that it is he."""
    officer = named_officer(asked, beside, subject)
    beside.consult(officer, subject, why, page=page, at=asked.moment())
    return officer


def named_officer(asked: Asked, beside: EvidenceBeside, subject: str) -> str:
    """The officer named with --key, whose key shows that it is he; Refused when nobody is named."""
    if not asked.officers or beside.book.keyring is None:
        raise Refused(Objection("evidence.nobody-asks", values={"item": subject}))
    beside.book.keyring.private_key(asked.officers[0])
    return asked.officers[0]


def _beside(asked: Asked, book: Book) -> EvidenceBeside:
    from musterbook.operation.evidence_beside import evidence_beside  # noqa: PLC0415  heavy

    return evidence_beside(book, find_book(asked.folder))
