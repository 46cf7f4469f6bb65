"""Bands that were read at a handover, each once: which side read it, who, when by its own clock, and what was answered.

A scan is no fact: it is a line of somebody's count until he signs what he counted. It lies beside the book, so that it
outlives a console that is restarted. Each carries a key made where it was read; sent twice, it is taken once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

NAME: Final = "scans.db"
_TABLES: Final = """
create table if not exists scan (
    key text primary key, handover text not null, side text not null, officer text not null, tablet text not null,
    read text not null, number text not null, answer text not null, scanned_at text not null, taken_at integer not null
) strict;
create index if not exists scan_of on scan (handover, side);
"""


@dataclass(frozen=True, slots=True)
class Scan:
    """One band that was read.

    Attributes:
        key: made where it was read; two scans never share one.
        handover: digest of its offer. side: giver or receiver.
        officer: who was signed in; tablet: on which tablet, empty at the machine itself.
        read: what stood in the code or was typed.
        number: whose it is, as far as the book knows; empty for nobody's.
        answer: what was answered.
        scanned_at: when, by the clock that read it, in RFC 3339.
        taken_at: when it came here, in seconds since 1970.
    """

    key: str
    handover: str
    side: str
    officer: str
    tablet: str
    read: str
    number: str
    answer: str
    scanned_at: str
    taken_at: int


class Scans:
    """The scans beside one book."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def known(self, key: str) -> Scan | None:
        """The scan of a key; None when it never came."""
        with self._opened() as base:
            row = base.execute("select * from scan where key = ?", (key,)).fetchone()
        return Scan(*row) if row else None

    def take(self, scan: Scan) -> None:
        """Keep a scan; one whose key is known already is not kept again. It is on the disk when this returns."""
        with self._opened() as base:
            base.execute(f"insert or ignore into scan values ({', '.join('?' * 10)})", astuple(scan))  # noqa: S608  marks

    def of(self, handover: str, side: str) -> list[Scan]:
        """What one side of a handover has read, as it came."""
        if not self._path.is_file():
            return []
        with self._opened() as base:
            rows = base.execute(
                "select * from scan where handover = ? and side = ? order by taken_at, rowid", (handover, side)
            ).fetchall()
        return [Scan(*row) for row in rows]

    def forget(self, handover: str, side: str) -> None:
        """Begin a side's count anew."""
        with self._opened() as base:
            base.execute("delete from scan where handover = ? and side = ?", (handover, side))

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        if not self._path.exists():
            self._path.touch(mode=0o600)
        base = sqlite3.connect(self._path, isolation_level=None, timeout=10)
        try:
            base.execute("pragma synchronous = full")
            base.executescript(_TABLES)
            yield base
        finally:
            base.close()
