"""Keeping up: a book that is held open learns what other processes wrote in its store since it was read."""

from __future__ import annotations

from musterbook.operation.book import Book


class KeepingUp:
    """Takes in, whenever it is asked to, what the book's store has and the book does not know yet.

    What was written between two looks, even while the book was being read, is taken in once and never missed.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._sizes = dict(book.sizes)

    def take_in(self) -> None:
        """Take in what other processes have written, and what they learned of logs that forked."""
        before = dict(self._sizes)
        self._book.take_in_forks()
        self.after_writing()
        if self._sizes != before and self._book.holding is not None:
            self._book.read_afresh()  # people may have come into the holding, with entries that lie before

    def after_writing(self) -> None:
        """Take in what the store has and the book has not: after an act was written, of which it took in its own."""
        changed = {log: size for log, (size, _) in self._book.store.heads().items() if size != self._sizes.get(log, 0)}
        strays = {one.entry.digest for one in self._book.not_standing()} if changed else set()
        for log, size in changed.items():
            newer = self._book.store.entries(log, self._sizes.get(log, 0))
            fresh = [one for one in newer if self._book.entry(one.digest) is None and one.digest not in strays]
            if fresh:
                self._book.take_in(fresh)
            self._sizes[log] = size
