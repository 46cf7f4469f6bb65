"""Feeds: what changed since a reader's last list, by the head of the book that one was made from.

A feed's first list is whole; each later one holds rows that are new, changed or gone. The book knows what he has: with
each list lies the index of what its rows said. Asked again when nothing changed, he gets the list he had, and nothing
is written; where this copy does not have the index, the list is whole again and names no list before it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from musterbook.custody.facts import ListExported
from musterbook.custody.handovers import Handovers
from musterbook.custody.people import milestone
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.exports.leaving import Made, Wanted, exports_to, in_order, index_of, leave
from musterbook.operation.exports.moves_sheet import COLUMNS, move_rows
from musterbook.operation.exports.names import Claims, known_to, open_names
from musterbook.operation.listing import kept
from musterbook.operation.serials import listed
from musterbook.tables.formats import Stamp
from musterbook.tables.written import guarded
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId, read_number
from musterbook.terms.times import written

FEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "moves": COLUMNS,
    "roll": ("number", "held by", "since", "milestone"),
    "handovers": ("reference", "giver", "receiver", "stage", "offered", "let go", "accepted", "people", "exceptions"),
    "serials": ("serial", "carrier", "giver", "receiver", "leaves", "arrives", "seats", "seated", "scrubbed"),
}  # fmt: skip
"""The named feeds, each with its columns; whether a row is new, changed or gone stands before them."""
CHANGE: Final = "change"
Rows = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as asked for.

    Attributes:
        name: one of `FEEDS`.
        custodian: whose; None for everyone's.
        names: with names, where the feed has room for them.
        because: why names are opened.
    """

    name: str
    custodian: CustodianId | None = None
    names: bool = False
    because: str = ""

    @property
    def of(self) -> str:
        """What it lists, and through which filter."""
        return f"feed:{self.name}:{self.custodian or 'all'}{':names' if self.names else ''}"


def export_feed(book: Book, acting: Acting, feed: Feed, *, to: str) -> tuple[Entry, bytes]:
    """What changed in a feed since this reader's last list; the last list itself, when nothing did.

    Raises:
        Malformed: there is no such feed, names are asked of one that has none, or it is for nobody.
        Refused: as for every export of names.
    """
    if feed.name not in FEEDS:
        raise Malformed.because("export.feed", said=feed.name, known=", ".join(FEEDS))
    if feed.names and feed.name != "moves":
        raise Malformed.because("export.feed-nameless", said=feed.name)
    people = known_to(book, acting, book.reading(Roll).where)
    named = open_names(book, acting, _of(book, feed, people), feed.because) if feed.names else {}
    rows = _rows(book, feed, people, named)
    last = exports_to(book, to, feed.of)
    had = _had(book, last[-1]) if last else None
    index = {key: _said(row) for key, row in rows.items()}
    if had == index and (content := kept(book, _fact(last[-1]))) is not None:
        return last[-1], content
    since = _fact(last[-1]).export if last and had is not None else ""

    def make(stamp: Stamp) -> Made:
        content, count = _sheet(stamp, feed, rows, had)
        return Made(content, count, frozenset(named), json.dumps(index, sort_keys=True).encode())

    return leave(book, acting, Wanted(to, feed.of, "csv", since), make)


def _of(book: Book, feed: Feed, people: frozenset[PersonId]) -> frozenset[PersonId]:
    """Those whose names a feed opens: those in its rows, and nobody besides."""
    return frozenset(person for _, person in move_rows(book, feed.custodian, people, {}))


def _rows(book: Book, feed: Feed, people: frozenset[PersonId], named: Mapping[PersonId, Claims]) -> Rows:
    if feed.name == "moves":
        moves = move_rows(book, feed.custodian, people, named)
        return {f"{serial} {person}": tuple(row[name] for name in COLUMNS) for (serial, person), row in moves.items()}
    if feed.name == "roll":
        return _roll(book, feed.custodian, people)
    if feed.name == "handovers":
        return _handovers(book, feed.custodian)
    rows = [row for row in listed(book) if feed.custodian in (None, row["giver"], row["receiver"], row["carrier"])]
    return {row["serial"]: tuple(str(row[name]) for name in FEEDS["serials"]) for row in rows}


def _roll(book: Book, custodian: CustodianId | None, people: frozenset[PersonId]) -> Rows:
    roll, handovers = book.reading(Roll), book.reading(Handovers)
    found = people if custodian is None else roll.on(in_hand(custodian)) & people
    rows: Rows = {}
    for person in found:
        since = roll.held_since(person)
        word = milestone(person, roll, book.places.parts, handovers) or ""
        rows[person] = (person, roll.holder(person) or "", written(since.at) if since else "", word)
    return rows


def _handovers(book: Book, custodian: CustodianId | None) -> Rows:
    return {
        one.offer: (
            one.reference, one.giver, one.receiver, one.stage, written(one.at),
            written(one.let_go_at) if one.let_go_at else "", written(one.accepted_at) if one.accepted_at else "",
            str(len(one.people)), str(len(one.exceptions)),
        )
        for one in book.reading(Handovers).all()
        if custodian in (None, one.giver, one.receiver)
    }  # fmt: skip


def _sheet(stamp: Stamp, feed: Feed, rows: Rows, had: Mapping[str, str] | None) -> tuple[bytes, int]:
    """The rows that changed, or all of them where it is not known what he has; and how many there are."""
    before = had or {}
    told = {key: "changed" if key in before else "new" for key in rows if before.get(key) != _said(rows[key])}
    gone = sorted(before.keys() - rows.keys())
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\n")
    sheet.writerow(stamp.cells)
    sheet.writerow((CHANGE, *FEEDS[feed.name]))
    for key in _ordered(told, stamp.export):
        sheet.writerow((told[key], *(guarded(cell) for cell in rows[key])))
    for key in gone:
        sheet.writerow(("gone", key))
    return b"\xef\xbb\xbf" + out.getvalue().encode(), len(told) + len(gone)


def _ordered(keys: Mapping[str, str], export: str) -> Sequence[str]:
    """Rows of people in the order that marks the export; others as they come."""
    if keys and all(read_number(key) is not None for key in keys):
        return in_order((PersonId(key) for key in keys), export)
    return sorted(keys)


def _had(book: Book, entry: Entry) -> Mapping[str, str] | None:
    """What the reader has, row by row; None where this copy does not know."""
    index = index_of(book, _fact(entry))
    if index is None:
        return None
    found: dict[str, str] = json.loads(index)
    return found


def _said(row: Sequence[str]) -> str:
    return hashlib.sha256("\x00".join(row).encode()).hexdigest()[:32]


def _fact(entry: Entry) -> ListExported:
    assert isinstance(entry.fact, ListExported)
    return entry.fact
