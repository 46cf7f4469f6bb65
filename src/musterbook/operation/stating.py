"""Stating: a custodian states the operation's figure from its copy of the book, and another agrees it from its own.

Joins custody with the book. Only a figure that two custodians' copies both give may be printed as the number.
"""

from __future__ import annotations

from typing import Final

from musterbook.custody.facts import FigureAgreed, FigureStated
from musterbook.custody.figures import EVERYONE, Figures, Statement, state_figure
from musterbook.custody.roll import Roll, as_of
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.whole_copy import need_whole
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

DIGITS: Final = 12


def state(book: Book, acting: Acting) -> tuple[Entry, dict[str, int]]:
    """State the figure of the whole operation as of the act's moment, folded from this copy; no number is typed.

    Raises:
        Refused: this copy holds only some people.
    """
    need_whole(book)
    counts = state_figure(Roll.of(as_of(book.entries(), acting.at)))
    fact = FigureStated(as_of=acting.at, scope=EVERYONE, heads=book.head(), counts=counts)
    return book.write(acting.draft(fact)), counts


def statement_of(book: Book, digest: str = "") -> Statement:
    """The stated figure whose entry begins so; the newest of the operation where nothing is given.

    Raises:
        Malformed: there is none, or several begin so.
    """
    stated = [one for one in book.reading(Figures).statements if one.scope == EVERYONE]
    if not digest and stated:
        return max(reversed(stated), key=lambda one: one.as_of)
    found = [one for one in stated if digest and one.entry.startswith(digest)]
    if len(found) != 1:
        raise Malformed.because("figure.no-such-one", entry=digest or None, found=len(found))
    return found[0]


def agree(book: Book, acting: Acting, statement: Statement) -> Entry:
    """Agree a stated figure; refused where this copy gives another number for that moment, or to who stated it.

    Raises:
        Refused: the custodian stated it, its copy holds only some people, or differs; the first account that does is
            named.
    """
    if acting.by == statement.by:
        raise Refused(Objection("figure.own", values={"by": statement.by}))
    need_whole(book)
    own = state_figure(Roll.of(as_of(book.entries(), statement.as_of)))
    stated = dict(statement.counts)
    apart = sorted(name for name in own.keys() | stated.keys() if own.get(name, 0) != stated.get(name, 0))
    if apart:
        first = next((name for name in apart if name != "total"), "total")
        values: dict[str, str | int | None] = {
            "entry": statement.entry[:DIGITS], "account": first, "stated": stated.get(first, 0),
            "own": own.get(first, 0), "apart": len(apart),
        }  # fmt: skip
        raise Refused(Objection("figure.differs", values=values))
    return book.write(acting.draft(FigureAgreed(statement=statement.entry)))
