"""Invented countries, sites and incidents for the tests of the replay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np

from musterbook.watch.control import Area
from musterbook.watch.incidents import Deaths, Incident
from musterbook.watch.replay.world import World
from musterbook.watch.site_today import SiteKind
from musterbook.watch.sources.cells import evening_of, midnight
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.site_list import Listed

DAY_0 = date(2030, 1, 1)
ARRIVED = datetime(2040, 1, 1, tzinfo=UTC)
SITES = (
    Listed("A1", "Alpha", "Exampleland", SiteKind.PRISON, 35.0, 40.0, frozenset({"Force A"})),
    Listed("A2", "Bravo", "Exampleland (Old Land)", SiteKind.CAMP, 36.0, 40.0),
    Listed("B1", "Charlie", "Otherland", SiteKind.PRISON, 37.0, 40.0),
)


def day(number: int) -> date:
    """The day so many after the first."""
    return DAY_0 + timedelta(number)


def number(after: int) -> int:
    """The same as a number of a day."""
    return day(after).toordinal()


def incident(
    identity: str, start: int, known: int, *, lat: float = 35.0, lon: float = 40.0, country: str = "Exampleland"
) -> Incident:
    """One that began on a day and became known by the end of another."""
    return Incident(
        id=identity, known_at=evening_of(day(known)), start=day(start), end=day(start), lat=lat, lon=lon,
        precision_km=2.0, dated=True, kind="state-based", sides=("Force A",), deaths=Deaths(1, 1, 1), country=country,
        source="ucdp", digest=f"{identity}:{start}:{known}:{lat}:{lon}",
    )  # fmt: skip


def loaded(rows: Iterable[Incident], name: str = "rows.csv") -> Loaded[Incident]:
    """A file of them."""
    return Loaded(name, "ucdp-yearly", "0" * 64, ARRIVED, tuple(rows))


def area(at: int, west: float, *, known: int | None = None) -> Area:
    """Ground of Force A from so many degrees east on, eastwards."""
    ring = ((west, 34.0), (43.0, 34.0), (43.0, 36.0), (west, 36.0), (west, 34.0))
    return Area(midnight(day(at)), evening_of(day(at if known is None else known)), "Force A", ((ring,),))


def fought(*, seed: int = 4, days: int = 700) -> list[Incident]:
    """Spells of violence around the first two sites, each told a day later."""
    draw = np.random.default_rng(seed)
    spell = (np.arange(days) // 60 + np.arange(2)[:, None]) % 3 == 0
    site, start = np.nonzero(draw.random((2, days)) < np.where(spell, 0.25, 0.02))
    return [
        incident(f"I{at}", int(begun), int(begun) + 1, lat=35.0 + int(where))
        for at, (where, begun) in enumerate(zip(site, start, strict=True))
    ]


def world(*files: Sequence[Incident], areas: Iterable[Area] = ()) -> World:
    """The invented sites and these files."""
    loads = [loaded(rows, f"{at}.csv") for at, rows in enumerate(files)]
    return World.of(SITES, loads, areas=areas, primary={})
