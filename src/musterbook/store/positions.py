"""Readings of carriers' positions beside the book: many, perishable, and never merged into it.

`positions.db` in the book's folder, readable by whoever keeps the book alone. A reading is known by carrier and moment,
so that a file taken in twice adds nothing. What a leg's track came to goes into the book; then its readings are
forgotten here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

NAME: Final = "positions.db"
_TABLE: Final = """create table if not exists reading (
    carrier text not null, at integer not null, lat real not null, lon real not null, course real, speed_kmh real,
    source text not null, primary key (carrier, at)) strict, without rowid"""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: which carrier, when, where in degrees north and east, and which file or tracker said so."""

    carrier: str
    at: datetime
    lat: float
    lon: float
    course: float | None = None
    speed_kmh: float | None = None
    source: str = ""


class Readings:
    """The readings in a book's folder; there is no file before the first reading."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def add(self, readings: Iterable[Reading]) -> int:
        """Keep readings; how many of them were new. All of them are durable when this returns, or none is there."""
        rows = [
            (one.carrier, _second(one.at), one.lat, one.lon, one.course, one.speed_kmh, one.source) for one in readings
        ]
        if not rows:
            return 0
        if not self._path.exists():
            self._path.touch(mode=0o600)
        with self._open() as base, base:
            before = base.total_changes
            base.executemany("insert or ignore into reading values (?, ?, ?, ?, ?, ?, ?)", rows)
            return base.total_changes - before

    def of(self, carrier: str, since: datetime, until: datetime) -> Sequence[Reading]:
        """A carrier's readings from one moment to another, in order of time."""
        return self._asked(
            "select * from reading where carrier = ? and at between ? and ? order by at",
            (carrier, _second(since), _second(until)),
        )

    def newest(self, until: datetime) -> dict[str, Reading]:
        """Each carrier's last reading by a moment."""
        rows = self._asked(
            "select r.* from reading r join (select carrier, max(at) as at from reading where at <= ? "
            "group by carrier) n on r.carrier = n.carrier and r.at = n.at", (_second(until),),
        )  # fmt: skip
        return {one.carrier: one for one in rows}

    def forget(self, carrier: str, since: datetime, until: datetime) -> int:
        """Forget a carrier's readings from one moment to another; how many."""
        if not self._path.is_file():
            return 0
        with self._open() as base, base:
            found = base.execute(
                "delete from reading where carrier = ? and at between ? and ?",
                (carrier, _second(since), _second(until)),
            )
            return found.rowcount

    def forget_before(self, moment: datetime) -> int:
        """Forget every reading older than a moment; how many."""
        if not self._path.is_file():
            return 0
        with self._open() as base, base:
            return base.execute("delete from reading where at < ?", (_second(moment),)).rowcount

    def _asked(self, statement: str, values: Sequence[object]) -> list[Reading]:
        if not self._path.is_file():
            return []
        with self._open() as base:
            rows = base.execute(statement, values).fetchall()
        return [Reading(name, datetime.fromtimestamp(at, UTC), *rest) for name, at, *rest in rows]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        base = sqlite3.connect(self._path, timeout=10)
        try:
            base.execute("pragma journal_mode = wal")
            base.execute("pragma secure_delete = on")
            base.execute(_TABLE)
            yield base
        finally:
            base.close()


def _second(moment: datetime) -> int:
    return int(moment.timestamp())
