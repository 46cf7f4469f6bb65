"""The one key under which what is made of a book is kept: another key, and the book says something else."""

from __future__ import annotations

from musterbook.console.source import Stamp
from musterbook.operation.book import Book

Standing = tuple[str, tuple[tuple[str, int, str], ...]]
"""The head of a book and what is known of forks: another branch of a forked log changes the book, and no head."""


def standing(book: Book, stamp: Stamp) -> Standing:
    """How the book stands that a stamp was made of."""
    return stamp.head, book.parted
