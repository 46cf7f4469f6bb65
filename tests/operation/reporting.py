"""The small operation with something to report: twelve at Willow, a desk that states, Harbour that agrees, claims."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from musterbook.custody.facts import FigureAgreed, FigureClaimed, FigureStated
from musterbook.custody.figures import state_figure
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation.book import Book
from tests.operation.making import DESK, HARBOUR, MORNING, TABLES, acting, open_small_book

OFFICERS = {"officers": (*TABLES["officers"], ("s.word", "desk", "spokesman"), ("m.head", "harbour", "principal"))}
NOON = MORNING + timedelta(hours=6)
"""Six hours after the book was opened."""

PUBLISHED = (("arrived:harbour", 5704, ""), ("nationality:IRQ", 467, "arrived:harbour"),
             ("nationality:SYR", 4253, "arrived:harbour"), ("nationality:other", 983, "arrived:harbour"))  # fmt: skip


def open_reporting_book(folder: Path) -> Book:
    """The small book with a spokesman and a principal."""
    return open_small_book(folder, changed=OFFICERS)


def claim(
    book: Book, scope: str, value: int, *, source: str = "a court", part_of: str = "", minutes: int = 60
) -> Entry:
    """Somebody outside said a number of that minute."""
    hand = acting("o.desk/operation-desk", DESK, minutes=minutes)
    fact = FigureClaimed(source=source, as_of=hand.at, scope=scope, value=value, part_of=part_of)
    return book.write(hand.draft(fact))


def claim_published(book: Book) -> None:
    """The court's 5,704 and its parts."""
    for scope, value, part_of in PUBLISHED:
        claim(book, scope, value, part_of=part_of)


def state(book: Book, *, minutes: int = 90) -> Entry:
    """The desk states the operation's figure."""
    hand = acting("o.desk/operation-desk", DESK, minutes=minutes)
    counts = state_figure(book.reading(Roll))
    return book.write(hand.draft(FigureStated(as_of=hand.at, scope="operation", heads=book.head(), counts=counts)))


def agree(book: Book, stated: Entry, *, minutes: int = 100) -> Entry:
    """Harbour agrees it."""
    hand = acting("h.officer/receiving-officer", HARBOUR, minutes=minutes)
    return book.write(hand.draft(FigureAgreed(statement=stated.digest)))
