"""Rolls that are ready here: whether a place's last good roll could be printed from this machine, were it lost now.

Joins the last good roll with the register and what lies sealed. Headquarters, the node of the coordinating desk, is
given the particulars and photographs of everyone on such a roll as they are sealed (decision 0974), and nobody else is;
the sites themselves write theirs ahead in files (`rolls_ahead.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

import orjson

from musterbook.custody.lastroll import LastGoodRoll, losses
from musterbook.custody.lastroll import last_good_roll as last_good
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.ledger.reading import Reading
from musterbook.operation.accepted_under import ON_THE_WAY
from musterbook.operation.book import Book
from musterbook.operation.places import Places
from musterbook.operation.rolls_ahead import ROLLS, SIGNED
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from musterbook.terms.times import read_written

R = TypeVar("R", bound=Reading)
Read = Callable[[type[R]], R]

LATE_MINUTES: Final = 60
"""So long after a count the roll of a place may be on its way to headquarters; then it is late (judged)."""


@dataclass(frozen=True, slots=True)
class RollHere:
    """The roll of one place, as far as this machine could print it.

    Attributes:
        custodian: whose people.
        people: how many are on it.
        counted_at: the count it rests on; None when it rests on signatures alone.
        named: particulars and photographs the book names of them.
        lacking: how many of these are not here; None when what lies sealed here was not asked.
        photographs: how many of them were photographed.
        behind: this machine writes for the place, and what it wrote ahead is older than what the book says.
        late: something is lacking or behind an hour after the count, or the place is lost.
    """

    custodian: CustodianId
    people: int
    counted_at: datetime | None
    named: int
    lacking: int | None
    photographs: int
    behind: bool
    late: bool


def rolled(read: Read[Any], places: Places) -> dict[Digest, PersonId]:
    """Particulars and photographs of everyone on the last good roll of a place, each with whose it is."""
    known: People = read(People)
    return {
        digest: person
        for last in _rolls(read(Roll), places)
        for person in last.people
        if (one := known.get(person)) is not None
        for digest in (one.particulars, one.photograph)
        if digest is not None
    }


def rolls_here(book: Book, now: datetime) -> tuple[RollHere, ...]:
    """The roll of every place that has anybody on it, whoever is late first."""
    known, roll = book.reading(People), book.reading(Roll)
    named = rolled(book.reading, book.places)
    here = book.sealed.where(named).keys() if book.sealed is not None else None
    lost = {site for site, _ in losses(roll)}
    found = [
        _ready(book, last, known, here, now, lost=last.site in lost)
        for last in _rolls(roll, book.places)
        if last.people
    ]
    return tuple(sorted(found, key=lambda one: (not one.late, -(one.lacking or 0), one.custodian)))


def _rolls(roll: Roll, places: Places) -> Iterable[LastGoodRoll]:
    return (last_good(roll, one) for one, part in sorted(places.parts.items()) if part not in ON_THE_WAY)


def _ready(
    book: Book, last: LastGoodRoll, known: People, here: Iterable[Digest] | None, now: datetime, *, lost: bool
) -> RollHere:  # fmt: skip
    about = [one for person in last.people if (one := known.get(person)) is not None]
    named = [digest for one in about for digest in (one.particulars, one.photograph) if digest is not None]
    lacking = None if here is None else len(set(named) - set(here))
    counted = last.muster.at if last.muster is not None else None
    behind = _behind(book, last)
    waited = lost or counted is None or (now - counted).total_seconds() > LATE_MINUTES * 60
    return RollHere(
        last.site, len(last.people), counted, len(named), lacking,
        sum(one.photograph is not None for one in about), behind, late=waited and (behind or bool(lacking)),
    )  # fmt: skip


def _behind(book: Book, last: LastGoodRoll) -> bool:
    """Whether this machine writes for the place and has not written ahead who is on its roll now."""
    if last.site in book.not_ahead:
        return True
    if book.folder is None or last.muster is None or not _writes_for(book, last.site):
        return False
    try:
        told: Mapping[str, Any] = orjson.loads((book.folder / ROLLS / f"{last.site}{SIGNED}").read_bytes())["told"]
        counted = read_written(told["counted_at"]) if told["counted_at"] else None
    except (OSError, KeyError, TypeError, ValueError):
        return True
    return counted is None or counted < last.muster.at


def _writes_for(book: Book, custodian: CustodianId) -> bool:
    nodes = (book.register.node_of(log) for log in book.own_logs)
    return any(node is not None and node.closed_at is None and custodian in node.custodians for node in nodes)
