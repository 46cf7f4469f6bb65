"""ACLED exports: 31 to 35 columns, sides split at semicolons, and kinds that suggest more than an incident.

Its rows are known by their time stamp at the latest; that stamp moves when a row is mended, so a reading of the past
never knows too much, only too little (watch.md section 14).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Final

from musterbook.terms.errors import Fault
from musterbook.watch.incidents import Deaths, Incident
from musterbook.watch.sources import flags
from musterbook.watch.sources.cells import (
    day,
    latitude,
    longitude,
    midnight,
    morning_after,
    not_negative,
    whole,
)
from musterbook.watch.sources.columns import Columns, Reads
from musterbook.watch.sources.grid import Header
from musterbook.watch.sources.opening import Opened

SOURCE: Final = "acled"
DIALECT: Final = "acled"
NEEDED: Final = ("event_id_cnty", "event_date", "latitude", "longitude", "fatalities", "sub_event_type")

PRECISION_KM: Final[Mapping[int, float]] = {1: 2.0, 2: 25.0, 3: 100.0}
"""Circles by `geo_precision`, judged: the town, the district, and a province that is too wide for distances."""

SUGGESTS: Final[Mapping[str, tuple[str, ...]]] = {
    "government regains territory": (flags.SUGGESTS_CONTROL, flags.SUGGESTS_OFFENSIVE),
    "non-state actor overtakes territory": (flags.SUGGESTS_CONTROL, flags.SUGGESTS_OFFENSIVE),
    "non-violent transfer of territory": (flags.SUGGESTS_CONTROL, flags.SUGGESTS_RELIEF),
    "agreement": (flags.SUGGESTS_RELIEF,),
}
"""What an analyst is asked about after such a row; none of it is taken over by itself."""

_WEEK: Final = 2
_MONTH: Final = 3


def fits(header: Header) -> bool:
    """Whether these are the columns of ACLED."""
    return header.places.keys() >= set(NEEDED)


def read_rows(opened: Opened, header: Header, *, arrived_at: datetime, bad: list[Fault]) -> list[Incident]:
    """The incidents of the file; rows that cannot be read go to `bad`."""
    last_day = arrived_at.date()
    return [_incident(*meant, last_day=last_day) for _, meant in Columns(header, _COLUMNS).rows(opened, bad)]


def _incident(  # noqa: PLR0917  the columns, in the order of `_COLUMNS`
    identity: str,
    at: date,
    lat: float,
    lon: float,
    dead: int,
    kind: str,
    where: float | None,
    when: int,
    stamp: datetime | None,
    country: str,
    actor1: tuple[str, ...],
    beside1: tuple[str, ...],
    actor2: tuple[str, ...],
    beside2: tuple[str, ...],
    *,
    last_day: date,
) -> Incident:
    start, end = _span(at, when)
    sides = (*actor1, *beside1, *actor2, *beside2)
    stamped = stamp is not None and stamp >= midnight(start)
    odd = (
        (dead == 0, flags.NOT_LETHAL),
        (where is None, flags.PRECISION_UNKNOWN),
        (stamp is not None and not stamped, flags.REPORTED_BEFORE),
        (at > last_day, flags.IN_FUTURE),
    )
    meant = "\x1f".join((identity, at.isoformat(), repr(lat), repr(lon), repr(where), str(when), str(dead), kind,
                         country, *sides))  # fmt: skip
    return Incident(
        id=identity,
        known_at=stamp if stamped and stamp is not None else morning_after(end),
        start=start,
        end=end,
        lat=lat,
        lon=lon,
        precision_km=where,
        dated=when <= _WEEK,
        kind=kind,
        sides=sides,
        deaths=Deaths(dead, dead, dead),
        country=country,
        source=SOURCE,
        digest=sha256(meant.encode("utf-8", "replace")).hexdigest(),
        flags=(*(flag for so, flag in odd if so), *SUGGESTS.get(kind.lower(), ())),
    )


def _span(at: date, when: int) -> tuple[date, date]:
    """The days on which it may have happened: the day, three days to either side, or the month it names."""
    if when == _WEEK:
        return at - timedelta(days=3), at + timedelta(days=3)
    if when == _MONTH:
        first = at.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return at, at


def _named(text: str) -> str:
    if not text.strip():
        raise ValueError(text)
    return text.strip()


def _circle(text: str) -> float | None:
    return _one_of(PRECISION_KM, whole(text)) if text.strip() else None


def _one_of(choices: Mapping[int, float], chosen: int) -> float:
    if chosen not in choices:
        raise ValueError(str(chosen))
    return choices[chosen]


def _when(text: str) -> int:
    precision = whole(text) if text.strip() else 1
    if not 1 <= precision <= _MONTH:
        raise ValueError(text)
    return precision


def _stamp(text: str) -> datetime | None:
    """Seconds since 1970; None when the export has no time stamps."""
    return datetime.fromtimestamp(not_negative(text), UTC) if text.strip() else None


def _sides(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


_COLUMNS: Final[Reads] = {
    "event_id_cnty": _named,
    "event_date": day,
    "latitude": latitude,
    "longitude": longitude,
    "fatalities": not_negative,
    "sub_event_type": _named,
    "geo_precision": _circle,
    "time_precision": _when,
    "timestamp": _stamp,
    "country": str.strip,
    "actor1": _sides,
    "assoc_actor_1": _sides,
    "actor2": _sides,
    "assoc_actor_2": _sides,
}
"""The columns that are read and how, in the order in which `_incident` takes them."""
