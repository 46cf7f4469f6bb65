"""Files that were read into the incident store, and through which day each source can speak."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, Self

from musterbook.ledger.entry import Entry
from musterbook.watch.facts import FileLoaded
from musterbook.watch.faults import sound

STORM: Final = "storm"
"""The source of all that agencies say of storms."""


class FilesLoaded:
    """Every file, in reading order. A gap in a file is not peace: what it cannot speak of is asked here."""

    def __init__(self) -> None:
        self._loaded: list[tuple[FileLoaded, datetime]] = []

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The files in `entries`, which stand in reading order."""
        files = cls()
        for entry in entries:
            files.add(entry)
        return files

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        if isinstance(entry.fact, FileLoaded) and sound(entry):
            self._loaded.append((entry.fact, entry.written_at))
        return True

    @property
    def all(self) -> tuple[tuple[FileLoaded, datetime], ...]:
        """Every file with when it was read in."""
        return tuple(self._loaded)

    def known_through(self, source: str = "") -> date | None:
        """The last day, in UTC, of which any file of a source can speak; when none is named, of any but a storm's.

        Whoever forecasts winds says nothing of fighting, and his silence about it is not peace.
        """
        days = [
            fact.known_through
            for fact, _ in self._loaded
            if fact.known_through and (fact.source == source if source else fact.source != STORM)
        ]
        return date.fromisoformat(max(days)) if days else None
