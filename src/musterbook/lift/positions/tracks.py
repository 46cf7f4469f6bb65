"""Tracks: what the book says of each leg's positions, and when each carrier was last seen to give any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.lift.facts import TrackKept


@dataclass(frozen=True, slots=True)
class Kept:
    """A leg's track as the book has it."""

    fact: TrackKept
    entry: Digest
    at: datetime


class Tracks:
    """Every leg whose track was kept; the newest word about a serial counts."""

    def __init__(self) -> None:
        self._by_serial: dict[str, Kept] = {}
        self._last: dict[str, datetime] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The tracks of these entries."""
        tracks = cls()
        for entry in entries:
            tracks.add(entry)
        return tracks

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        fact = entry.fact
        if isinstance(fact, TrackKept):
            self._by_serial[fact.serial] = Kept(fact, entry.digest, entry.happened_at)
            self._last[fact.carrier] = max(fact.last, self._last.get(fact.carrier, fact.last))
        return True

    def of_serial(self, serial: str) -> Kept | None:
        """The track of a serial; None when none was kept."""
        return self._by_serial.get(serial)

    def all(self) -> tuple[Kept, ...]:
        """Every track, by serial."""
        return tuple(self._by_serial[serial] for serial in sorted(self._by_serial))

    def last_of(self, carrier: str) -> datetime | None:
        """When a carrier gave its last position by the tracks in the book; None when it never did."""
        return self._last.get(carrier)
