"""What the book has of the call, as closed lists: agencies, calls, decisions that stand, actions that are owed."""

from __future__ import annotations

from collections.abc import Iterable

from musterbook.coordination.actions import Actions
from musterbook.coordination.agencies import Agencies
from musterbook.coordination.calls import Calls
from musterbook.coordination.decisions import Decisions
from musterbook.coordination.questions import Questions
from musterbook.operation.book import Book
from musterbook.rights.glass import Glass

SIGNS = 8
"""So many signs of a digest name an entry to people."""


def officers(book: Book, _: str) -> tuple[str, ...]:
    """Officers of the register."""
    return tuple(sorted({officer for officer, _ in book.register.officers()}))


def all_agencies(book: Book, _: str) -> tuple[str, ...]:
    """Agencies that take part."""
    return tuple(one.name for one in book.reading(Agencies).all() if one.left_at is None)


def agencies(book: Book, name: str) -> tuple[str, ...]:
    """The agency asked for, or all that take part."""
    known = all_agencies(book, name)
    return (name,) if name in known else known


def calls(book: Book, _: str) -> tuple[str, ...]:
    """Calls, the newest first."""
    return tuple(reversed([one.name for one in book.reading(Calls).all()]))


def open_calls(book: Book, name: str) -> tuple[str, ...]:
    """Calls that are open: the one asked for, or all."""
    return _asked((one.name for one in book.reading(Calls).all() if one.closed_at is None), name)


def closed_calls(book: Book, name: str) -> tuple[str, ...]:
    """Calls whose minutes are there to be read: the one asked for, or all, the newest first."""
    closed = [one.name for one in book.reading(Calls).all() if one.closed_at is not None]
    return _asked(reversed(closed), name)


def questions(book: Book, name: str) -> tuple[str, ...]:
    """Questions that wait for an answer: the one asked for, or all."""
    return _asked((one.name for one in book.reading(Questions).open()), name)


def standing(book: Book, name: str) -> tuple[str, ...]:
    """Decisions that no other has taken the place of: the one asked for, or all."""
    decisions = book.reading(Decisions)
    after = {one.terms.supersedes for one in decisions.all()}
    return _asked((one.name for one in decisions.all() if one.name not in after), name)


def actions(book: Book, name: str) -> tuple[str, ...]:
    """Actions that are owed: the one asked for, or all."""
    return _asked((one.name for one in book.reading(Actions).open()), name)


def done_actions(book: Book, name: str) -> tuple[str, ...]:
    """Actions that are done and that nobody else has seen to be: the one asked for, or all."""
    return _asked((one.name for one in book.reading(Actions).all() if one.stage == "done"), name)


def looks(book: Book, start: str) -> tuple[str, ...]:
    """Looks behind glass that oversight has not answered: the one asked for, or all."""
    waiting = [one.entry.digest[:SIGNS] for one in book.reading(Glass).looks() if not one.outcome]
    return tuple(one for one in waiting if start.startswith(one) or not start)


def _asked(names: Iterable[str], name: str) -> tuple[str, ...]:
    return tuple(one for one in names if name in ("", one))
