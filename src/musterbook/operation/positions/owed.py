"""What is owed of positions: an alarm that stands, the weekly check, a track nobody kept; each by the escort."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from musterbook.operation.book import Book
from musterbook.operation.owed_one import Owed
from musterbook.operation.positions.keeping import waiting
from musterbook.operation.positions.looking import sights, silent_this_week
from musterbook.store.positions import NAME

DAY: Final = timedelta(days=1)


def positions(book: Book, now: datetime) -> Iterator[Owed]:
    """Alarms of serials under way, carriers that gave no position this week, and tracks to be kept.

    An operation that asks carriers for no positions, and has none, owes nothing here.
    """
    asks = bool(book.settings.custody.position_minutes)
    if not asks and (book.folder is None or not (book.folder / NAME).is_file()):
        return
    for one in sights(book, now):
        for alarm in one.alarms:
            people = len(one.leg.manifest.people)
            yield Owed(one.leg.escort, f"position.{alarm.kind}", one.leg.serial, alarm.since, people)
    for carrier, escort, left_at in silent_this_week(book, now) if asks else ():
        yield Owed(escort, "weekly-positions", carrier, left_at + DAY, 0)
    for leg in waiting(book, now):
        yield Owed(leg.escort, "track-kept", leg.serial, (leg.landed_at or now) + DAY, 0)
