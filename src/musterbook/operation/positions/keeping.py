"""Keeping: when a leg is over, one signed line says what its positions came to, and the track is sealed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from musterbook.ledger.canonical import canonical
from musterbook.ledger.entry import Entry
from musterbook.lift.facts import TrackAlarm, TrackKept
from musterbook.lift.positions import Position, Tracks, track_of
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.compartments import LETTERS_LEAST, consult
from musterbook.operation.positions.legs import Leg, halts_of, legs, limits_of, way_of
from musterbook.operation.positions.taking import readings_of
from musterbook.store.positions import Reading
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

AROUND: Final = timedelta(minutes=30)
"""Readings so long after landing still belong to the leg."""
MICRO: Final = 1_000_000
"""A track is kept in whole millionths of a degree, as there are no floats in the book."""


def waiting(book: Book, now: datetime) -> list[Leg]:
    """Legs that are over, whose readings are here and whose track nobody kept."""
    if book.folder is None:
        return []
    tracks, readings = book.reading(Tracks), readings_of(book)
    return [
        leg for leg in legs(book, now)
        if leg.landed_at is not None and tracks.of_serial(leg.serial) is None
        and readings.of(leg.carrier, leg.left_at, leg.landed_at + AROUND)
    ]  # fmt: skip


def keep(book: Book, acting: Acting, serial: str) -> Entry:
    """Write what the positions of a leg that is over came to, seal its track, and forget its readings.

    Raises:
        Malformed: the leg is not over, has no positions here, or nobody knows where its ends lie.
        Refused: this copy cannot seal.
    """
    leg = next((one for one in legs(book, acting.at) if one.serial == serial and one.landed_at is not None), None)
    if leg is None or leg.landed_at is None:
        raise Malformed.because("position.not-over", serial=serial)
    until = leg.landed_at + AROUND
    read, way = readings_of(book).of(leg.carrier, leg.left_at, until), way_of(book, leg)
    track = track_of(way, _positions(read), limits_of(book), halts=halts_of(book)) if way is not None else None
    if track is None:
        raise Malformed.because("position.no-track", serial=serial)
    (digest,) = book.seal([(PersonId(f"track {serial}"), "track", _bytes(read))])
    fact = TrackKept(
        serial=serial, carrier=leg.carrier, readings=track.readings, first=track.first, last=track.last,
        metres=track.metres, silent_minutes=track.silent_minutes, off_way_metres=track.off_way_metres, track=digest,
        source=", ".join(sorted({one.source for one in read}))[:120],
        alarms=tuple(TrackAlarm(kind_of=one.kind, since=one.since, much=one.much) for one in track.alarms),
    )  # fmt: skip
    entry = book.write(acting.draft(fact))
    readings_of(book).forget(leg.carrier, leg.left_at, until)
    return entry


def keep_all(book: Book, acting: Acting) -> list[Entry]:
    """Keep the track of every leg that waits for it and whose ends are known."""
    return [keep(book, acting, leg.serial) for leg in waiting(book, acting.at) if way_of(book, leg) is not None]


def opened(book: Book, acting: Acting, serial: str, because: str) -> list[Position]:
    """A kept track, for whoever must look into a leg; who opens it and why is written down first.

    Raises:
        Malformed: no track of the serial was kept.
        Refused: no reason is said, or the track is not in this copy or not for whoever opens it.
    """
    kept = book.reading(Tracks).of_serial(serial)
    if kept is None:
        raise Malformed.because("position.no-track", serial=serial)
    if sum(map(str.isalpha, because)) < LETTERS_LEAST:
        raise Refused(Objection("compartment.no-reason", values={"letters": LETTERS_LEAST}))
    officer = acting.officers[0][0] if acting.officers else ""
    if book.sealed is None:
        raise Refused(Objection("sealed.no-key"))
    consult(book, acting, officer, [f"track of {serial}"], because, page="track")
    clear = book.sealed.open_many([kept.fact.track]).get(kept.fact.track)
    if clear is None:
        raise Refused(Objection("position.track-gone", values={"serial": serial}))
    return _read(clear)


def _positions(read: Sequence[Reading]) -> list[Position]:
    return [Position(one.at, one.lat, one.lon, one.course, one.speed_kmh) for one in read]


def _bytes(read: Sequence[Reading]) -> bytes:
    """A track as canonical JSON: seconds, and millionths of a degree."""
    rows = [[int(one.at.timestamp()), round(one.lat * MICRO), round(one.lon * MICRO)] for one in read]
    return bytes(canonical({"v": 1, "track": rows}))


def _read(clear: bytes) -> list[Position]:
    rows = json.loads(clear)["track"]
    return [Position(datetime.fromtimestamp(at, UTC), lat / MICRO, lon / MICRO) for at, lat, lon in rows]
