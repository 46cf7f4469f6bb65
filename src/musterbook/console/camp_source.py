"""What the pages of the camps ask of a book."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from musterbook.console.camp_rows import CampsView, CampView


class CampSource(Protocol):
    """Where the pages of the camps get their rows."""

    def camps(self, as_of: datetime | None = None) -> CampsView:
        """Every camp, and what is owed."""
        ...

    def camp(self, name: str, as_of: datetime | None = None) -> CampView | None:
        """One camp; None if nothing was ever said of it."""
        ...
