"""Where carriers under way were last, for pages: as far as whoever asks may know where a convoy is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from musterbook.console.asked import Asked
from musterbook.console.lift_rows import Sighting
from musterbook.operation.book import Book
from musterbook.operation.positions.looking import Sight, sights_for
from musterbook.store.positions import NAME
from musterbook.terms.custodians import CustodianId

Roles = Collection[tuple[str, CustodianId]]


def roles_asked(asked: Asked) -> Roles | None:
    """The roles of whoever looks; None where nobody is asked who he is."""
    return asked.looker.roles if asked.looker.asked else None


def sightings_of(book: Book, now: datetime, roles: Roles | None) -> tuple[Sighting, ...]:
    """Every serial under way; none where no carrier ever gave a position and nobody asks for any."""
    taken_in = book.folder is not None and (book.folder / NAME).is_file()
    if not taken_in and not book.settings.custody.position_minutes:
        return ()
    return tuple(_sighting(one) for one in sights_for(book, now, roles))


def _sighting(one: Sight) -> Sighting:
    last = one.last
    alarms = tuple((each.kind, each.much) for each in one.alarms)
    lat, lon, at = (last.lat, last.lon, last.at) if last else (None, None, None)
    return Sighting(one.leg.serial, one.leg.carrier, lat, lon, at, one.age_minutes, alarms, one.withheld)
