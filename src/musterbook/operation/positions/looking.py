"""Looking: where each carrier under way was last, how old that is, and what is wrong; as far as whoever asks may know.

Where people in movement are is known to whoever works on that move: the desk and its planners, and those who act for
its giver, its escort or its receiver. Everyone else sees a position when it is hours old.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from musterbook.lift.positions import Alarm, Position, Tracks, alarms
from musterbook.operation.book import Book
from musterbook.operation.positions.legs import Leg, halts_of, legs, limits_of, way_of
from musterbook.operation.serials import mode_of
from musterbook.store.positions import Reading, Readings
from musterbook.tables.formats import Mark
from musterbook.tables.formats.places import Kind
from musterbook.terms.custodians import CustodianId

LIVE: Final = frozenset(("operation-desk", "planner", "coordinator", "load-master", "inspector"))
"""Roles that work on every move."""
Roles = Collection[tuple[str, CustodianId]]


@dataclass(frozen=True, slots=True)
class Sight:
    """A serial under way as its carrier's positions show it.

    Attributes:
        leg: the serial.
        last: its last position; None when it gave none, or none that whoever asks may see.
        age_minutes: how old that is.
        alarms: what is wrong now.
        withheld: whoever asks sees it late.
    """

    leg: Leg
    last: Reading | None
    age_minutes: int | None
    alarms: tuple[Alarm, ...]
    withheld: bool = False


def sights(book: Book, now: datetime) -> list[Sight]:
    """Every serial under way, by the hour it left."""
    if book.folder is None:
        return []
    readings = Readings(book.folder)
    return [_sight(book, readings, leg, now) for leg in legs(book, now) if leg.landed_at is None]


def sights_for(book: Book, now: datetime, roles: Roles | None) -> list[Sight]:
    """The same as somebody with these roles may see it; None is whoever is not asked who he is."""
    return [one if may_see_now(one.leg, roles) else _late(book, one, now) for one in sights(book, now)]


def may_see_now(leg: Leg, roles: Roles | None) -> bool:
    """Whether somebody works on this move."""
    if roles is None:
        return True
    whose = {leg.manifest.giver, leg.manifest.receiver, leg.end, leg.escort}
    return any(role in LIVE or custodian in whose for role, custodian in roles)


def roles_at(book: Book, officer: str, now: datetime) -> Roles:
    """The roles an officer holds, each with the custodian it is for."""
    grants = book.register.grants_at(book.register.size, when=now)
    return frozenset((one.role, one.custodian) for one in grants if one.officer == officer)


def sight_told(one: Sight | None) -> dict[str, str]:
    """Where a serial was last seen and what is wrong, as two cells of a list; empty for one that is not under way."""
    last, wrong = (one.last, one.alarms) if one is not None else (None, ())
    seen = f"{last.lat:.4f} {last.lon:.4f}, {one.age_minutes} min ago" if one is not None and last is not None else ""
    return {"seen": seen, "alarms": ", ".join(f"{each.kind} {each.much}" for each in wrong)}


def marks_for(book: Book, now: datetime, roles: Roles | None) -> list[Mark]:
    """Carriers under way for a map, where each was last."""
    return [
        Mark(
            one.leg.carrier, _kind(mode_of(book, one.leg.carrier)), one.last.lat, one.last.lon, one.last.at,
            serial=one.leg.serial, course=one.last.course, speed_kmh=one.last.speed_kmh,
        )
        for one in sights_for(book, now, roles)
        if one.last is not None
    ]  # fmt: skip


def silent_this_week(book: Book, now: datetime) -> list[tuple[str, CustodianId, datetime]]:
    """The weekly check: carriers that ran people within seven days and gave no position since, with when they left."""
    since = now - timedelta(days=7)
    newest = Readings(book.folder).newest(now) if book.folder is not None else {}
    tracks = book.reading(Tracks)
    found: dict[str, tuple[str, CustodianId, datetime]] = {}
    for leg in legs(book, now):
        kept, read = tracks.last_of(leg.carrier), newest.get(leg.carrier)
        seen = max((at for at in (kept, read.at if read else None) if at is not None), default=None)
        if leg.left_at >= since and (seen is None or seen < since):
            found[leg.carrier] = (leg.carrier, leg.escort, leg.left_at)
    return sorted(found.values())


def _sight(book: Book, readings: Readings, leg: Leg, now: datetime) -> Sight:
    read = readings.of(leg.carrier, leg.left_at, now)
    last = read[-1] if read else None
    age = int((now - last.at) / timedelta(minutes=1)) if last else None
    way = way_of(book, leg)
    positions = [Position(one.at, one.lat, one.lon, one.course, one.speed_kmh) for one in read]
    wrong = alarms(way, positions, limits_of(book), now, halts=halts_of(book)) if way is not None else ()
    return Sight(leg, last, age, wrong)


def _late(book: Book, one: Sight, now: datetime) -> Sight:
    """What whoever has no part in a serial sees of it: a position that is old enough, and no alarm."""
    until = now - timedelta(minutes=book.settings.custody.position_delay_minutes)
    assert book.folder is not None, "nothing is seen of a book that lies nowhere"
    read = Readings(book.folder).of(one.leg.carrier, one.leg.left_at, until) if until >= one.leg.left_at else ()
    last = read[-1] if read else None
    age = int((now - last.at) / timedelta(minutes=1)) if last else None
    return replace(one, last=last, age_minutes=age, alarms=(), withheld=True)


def _kind(mode: str) -> Kind:
    return "heli" if mode == "heli" else "fixed" if mode == "fixed" else "road"
