"""Countries: whose files tell of each site of the operation. Joins watch with the store.

No table says in which country a site lies, and near a border it makes no odds: fighting across it is near too. What
counts is which files must not fall silent for nothing to have happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from musterbook.operation.own_sites import OwnSite
from musterbook.watch.coverage import told_name
from musterbook.watch.incidents import Incident
from musterbook.watch.sphere import km_between, unit_vectors

AROUND_KM: Final = 100.0
"""The country of which most incidents within so many km are told is a site's own."""

NEAREST_KM: Final = 300.0
"""Else that of the nearest within so many; farther away no file tells of it."""


def countries_of(sites: Iterable[OwnSite], rows: Sequence[Incident]) -> dict[str, str]:
    """The country of each site, as `told_name` says it; a site that no file tells of is left out."""
    placed = [row for row in rows if row.placed]
    if not placed:
        return {}
    names = [told_name(row.country) for row in placed]
    where = unit_vectors(np.array([row.lat for row in placed]), np.array([row.lon for row in placed]))
    found: dict[str, str] = {}
    for site in sites:
        if site.lat is None or site.lon is None:
            continue
        km = np.asarray(km_between(where, unit_vectors(site.lat, site.lon)))
        around = Counter(names[number] for number in np.flatnonzero(km <= AROUND_KM).tolist())
        nearest = int(km.argmin())
        if around:
            found[site.site] = min(around, key=lambda name: (-around[name], name))
        elif km[nearest] <= NEAREST_KM:
            found[site.site] = names[nearest]
    return found
