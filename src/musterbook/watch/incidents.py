"""One row of what happened in the world, whatever dialect it came in, and since when this copy could have known it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

PLACED_WITHIN_KM: Final = 50.0
"""A row placed no better than this is counted, and takes no part in distances (watch.md section 14)."""


@dataclass(frozen=True, slots=True)
class Deaths:
    """A number of dead as a source gives it: lowest, best and highest. `best` may lie outside; that is kept."""

    low: int
    best: int
    high: int


@dataclass(frozen=True, slots=True)
class Incident:
    """Something violent or significant.

    Attributes:
        id: as the source gives it; where it gives none, the first digits of `digest`.
        known_at: when this copy could first have known it; a reading at an earlier moment leaves it out.
        start: the first day on which it may have happened.
        end: the last one.
        lat: degrees north.
        lon: degrees east.
        precision_km: within how many kilometres it lies; None when the source does not say.
        dated: whether the day is known to a week or better.
        kind: as the source calls it.
        sides: who took part.
        deaths: how many died.
        country: as the source gives it.
        source: the primary source this row was read from.
        digest: of the row; another digest under the same id is a revision.
        flags: what is odd about it, as codes.
    """

    id: str
    known_at: datetime
    start: date
    end: date
    lat: float
    lon: float
    precision_km: float | None
    dated: bool
    kind: str
    sides: tuple[str, ...]
    deaths: Deaths
    country: str
    source: str
    digest: str
    flags: tuple[str, ...] = ()

    @property
    def placed(self) -> bool:
        """Whether it takes part in distances: place and day are good enough, or the source does not say how good."""
        return self.dated and (self.precision_km is None or self.precision_km <= PLACED_WITHIN_KM)
