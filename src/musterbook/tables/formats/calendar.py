"""Calendars (RFC 5545): serials, calls and what is owed, for the calendar that its reader already has.

An hour keeps its name from one export to the next, so that a calendar that takes the newer file moves what has moved
and strikes what is called off, instead of showing both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, Todo

from musterbook.tables.formats.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Hour:
    """Something with an hour.

    Attributes:
        name: what tells it from every other, such as `serial-S-038`.
        said: one line.
        begins: when; of what is owed, None.
        ends: when it ends, or by when it is owed.
        more: lines that say more.
        place: where.
        kinds: words to sort by.
        off: it does not take place.
        changes: how often it was moved.
        where: north and east in degrees, where known.
    """

    name: str
    said: str
    begins: datetime | None
    ends: datetime
    more: Sequence[str] = ()
    place: str = ""
    kinds: Sequence[str] = ()
    off: bool = False
    changes: int = 0
    where: tuple[float, float] | None = None


def calendar(stamp: Stamp, hours: Iterable[Hour]) -> bytes:
    """Hours as one calendar; what is owed as tasks with their hour. All times are in UTC."""
    made = Calendar()
    made.add("prodid", "-//Musterbook//Plan//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"{stamp.operation} {stamp.of}".strip())
    made.add("x-wr-caldesc", stamp.line)
    for hour in hours:
        made.add_component(_one(stamp, hour))
    return bytes(made.to_ical())


def _one(stamp: Stamp, hour: Hour) -> Event | Todo:
    one = Todo() if hour.begins is None else Event()
    one.add("uid", f"{hour.name}@{stamp.operation or 'musterbook'}.musterbook".replace(" ", "-"))
    one.add("dtstamp", stamp.as_of.astimezone(UTC))
    one.add("sequence", hour.changes)
    one.add("summary", hour.said)
    one.add("class", "CONFIDENTIAL")
    if hour.begins is None:
        one.add("due", hour.ends.astimezone(UTC))
        one.add("status", "CANCELLED" if hour.off else "NEEDS-ACTION")
    else:
        one.add("dtstart", hour.begins.astimezone(UTC))
        one.add("dtend", max(hour.ends, hour.begins).astimezone(UTC))
        one.add("status", "CANCELLED" if hour.off else "CONFIRMED")
    if hour.place:
        one.add("location", hour.place)
    if hour.where is not None:
        one.add("geo", hour.where)
    if hour.kinds:
        one.add("categories", list(hour.kinds))
    one.add("description", "\n".join((*hour.more, stamp.line)))
    return one
