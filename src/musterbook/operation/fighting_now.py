"""Fighting now: what the fighting layer says today of each site of the operation, from the incident store.

Joins watch with the store. What was learnt is kept for as long as the program runs: until the next refit, or until a
file tells something new of the time before the last one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from musterbook.operation.countries import countries_of
from musterbook.operation.incident_rows import IncidentRows
from musterbook.operation.own_sites import OwnSite
from musterbook.watch.coverage import Coverage
from musterbook.watch.fighting_figures import Figure, Learnt, Memory, figures_today
from musterbook.watch.placed import Placed, day_of
from musterbook.watch.sources.several import lethal

KEPT_MOST: Final = 32
"""So many refits are remembered: a country and lateness each, for any book that this program has open."""


class Newest(dict[str, Learnt | None]):
    """The newest of what was learnt; older ones go."""

    def __setitem__(self, key: str, found: Learnt | None) -> None:
        """Remember one more, and forget the one that was remembered first."""
        super().__setitem__(key, found)
        while len(self) > KEPT_MOST:
            del self[next(iter(self))]


_LEARNT: Final = Newest()


def fighting_now(
    sites: Mapping[str, OwnSite], rows: IncidentRows, now: datetime, *, memory: Memory = _LEARNT
) -> dict[str, Figure]:
    """What the layer says at `now` of every site that files tell of; the others are left out.

    `memory` changes no figure, only how long it takes.
    """
    files = [lethal(one) for one in rows.by_file(now=now)]
    told = [row for one in files for row in one]
    placed = Placed.of(told, now=now)
    found: dict[str, Figure] = {}
    there: dict[str, list[OwnSite]] = defaultdict(list)
    for site, country in countries_of(sites.values(), told).items():
        there[country].append(sites[site])
    for country, own in there.items():
        lat, lon = [one.lat or 0.0 for one in own], [one.lon or 0.0 for one in own]
        coverage = Coverage(country, files)
        said = figures_today(placed, lat, lon, coverage=coverage, day=day_of(now), memory=memory)
        found |= dict(zip((one.site for one in own), said, strict=bool(said)))
    return found
