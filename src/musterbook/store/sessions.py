"""Who is signed in at this machine's console: sessions under tokens that only their browser knows, and broken glass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from musterbook.store.account_tables import NAME, NOTED_EVERY_SECONDS, hashed, noted, opened, writing

SEEN_KEPT: Final = 1_000
LONGEST_SECONDS: Final = 12 * 3600
"""After a watch of so long everybody signs in again."""
OVER_SECONDS: Final = 12 * 3600
"""So long one that is over is still known, so that a form filled in under it is kept for whose it was."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in.

    Attributes:
        officer: who.
        through: password, passkey, recovery or provider.
        begun_at: when, in seconds since 1970; `seen_at` when he last asked for something.
        idle_seconds: after so long without asking it is over.
        proved_at: when he last showed a second factor.
        form_token: what every form of his carries.
    """

    officer: str
    through: str
    begun_at: int
    seen_at: int
    idle_seconds: int
    proved_at: int
    form_token: str


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session as its officer sees it among his own.

    Attributes:
        name: what it is ended by; nobody comes in with it.
        device: program and system it was begun with, as they named themselves; empty where they did not.
        session: the session.
    """

    name: str
    device: str
    session: Session


class Sessions:
    """The sessions beside one book. `over` is told whenever one was ended here, so that what it holds open closes."""

    def __init__(self, folder: Path) -> None:
        self.over: Callable[[], None] = lambda: None
        self._path = folder / NAME
        self._seen: dict[bytes, tuple[int, int]] = {}  # when he last asked, and when that was last noted

    def begin(self, token: str, session: Session, *, device: str = "") -> None:
        """Begin a session under a token that only its browser knows, on a device that names itself so."""
        with writing(self._path) as base:
            base.execute("delete from session where seen_at + idle_seconds < ?", (session.begun_at - OVER_SECONDS,))
            base.execute("delete from session_device where token not in (select token from session)")
            base.execute("insert into session_device values (?, ?)", (hashed(token), device))
            base.execute(
                "insert into session values (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    hashed(token), session.officer, session.through, session.begun_at, session.seen_at,
                    session.idle_seconds, session.proved_at, session.form_token,
                ),
            )  # fmt: skip

    def session(self, token: str) -> Session | None:
        """The session of a token, however old; None when there is none."""
        with opened(self._path) as base:
            row = base.execute(
                "select officer, through, begun_at, seen_at, idle_seconds, proved_at, form_token "
                "from session where token = ?", (hashed(token),),
            ).fetchone()  # fmt: skip
        if row is None:
            return None
        return self._known(hashed(token), Session(*row))

    def _known(self, key: bytes, found: Session) -> Session:
        """With the second at which he last asked, which is noted only now and then."""
        return replace(found, seen_at=max(found.seen_at, self._seen.get(key, (0, 0))[0]))

    def seen(self, token: str, at: int) -> None:
        """He asked for something: known here at once, and noted once a minute, where that can be written."""
        key = hashed(token)
        _, before = self._seen.pop(key, (0, 0))
        fresh = at - before >= NOTED_EVERY_SECONDS
        self._seen[key] = at, at if fresh else before
        while len(self._seen) > SEEN_KEPT:
            self._seen.pop(next(iter(self._seen)), None)
        if fresh:
            noted(self._path, "update session set seen_at = ? where token = ?", (at, key))

    def proved(self, token: str, at: int) -> None:
        """He showed a second factor again."""
        with writing(self._path) as base:
            base.execute("update session set proved_at = ?, seen_at = ? where token = ?", (at, at, hashed(token)))

    def end(self, token: str) -> None:
        """End one session."""
        with writing(self._path) as base:
            base.execute("delete from session where token = ?", (hashed(token),))
        self.over()

    def of(self, officer: str, at: int) -> tuple[SessionLine, ...]:
        """An officer's sessions that go on at this second, the one used last first."""
        with opened(self._path) as base:
            rows = base.execute(
                "select session.token, device, officer, through, begun_at, seen_at, idle_seconds, proved_at, "
                "form_token from session left join session_device using (token) where officer = ?", (officer,),
            ).fetchall()  # fmt: skip
        found = [SessionLine(_name(key), device or "", self._known(key, Session(*said))) for key, device, *said in rows]
        going = [one for one in found if at - one.session.seen_at <= one.session.idle_seconds]
        return tuple(sorted(going, key=lambda one: (-one.session.seen_at, one.name)))

    def name_of(self, token: str) -> str:
        """What the session of a token is called among its officer's."""
        return _name(hashed(token))

    def end_named(self, officer: str, name: str) -> bool:
        """End one of an officer's own sessions by its name; whether there was one."""
        with writing(self._path) as base:
            keys = [key for (key,) in base.execute("select token from session where officer = ?", (officer,))]
            ended = [key for key in keys if _name(key) == name]
            base.executemany("delete from session where token = ?", [(key,) for key in ended])
        self.over()
        return bool(ended)

    def end_all(self, officer: str) -> int:
        """End every session of an officer; how many there were."""
        with writing(self._path) as base:
            ended = base.execute("delete from session where officer = ?", (officer,)).rowcount
        self.over()
        return ended

    def shut_out(self, officer: str) -> None:
        """The same for one who may do nothing any more, where it can be written: he is turned away all the same."""
        noted(self._path, "delete from session where officer = ?", (officer,))
        self.over()

    def break_glass(self, officer: str, subject: str, until: int) -> None:
        """An officer may look at one subject until then; what is over is forgotten."""
        with writing(self._path) as base:
            base.execute("delete from glass where until < ?", (until - 86_400,))
            base.execute("insert or replace into glass values (?, ?, ?)", (officer, subject, until))

    def glass(self, officer: str, at: int) -> dict[str, int]:
        """What an officer broke the glass for and may still see, each with its end."""
        with opened(self._path) as base:
            rows = base.execute("select subject, until from glass where officer = ? and until > ?", (officer, at))
            return dict(rows.fetchall())


def _name(key: bytes) -> str:
    return key.hex()[:12]
