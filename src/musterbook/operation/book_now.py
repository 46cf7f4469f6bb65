"""The book as it is now, for whoever answers others beside those who write: read again only when it has changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from musterbook.operation.book import Book
from musterbook.operation.folder import book_beside
from musterbook.store.kept import Kept


class BookNow:
    """The book in a folder, the same object as long as nothing was added to it.

    Args:
        place: its folder.
        reading: the store, open for as long as it is asked.
    """

    def __init__(self, place: Path, reading: Callable[[], AbstractContextManager[Kept]]) -> None:
        self._place, self._reading = place, reading
        self._at: tuple[object, ...] = ()
        self._book: Book | None = None

    def __call__(self) -> Book:
        """The book. Its store is closed when this returns: only what was read of it may be asked."""
        with self._reading() as store:
            parts = {log: sum(one.body is not None for one in store.held(log)) for log in sorted(store.in_part())}
            at = store.head(), tuple(store.parted()), tuple(parts.items())
            if self._book is None or at != self._at:
                self._book, self._at = book_beside(self._place, store), at
        return self._book
