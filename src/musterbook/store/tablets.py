"""Tablets that may reach this machine's console over the local network: enrolled by a pass, known by a secret, ended.

A pass is shown once as a code, holds for some minutes, and lets one tablet in; the secret the tablet gets for it is
kept here as a digest only. Who works on a tablet signs in there as everywhere: a tablet has no rights of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from musterbook.store.account_tables import NAME, NOTED_EVERY_SECONDS, hashed, noted, opened, writing


@dataclass(frozen=True, slots=True)
class Tablet:
    """A tablet.

    Attributes:
        name: what is written on it.
        made_at, made_by: when a pass was made for it, and by whom; times are in seconds since 1970.
        pass_until: how long its pass holds.
        enrolled_at: when it was let in; None while it was not.
        seen_at: when it last asked for something.
        ended_at: when it was shut out.
    """

    name: str
    made_at: int
    made_by: str
    pass_until: int
    enrolled_at: int | None
    seen_at: int | None
    ended_at: int | None


class Tablets:
    """The tablets beside one book."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._noted: dict[str, int] = {}

    def offer(self, name: str, pass_: str, *, until: int, at: int, by: str) -> bool:
        """Keep a pass for a tablet of this name; False where a tablet under that name is let in already."""
        with writing(self._path) as base:
            taken = base.execute(
                "select 1 from tablet where name = ? and enrolled_at is not null and ended_at is null", (name,)
            ).fetchone()
            if taken:
                return False
            base.execute(
                "insert or replace into tablet values (?, ?, ?, ?, ?, null, null, null, null)",
                (name, hashed(pass_), until, at, by),
            )
            return True

    def offered(self, pass_: str, at: int) -> str:
        """The name of the tablet a pass is for; empty when it is nobody's, was used, or holds no longer."""
        with opened(self._path) as base:
            row = base.execute(
                "select name from tablet where pass = ? and pass_until >= ? and ended_at is null", (hashed(pass_), at)
            ).fetchone()
        return str(row[0]) if row else ""

    def enrol(self, pass_: str, secret: str, at: int) -> str:
        """Let the tablet in that shows a pass, under a secret: its name, or nothing. A pass lets one in, once."""
        with writing(self._path) as base:
            row = base.execute(
                "update tablet set pass = null, secret = ?, enrolled_at = ?, seen_at = ? "
                "where pass = ? and pass_until >= ? and ended_at is null returning name",
                (hashed(secret), at, at, hashed(pass_), at),
            ).fetchone()
            return str(row[0]) if row else ""

    def of_secret(self, secret: str, at: int) -> str:
        """The name of the tablet that shows a secret; empty for none, and for one that was shut out.

        That it asked is noted once a minute, where that can be written: what it asks for never waits for it.
        """
        with opened(self._path) as base:
            row = base.execute(
                "select name, seen_at from tablet where secret = ? and ended_at is null", (hashed(secret),)
            ).fetchone()
        if row is None:
            return ""
        name = str(row[0])
        if at - max(int(row[1]), self._noted.get(name, 0)) >= NOTED_EVERY_SECONDS:
            self._noted[name] = at
            noted(self._path, "update tablet set seen_at = ? where name = ?", (at, name))
        return name

    def end(self, name: str, at: int) -> bool:
        """Shut a tablet out at once; whether there was one."""
        with writing(self._path) as base:
            ended = base.execute(
                "update tablet set ended_at = ?, pass = null, secret = null where name = ? and ended_at is null",
                (at, name),
            )
            return ended.rowcount > 0

    def everyone(self) -> list[Tablet]:
        """Every tablet by name, those shut out too."""
        if not self._path.is_file():
            return []
        with opened(self._path) as base:
            rows = base.execute(
                "select name, made_at, made_by, pass_until, enrolled_at, seen_at, ended_at from tablet order by name"
            ).fetchall()
        return [Tablet(*row) for row in rows]
