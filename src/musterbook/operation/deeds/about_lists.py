"""Deeds by which a list leaves the book for one reader, numbered, signed and kept, as a form asks for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from musterbook.custody.facts import ListExported
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.deeds.deed import Deed
from musterbook.operation.exports import custody_documents, finders
from musterbook.operation.exports.calendars import export_plan
from musterbook.operation.exports.feeds import FEEDS, Feed, export_feed
from musterbook.operation.exports.maps import MAPS, export_map
from musterbook.operation.listing import export_roll
from musterbook.operation.positions.looking import marks_for, roles_at
from musterbook.terms.custodians import CustodianId

WITHIN_HOURS: Final = 168


def leave_roll(book: Book, acting: Acting, custodian: CustodianId, *, reader: str) -> Entry:
    """A custodian's roll as a list."""
    return export_roll(book, acting, custodian, to=reader)[0]


def leave_plan(book: Book, acting: Acting, reader: str, *, owner: str = "", within: int = WITHIN_HOURS) -> Entry:
    """Serials, calls and what is owed as a calendar."""
    return export_plan(book, acting, to=reader, owner=owner, within=timedelta(hours=within))[0]


def leave_map(book: Book, acting: Acting, reader: str, *, format_: str) -> Entry:
    """Places, serials and carriers for another map; never a person."""
    carriers = marks_for(book, acting.at, roles_at(book, acting.officers[0][0], acting.at))
    return export_map(book, acting, to=reader, format_=format_, carriers=carriers)[0]


def leave_handovers(
    book: Book, acting: Acting, custodian: CustodianId, *, reader: str, names: bool = False, because: str = ""
) -> Entry:
    """A custodian's handovers for another register."""
    return custody_documents.export_handovers(
        book, acting, to=reader, custodian=custodian, names=names, because=because
    )[0]


def leave_moved(
    book: Book, acting: Acting, custodian: CustodianId, *, reader: str, names: bool = False, because: str = ""
) -> Entry:
    """Whom a custodian answers for or is to get, where each is and what moves him."""
    return custody_documents.export_moved(book, acting, to=reader, custodian=custodian, names=names, because=because)[0]


def leave_found(book: Book, acting: Acting, reader: str, *, domain: str, because: str) -> Entry:
    """Who may be found by name."""
    return finders.export_found(book, acting, to=reader, domain=domain, because=because)[0]


def leave_feed(
    book: Book, acting: Acting, feed: str, *, reader: str, custodian: CustodianId | None = None, names: bool = False,
    because: str = "",
) -> Entry:  # fmt: skip
    """What changed since this reader's last list."""
    return export_feed(book, acting, Feed(feed, custodian, names=names, because=because), to=reader)[0]


LISTS: Final = (
    Deed("leave-roll", ListExported, leave_roll, "custodian", seals=True),
    Deed("leave-plan", ListExported, leave_plan, "", seals=True),
    Deed("leave-map", ListExported, leave_map, "", {"format_": tuple(MAPS)}, seals=True),
    Deed("leave-handovers", ListExported, leave_handovers, "custodian", seals=True),
    Deed("leave-moved", ListExported, leave_moved, "custodian", seals=True),
    Deed("leave-found", ListExported, leave_found, "", seals=True),
    Deed("leave-feed", ListExported, leave_feed, "feed", {"feed": tuple(FEEDS)}, seals=True),
)  # fmt: skip
