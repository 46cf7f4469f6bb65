"""Old copy: whoever boards people from a copy that has long heard nothing from the desk must have it confirmed.

Joins coordination with the register, which says whose log is whose. The desk may have closed an agreement since; only
the escort can lift the objection, for one serial, by having the agreements confirmed by radio (casework.md section 4).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.coordination.facts import BookConfirmed
from musterbook.coordination.notices import Confirmed
from musterbook.eligibility.gates import gate
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Move, Objection
from musterbook.terms.times import written

RULE: Final = "coordination.stale-book"


class Heard:
    """The newest hour at which each log was written in. A reading."""

    def __init__(self) -> None:
        self.newest: dict[str, datetime] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What was heard after these entries."""
        heard = cls()
        for entry in entries:
            heard.add(entry)
        return heard

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        self.newest[entry.log] = max(entry.written_at, self.newest.get(entry.log, entry.written_at))
        return True


def heard_of_desk(book: Book) -> datetime | None:
    """When the coordinating desk's node last wrote anything that is in this copy; None when nothing is."""
    desk, heard = book.settings.desk, book.reading(Heard).newest
    nodes = ((log, book.register.node_of(log)) for log in heard)
    return max((heard[log] for log, node in nodes if node is not None and desk in node.custodians), default=None)


def stale(book: Book, move: Move) -> list[Objection]:
    """`coordination.stale-book`, where the operation has turned it on: the same on the same entries everywhere.

    Asked of a handover that somebody offers, and not of a serial that leaves tomorrow: by then the desk may be heard.
    """
    settings = book.settings.coordination
    if not settings.stale_book_hours or not move.handover or not gate(RULE).asked(move):
        return []
    newest = heard_of_desk(book)
    if newest is not None and move.at - newest <= timedelta(hours=settings.stale_book_hours):
        return []
    if book.reading(Confirmed).holds(move.serial, move.at, settings):
        return []
    at = None if newest is None else written(newest)
    return [Objection(RULE, None, {"hours": settings.stale_book_hours, "at": at, "serial": move.serial})]


def confirm(book: Book, acting: Acting, serial: str, *, by: str, at: datetime) -> Entry:
    """The escort has the agreements confirmed by radio for one serial: by whom, and when.

    Raises:
        Malformed: nobody is named, no serial, or the hour lies ahead.
    """
    if not by.strip() or not serial:
        raise Malformed.because("call.lacking", wanted="serial" if by.strip() else "confirmed_by")
    if at > acting.at:
        raise Malformed.because("call.not-after", what="confirmed_at", early=written(at), late=written(acting.at))
    return book.write(acting.draft(BookConfirmed(serial=serial, confirmed_by=by.strip(), confirmed_at=at)))
