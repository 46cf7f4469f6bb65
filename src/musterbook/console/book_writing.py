"""How a served book learns what others wrote, and is lent to whoever signs on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from musterbook.console.opener import Opener
from musterbook.console.pen import PhraseOf
from musterbook.operation.book import Book
from musterbook.operation.keeping_up import KeepingUp
from musterbook.operation.keys_at_hand import KeysAtHand, locks_of
from musterbook.operation.lending import lent


class BookWriting:
    """The part of a source on a book that takes in entries, and opens it to write for one act."""

    _book: Book
    _keeping_up: KeepingUp
    _now: Callable[[], datetime]
    _opener: Opener

    @property
    def asks_phrases(self) -> bool:
        """Whether a pass-phrase is asked for each key; the keys of an exercise guard nothing and open by themselves."""
        return not self._book.settings.exercise

    async def opened(self, officers: Iterable[str], phrase_of: PhraseOf, *, seals: bool = False) -> KeysAtHand:
        """The keys of one act, opened beside the loop."""
        return await self._opener.open(locks_of(self._book, officers, phrase_of, seals=seals))

    @contextmanager
    def writing(self, keys: KeysAtHand) -> Iterator[tuple[Book, datetime]]:
        """The book open to write, and the operation's hour; Refused when a key stays shut or somebody else writes."""
        try:
            with lent(self._book, keys, catch_up=self._keeping_up.take_in) as book:
                yield book, self._now()
        finally:
            self._keeping_up.after_writing()

    def register_book(self) -> Book:
        """The book as it is read: whose register says who may sign, whose roll knows the numbers."""
        self._keeping_up.take_in()
        return self._book
