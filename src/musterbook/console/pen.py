"""The pen of a console: what a page needs to let officers sign, each with his own key, opened for one act and closed.

A console without one shows commands and signs nothing. No key and no pass-phrase is kept: they come with the form, and
go with the answer. They are opened first, beside everything else; only then is the book lent.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import datetime
from typing import Final, Protocol, runtime_checkable

from musterbook.operation.book import Book
from musterbook.operation.keys_at_hand import KeysAtHand
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

PhraseOf = Callable[[str], str]
"""Gives the pass-phrase of a key, by name; Refused where none was given."""

MACHINE: Final = "machine"
"""The field for the pass-phrase of this machine's own log, where it has one of its own."""


@runtime_checkable
class Pen(Protocol):
    """Opens a book to write."""

    @property
    def asks_phrases(self) -> bool:
        """Whether a pass-phrase is asked for each key."""
        ...

    async def opened(self, officers: Iterable[str], phrase_of: PhraseOf, *, seals: bool = False) -> KeysAtHand:
        """The keys of one act, opened beside everything else that goes on; `at_hand` forgets them again.

        Meanwhile others may write: what an act was judged by before is to be asked once more.
        """
        ...

    def writing(self, keys: KeysAtHand) -> AbstractContextManager[tuple[Book, datetime]]:
        """The book open to write, and the operation's hour; nothing is waited for while it lasts."""
        ...

    def register_book(self) -> Book:
        """The book as it is read."""
        ...


@asynccontextmanager
async def at_hand(
    pen: Pen, officers: Iterable[str], phrase_of: PhraseOf, *, seals: bool = False
) -> AsyncIterator[KeysAtHand]:
    """The keys of one act, opened for the length of an `async with` and forgotten at its end."""
    keys = await pen.opened(officers, phrase_of, seals=seals)
    try:
        yield keys
    finally:
        keys.forget()


async def proves(pen: Pen, officer: str, phrase: str) -> None:
    """Refused unless the pass-phrase opens the officer's key, which is forgotten at once."""
    async with at_hand(pen, (officer,), lambda _: phrase) as keys:
        keys.private_key(officer)


def phrases_of(said: Mapping[str, str], officers: Mapping[str, str]) -> PhraseOf:
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
