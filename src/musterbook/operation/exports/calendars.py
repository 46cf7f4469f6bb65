"""The plan as a calendar: serials, calls and what is owed, of everybody or of one owner. Nobody's name or number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from musterbook.coordination.calls import Calls
from musterbook.ledger.entry import Entry
from musterbook.lift.facts import SerialSlipped
from musterbook.lift.manifests import Manifest, Manifests
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.exports.leaving import Made, Wanted, leave
from musterbook.operation.owed import owed
from musterbook.operation.serials import bound_for, escort_of
from musterbook.tables.formats import Hour, Stamp, calendar
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import read_number

CALL: Final = timedelta(minutes=30)
"""How long a call takes up in a calendar where nobody wrote that it was closed (judged)."""
Say = Callable[[str], str]


def export_plan(
    book: Book, acting: Acting, *, to: str, owner: str = "", within: timedelta | None = None, say: Say = str
) -> tuple[Entry, bytes]:
    """The plan as a calendar for one reader.

    Args:
        book: the book.
        acting: who signs.
        to: the reader.
        owner: a custodian, role, agency or officer: what he owes, and the serials he gives, runs or takes.
        within: only what is owed within this time.
        say: makes words of what is owed.
    """

    def make(stamp: Stamp) -> Made:
        hours = [*_serials(book, owner), *_calls(book), *_owed(book, acting, owner, within, say)]
        return Made(calendar(stamp, hours), len(hours))

    return leave(book, acting, Wanted(to, f"plan:{owner or 'all'}", "ics"), make)


def _serials(book: Book, owner: str) -> Iterator[Hour]:
    slips = Counter(entry.fact.serial for entry in book.entries() if isinstance(entry.fact, SerialSlipped))
    for one in sorted(book.reading(Manifests).serials.values(), key=lambda each: (each.leaves_at, each.serial)):
        end = bound_for(book, one)
        if owner in ("", one.giver, one.receiver, end, escort_of(book, one.carrier), one.carrier):
            yield _serial(book, one, end, slips[one.serial])


def _serial(book: Book, one: Manifest, end: CustodianId, slips: int) -> Hour:
    giver, place = book.places.named(one.giver)[0], book.places.place_of(one.giver)
    lat, lon = (place.lat, place.lon) if place is not None else (None, None)
    return Hour(
        f"serial-{one.serial}", f"{one.serial}: {giver} → {book.places.named(end)[0]}", one.leaves_at, one.arrives_at,
        more=(f"{one.carrier}, {len(one.people)} / {one.seats}",), place=giver, kinds=("serial",),
        off=bool(one.scrubbed) or not one.people, changes=slips + bool(one.scrubbed),
        where=None if lat is None or lon is None else (lat, lon),
    )  # fmt: skip


def _calls(book: Book) -> Iterator[Hour]:
    for one in book.reading(Calls).all():
        ends = one.closed_at or one.opened_at + CALL
        yield Hour(f"call-{one.name}", one.name, one.opened_at, ends, kinds=("call",))


def _owed(book: Book, acting: Acting, owner: str, within: timedelta | None, say: Say) -> Iterator[Hour]:
    """What is owed, with nobody's number: a calendar lies open on a wall."""
    for one in owed(book, acting.at, within=within, owner=owner):
        about = "" if read_number(one.about.split(",")[0]) is not None else one.about
        people = f" ({one.people})" if one.people > 1 else ""
        yield Hour(
            f"owed-{one.owner}-{one.what}-{about}-{int(one.due.timestamp())}",
            f"{one.owner}: {say(one.what)}{people}{' ' + about if about else ''}", None, one.due, kinds=("owed",),
        )  # fmt: skip
