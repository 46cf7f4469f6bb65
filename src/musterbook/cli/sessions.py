"""users sessions: where an officer is signed in at this console, and ending one session or all of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.render import table
from musterbook.cli.users import Officer, users
from musterbook.operation.book_folder import find_book
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.times import zulu
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.store.sessions import SessionLine, Sessions


def join(app: typer.Typer) -> None:
    """Add the verb to those of officers."""
    del app
    users.command("sessions")(sessions)


def sessions(
    ctx: typer.Context,
    officer: Officer,
    end: Annotated[list[str] | None, typer.Option(help="End this one, by its name on the list; repeatable.")] = None,
    end_all: Annotated[bool, typer.Option("--end-all", help="End all of them.")] = False,
) -> None:
    """List where an officer is signed in at this console, or end it there; --key is himself or a keeper of machines."""
    from musterbook.operation.letting_in import himself_or_keeps  # noqa: PLC0415  heavy
    from musterbook.store.sessions import Sessions  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if not asked.officers:
        raise Refused(Objection("account.nobody-vouches"))
    himself_or_keeps(asked.book(signing=True), asked.officers[0], officer)
    kept, at = Sessions(find_book(asked.folder)), int(asked.now().timestamp())
    if end_all:
        ended = kept.end_all(officer)
    else:
        known = {one.name for one in _going(kept, officer, at)}
        wanted = list(dict.fromkeys(end or ()))
        unknown = [name for name in wanted if name not in known]
        if unknown:  # before any is ended: half of what was asked, with an error alone, would say nothing was
            raise Malformed.because("account.no-session", officer=officer, name=unknown[0])
        ended = sum(kept.end_named(officer, name) for name in wanted)
    going = _going(kept, officer, at)
    lines = [in_words("{n} ended", n=ended)] if ended else []
    asked.show({"ended": ended, "sessions": [_told(one) for one in going]}, [*lines, *_rows(going)])


def _going(kept: Sessions, officer: str, at: int) -> tuple[SessionLine, ...]:
    """His sessions that the console still lets in."""
    from musterbook.store.sessions import LONGEST_SECONDS  # noqa: PLC0415  heavy

    return tuple(one for one in kept.of(officer, at) if at - one.session.begun_at <= LONGEST_SECONDS)


def _told(one: SessionLine) -> dict[str, str]:
    began, used = (_at(second).isoformat() for second in _seconds(one))
    return {"name": one.name, "device": one.device, "through": one.session.through, "since": began, "used": used}


def _rows(going: tuple[SessionLine, ...]) -> list[str]:
    if not going:
        return [in_words("he is signed in nowhere")]
    shown = [
        (one.name, one.device or "–", one.session.through, *(zulu(_at(second)) for second in _seconds(one)))
        for one in going
    ]
    return table(("Name", "Device", "Through", "Since", "Last used"), shown)


def _seconds(one: SessionLine) -> tuple[int, int]:
    return one.session.begun_at, one.session.seen_at


def _at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
