"""The pen of a console: what a page needs to let officers sign, each with his own key, opened for one act and closed.

A console without one shows commands and signs nothing. No key and no pass-phrase is kept: they come with the form, and
go with the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final, Protocol, runtime_checkable

from musterbook.operation.book import Book
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

MACHINE: Final = "machine"
"""The field for the pass-phrase of this machine's own log, where it has one of its own."""


@runtime_checkable
class Pen(Protocol):
    """Opens a book to write."""

    @property
    def asks_phrases(self) -> bool:
        """Whether a pass-phrase is asked for each key."""
        ...

    def proves(self, officer: str, phrase: str) -> None:
        """Refused unless the pass-phrase opens the officer's key."""
        ...

    def writing(
        self, phrase_of: Callable[[str], str], *, seals: bool = False
    ) -> AbstractContextManager[tuple[Book, datetime]]:
        """The book open to write, and the operation's hour."""
        ...

    def register_book(self) -> Book:
        """The book as it is read."""
        ...


def phrases_of(said: Mapping[str, str], officers: Mapping[str, str]) -> Callable[[str], str]:
    """Which pass-phrase opens which key.

    Args:
        said: the fields of a form.
        officers: officer → the field his pass-phrase stands in.

    The key of the machine's log opens with a phrase of its own, or, where none is typed, with the first officer's.
    """

    def phrase(name: str) -> str:
        if name in officers:
            return said.get(officers[name], "")
        typed = said.get(MACHINE, "") or next((said[field] for field in officers.values() if said.get(field)), "")
        if not typed:
            raise Refused(Objection("console.no-phrase", values={"key": name}))
        return typed

    return phrase
