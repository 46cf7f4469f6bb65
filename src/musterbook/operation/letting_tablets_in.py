"""Letting a tablet in at this machine's console: a pass made by whoever keeps machines, shown as a code, good once.

A tablet has no rights: what is done on it is a matter of whoever signs in there. That it is one of ours is a matter of
this machine, so neither the pass nor the tablet stands in the book.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Final

from musterbook.operation.book import Book
from musterbook.operation.letting_in import KEEPERS
from musterbook.rights.decide import who_may
from musterbook.store.tablets import Tablets
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

PASS_SECONDS: Final = 15 * 60
PASS_BYTES: Final = 24
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}")


def keepers(book: Book) -> tuple[str, ...]:
    """Officers who may let tablets in and shut them out: keepers of machines or of the register."""
    return tuple(sorted({name for name, _ in who_may(book.register, KEEPERS, book.register.size)}))


def offer_pass(
    tablets: Tablets, name: str, *, by: str, at: int, noise: Callable[[int], str] = secrets.token_urlsafe
) -> str:
    """Make a pass for a tablet; it is returned and kept nowhere. It lets one tablet in, within a quarter of an hour.

    Args:
        tablets: those of this machine.
        name: what is written on the tablet.
        by: whoever keeps machines, who has shown that it is he.
        at: this machine's clock, in seconds since 1970.
        noise: so many unpredictable bytes as text.

    Raises:
        Malformed: the name is none.
        Refused: a tablet of this name is let in already.
    """
    called = name.strip()
    if not NAME.fullmatch(called):
        raise Malformed.because("tablet.bad-name", typed=called[:40])
    made = noise(PASS_BYTES)
    if not tablets.offer(called, made, until=at + PASS_SECONDS, at=at, by=by):
        raise Refused(Objection("tablet.in-use", values={"name": called}))
    return made


def shut_out(tablets: Tablets, name: str, *, at: int) -> None:
    """Shut a tablet out at once; Malformed where none of this name is known."""
    if not tablets.end(name.strip(), at):
        raise Malformed.because("tablet.unknown", name=name.strip()[:40])
