"""The points an agency names in its tables of wind speed probabilities: name, latitude and longitude.

The tables give names alone; where a name lies is listed elsewhere, and whoever has the list loads it like any file.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from musterbook.terms.errors import Fault
from musterbook.watch.sources.cells import latitude, longitude
from musterbook.watch.sources.columns import Columns, Reads
from musterbook.watch.sources.grid import ends_well, header_of
from musterbook.watch.sources.loaded import Loaded, loaded_of
from musterbook.watch.sources.opening import Opened
from musterbook.watch.storms import Place

DIALECT: Final = "nhc-points"


def looks_like(text: str) -> bool:
    """Whether these three columns and no other stand in the first line."""
    return header_of(text).places.keys() == _READS.keys()


def read_points(opened: Opened, *, arrived_at: datetime) -> Loaded[Place]:
    """The points of the list, each once: of two places under one name the first counts, and it is said."""
    bad: list[Fault] = []
    found: dict[str, Place] = {}
    doubled = 0
    for _, (name, lat, lon) in Columns(header_of(opened.text), _READS).rows(opened, bad):
        doubled += name in found
        found.setdefault(name, Place(name, lat, lon))
    said = (Fault("source.doubled", file=opened.file, values={"rows": doubled}),) if doubled else ()
    return loaded_of(
        opened, DIALECT, tuple(found.values()), arrived_at=arrived_at, bad=bad, warnings=(*ends_well(opened), *said)
    )


def _name(text: str) -> str:
    """As the tables write it: capitals, one blank between words."""
    if not text.strip():
        raise ValueError(text)
    return " ".join(text.upper().split())


_READS: Final[Reads] = {"location": _name, "lat": latitude, "lon": longitude}
