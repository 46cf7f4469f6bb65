"""Where hostile ground is day by day, as each site sees it; every picture is measured once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from musterbook.watch.control import Area, Line, distance_km, speed_km_per_day


class Ground:
    """The control areas as one site sees them.

    Args:
        areas: dated ground.
        lat: degrees north of the site.
        lon: degrees east.
        hostile: controllers whose ground is hostile to it.
    """

    def __init__(self, areas: Iterable[Area], *, lat: float, lon: float, hostile: Collection[str]) -> None:
        pictures: dict[datetime, list[Area]] = {}
        for area in areas:
            pictures.setdefault(area.at, []).append(area)
        self._seen: list[tuple[datetime, datetime, float | None]] = []
        for at, drawn in sorted(pictures.items()):
            for known_at in sorted({area.known_at for area in drawn}):
                known = [area for area in drawn if area.known_at <= known_at and area.controller in hostile]
                km = distance_km(lat, lon, (polygon for area in known for polygon in area.polygons))
                self._seen.append((at, known_at, km))

    def line(self, now: datetime) -> Line | None:
        """The same as `control.line`, for a site at this place."""
        newest = {at: km for at, known_at, km in self._seen if known_at <= now and at <= now}
        if not newest or newest[max(newest)] is None:
            return None
        seen = [(at, km) for at, km in newest.items() if km is not None]
        return Line(seen[-1][1], speed_km_per_day(seen), seen[-1][0])
