"""The book as it is now, for whoever answers others beside those who write: read again only when it has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from musterbook.ledger.log import HeldPlace
from musterbook.operation.book import Book
from musterbook.operation.folder import book_beside
from musterbook.store.kept import Kept

Shape = tuple[object, ...]


class Shaped(Protocol):
    """What is asked of a copy to say whether it is what it was."""

    def head(self) -> str:
        """The digest over every log's size and root."""
        ...

    def parted(self) -> Sequence[tuple[str, int, str]]:
        """What is known of forks."""
        ...

    def in_part(self) -> frozenset[str]:
        """Logs of which only some entries may be here."""
        ...

    def held(self, log: str) -> Sequence[HeldPlace]:
        """The places known of such a log."""
        ...


def shape_of(store: Shaped) -> Shape:
    """What a copy has; another when anything was added to it or erased from it.

    Of a log in part every place counts, and whether its entry is here: one may have come while another was erased.
    """
    parts = ((log, *((one.seq, one.body is None) for one in store.held(log))) for log in sorted(store.in_part()))
    return store.head(), tuple(store.parted()), *parts


class BookNow:
    """The book in a folder, the same object as long as nothing was added to it.

    Args:
        place: its folder.
        reading: the store, open for as long as it is asked.
    """

    def __init__(self, place: Path, reading: Callable[[], AbstractContextManager[Kept]]) -> None:
        self._place, self._reading = place, reading
        self._at: Shape = ()
        self._book: Book | None = None

    def __call__(self) -> Book:
        """The book. Its store is closed when this returns: only what was read of it may be asked."""
        with self._reading() as store:
            at = shape_of(store)
            if self._book is None or at != self._at:
                self._book, self._at = book_beside(self._place, store), at
        return self._book
