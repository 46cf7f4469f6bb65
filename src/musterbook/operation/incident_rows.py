"""What the watch asks of the incident store: rows of files, areas of control and threats, as they were known then.

The rows themselves lie beside the book, under the digests that `watch.file-loaded` names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from musterbook.watch.incidents import Incident

if TYPE_CHECKING:  # both heavy, and only promises here
    from musterbook.watch.control import Area
    from musterbook.watch.site_today import Threat


class IncidentRows(Protocol):
    """The incident store, or anything that answers as it does. Nothing known after `now` is ever given."""

    def incidents(self, *, now: datetime) -> Iterable[Incident]:
        """Every row of every file that had reached this copy by `now`, revisions among them.

        One source speaks for a country: sources are never added up. `source` is as in `watch.file-loaded`.
        """
        ...

    def by_file(self, *, now: datetime) -> Iterable[Sequence[Incident]]:
        """The same rows file by file, each with the first that had it: so long, and without a hole, files tell."""
        ...

    def areas(self, *, now: datetime) -> Iterable[Area]:
        """Every dated area of control that had reached this copy by `now`."""
        ...

    def threats(self, site: str, *, lat: float, lon: float, now: datetime) -> Iterable[Threat]:
        """Wind, surge and fire that may reach a site, from the advisories and perimeters known at `now`."""
        ...
