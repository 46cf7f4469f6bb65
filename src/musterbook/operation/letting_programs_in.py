"""Letting programs in: a secret for an officer of the register that is a program, shown once and kept as a digest.

What it may do is a matter of the register, as for everybody: it is named there, has a key of its own and a role that
may end. Whoever lets it in keeps machines or the register, and shows it by opening his own key.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final

from musterbook.operation.book import Book
from musterbook.operation.letting_in import vouched
from musterbook.store.accounts import Accounts
from musterbook.store.programs import Program, Programs
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

SECRET_BYTES: Final = 32
PREFIX: Final = "mbp_"
"""What every secret begins with, so that whoever finds one in a file knows what he found."""
PURPOSE_LETTERS: Final = (8, 200)


def let_in(
    book: Book, programs: Programs, accounts: Accounts, officer: str, *, purpose: str, by: str, at: datetime,
    label: str = "first", until: datetime | None = None, noise: Callable[[int], str] = secrets.token_urlsafe,
) -> str:  # fmt: skip
    """Let a program call under a secret, which is returned and kept nowhere.

    Args:
        book: whose register gives the program its role, opened with the keeper's key.
        programs: where the secret's digest is kept.
        accounts: of people; a program is none of them.
        officer: the program, by the name the register knows it under.
        purpose: for what it is let in; it stands behind everything it opens of a person.
        by: whoever keeps machines or the register.
        at: now.
        label: which of its secrets: a new one of the same label ends the old.
        until: when the secret ends.
        noise: so many unpredictable bytes as text.

    Raises:
        Refused: the keeper may not, the register gives the program no role, or a person signs in under this name.
        Malformed: the purpose is too short or too long, or the end is past.
    """
    vouched(book, by, officer)
    if any(one.officer == officer for one in accounts.everyone()):
        raise Refused(Objection("program.is-a-person", values={"officer": officer}))
    least, most = PURPOSE_LETTERS
    if not least <= len(purpose.strip()) <= most:
        raise Malformed.because("program.purpose", least=least, most=most)
    if until is not None and until <= at:
        raise Malformed.because("program.past")
    secret = PREFIX + noise(SECRET_BYTES)
    ends = None if until is None else int(until.timestamp())
    programs.let_in(secret, Program(officer, label, purpose.strip(), int(at.timestamp()), by, ends))
    return secret
