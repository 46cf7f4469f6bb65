"""Counts at a door with the salts they were closed with, kept beside the book of who counted until they are opened.

In the book stands a digest alone. What is here survives a console that is restarted; it goes nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from musterbook.store.beside import Beside

STANDS, ASIDE, SHOWN = 0, 1, 2
_TABLE: Final = """
create table if not exists door_count (
    salt text primary key, offer text not null, officer text not null, at text not null, counted integer not null,
    present text, aside integer not null
) strict;
create index if not exists door_count_of on door_count (offer);
"""


@dataclass(frozen=True, slots=True)
class KeptCount:
    """One count.

    Attributes:
        salt: what its digest was made with. offer: digest of the offer's entry.
        officer: who counted. at: when, in RFC 3339. counted: how many.
        present: their numbers, where he counted by name.
        aside: whether he set it aside to count again: `STANDS`, `ASIDE`, or `SHOWN` once the difference was shown.
    """

    salt: str
    offer: str
    officer: str
    at: str
    counted: int
    present: tuple[str, ...] | None = None
    aside: int = STANDS


class KeptCounts(Beside):
    """The counts beside one book."""

    tables = _TABLE

    def of(self, offer: str) -> list[KeptCount]:
        """The counts of an offer, in the order in which they were made."""
        if self._path is not None and not self._path.is_file():
            return []
        with self._opened() as base:
            asked = "select * from door_count where offer = ? order by rowid"
            return [_read(row) for row in base.execute(asked, (offer,))]

    def keep(self, count: KeptCount) -> None:
        """Keep one; it is on the disk when this returns."""
        listed = " ".join(count.present) if count.present is not None else None
        row = (count.salt, count.offer, count.officer, count.at, count.counted, listed, count.aside)
        with self._opened() as base:
            base.execute("insert or ignore into door_count values (?, ?, ?, ?, ?, ?, ?)", row)

    def set_aside(self, offer: str, *, shown: bool) -> None:
        """Whatever count of an offer stood is set aside; `shown`: the difference had been shown by then."""
        with self._opened() as base:
            base.execute(
                "update door_count set aside = ? where offer = ? and aside = 0", (SHOWN if shown else ASIDE, offer)
            )


def _read(row: tuple[str, str, str, str, int, str | None, int]) -> KeptCount:
    salt, offer, officer, at, counted, listed, aside = row
    return KeptCount(salt, offer, officer, at, counted, None if listed is None else tuple(listed.split()), aside)
