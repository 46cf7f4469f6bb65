"""What the pages of the watch ask of a book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from musterbook.console.watch_rows import OutlookView, WatchMap, WatchView
from musterbook.console.watch_score_rows import VerifyView, WhatIfView


class WatchSource(Protocol):
    """Where the pages of the watch get their rows."""

    def watch(self, as_of: datetime | None = None) -> WatchView:
        """Every site, every open alert, and how far each source speaks."""
        ...

    def outlook(self, place: str, as_of: datetime | None = None) -> OutlookView | None:
        """One site; None if the watch does not know it."""
        ...

    def watch_map(self, shown: date | None = None, as_of: datetime | None = None) -> WatchMap:
        """Layers of the map, with the control areas known on a day; the newest by default."""
        ...

    def verification(self, as_of: datetime | None = None) -> VerifyView:
        """How earlier forecasts did."""
        ...

    def what_if(
        self, place: str, changes: Mapping[str, str], rejoining: Sequence[float], as_of: datetime | None = None
    ) -> WhatIfView | None:
        """A site with inputs changed; None if the watch does not know it. Malformed for a change that cannot be."""
        ...
