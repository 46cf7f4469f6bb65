"""Legs: which serials are under way or have landed, between which places, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from musterbook.custody.handovers import Handover, Handovers
from musterbook.lift.manifests import Manifest, Manifests
from musterbook.lift.positions import Limits, Way
from musterbook.operation.book import Book
from musterbook.operation.places import Place
from musterbook.operation.serials import bound_for, escort_of, mode_of
from musterbook.terms.custodians import CustodianId

AIR: Final = ("heli", "fixed")


@dataclass(frozen=True, slots=True)
class Leg:
    """One serial that has left: what runs it, when it was let go, and when the last of its people were taken."""

    manifest: Manifest
    escort: CustodianId
    end: CustodianId
    left_at: datetime
    landed_at: datetime | None

    @property
    def serial(self) -> str:
        """Its name."""
        return self.manifest.serial

    @property
    def carrier(self) -> str:
        """What runs it."""
        return self.manifest.carrier


def legs(book: Book, now: datetime) -> list[Leg]:
    """Every serial whose people were let go to its escort by a moment, by the hour they left."""
    boarded: dict[str, list[Handover]] = {}
    landed: dict[str, list[Handover]] = {}
    parts = book.places.parts
    for one in book.reading(Handovers).all():
        if one.offered.serial and parts.get(one.receiver) == "escort":
            boarded.setdefault(one.offered.serial, []).append(one)
        elif one.offered.serial and parts.get(one.giver) == "escort":
            landed.setdefault(one.offered.serial, []).append(one)
    found = []
    for serial, boardings in boarded.items():
        manifest = book.reading(Manifests).serials.get(serial)
        left = [at for one in boardings if one.accepted for at in one.let_go.values() if at <= now]
        if manifest is not None and left:
            there = [each.at for one in landed.get(serial, ()) for each in one.acceptances if each.at <= now]
            escort, end = escort_of(book, manifest.carrier), bound_for(book, manifest)
            found.append(Leg(manifest, escort, end, max(left), max(there, default=None)))
    return sorted(found, key=lambda one: (one.left_at, one.serial))


def way_of(book: Book, leg: Leg) -> Way | None:
    """What a leg is to run; None where nobody knows where one of its ends lies."""
    start, end = book.places.place_of(leg.manifest.giver), book.places.place_of(leg.end)
    if start is None or end is None or None in (start.lat, start.lon, end.lat, end.lon):
        return None
    mode = mode_of(book, leg.carrier)
    return Way(
        leg.serial, mode, (start.lat or 0.0, start.lon or 0.0), (end.lat or 0.0, end.lon or 0.0), leg.left_at,
        leg.landed_at or leg.manifest.arrives_at, None if mode in AIR else _road_km(book, start, end),
    )  # fmt: skip


def limits_of(book: Book) -> Limits:
    """When the operation wants an alarm."""
    said = book.settings.custody
    return Limits(said.position_minutes, said.off_way_km, said.stop_minutes)


def halts_of(book: Book) -> list[tuple[float, float]]:
    """Every place of the operation: at one of them a carrier may stand."""
    return [(one.lat, one.lon) for one in book.places.sites.values() if one.lat is not None and one.lon is not None]


def _road_km(book: Book, start: Place, end: Place) -> float | None:
    """The length of the road between two places, as the table of roads has it; None when it has none."""
    for row in book.places.rows("roads"):
        if {row.must("from", str), row.must("to", str)} == {start.site, end.site}:
            return float(row.must("km", Decimal))
    return None
