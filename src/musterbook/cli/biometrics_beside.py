"""How a verb comes by what lies beside the book for biometrics."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from musterbook.cli.context import Asked
from musterbook.operation.book_folder import find_book
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

if TYPE_CHECKING:
    from musterbook.operation.biometrics_beside import BiometricsBeside


@contextmanager
def writing_prints(asked: Asked) -> Iterator[BiometricsBeside]:
    """The book to write in, with its pictures and points."""
    from musterbook.operation.biometrics_beside import biometrics_beside  # noqa: PLC0415  heavy

    with asked.writing() as book, biometrics_beside(book, find_book(asked.folder), writing=True) as beside:
        yield beside


@contextmanager
def reading_prints(asked: Asked) -> Iterator[BiometricsBeside]:
    """The book to read, with its pictures and points; keys may be opened."""
    from musterbook.operation.biometrics_beside import biometrics_beside  # noqa: PLC0415  heavy

    with biometrics_beside(asked.book(signing=True), find_book(asked.folder)) as beside:
        yield beside


def proven_officer(asked: Asked, beside: BiometricsBeside, subject: str) -> str:
    """The officer named with --key, whose key shows that it is he.

    Raises:
        Refused: nobody is named, or the key does not open.
    """
    if not asked.officers or beside.book.keyring is None:
        raise Refused(Objection("biometrics.nobody-asks", values={"subject": subject}))
    beside.book.keyring.private_key(asked.officers[0])
    return asked.officers[0]
