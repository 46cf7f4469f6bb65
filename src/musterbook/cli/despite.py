"""What prints leave open about somebody is read before his departure or return is signed; it stands in nobody's way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.cli.tongue import aside
from musterbook.operation.book_folder import find_book
from musterbook.terms.errors import Refused
from musterbook.terms.people import PersonId
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.operation.book import Book
    from musterbook.operation.open_pairs import OpenPair

Despite = Annotated[
    list[str] | None,
    typer.Option("--despite", help="A pair of prints open about him that was read; several times."),
]


def read_before_signing(
    asked: Asked, book: Book, people: Sequence[PersonId], despite: Sequence[str] | None
) -> list[dict[str, Any]]:
    """Say each open pair of these people, and go on where each is named by --despite or it is confirmed.

    Returns:
        The pairs as plain values, for the JSON.

    Raises:
        Malformed: no terminal is here to confirm at, and --yes was not given.
    """
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    found = _open(asked, book, people)
    for one in found:
        aside(in_words("read first: {sentence}", sentence=sentence(one.warning(), asked.lang)))
    if {one.proposal for one in found} - set(despite or ()):
        asked.confirm(in_words("Sign all the same?"))
    return [one.told() for one in found]


def _open(asked: Asked, book: Book, people: Sequence[PersonId]) -> Sequence[OpenPair]:
    """What lies beside the book is opened only where a pair may be open."""
    from musterbook.operation.biometrics_beside import biometrics_beside  # noqa: PLC0415  heavy
    from musterbook.operation.open_pairs import maybe_open, open_pairs, untold  # noqa: PLC0415  heavy

    if not maybe_open(book, people):
        return ()
    try:
        with biometrics_beside(book, find_book(asked.folder)) as beside:
            return open_pairs(beside, people)
    except Refused:  # this copy opens nothing sealed
        return untold(book, people)
