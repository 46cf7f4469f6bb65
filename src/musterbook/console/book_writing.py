"""How a served book learns what others wrote, and is lent to whoever signs on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from musterbook.console.opener import Opener
from musterbook.console.pen import PhraseOf
from musterbook.operation.book import Book
from musterbook.operation.keys_at_hand import KeysAtHand, locks_of
from musterbook.operation.lending import lent


class BookWriting:
    """The part of a source on a book that takes in entries, and opens it to write for one act.

    `_sizes` is log → how many of its entries were taken in.
    """

    _book: Book
    _sizes: dict[str, int]
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
            with lent(self._book, keys, catch_up=self._take_in) as book:
                yield book, self._now()
        finally:
            self._catch_up_after()

    def register_book(self) -> Book:
        """The book as it is read: whose register says who may sign, whose roll knows the numbers."""
        self._take_in()
        return self._book

    def _take_in(self) -> None:
        """Take in what other processes have written since, and what they learned of logs that forked."""
        sizes_before = dict(self._sizes)
        sizes = {log: size for log, (size, _) in self._book.store.heads().items()}
        if self._book.take_in_forks():
            self._sizes = sizes
            self._catch_up_after()
        for log, (size, _) in self._book.store.heads().items():
            known_size = self._sizes.get(log, 0)
            if size > known_size:
                self._book.take_in(list(self._book.store.entries(log, known_size)))
                self._sizes[log] = size
        if self._sizes != sizes_before and self._book.holding is not None:
            self._book.read_afresh()  # people may have come into the holding, with entries that lie before

    def _catch_up_after(self) -> None:
        """After writing: what stands in the book already is not taken in again, and nothing stored is missed."""
        strays = {one.entry.digest for one in self._book.not_standing()}
        for log, (size, _) in self._book.store.heads().items():
            newer = self._book.store.entries(log, self._sizes.get(log, 0))
            fresh = [one for one in newer if self._book.entry(one.digest) is None and one.digest not in strays]
            if fresh:
                self._book.take_in(fresh)
            self._sizes[log] = size
