"""Taking in: positions from a file come to lie beside the book; what names no carrier of ours comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from musterbook.operation.book import Book
from musterbook.store.positions import Reading, Readings
from musterbook.tables.letters import folded, near
from musterbook.tables.positions import Fix, read_positions
from musterbook.terms.errors import Fault, Refused
from musterbook.terms.moves import Objection

AHEAD: Final = timedelta(minutes=10)
"""A tracker's clock may be ahead by so much."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: readings that are new, those known already, whose they are, and what came back."""

    new: int
    known: int
    carriers: tuple[str, ...]
    faults: tuple[Fault, ...]


def readings_of(book: Book) -> Readings:
    """The readings beside a book.

    Raises:
        Refused: this copy lies nowhere.
    """
    if book.folder is None:
        raise Refused(Objection("position.nowhere"))
    return Readings(book.folder)


def take_file(book: Book, path: Path, now: datetime, *, carrier: str = "") -> Taken:
    """Take in a file of positions; the same file twice adds nothing.

    Args:
        book: beside which they lie.
        path: the file.
        now: the moment of taking in; nothing later is believed.
        carrier: whose they are, where the file does not say.

    Raises:
        Malformed: the file cannot be read, or holds no positions at all.
        Refused: this copy lies nowhere.
    """
    read = read_positions(path, carrier=carrier)
    taken = take(book, read.fixes, now, source=path.name)
    return Taken(taken.new, taken.known, taken.carriers, (*read.faults, *taken.faults))


def take(book: Book, fixes: Iterable[Fix], now: datetime, *, source: str) -> Taken:
    """Take in positions; those of no carrier of the operation, or of a later moment, come back as faults."""
    names = {
        folded(str(name)): carrier for pair in book.places.carriers.items() for name in pair for carrier in pair[1:]
    }
    good: list[Reading] = []
    faults: list[Fault] = []
    for one in fixes:
        carrier = names.get(folded(one.carrier))
        if carrier is None:
            likely = ", ".join(near(one.carrier, book.places.carriers.values())) or None
            faults.append(Fault("position.unknown-carrier", file=source, row=one.row, values={"near": likely}))
        elif one.at > now + AHEAD:
            faults.append(Fault("position.ahead", file=source, row=one.row))
        else:
            good.append(Reading(carrier, one.at, one.lat, one.lon, one.course, one.speed_kmh, source))
    readings = readings_of(book)
    readings.forget_before(now - timedelta(days=book.settings.custody.position_days))
    new = readings.add(good)
    return Taken(new, len(good) - new, tuple(sorted({one.carrier for one in good})), tuple(faults))
