"""A ramp at night: the small operation's cleared people are offered to the bus, and both sides sign on one console."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from musterbook.console.book_source import BookSource
from musterbook.custody.handovers import Handover, Handovers
from musterbook.custody.people import People
from musterbook.operation import agreeing, clearing, handing_over
from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.operation.handing_over import Handing
from musterbook.terms.custodians import CustodianId
from tests.operation.making import BUS, DESK, HARBOUR, MORNING, WILLOW, acting, clear_everyone, open_small_book

GIVER, ESCORT, RECEIVER = "w.officer", "b.escort", "h.officer"
REFERENCE = "AHA-1111-H"


@dataclass
class Ramp:
    """The book of the night and its source."""

    folder: Path
    book: Book
    source: BookSource

    @property
    def handover(self) -> Handover:
        """The handover at the ramp, as the book has it now."""
        return self.book.reading(Handovers).called(REFERENCE)[-1]

    @property
    def way(self) -> str:
        """Where its page is."""
        return f"/handovers/hand/{self.handover.offer[:16]}"

    def bands(self) -> list[str]:
        """What stands in the codes of the bands of those offered, by number."""
        people = self.book.reading(People)
        found = ((number, people.get(number)) for number in sorted(self.handover.people))
        return [f"MB1 {number} {(one.registered or '')[:16]}" for number, one in found if one is not None]


def prepared(place: Path, nodes: Mapping[str, frozenset[CustodianId]] | None = None, *, offered: bool = True) -> Path:
    """The book's folder, closed: ten people are offered to the bus, and nobody was let go. It can be copied.

    `nodes` have logs of their own, each for some custodians; unless `offered` the ten are cleared and no more.
    """
    book = open_small_book(place, nodes=nodes)
    for party in ("willow", "harbour"):
        agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=0), "AGR-01", party)
    people = frozenset(clearing.clearable(book, WILLOW))
    clear_everyone(book)
    if offered:
        handing = Handing(REFERENCE, people, BUS, MORNING + timedelta(hours=3), destination=HARBOUR)
        handing_over.offer(book, acting("w.officer/site-officer", WILLOW, minutes=70), handing)
    book.close()
    return place / "willow"


@contextmanager
def ramp_at(folder: Path, place: Path) -> Iterator[Ramp]:
    """A copy of a prepared folder in `place`, open, eighty minutes into the morning."""
    book = shutil.copytree(folder, place / "willow") / "book"
    opened = open_book(book)
    try:
        yield Ramp(book, opened, BookSource(opened, now=lambda: MORNING + timedelta(minutes=80)))
    finally:
        opened.close()
