"""Bands that were read at a handover, each once: which side read it, who, when by its own clock, and what was answered.

A scan is no fact: it is a line of somebody's count until he signs what he counted. It lies beside the book, so that it
outlives a console that is restarted. Each carries a key made where it was read; sent twice, it is taken once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Final

from musterbook.store.beside import Beside

_TABLES: Final = """
create table if not exists scan (
    key text primary key, handover text not null, side text not null, officer text not null, tablet text not null,
    read text not null, number text not null, answer text not null, scanned_at text not null, taken_at integer not null
) strict;
create index if not exists scan_of on scan (handover, side);
create table if not exists begun (
    handover text not null, side text not null, times integer not null, primary key (handover, side)
) strict;
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


@dataclass(frozen=True, slots=True)
class Before:
    """What lies here before lines are taken.

    Attributes:
        begun: how many times the side began its count anew.
        lines: what it has read since, as it came.
        known: of the keys asked for, those that came before.
    """

    begun: int
    lines: Sequence[Scan]
    known: Mapping[str, Scan]


class Scans(Beside):
    """The scans beside one book."""

    tables = _TABLES

    def before(self, handover: str, side: str, keys: Iterable[str] = ()) -> Before:
        """What one side has read since it last began, and which of these lines came already."""
        if self._path is not None and not self._path.is_file():
            return Before(0, (), {})
        with self._opened() as base:
            base.execute("begin")
            found = Before(_begun(base, handover, side), _of(base, handover, side), _known(base, keys))
            base.execute("commit")
        return found

    def take(self, handover: str, side: str, begun: int, scans: Iterable[Scan]) -> dict[str, Scan]:
        """Keep lines of one side, all at once; what is kept of them, by key, is on the disk when this returns.

        A line whose key is known is not kept again: the first one is returned. Where the side has begun anew since
        `begun`, only those known are: the others belong to a count that is over.
        """
        scans = list(scans)
        with self._opened() as base:
            base.execute("begin immediate")
            if _begun(base, handover, side) == begun:
                rows = [astuple(scan) for scan in scans]
                base.executemany(f"insert or ignore into scan values ({', '.join('?' * 10)})", rows)  # noqa: S608  marks
            kept = _known(base, [scan.key for scan in scans])
            base.execute("commit")
        return kept

    def of(self, handover: str, side: str) -> list[Scan]:
        """What one side of a handover has read since it last began, as it came."""
        return list(self.before(handover, side).lines)

    def begin_again(self, handover: str, side: str) -> None:
        """Begin a side's count anew: what it read so far is forgotten, and lines still under way are not counted."""
        with self._opened() as base:
            base.execute("begin immediate")
            base.execute("delete from scan where handover = ? and side = ?", (handover, side))
            base.execute(
                "insert into begun values (?, ?, 1) on conflict (handover, side) do update set times = times + 1",
                (handover, side),
            )
            base.execute("commit")


def _begun(base: sqlite3.Connection, handover: str, side: str) -> int:
    row = base.execute("select times from begun where handover = ? and side = ?", (handover, side)).fetchone()
    return row[0] if row else 0


def _of(base: sqlite3.Connection, handover: str, side: str) -> list[Scan]:
    asked = "select * from scan where handover = ? and side = ? order by taken_at, rowid"
    return [Scan(*row) for row in base.execute(asked, (handover, side))]


def _known(base: sqlite3.Connection, keys: Iterable[str]) -> dict[str, Scan]:
    """The lines of these keys that came before; each key is looked up by itself, for there may be hundreds."""
    rows = (base.execute("select * from scan where key = ?", (key,)).fetchone() for key in keys)
    return {row[0]: Scan(*row) for row in rows if row}
