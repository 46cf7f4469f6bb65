"""Where the pages of beds, incidents and of what is owed get their rows."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from musterbook.console.care_rows import BedsView, DueView, IncidentsView, IncidentView, PlaceView


class CareSource(Protocol):
    """What a source says of room and beds, of what happened to people, and of what is owed."""

    def beds(self, as_of: datetime | None = None) -> BedsView:
        """Room in every place, and reservations."""
        ...

    def bed_place(self, name: str, as_of: datetime | None = None) -> PlaceView | None:
        """One place with its beds; None when nobody opened it."""
        ...

    def incidents(self, as_of: datetime | None = None) -> IncidentsView:
        """Every incident."""
        ...

    def incident(self, reference: str, as_of: datetime | None = None) -> IncidentView | None:
        """One incident with everything said of it; None when there is none of that name."""
        ...

    def due(self, as_of: datetime | None = None) -> DueView:
        """Everything owed."""
        ...
