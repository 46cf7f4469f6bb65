"""What the pages of dossiers ask of a book."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from musterbook.console.dossier_rows import DossiersView, DossierView


class DossierSource(Protocol):
    """Where the pages of dossiers get their rows."""

    def dossiers(self, as_of: datetime | None = None) -> DossiersView:
        """Requests by who waits for whom, what left, and every dossier."""
        ...

    def dossier(self, name: str, as_of: datetime | None = None) -> DossierView | None:
        """One dossier by its name; None if there is none."""
        ...
